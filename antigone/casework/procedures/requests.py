"""How a request ends without a body: found alive, or inconclusive. It stays on the list either way.

Whoever was found alive is looked for no more: photographs, and what was made of them, go in the step
that says so. Only the found person's word, the name and the family stay, for the family is to be told.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.requirement import SeparatePerson
from antigone.casework.models import AliveConfirmation, TracingRequest, Withdrawal
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.requests import Outcome
from antigone.casework.procedures.given import Given
from antigone.casework.sealed import seal
from antigone.casework.step import step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

_NEEDED = 2
_LOOKED_FOR = (Outcome.OPEN, Outcome.INCONCLUSIVE)


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


class NothingKept(Refusal):
    """Nobody was found alive here, or all was erased then, or the law still needs it."""

    code = "nothing-kept"
    sentence = N_("Nothing that was given for somebody found alive may be erased here now.")
    remedy = N_("See what is kept at the request; a legal hold may have to be lifted first.")


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
    """How many people confirmed it, whether that is enough, and what the family may hear.

    `withdrawal` is what became of what was given for her: erased, or kept for the law alone. None
    until enough have confirmed it.
    """

    confirmations: int
    found_alive: bool
    family_may_hear: MayHear
    withdrawal: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class Closing:
    """A request that ends without a result, and why."""

    request: UUID
    reason: Inconclusive


def found_alive(actor: Actor, word: SeenAlive) -> Life:
    """Confirm that a missing person lives. The second word, of another person, closes the request.

    Before that the family hears nothing, and after it only what she allows: of two answers, the
    narrower. In the same transaction gallery rows, templates, marks, readings and photographs go,
    whoever of the family gave them, and with them the only copies of their keys; what examiners wrote
    about them is emptied, tombstones are set, partners who hold them are owed a notice, and the job
    that removes the files is added. Her name, the family's permission, the relatives, contacts and
    wishes stay until they end or are taken back. Under a legal hold on a body that she might have
    been, nothing is destroyed: it leaves every search and is shown to nobody but the prosecutor's
    liaison, until `erase_kept`.

    Raises `NotHere`, `NoBasisOfLife`, `AlreadyClosed` and `SeparatePerson`.
    """
    with step(actor, Action.FIND_ALIVE) as doing:
        request = doing.case(TracingRequest, word.request)
        if not word.basis.strip():
            raise NoBasisOfLife
        if request.outcome not in _LOOKED_FOR:
            raise AlreadyClosed(outcome=named("Outcome", request.outcome))
        if request.seen_alive.filter(recorded_by=actor.account_id).exists():
            raise SeparatePerson(
                action=Action.FIND_ALIVE.value, part=N_("you confirmed it already")
            )
        confirmation = AliveConfirmation(
            request=request, seen=word.seen, family_may_hear=word.family_may_hear
        )
        seal(confirmation, "basis", word.basis)
        doing.write(confirmation)
        doing.name(request.ledger_id)
        # How it is known and what she allows, in codes: a restored home needs both. See `replaying`.
        said = f"alive.{word.seen}.{word.family_may_hear}"
        doing.commit_to(said, confirmation.id.bytes, word.basis)
        words = list(request.seen_alive.values_list("family_may_hear", flat=True))
        narrowest = min((MayHear(one) for one in words), key=list(MayHear).index)
        if len(words) < _NEEDED:
            return Life(
                confirmations=len(words), found_alive=False, family_may_hear=MayHear.NOTHING
            )
        end_search(request)
        given = Given(doing, request, None)
        return Life(
            confirmations=len(words),
            found_alive=True,
            family_may_hear=narrowest,
            withdrawal=given.end(given.held),
        )


def end_search(request: TracingRequest) -> None:
    """Close a request as that of somebody who was found alive, unless something else ended it.

    Part of the caller's step.
    """
    if request.outcome in _LOOKED_FOR:
        request.outcome, request.outcome_reason = Outcome.FOUND_ALIVE, ""
        request.save(update_fields=["outcome", "outcome_reason"])


def erase_kept(actor: Actor, request: UUID) -> Withdrawal:
    """Erase what a legal hold kept of somebody found alive, once nothing obliges to keep it.

    Raises `NotHere` and `NothingKept`.
    """
    with step(actor, Action.FIND_ALIVE) as doing:
        row = doing.case(TracingRequest, request)
        given = Given(doing, row, None)
        if row.outcome != Outcome.FOUND_ALIVE or given.restricted is None or given.held:
            raise NothingKept
        return given.end("")


def close_as_inconclusive(actor: Actor, closing: Closing) -> TracingRequest:
    """Close an open request with its reason. A photograph that comes later opens it again.

    Raises `NotHere` and `AlreadyClosed`.
    """
    with step(actor, Action.CLOSE_REQUEST) as doing:
        request = doing.case(TracingRequest, closing.request)
        if request.outcome != Outcome.OPEN:
            raise AlreadyClosed(outcome=named("Outcome", request.outcome))
        request.outcome, request.outcome_reason = Outcome.INCONCLUSIVE, closing.reason
        request.save(update_fields=["outcome", "outcome_reason"])
        return request
