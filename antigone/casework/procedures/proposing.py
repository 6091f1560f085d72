"""Proposing: somebody whom a body might be, for a reason that is no face."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import Candidate, Remains, TracingRequest
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures.decisions.excluding import reopen
from antigone.casework.step import found, step
from antigone.errors import Refusal
from antigone.wording import N_


class NoSource(Refusal):
    """A name without a reason to think of it."""

    code = "no-source"
    sentence = N_("The proposal does not say where it comes from. Nobody was proposed.")
    remedy = N_("Name the report, the document or the circumstance, so that it can be looked up.")


class FaceNeedsSearch(Refusal):
    """Somebody saw a resemblance and would enter it as if a search had found it."""

    code = "face-needs-search"
    sentence = N_("A face alone is proposed by a search, not by hand. Nobody was proposed.")
    remedy = N_("Search from the remains, or name another source.")


class ProposedAlready(Refusal):
    """The same source proposed the same person before."""

    code = "proposed-already"
    sentence = N_("This source has proposed this person for these remains before.")
    remedy = N_("Weigh the candidate that is there.")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Whom a body might be, what kind of source says so, and which one it is."""

    remains: UUID
    request: UUID
    source: CandidateSource
    note: str = field(repr=False)


def propose(actor: Actor, proposal: Proposal) -> Candidate:
    """Put a person on the list of a body: laboratory, fingerprint, document, seat, circumstance.

    Raises `FaceNeedsSearch`, `NoSource`, `ProposedAlready` and `NotHere`.
    """
    with step(actor, Action.PROPOSE) as doing:
        remains = doing.case(Remains, proposal.remains)
        request = found(TracingRequest, proposal.request)
        if proposal.source == CandidateSource.FACE:
            raise FaceNeedsSearch
        if not proposal.note.strip():
            raise NoSource
        said = {"source": proposal.source, "source_note": proposal.note}
        if Candidate.objects.filter(remains=remains, request=request, **said).exists():
            raise ProposedAlready
        candidate = doing.write(Candidate(remains=remains, request=request, **said))
        doing.commit_to("candidate.source", candidate.id.bytes, proposal.note)
        reopen(remains)
        return candidate
