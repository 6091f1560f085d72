"""What waits about the missing: requests to be finished, permissions that end, second words."""

from datetime import timedelta

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)

from antigone.access.actions import Action
from antigone.access.roles import Role
from antigone.casework.lists.waiting.item import Here, Kind
from antigone.casework.models import (
    AliveConfirmation,
    BulkFile,
    BulkSignature,
    Identification,
    LegalBasis,
    LegalHold,
    Permission,
    Recording,
    ReferencePhotograph,
    Relative,
    TracingRequest,
    Wishes,
    Withdrawal,
)
from antigone.casework.models.requests import Outcome
from antigone.casework.models.withdrawals import WithdrawalOutcome

_OPEN = (Outcome.OPEN, Outcome.INCONCLUSIVE)
# How long before its end a permission or a legal basis is asked for again.
SOON = timedelta(days=30)
_SIGNATURES = 2


def _unfinished(here: Here) -> QuerySet:
    """Open requests in which something is missing that the family can say, the first of it."""
    of = {"request": OuterRef("pk")}
    permitted = Exists(Permission.objects.filter(withdrawn_at=None, **of))
    photographed = Exists(ReferencePhotograph.objects.filter(**of))
    later = Relative.objects.filter(person=OuterRef("person"), number__gt=OuterRef("number"))
    known = Relative.objects.filter(~Exists(later), **of)
    unasked = known.filter(~Exists(Wishes.objects.filter(relative=OuterRef("pk"))))
    why = Case(
        When(~permitted, then=Value("no-permission")),
        When(~photographed, then=Value("no-photograph")),
        When(~Exists(known), then=Value("no-relatives")),
        When(Exists(unasked), then=Value("wishes-unknown")),
    )
    # Asked again beside `why`: a plain condition ends at the first thing that is missing.
    lacking = ~permitted | ~photographed | ~Exists(known) | Exists(unasked)
    open_ = TracingRequest.objects.filter(lacking, outcome=Outcome.OPEN)
    return open_.annotate(why=why, since=F("recorded_at"))


def _permission_ends(here: Here) -> QuerySet:
    return _ends(here, Permission, _OPEN)


def _basis_ends(here: Here) -> QuerySet:
    return _ends(here, LegalBasis, _OPEN)


def _permission_of_found_ends(here: Here) -> QuerySet:
    return _ends(here, Permission, (Outcome.FOUND_ALIVE,))


def _basis_of_found_ends(here: Here) -> QuerySet:
    return _ends(here, LegalBasis, (Outcome.FOUND_ALIVE,))


def _ends(
    here: Here, model: type[Permission] | type[LegalBasis], outcomes: tuple[Outcome, ...]
) -> QuerySet:
    """Rows that end soon, or have, and that no later row of the same request replaces."""
    standing = {_end_of(model): None}
    later = model.objects.filter(request=OuterRef("request"), **standing).filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
    )
    ending = model.objects.filter(
        valid_until__lte=here.day + SOON, request__outcome__in=outcomes, **standing
    )
    return ending.filter(~Exists(later)).annotate(
        since=F("recorded_at"),
        code=F("request__code"),
        why=Value("permission-ends" if model is Permission else "basis-ends"),
    )


def _end_of(model: type) -> str:
    return "withdrawn_at" if model is Permission else "ended_at"


def _one_word_of_life(here: Here) -> QuerySet:
    words = AliveConfirmation.objects.filter(request=OuterRef("pk"))
    first = words.order_by("recorded_at")
    said = AliveConfirmation.objects.values("request")
    return TracingRequest.objects.filter(pk__in=said, outcome__in=_OPEN).annotate(
        since=Subquery(first.values("recorded_at")[:1]),
        by=Subquery(first.values("recorded_by")[:1], output_field=UUIDField()),
        barred=Exists(words.filter(recorded_by=here.account)),
    )


def _unsigned_files(here: Here) -> QuerySet:
    signed = BulkSignature.objects.filter(file=OuterRef("pk"))
    officer = signed.filter(role=Role.DATA_PROTECTION_OFFICER)
    mine = Exists(signed.filter(recorded_by=here.account))
    # The second of two who are no officer would change nothing.
    is_officer = Action.CLEAR_GALLERY in here.can
    return (
        BulkFile.objects.annotate(signatures_count=Count("signatures"))
        .filter(Q(signatures_count__lt=_SIGNATURES) | ~Exists(officer))
        .annotate(
            since=F("recorded_at"),
            code=F("name"),
            barred=mine if is_officer else mine | (~Exists(officer) & Exists(signed)),
        )
    )


def _signed_files(here: Here) -> QuerySet:
    officer = BulkSignature.objects.filter(file=OuterRef("pk"), role=Role.DATA_PROTECTION_OFFICER)
    return (
        BulkFile.objects.annotate(
            signatures_count=Count("signatures", distinct=True),
            opened=Count("requests", distinct=True),
        )
        .filter(Exists(officer), signatures_count__gte=_SIGNATURES, opened=0)
        .annotate(since=F("recorded_at"), code=F("name"))
    )


def _not_purged(here: Here) -> QuerySet:
    return Withdrawal.objects.filter(receipt=None).annotate(
        since=F("recorded_at"), code=F("request__code")
    )


def _alive_and_kept(here: Here) -> QuerySet:
    """People who were found alive, and of whom a hold kept something that stands no more."""
    of = {"request": OuterRef("pk")}
    ends = Withdrawal.objects.filter(**of)
    kept = ends.filter(withdrawn_by=None, outcome=WithdrawalOutcome.RESTRICTED)
    erased = ends.filter(outcome=WithdrawalOutcome.ERASED)
    # What a family took back since is gone; what somebody else of it gave may still be there.
    photographed = Exists(ReferencePhotograph.objects.filter(**of))
    filmed = Exists(Recording.objects.filter(**of))
    left = photographed | filmed | ~Exists(erased)
    words = AliveConfirmation.objects.filter(**of).order_by("-recorded_at")
    alive = TracingRequest.objects.filter(outcome=Outcome.FOUND_ALIVE)
    return alive.filter(
        Exists(kept),
        left,
        ~Exists(erased.filter(withdrawn_by=None)),
        ~Exists(_held(OuterRef("pk"))),
    ).annotate(since=Subquery(words.values("recorded_at")[:1]))


def _held(request: OuterRef) -> QuerySet:
    return LegalHold.objects.filter(lifted_at=None, remains__candidates__request=request)


def _restricted_for_nothing(here: Here) -> QuerySet:
    """Restrictions for which nothing stands any more: what they keep may be erased."""
    later = Withdrawal.objects.filter(
        request=OuterRef("request"),
        withdrawn_by=OuterRef("withdrawn_by"),
        recorded_at__gt=OuterRef("recorded_at"),
    )
    named = Identification.objects.filter(request=OuterRef("request"), withdrawn_at=None)
    kept = Withdrawal.objects.filter(
        outcome=WithdrawalOutcome.RESTRICTED, withdrawn_by__isnull=False
    )
    held = _held(OuterRef("request"))
    return kept.filter(~Exists(later), ~Exists(held), ~Exists(named)).annotate(
        since=F("recorded_at"), code=F("request__code")
    )


_MISSING = (Action.VIEW_REQUEST,)

KINDS = (
    Kind(name="finish-request", does=Action.RECORD_PERMISSION, knows=_MISSING, rows=_unfinished),
    Kind(name="renew", does=Action.RECORD_PERMISSION, knows=_MISSING, rows=_permission_ends),
    Kind(name="renew", does=Action.RECORD_PERMISSION, knows=_MISSING, rows=_basis_ends),
    Kind(name="confirm-alive", does=Action.FIND_ALIVE, knows=_MISSING, rows=_one_word_of_life),
    Kind(name="erase-kept", does=Action.FIND_ALIVE, knows=_MISSING, rows=_alive_and_kept),
    *(
        Kind(name="take-back", does=Action.WITHDRAW_PERMISSION, knows=_MISSING, rows=rows)
        for rows in (_permission_of_found_ends, _basis_of_found_ends)
    ),
    Kind(name="sign-file", does=Action.SIGN_BULK, knows=(Action.SIGN_BULK,), rows=_unsigned_files),
    Kind(name="open-file", does=Action.OPEN_REQUEST, knows=(Action.SIGN_BULK,), rows=_signed_files),
    Kind(
        name="remove-files",
        does=Action.CLEAR_GALLERY,
        knows=(Action.CLEAR_GALLERY,),
        rows=_not_purged,
    ),
    Kind(
        name="erase-restricted",
        does=Action.WITHDRAW_PERMISSION,
        knows=(Action.CLEAR_GALLERY,),
        rows=_restricted_for_nothing,
    ),
)
