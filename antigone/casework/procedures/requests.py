"""How a request ends without a body: found alive, or inconclusive. It stays on the list either way."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import SeparatePerson
from antigone.casework.models import AliveConfirmation, TracingRequest
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.requests import Outcome
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_

_NEEDED = 2


class NoBasisOfLife(Refusal):
    """A word under nothing."""

    code = "no-basis-of-life"
    sentence = N_("The confirmation does not say on what it rests. Nothing was recorded.")
    remedy = N_("State who saw or spoke to her, when, and how it was known to be her.")


class AlreadyClosed(Refusal):
    """The request has an outcome."""

    code = "already-closed"
    sentence = N_("This request is closed: {outcome}. Nothing was changed.")
    remedy = N_("If this is wrong, ask the board of this operation.")


class Inconclusive(StrEnum):
    """Why a search did not come to an end."""

    NO_PHOTOGRAPH = "no-photograph"
    NO_USABLE_PHOTOGRAPH = "no-usable-photograph"
    NO_PERMISSION = "no-permission"
    NO_CANDIDATE = "no-candidate"
    CANDIDATES_EXCLUDED = "candidates-excluded"


@dataclass(frozen=True, kw_only=True)
class SeenAlive:
    """One person's word that the missing person lives, and what she allows the family to hear."""

    request: UUID
    seen: Seen
    basis: str = field(repr=False)
    family_may_hear: MayHear = MayHear.NOTHING


@dataclass(frozen=True, kw_only=True)
class Life:
    """How many people confirmed it, whether that is enough, and what the family may hear."""

    confirmations: int
    found_alive: bool
    family_may_hear: MayHear


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A request that ends without a result, and why."""

    request: UUID
    reason: Inconclusive


def found_alive(actor: Actor, word: SeenAlive) -> Life:
    """Confirm that a missing person lives. The second word, of another person, closes the request.

    Before that the family hears nothing, and after it only what she allows: of two answers, the
    narrower. Raises `NotHere`, `NoBasisOfLife`, `AlreadyClosed` and `SeparatePerson`.
    """
    with step(actor, Action.FIND_ALIVE) as doing:
        request = doing.case(TracingRequest, word.request)
        if not word.basis.strip():
            raise NoBasisOfLife
        if request.outcome not in (Outcome.OPEN, Outcome.INCONCLUSIVE):
            raise AlreadyClosed(outcome=request.outcome)
        if request.seen_alive.filter(recorded_by=actor.account_id).exists():
            raise SeparatePerson(action=Action.FIND_ALIVE.value, part="confirmed it already")
        confirmation = doing.write(
            AliveConfirmation(
                request=request,
                seen=word.seen,
                basis=word.basis,
                family_may_hear=word.family_may_hear,
            )
        )
        doing.commit_to("alive.basis", confirmation.id.bytes, word.basis)
        words = list(request.seen_alive.values_list("family_may_hear", flat=True))
        enough = len(words) >= _NEEDED
        if enough:
            request.outcome, request.outcome_reason = Outcome.FOUND_ALIVE, ""
            request.save(update_fields=["outcome", "outcome_reason"])
        narrowest = min((MayHear(one) for one in words), key=list(MayHear).index)
        return Life(
            confirmations=len(words),
            found_alive=enough,
            family_may_hear=narrowest if enough else MayHear.NOTHING,
        )


def close_as_inconclusive(actor: Actor, closing: Closing) -> TracingRequest:
    """Close an open request with its reason. A photograph that comes later opens it again.

    Raises `NotHere` and `AlreadyClosed`.
    """
    with step(actor, Action.CLOSE_REQUEST) as doing:
        request = doing.case(TracingRequest, closing.request)
        if request.outcome != Outcome.OPEN:
            raise AlreadyClosed(outcome=request.outcome)
        request.outcome, request.outcome_reason = Outcome.INCONCLUSIVE, closing.reason
        request.save(update_fields=["outcome", "outcome_reason"])
        return request
