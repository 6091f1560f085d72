"""What waits about photographs: faces to be read, marked, confirmed and enrolled."""

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value

from antigone.access.actions import Action
from antigone.casework import footage
from antigone.casework.lists.waiting.item import Here, Kind
from antigone.casework.models import (
    LegalBasis,
    MarkedFace,
    NotShown,
    Permission,
    PostMortemPhotograph,
    Reading,
    ReferencePhotograph,
    Template,
)
from antigone.casework.models.requests import Outcome, Purpose

_OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)


def _number(model: type, case: str, at: str = "") -> Subquery:
    """The number of a photograph in its case; `at` leads from the row to the photograph."""
    before = Q(recorded_at__lt=OuterRef(f"{at}recorded_at")) | Q(
        recorded_at=OuterRef(f"{at}recorded_at"), pk__lte=OuterRef(f"{at}pk")
    )
    same = model.objects.filter(before, **{case: OuterRef(f"{at}{case}")})
    return Subquery(same.order_by().values(case).annotate(n=Count("pk")).values("n"))


def _of_the_dead(here: Here) -> QuerySet:
    open_ = PostMortemPhotograph.objects.filter(
        remains__outcome__in=_OPEN, wrapped_key__isnull=False
    )
    return here.but_compared(open_, "remains").annotate(
        code=F("remains__code"), nth=_number(PostMortemPhotograph, "remains")
    )


def _of_the_missing(here: Here) -> QuerySet:
    open_ = ReferencePhotograph.objects.filter(
        request__outcome__in=_OPEN, wrapped_key__isnull=False
    )
    return open_.annotate(code=F("request__code"), nth=_number(ReferencePhotograph, "request"))


def _unread(photographs: QuerySet, side: str) -> QuerySet:
    read = Reading.objects.filter(**{side: OuterRef("pk")})
    return photographs.filter(~Exists(read)).annotate(since=F("recorded_at"))


def _unmarked(photographs: QuerySet, side: str) -> QuerySet:
    here = {side: OuterRef("pk")}
    read = Reading.objects.filter(**here).order_by().values(side)
    return (
        footage.of_who_is_meant(photographs)
        .filter(
            ~Exists(MarkedFace.objects.filter(ended_at=None, **here)),
            ~Exists(NotShown.objects.filter(**here)),
            # Not by its time below: of those who were never read, that would be asked again and again.
            pk__in=Reading.objects.filter(**{f"{side}__isnull": False}).values(side),
        )
        .annotate(since=Subquery(read.annotate(at=Max("recorded_at")).values("at")))
    )


def _unconfirmed(here: Here) -> QuerySet:
    marked = MarkedFace.objects.filter(
        post_mortem__isnull=False,
        post_mortem__remains__outcome__in=_OPEN,
        confirmed_by=None,
        ended_at=None,
    )
    return here.but_compared(marked, "post_mortem__remains").annotate(
        code=F("post_mortem__remains__code"),
        nth=_number(PostMortemPhotograph, "remains", "post_mortem__"),
        since=F("recorded_at"),
        by=F("marked_by"),
        why=Value("marked-by"),
        goes=F("post_mortem"),
        barred=Q(marked_by=here.account),
    )


def _not_enrolled() -> QuerySet:
    faces = MarkedFace.objects.filter(ended_at=None)
    return faces.filter(~Exists(Template.objects.filter(face=OuterRef("pk"))))


def _dead_not_enrolled(here: Here) -> QuerySet:
    faces = _not_enrolled().filter(
        post_mortem__remains__outcome__in=_OPEN, confirmed_by__isnull=False
    )
    return here.but_compared(faces, "post_mortem__remains").annotate(
        code=F("post_mortem__remains__code"),
        nth=_number(PostMortemPhotograph, "remains", "post_mortem__"),
        since=F("confirmed_at"),
        goes=F("post_mortem"),
    )


def _missing_not_enrolled(here: Here) -> QuerySet:
    day = here.day
    lasts = Q(valid_until=None) | Q(valid_until__gte=day)
    of = {"request": OuterRef("reference__request"), "valid_from__lte": day}
    permitted = Permission.objects.filter(
        lasts, scope=Purpose.IDENTIFY, biometrics=True, withdrawn_at=None, **of
    )
    based = LegalBasis.objects.filter(lasts, ended_at=None, **of)
    faces = _not_enrolled().filter(
        Exists(permitted), Exists(based), reference__request__outcome__in=_OPEN
    )
    return faces.annotate(
        code=F("reference__request__code"),
        nth=_number(ReferencePhotograph, "request", "reference__"),
        since=F("recorded_at"),
        goes=F("reference"),
    )


_DEAD, _MISSING = (Action.VIEW_REMAINS,), (Action.VIEW_REQUEST,)

KINDS = (
    Kind(
        name="read-faces",
        does=Action.READ_FACES,
        knows=_DEAD,
        rows=lambda here: _unread(_of_the_dead(here), "post_mortem"),
    ),
    Kind(
        name="read-faces",
        does=Action.READ_FACES,
        knows=_MISSING,
        rows=lambda here: _unread(_of_the_missing(here), "reference"),
    ),
    Kind(
        name="mark-face",
        does=Action.MARK_FACE,
        knows=_DEAD,
        rows=lambda here: _unmarked(_of_the_dead(here), "post_mortem"),
    ),
    Kind(
        name="mark-face",
        does=Action.MARK_FACE,
        knows=_MISSING,
        rows=lambda here: _unmarked(_of_the_missing(here), "reference"),
    ),
    Kind(name="confirm-face", does=Action.CONFIRM_FACE, knows=_DEAD, rows=_unconfirmed),
    # An examiner may enrol, but learns here of no request: she may be shown that face unnamed.
    Kind(name="enrol", does=Action.ENROL, knows=_DEAD, rows=_dead_not_enrolled),
    Kind(name="enrol", does=Action.ENROL, knows=_MISSING, rows=_missing_not_enrolled),
)
