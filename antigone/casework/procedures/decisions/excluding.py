"""Leads are closed, each with its grounds; and a body that stays without a name ends with a reason."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import (
    Concurrence,
    Exclusion,
    Identification,
    Motion,
    Remains,
    TracingRequest,
)
from antigone.casework.models.decisions import ExclusionGround, Matter
from antigone.casework.models.requests import Outcome
from antigone.casework.models.review import Conclusion
from antigone.casework.pairs import Pair, is_new, open_leads
from antigone.casework.procedures.decisions.motions import end, require_grounds
from antigone.casework.sealed import seal
from antigone.casework.step import Step, step
from antigone.casework.unblinding import unblind
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_


class NotALead(Refusal):
    """Nobody ever thought that this body might be this person."""

    code = "not-a-lead"
    sentence = N_("{request} is no candidate for {remains}. Nothing was closed.")
    remedy = N_("Close only leads that are on the list of these remains.")


class ExcludesIdentified(Refusal):
    """The exclusion would contradict an identification that stands."""

    code = "excludes-identified"
    sentence = N_("{remains} is identified as {request}, which stands. Nothing was closed.")
    remedy = N_("If that is wrong, the board withdraws the identification.")


class ExcludedBefore(Refusal):
    """The lead is closed, and nothing new speaks for it."""

    code = "excluded-before"
    sentence = N_("{request} was excluded for {remains} before. Nothing was closed.")
    remedy = N_("Leave it as it stands; a further exclusion is for a further lead.")


class GroundDoesNotHold(Refusal):
    """The ground that is named is not the case."""

    code = "ground-does-not-hold"
    sentence = N_("“{ground}” does not hold of {remains} and {request}. Nothing was closed.")
    remedy = N_("Name the ground on which this lead is closed.")


class SupportStands(Refusal):
    """Two examiners agreed on a potential match; that is not "no support"."""

    code = "support-stands"
    sentence = N_("Examiners found {request} a potential match for {remains}. Nothing was closed.")
    remedy = N_("Have it examined further, or say what contradicts.")


class LeadsOpen(Refusal):
    """Somebody on the list of the body is neither excluded nor identified."""

    code = "leads-open"
    sentence = N_("{remains} has open leads: {requests}. Its search was not closed.")
    remedy = N_("Close each lead with its grounds first.")


class EndedOpen(Refusal):
    """The body has a name, or its search has ended before."""

    code = "remains-closed"
    sentence = N_("{remains} is not open: {outcome}. Nothing was changed.")
    remedy = N_("Look at what was decided.")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """One body and one person whom it might be."""

    remains: UUID
    request: UUID


@dataclass(frozen=True, kw_only=True)
class Exclude:
    """Leads that are closed for one and the same ground.

    For `examiners`, each lead must have two examiners who agreed to exclude.
    """

    leads: tuple[Lead, ...]
    ground: ExclusionGround
    grounds: str = field(repr=False)


class UnidentifiedBecause(StrEnum):
    """Why a body stays without a name for now."""

    NO_USABLE_PHOTOGRAPH = "no-usable-photograph"
    NOTHING_TO_COMPARE = "nothing-to-compare"
    NO_CANDIDATE = "no-candidate"
    CANDIDATES_EXCLUDED = "candidates-excluded"


@dataclass(frozen=True, kw_only=True)
class Unidentified:
    """A body whose search ends without a name, and why."""

    remains: UUID
    reason: UnidentifiedBecause


def exclude(actor: Actor, excluding: Exclude) -> tuple[Exclusion, ...]:
    """Close leads with one ground: all of them, or none.

    Nobody is taken off a list: the exclusion stands beside the candidate, wherever it is shown.
    Raises `NotHere`, `NoGrounds`, `NameInGrounds`, `NotALead`, `ExcludesIdentified`,
    `ExcludedBefore`, `GroundDoesNotHold` and `SupportStands`.
    """
    with step(actor, Action.EXCLUDE) as doing:
        requests = [one.request for one in excluding.leads]
        grounds = require_grounds(excluding.grounds, requests)
        return tuple(_exclude(doing, one, excluding.ground, grounds) for one in excluding.leads)


def close_unidentified(actor: Actor, unidentified: Unidentified) -> Remains:
    """End the search for a body's name as inconclusive. A further candidate opens it again.

    Raises `NotHere`, `EndedOpen` and `LeadsOpen`.
    """
    with step(actor, Action.CLOSE_REMAINS) as doing:
        remains = doing.case(Remains, unidentified.remains)
        if remains.outcome != Outcome.OPEN:
            raise EndedOpen(remains=remains.code, outcome=named("Outcome", remains.outcome))
        if waiting := open_leads(remains):
            listed = ", ".join(sorted(one.code for one in waiting))
            raise LeadsOpen(remains=remains.code, requests=listed)
        remains.outcome, remains.outcome_reason = Outcome.INCONCLUSIVE, unidentified.reason
        remains.save(update_fields=["outcome", "outcome_reason"])
        return remains


def reopen(remains: Remains) -> None:
    """Open the search for a body's name again, if somebody new has come onto its list."""
    if remains.outcome == Outcome.INCONCLUSIVE and open_leads(remains):
        remains.outcome, remains.outcome_reason = Outcome.OPEN, ""
        remains.save(update_fields=["outcome", "outcome_reason"])


def _exclude(doing: Step, lead: Lead, ground: ExclusionGround, grounds: str) -> Exclusion:
    remains = doing.case(Remains, lead.remains)
    request = doing.case(TracingRequest, lead.request)
    pair = Pair(remains, request)
    codes = {"remains": remains.code, "request": request.code}
    found = list(pair.candidates)
    if not found:
        raise NotALead(**codes)
    if Identification.objects.filter(remains=remains, request=request, withdrawn_at=None).exists():
        raise ExcludesIdentified(**codes)
    before = pair.exclusion
    if before is not None and not is_new(found, since=before.recorded_at):
        raise ExcludedBefore(**codes)
    concurrence = _holds(pair, ground)
    exclusion = Exclusion(remains=remains, request=request, ground=ground, concurrence=concurrence)
    seal(exclusion, "grounds", grounds)
    doing.write(exclusion)
    doing.commit_to("exclusion.grounds", exclusion.pk.bytes, grounds)
    for waiting in Motion.objects.filter(
        matter=Matter.IDENTIFY, remains=remains, request=request, ended_at=None
    ):
        end(doing, waiting)
    unblind(doing, remains)
    return exclusion


def _holds(pair: Pair, ground: ExclusionGround) -> Concurrence | None:
    """Return the examiners' agreement on which an exclusion rests, if its ground is theirs.

    Raises `GroundDoesNotHold` and `SupportStands`.
    """
    codes = {"remains": pair.remains.code, "request": pair.request.code}
    agreed = {one.conclusion: one for one in pair.concurrences}
    holds = {
        ExclusionGround.EXAMINERS: Conclusion.EXCLUSION in agreed,
        ExclusionGround.IDENTIFIED_OTHERWISE: _is_somebody_else(pair),
        ExclusionGround.FOUND_ALIVE: pair.request.outcome == Outcome.FOUND_ALIVE,
    }
    if not holds.get(ground, True):
        raise GroundDoesNotHold(ground=ground.value, **codes)
    if ground == ExclusionGround.NO_SUPPORT and Conclusion.POTENTIAL_MATCH in agreed:
        raise SupportStands(**codes)
    return agreed[Conclusion.EXCLUSION] if ground == ExclusionGround.EXAMINERS else None


def _is_somebody_else(pair: Pair) -> bool:
    standing = Identification.objects.filter(remains=pair.remains, withdrawn_at=None)
    return standing.exists() or pair.otherwise is not None
