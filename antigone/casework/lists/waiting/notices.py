"""What waits to be told: letters to prepare, to approve, to bring; corrections before all others."""

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from antigone.access.actions import Action
from antigone.casework.lists.owed import all_owed
from antigone.casework.lists.waiting.item import MINE, OTHERS, RESTING, Found, Here, Kind, Waiting
from antigone.casework.models import Attempt, Notice
from antigone.casework.models.notices import NoticeKind
from antigone.casework.procedures.notices.standing import waits


def _named(rows: QuerySet) -> QuerySet:
    """Notices by the names that people use, such as T-0031/1."""
    before = Q(recorded_at__lt=OuterRef("recorded_at")) | Q(
        recorded_at=OuterRef("recorded_at"), pk__lte=OuterRef("pk")
    )
    same = Notice.objects.filter(before, request=OuterRef("request")).order_by()
    return rows.annotate(
        code=F("request__code"),
        nth=Subquery(same.values("request").annotate(n=Count("pk")).values("n")),
        why=Case(
            When(kind=NoticeKind.CORRECTION, then=Value("correction")),
            default=F("kind"),
            output_field=CharField(),
        ),
    )


def _to_approve(here: Here) -> QuerySet:
    rows = Notice.objects.filter(waits(), approval=None)
    return _named(rows).annotate(since=F("recorded_at"), barred=Q(recorded_by=here.account))


def _to_tell(here: Here) -> QuerySet:
    tried = Attempt.objects.filter(notice=OuterRef("pk"))
    rows = _named(Notice.objects.filter(waits(), approval__isnull=False))
    return rows.annotate(since=F("approval__recorded_at"), tried=Exists(tried))


def _to_acknowledge(here: Here) -> QuerySet:
    rows = Notice.objects.filter(delivery__isnull=False, delivery__acknowledgement=None)
    return _named(rows).annotate(since=F("delivery__told_at"))


def to_prepare(here: Here) -> Found:
    """Return who is owed a word that nobody has prepared."""
    turn = MINE if Action.PREPARE_NOTICE in here.can else OTHERS
    waiting: dict[str, list[Waiting]] = {}
    for owed in all_owed():
        one = Waiting(
            kind="prepare-notice",
            key=owed.key,
            since=owed.since,
            code=owed.request.code,
            why=owed.kind.value,
        )
        rests = turn == MINE and one.item in here.resting
        waiting.setdefault(RESTING if rests else turn, []).append(one)
    return Found(waiting)


_KNOWN = (Action.VIEW_NOTICES,)

KINDS = (
    Kind(name="approve-notice", does=Action.APPROVE_NOTICE, knows=_KNOWN, rows=_to_approve),
    Kind(name="tell", does=Action.DELIVER_NOTICE, knows=_KNOWN, rows=_to_tell),
    Kind(name="acknowledge", does=Action.DELIVER_NOTICE, knows=_KNOWN, rows=_to_acknowledge),
)
