"""One notice as whoever prepares, approves or tells it needs it: wishes first, and what stops it."""

from typing import Any
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.lists.asked import current_family
from antigone.casework.lists.notices import name_of_notice, notice
from antigone.casework.models import (
    Identification,
    IdentificationWithdrawal,
    Notice,
    Relative,
    TracingRequest,
)
from antigone.casework.procedures.notices.standing import newest_wishes, refuse_fallen
from antigone.casework.reading import reading
from antigone.casework.sealed import unseal
from antigone.casework.step import NotHere, found
from antigone.errors import Refusal


def notice_shown(actor: Actor, key: UUID) -> dict[str, Any]:
    """Return one notice as a page shows it: also how she wishes to be told, and what stops it.

    The wishes hold no name and no contact: whoever tells it opens these, on record. Raises `NotHere`.
    """
    name = name_of_notice(actor, key)
    with reading(actor, Action.VIEW_NOTICES):
        one = found(Notice, key)
        return notice(actor, name) | {
            "wishes": _wishes(one),
            "fallen": _fallen(one),
            "prepared_by": one.recorded_by_id,
        }


def wishes_of(actor: Actor, relative: UUID) -> dict[str, Any]:
    """Return how a relative wished to be told, for whoever prepares it. Raises `NotHere`."""
    with reading(actor, Action.PREPARE_NOTICE):
        one = found(Relative, relative)
        wishes = newest_wishes(one)
        return {
            "relation": one.relation,
            "language": one.language,
            "wishes_to_be_told": wishes and wishes.wishes_to_be_told,
            "way": wishes and wishes.way_to_her.value,
            "present": unseal(wishes, "present") if wishes else "",
            "no_voicemail": bool(wishes and wishes.no_voicemail),
            "neutral_envelope": bool(wishes and wishes.neutral_envelope),
            "at_any_hour": bool(wishes and wishes.at_any_hour),
        }


_MATTERS = {
    "identification": Identification,
    "withdrawal": IdentificationWithdrawal,
    "alive": TracingRequest,
}


def matter_to_tell(actor: Actor, kind: str, key: UUID) -> dict[str, str]:
    """Return the codes of what a notice would tell: an identification, a withdrawal, or a request
    whose person was found alive. Raises `NotHere`.
    """
    with reading(actor, Action.PREPARE_NOTICE):
        if kind not in _MATTERS:
            raise NotHere(kind="matter", key=kind)
        row: Any = found(_MATTERS[kind], key)
        decided = row.identification if kind == "withdrawal" else row
        if kind == "alive":
            return {"request": row.code, "remains": ""}
        return {"request": decided.request.code, "remains": decided.remains.code}


def _wishes(one: Notice) -> dict[str, Any] | None:
    """How she wished to be told; None for an office."""
    if one.relative is None or one.wishes is None:
        return None
    return {
        "way": one.wishes.way_to_her,
        "language": one.relative.language,
        "time_zone": one.relative.time_zone,
        "company": bool(one.wishes.present),
        "no_voicemail": one.wishes.no_voicemail,
        "neutral_envelope": one.wishes.neutral_envelope,
        "at_any_hour": one.wishes.at_any_hour,
        "said_on": one.wishes.recorded_at,
        "number": _number(one.relative),
    }


def _number(relative: Relative) -> int:
    """Return by which number the page of the request knows her; 0 if she stands there no more."""
    family = current_family(relative.request)
    return next((at for at, one in enumerate(family, start=1) if one.person == relative.person), 0)


def _fallen(one: Notice) -> Refusal | None:
    """Why nobody may be told by this notice any more, where it has not been told."""
    if hasattr(one, "delivery"):
        return None
    try:
        refuse_fallen(one)
    except Refusal as why:
        return why
    return None
