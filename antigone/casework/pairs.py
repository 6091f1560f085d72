"""One body and one missing person: what was found between them, and whether anything stands against.

Reads only, within the operation in scope. Judgements are appended; how a pair stands is computed here,
for the procedures that decide and for the papers that the board reads.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from antigone.access.roles import Discipline
from antigone.casework.description import Description
from antigone.casework.models import (
    Candidate,
    Concurrence,
    Disagreement,
    Examination,
    Exclusion,
    Finding,
    Identification,
    MissingPerson,
    Remains,
    Settlement,
    TracingRequest,
    Weighing,
)
from antigone.casework.models.remains import RemainsKind
from antigone.casework.models.review import Conclusion
from antigone.casework.models.search import CandidateSource
from antigone.casework.rules import Evidence, Support, shared_serials
from antigone.casework.worth import EXCLUDED, standing

_CERTAIN = float("inf")
# What a report of the place, a paper or a seat says of one body and one person.
_SOURCES = (CandidateSource.DOCUMENT, CandidateSource.MANIFEST, CandidateSource.CIRCUMSTANCE)


@dataclass(frozen=True)
class Pair:
    """A body and the person it might be."""

    remains: Remains
    request: TracingRequest

    @property
    def candidates(self) -> QuerySet[Candidate]:
        """Every way in which this person came onto the list of this body."""
        return Candidate.objects.filter(remains=self.remains, request=self.request)

    @property
    def concurrences(self) -> list[Concurrence]:
        """The newest thing on which two examiners of each discipline agreed, by discipline."""
        found = Concurrence.objects.filter(candidate__in=self.candidates)
        newest = {one.discipline: one for one in found.order_by("recorded_at")}
        return [newest[name] for name in sorted(newest)]

    @property
    def unsettled(self) -> QuerySet[Disagreement]:
        """Where examiners differ, and nobody has resolved it."""
        return Disagreement.objects.filter(candidate__in=self.candidates, settlement=None)

    @property
    def excluded_by(self) -> tuple[str, ...]:
        """The disciplines whose last word is that it is somebody else.

        Two examiners who agreed on it, or a view that the board followed when it settled.
        """
        last: dict[str, tuple[datetime, str]] = {}
        for at, discipline, conclusion in self._words():
            if discipline not in last or at >= last[discipline][0]:
                last[discipline] = (at, conclusion)
        return tuple(sorted(one for one, (_, c) in last.items() if c == Conclusion.EXCLUSION))

    def _words(self) -> Iterator[tuple[datetime, str, str]]:
        for one in self.concurrences:
            yield one.recorded_at, one.discipline, one.conclusion
        settled = Settlement.objects.filter(disagreement__candidate__in=self.candidates)
        for one in settled.exclude(follows=None).select_related("follows", "disagreement"):
            # Only an exclusion: to identify, two examiners must agree by themselves.
            if one.follows.conclusion == Conclusion.EXCLUSION:
                yield one.recorded_at, one.disagreement.discipline, one.follows.conclusion

    @property
    def exclusion(self) -> Exclusion | None:
        """The newest exclusion, whether a later candidate stands beside it or not."""
        found = Exclusion.objects.filter(remains=self.remains, request=self.request)
        return found.order_by("recorded_at").last()

    def evidence(self, concurrence: Concurrence) -> Evidence:
        """Return what a decision on this concurrence has before it."""
        return Evidence(
            discipline=Discipline(concurrence.discipline),
            beside=tuple(self._beside(concurrence)),
            serials=self._serials(),
        )

    def _beside(self, deciding: Concurrence) -> Iterator[Support]:
        for one in self.concurrences:
            if one.pk != deciding.pk and one.conclusion != Conclusion.INCONCLUSIVE:
                towards = 1 if one.conclusion == Conclusion.POTENTIAL_MATCH else -1
                worth = towards * _CERTAIN
                yield Support(kind=one.discipline, lower=worth, upper=worth)
        for finding in self.findings:
            # What an algorithm makes of a face is a lead. Examiners say what the face is worth.
            if finding.kind == Discipline.FACE:
                continue
            if finding.outside_reach == EXCLUDED:
                yield Support(kind=finding.kind, lower=-_CERTAIN, upper=-_CERTAIN)
            elif finding.log10_lr is not None:
                support = Support(kind=finding.kind, lower=finding.lower, upper=finding.upper)
                # What tables make of a description may stand against an identification, and never
                # for one: else sex and age would carry an exception that rests on a face.
                if not finding.weighing_id or support.contradicts:
                    yield support
        for source in set(self.candidates.values_list("source", flat=True)) & set(_SOURCES):
            yield Support(kind=source, lower=_CERTAIN, upper=_CERTAIN)

    @property
    def findings(self) -> list[Finding]:
        """The findings that count: see `standing`. A corrected report takes the older's place."""
        found = Finding.objects.filter(candidate__in=self.candidates).select_related("imported")
        return standing(found, weighing=self.weighing and self.weighing.pk)

    @cached_property
    def weighing(self) -> Weighing | None:
        """The newest weighing of what the records say of both."""
        made = Weighing.objects.filter(candidate__in=self.candidates)
        return made.order_by("recorded_at").last()

    def _serials(self) -> frozenset[str]:
        described = Examination.objects.filter(remains=self.remains).order_by("signed_at")
        found = [text for one in described for text in _implants(one.description)]
        person = MissingPerson.objects.filter(request=self.request).first()
        return shared_serials(found, _implants(person.description) if person else ())

    @property
    def otherwise(self) -> Identification | None:
        """A standing identification that says that this body, or this person, is another.

        Parts may all belong to one person. Two bodies cannot, and neither can a body and its part be
        two people.
        """
        here = _root(self.remains) or self.remains.pk
        standing = Identification.objects.filter(withdrawn_at=None)
        for one in standing.select_related("remains", "request"):
            root = _root(one.remains)
            if one.request_id == self.request.pk:
                if None not in (root, _root(self.remains)) and root != here:
                    return one
            elif (root or one.remains_id) == here:
                return one
        return None


def _root(remains: Remains) -> UUID | None:
    """The body of a body or a part; of a part that nobody has placed yet, none."""
    return remains.pk if remains.kind == RemainsKind.BODY else remains.part_of_id


def open_leads(remains: Remains) -> list[TracingRequest]:
    """Return whom a body might still be: every person on its list who is not excluded since."""
    candidates = Candidate.objects.filter(remains=remains).order_by("recorded_at")
    listed: dict[UUID, list[Candidate]] = {}
    for one in candidates.select_related("request"):
        listed.setdefault(one.request_id, []).append(one)
    excluded = dict(
        Exclusion.objects.filter(remains=remains)
        .order_by("recorded_at")
        .values_list("request", "recorded_at")
    )
    return [
        found[0].request
        for request, found in listed.items()
        if request not in excluded or is_new(found, since=excluded[request])
    ]


def is_new(found: Iterable[Candidate], *, since: datetime) -> bool:
    """Say whether anything speaks for a person that was not on the list when she was excluded.

    That a search lists her again by the same photograph is nothing new.
    """
    found = list(found)
    known = {one.photograph_id for one in found if one.recorded_at <= since}
    return any(
        one.source != CandidateSource.FACE or one.photograph_id not in known
        for one in found
        if one.recorded_at > since
    )


def _implants(description: Description) -> tuple[str, ...]:
    stated = description.implants
    return stated if isinstance(stated, tuple) else ()
