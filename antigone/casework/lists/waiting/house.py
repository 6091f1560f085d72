"""What waits about the house itself: a list of the missing that outgrows what was declared, roles."""

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.clock import now
from antigone.access.models import Account, Grant
from antigone.casework.lists.waiting.item import (
    MINE,
    OTHERS,
    RESTING,
    Found,
    Here,
    Kind,
    Waiting,
)
from antigone.casework.models import GalleryClearance, Operation, Search, TracingRequest
from antigone.casework.procedures.intake import BEYOND_DECLARED


def found(here: Here) -> list[tuple[str, Found]]:
    """Return what waits of the house, each kind with what was found."""
    listed = []
    if here.can & {Action.CLEAR_GALLERY, Action.OPEN_REQUEST}:
        listed.append(("clear-gallery", _clearance(here)))
    if Action.GIVE_ROLE in here.can:
        listed.append(("give-role", _without_role(here)))
    return listed


def _clearance(here: Here) -> Found:
    """Whether the next request would be refused because far more are looked for than are missing."""
    operation = Operation.objects.filter(pk=here.actor.operation_id).first()
    numbered = TracingRequest.objects.exclude(number=None).order_by("-number")
    last = numbered.values("number", "recorded_at").first()
    cleared = GalleryClearance.objects.aggregate(most=Max("people"))["most"] or 0
    if operation is None or last is None or cleared > last["number"]:
        return Found({})
    if last["number"] + 1 <= BEYOND_DECLARED * operation.declared_missing:
        return Found({})
    one = Waiting(
        kind="clear-gallery", key=operation.pk.hex, since=last["recorded_at"], code=operation.code
    )
    return _turned([one], here, Action.CLEAR_GALLERY)


def _without_role(here: Here) -> Found:
    """Colleagues who can sign in and do nothing: somebody forgot them, or has yet to decide."""
    held = Grant.objects.filter(account=OuterRef("pk")).filter(
        Q(valid_until=None) | Q(valid_until__gt=now())
    )
    rows = Account.objects.filter(~Exists(held), is_active=True).order_by("made_at")
    waiting = [
        Waiting(kind="give-role", key=one.pk.hex, since=one.made_at, by=one.shown_name)
        for one in rows
    ]
    return _turned(waiting, here, Action.GIVE_ROLE)


def _turned(waiting: list[Waiting], here: Here, does: Action) -> Found:
    turns: dict[str, list[Waiting]] = {}
    for one in waiting:
        turn = OTHERS if does not in here.can else MINE
        rests = turn == MINE and one.item in here.resting
        turns.setdefault(RESTING if rests else turn, []).append(one)
    return Found(turns)


def _to_check(here: Here) -> QuerySet:
    """The first searches that were drawn, until somebody has looked into them; nobody into her own."""
    drawn = here.but_compared(Search.objects.filter(drawn=True, checks=None), "remains")
    return drawn.annotate(
        since=F("recorded_at"),
        code=F("remains__code"),
        barred=Q(searched_by=here.account),
    )


KINDS = (
    Kind(
        name="check-search",
        does=Action.CHECK_SEARCH,
        knows=(Action.CHECK_SEARCH,),
        rows=_to_check,
    ),
)
