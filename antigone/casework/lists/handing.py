"""What a handover is about, by the codes on labels; and what the prosecutor's liaison alone sees."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import roles_held
from antigone.access.roles import Role
from antigone.casework.custody import kind_of, thing_of_code
from antigone.casework.models import (
    Alert,
    Dispute,
    Entitlement,
    Examination,
    Identification,
    LegalHold,
    Release,
    Remains,
)
from antigone.casework.models.remains import WITHDRAWN_HOLD
from antigone.casework.parts import Part, Place
from antigone.casework.reading import case_of_code, reading
from antigone.casework.step import NotHere


def label(actor: Actor, code: str, action: Action) -> tuple[str, UUID]:
    """Return what carries a code: "remains", "effect", "sample" or "packet", and its id."""
    with reading(actor, action):
        thing = thing_of_code(code)
        return kind_of(thing), thing.pk


def entitlement_of(actor: Actor, code: str, *, action: Action, verified: bool) -> UUID:
    """Return the newest entitlement for the name that a body has now. Raises `NotHere`."""
    with reading(actor, action):
        remains = case_of_code(Remains, code)
        named = Identification.objects.filter(remains=remains, withdrawn_at=None)
        known = Entitlement.objects.filter(
            remains=remains,
            request__in=named.values("request"),
            ended_at=None,
            verified_by__isnull=not verified,
        )
        return _newest(known, "entitlement", code)


def prepared_release(actor: Actor, code: str) -> UUID:
    """Return the newest release of a body that waits for its second person. Raises `NotHere`."""
    with reading(actor, Action.RELEASE):
        waiting = Release.objects.filter(
            remains=case_of_code(Remains, code), witnessed_by=None, recalled_at=None
        )
        return _newest(waiting, "release", code)


def open_dispute(actor: Actor, code: str) -> UUID:
    """Return the newest dispute about a body that nobody has settled. Raises `NotHere`."""
    with reading(actor, Action.SETTLE_DISPUTE):
        disputes = Dispute.objects.filter(remains=case_of_code(Remains, code), settled_at=None)
        return _newest(disputes, "dispute", code)


def open_holds(actor: Actor, code: str, *, after_withdrawal: bool) -> list[UUID]:
    """Return the holds on a body that the prosecutor's liaison, or the board, may lift.

    Raises `NotHere` where there is none.
    """
    action = Action.LIFT_WITHDRAWN_HOLD if after_withdrawal else Action.LIFT_HOLD
    with reading(actor, action):
        holds = LegalHold.objects.filter(remains=case_of_code(Remains, code), lifted_at=None)
        of_board = {"because": WITHDRAWN_HOLD}
        holds = holds.filter(**of_board) if after_withdrawal else holds.exclude(**of_board)
        keys = list(holds.order_by("recorded_at").values_list("pk", flat=True))
        if not keys:
            raise NotHere(kind="legal hold", key=code)
        return keys


def inquiries(actor: Actor) -> list[dict[str, Any]]:
    """Return the bodies that oblige to an inquiry or are held: for the prosecutor's liaison alone."""
    with reading(actor, Action.VIEW_INQUIRY):
        return [_inquiry(one) for one in _concerned()]


def inquiries_in_part(actor: Actor, number: int) -> Part[dict[str, Any]]:
    """Return part `number` of the bodies that oblige to an inquiry or are held."""
    with reading(actor, Action.VIEW_INQUIRY):
        concerned = _concerned()
        place = Place.of(number, concerned.count())
        return Part([_inquiry(one) for one in concerned[place.slice]], place)


def alerts(actor: Actor) -> list[dict[str, Any]]:
    """Return the alerts to the roles that this person holds here, and that nobody has seen yet."""
    with reading(actor, Action.SEE_ALERT):
        return [_alert(one) for one in _unseen(actor)]


def alerts_in_part(actor: Actor, number: int) -> Part[dict[str, Any]]:
    """Return part `number` of the alerts that nobody has seen yet."""
    with reading(actor, Action.SEE_ALERT):
        unseen = _unseen(actor)
        place = Place.of(number, unseen.count())
        return Part([_alert(one) for one in unseen[place.slice]], place)


def _unseen(actor: Actor) -> QuerySet[Alert]:
    waiting = Alert.objects.filter(role__in=roles_held(actor), seen_at=None)
    return waiting.select_related("about").order_by("recorded_at", "pk")


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "alert": str(one.pk),
        "remains": one.about.code,
        "role": one.role,
        "reason": one.reason,
        "since": one.recorded_at.isoformat(timespec="seconds"),
    }


def _concerned() -> QuerySet[Remains]:
    signed = Examination.objects.exclude(inquiry_signs=[]).values("remains")
    held = LegalHold.objects.exclude(because=WITHDRAWN_HOLD).values("remains")
    rows = Remains.objects.filter(Q(pk__in=signed) | Q(pk__in=held)).order_by("code")
    unseen = Alert.objects.filter(role=Role.PROSECUTORS_LIAISON, seen_at=None)
    return rows.prefetch_related(
        Prefetch("examinations", Examination.objects.all()),
        Prefetch("holds", LegalHold.objects.order_by("recorded_at")),
        Prefetch("alerts", unseen),
    )


def _inquiry(remains: Remains) -> dict[str, Any]:
    holds = remains.holds.all()
    return {
        "remains": remains.code,
        "place": remains.place,
        "signs": sorted({sign for one in remains.examinations.all() for sign in one.inquiry_signs}),
        "holds": [one.because for one in holds if one.lifted_at is None],
        "lifted": [one.because for one in holds if one.lifted_at is not None],
        "unseen": len(remains.alerts.all()),
    }


def _newest(rows: Any, kind: str, code: str) -> UUID:
    key: UUID | None = rows.order_by("-recorded_at").values_list("pk", flat=True).first()
    if key is None:
        raise NotHere(kind=kind, key=code)
    return key
