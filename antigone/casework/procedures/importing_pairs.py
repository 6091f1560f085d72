"""A laboratory's table of pairs comes in: all of it, or nothing.

Antigone computes no DNA likelihood. It takes over what Familias, Bonaparte or dvir have computed, with
laboratory, software, day, hypotheses and the digest of the file; the file itself stays outside. A
result that supports puts the person on the body's list; one that does not is kept for the weighing of
all together, and puts nobody anywhere.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Discipline
from antigone.casework.models import Candidate, Finding, PairImport, Remains, TracingRequest
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures.decisions.excluding import reopen
from antigone.casework.procedures.enrolling import CLOSED
from antigone.casework.procedures.pedigrees import PedigreeFile, check_pedigrees
from antigone.casework.step import Step, step
from antigone.casework.unblinding import unblind
from antigone.casework.worth import EXCLUDED
from antigone.errors import Refusal
from antigone.evidence import Hypotheses, reported
from antigone.exchange.pair_columns import Columns, Kinship, UnclearColumns
from antigone.exchange.pair_results import PairResult, PairTable
from antigone.exchange.pair_tables import (
    FaultyPairs,
    PairFault,
    UnreadablePairs,
    read_pairs,
    refuse_faults,
)
from antigone.wording import N_

__all__ = [
    "FaultyPairs",
    "ImportedPairs",
    "PairFile",
    "PairsEntered",
    "UnclearColumns",
    "UnreadablePairs",
    "import_pairs",
]
_LONGEST_CLAUSE = 200


class PairsEntered(Refusal):
    """The very same file is here already."""

    code = "pairs-entered"
    sentence = N_("{name} was imported here on {day}, byte for byte. Nothing was imported.")
    remedy = N_("Give the corrected table; its results take the place of the earlier ones.")


class ReportAhead(Refusal):
    """A report of a day that has not come."""

    code = "report-ahead"
    sentence = N_("The report is dated {issued}, which is still to come. Nothing was imported.")
    remedy = N_("Check the day on the laboratory's report.")


@dataclass(frozen=True, kw_only=True)
class PairFile:
    """A table as a laboratory sent it, with its report.

    `hypotheses` are those of the report, where the table itself states none. `columns` says how to
    read the table; without it the mapping kept from this laboratory's last table is used, else the
    header decides. `pedigrees` are the families by which the ratios were computed, None where the
    laboratory gave none; they are checked and not kept.
    """

    name: str
    content: bytes = field(repr=False)
    laboratory: str
    software: str
    issued: date
    hypotheses: Hypotheses | None = None
    columns: Columns | None = None
    pedigrees: PedigreeFile | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedPairs:
    """What came of a table: how many results, and whom it newly put on whose list, by code.

    `unlisted` counts results on pairs that are on no list, `left_out` names requests that were
    withdrawn and are not brought back, `alike` the people whom the table cannot part.
    """

    imported: UUID
    results: int
    proposed: tuple[tuple[str, str], ...]
    unlisted: int
    left_out: tuple[str, ...]
    alike: tuple[Mapping[str, tuple[str, ...]], ...]


def import_pairs(actor: Actor, file: PairFile) -> ImportedPairs:
    """Take over a laboratory's table of pairs, every row of it resolved to remains and request.

    A later table of the same laboratory on the same question takes the earlier one's place. Whoever
    imports has seen whom the bodies might be, and reviews them no more. Raises `UnreadablePairs`,
    `UnclearColumns`, `FaultyPairs` (every fault by row and column, codes that nobody here has among
    them), `UnfitReport`, `UnfitPedigree`, `ReportAhead`, `PairsEntered` and `SeparatePerson`; then
    nothing is recorded.
    """
    with step(actor, Action.IMPORT_PAIRS) as doing:
        if file.issued > doing.at.date():
            raise ReportAhead(issued=file.issued)
        digest = sha256(file.content).digest()
        before = PairImport.objects.filter(sha256=digest).first()
        if before is not None:
            raise PairsEntered(name=file.name, day=before.recorded_at.date())
        table = _read(file)
        if file.pedigrees is not None:
            check_pedigrees(file.pedigrees)
        return _Import(doing, file, table, digest).record()


def _read(file: PairFile) -> PairTable:
    """Read by the given mapping, else by the one kept of this laboratory, else by the header."""
    kept = None
    if file.columns is None:
        last = PairImport.objects.filter(laboratory=file.laboratory.strip())
        newest = last.order_by("recorded_at").last()
        kept = newest and Columns.from_json(json.dumps(newest.columns))
    chosen = file.columns or kept
    try:
        return _read_by(file, chosen)
    except UnclearColumns:
        # The laboratory has changed its headers; only a mapping that somebody chose now is insisted on.
        if kept is None:
            raise
        return _read_by(file, None)


def _read_by(file: PairFile, columns: Columns | None) -> PairTable:
    return read_pairs(
        file.name,
        file.content,
        laboratory=file.laboratory,
        software=file.software,
        issued=file.issued,
        hypotheses=file.hypotheses,
        columns=columns,
    )


class _Import:
    """One table on its way into the rows of an operation."""

    def __init__(self, doing: Step, file: PairFile, table: PairTable, digest: bytes) -> None:
        self.doing, self.file, self.table, self.digest = doing, file, table, digest
        self.remains = _by_code(Remains, (one.remains for one in table.results))
        self.requests = _by_code(TracingRequest, (one.missing for one in table.results))
        closed = (one.code for one in self.requests.values() if one.outcome in CLOSED)
        self.left_out = frozenset(closed)
        self.proposed: list[tuple[str, str]] = []

    def record(self) -> ImportedPairs:
        """Write the import and its findings."""
        refuse_faults(self.file.name, list(self._faults()))
        bodies = [self.doing.case(Remains, one.pk) for one in self.remains.values()]
        results = [one for one in self.table.results if one.missing not in self.left_out]
        listed = self._listed()
        unlisted = [one for one in results if not self._belongs(one, listed)]
        alike = self._alike()
        imported = self.doing.write(self._row(results, unlisted, alike))
        self.doing.commit_to("pairs.file", imported.id.bytes, self.digest)
        for one in results:
            if self._belongs(one, listed):
                candidate = self._candidate(one, listed)
                self.doing.write(finding_of(imported, candidate, one))
        # That a table speaks against somebody is knowledge too, though it puts nobody on a list. Last,
        # so that a long entry names the import and its findings first.
        for body in bodies:
            unblind(self.doing, body)
        return ImportedPairs(
            imported=imported.pk,
            results=len(results),
            proposed=tuple(dict.fromkeys(self.proposed)),
            unlisted=len(unlisted),
            left_out=tuple(sorted(self.left_out)),
            alike=tuple({name: tuple(codes) for name, codes in one.items()} for one in alike),
        )

    def _faults(self) -> Iterator[PairFault]:
        """What no row of the operation answers to; each code is named once."""
        columns, named = self.table.columns, set()
        for one in self.table.results:
            for code, known, column, what in (
                (one.remains, self.remains, columns.remains, "remains"),
                (one.missing, self.requests, columns.missing, "request"),
            ):
                if code not in known and (code, what) not in named:
                    named.add((code, what))
                    why = f"this operation has no {what} “{code}”"
                    remedy = "Write the code by which the operation knows them."
                    yield PairFault(row=one.row, column=column or code, why=why, remedy=remedy)
            for clause in one.hypotheses:
                if len(clause) > _LONGEST_CLAUSE:
                    yield PairFault(
                        row=one.row,
                        column=columns.same or "(report)",
                        why=f"a hypothesis is longer than {_LONGEST_CLAUSE} characters",
                        remedy="State it as one plain clause.",
                    )

    def _listed(self) -> dict[tuple[str, str], Candidate]:
        here = {"remains__in": self.remains.values(), "request__in": self.requests.values()}
        every = Candidate.objects.filter(**here).select_related("remains", "request")
        return {(one.remains.code, one.request.code): one for one in every.order_by("recorded_at")}

    @staticmethod
    def _belongs(one: PairResult, listed: Mapping[tuple[str, str], Candidate]) -> bool:
        """Whether a result has a place on a list, or makes one."""
        supports = one.ratio is not None and one.ratio.log10 > 0
        return supports or (one.remains, one.missing) in listed

    def _candidate(self, one: PairResult, listed: dict[tuple[str, str], Candidate]) -> Candidate:
        pair = (one.remains, one.missing)
        if pair not in listed:
            remains = self.remains[one.remains]
            candidate = Candidate(
                remains=remains,
                request=self.requests[one.missing],
                source=CandidateSource.LABORATORY,
                source_note=self.table.report.source[:400],
            )
            listed[pair] = self.doing.write(candidate)
            reopen(remains)
            self.proposed.append(pair)
        return listed[pair]

    def _alike(self) -> list[dict[str, list[str]]]:
        """The people whom the table cannot part, by code."""
        every = [*self.table.stated_alike]
        for question in self.table.questions():
            every += self.table.alike(question)
        pairs = dict.fromkeys((one.missing, one.remains) for one in every)
        return [{"missing": list(people), "remains": list(of)} for people, of in pairs]

    def _row(
        self,
        results: list[PairResult],
        unlisted: list[PairResult],
        alike: list[dict[str, list[str]]],
    ) -> PairImport:
        report = self.table.report
        return PairImport(
            name=report.document[:200],
            sha256=self.digest,
            laboratory=report.laboratory.strip()[:200],
            software=report.software.strip()[:200],
            issued=report.issued,
            columns=json.loads(self.table.columns.as_json()),
            alike=alike,
            unlisted=[self._unlisted(one) for one in unlisted],
            results=len(results),
        )

    def _unlisted(self, one: PairResult) -> list[object]:
        return [
            self.remains[one.remains].pk.hex,
            self.requests[one.missing].pk.hex,
            *one.hypotheses,
            one.ratio.log10 if one.ratio else None,
            one.kinship.value,
        ]


def finding_of(imported: PairImport, candidate: Candidate, one: PairResult) -> Finding:
    """Return the row of one result of a table; a pair that the laboratory excludes has no number."""
    made = Finding(
        candidate=candidate,
        kind=Discipline.DNA.value,
        source=f"{imported.laboratory}, {imported.software}, {imported.issued}, {imported.name}"[
            :400
        ],
        imported=imported,
        kinship=one.kinship.value,
        same=one.hypotheses.same,
        other=one.hypotheses.other,
        laboratory=imported.laboratory,
        software=imported.software,
        reported_on=imported.issued,
        report_sha256=imported.sha256,
    )
    if one.ratio is None:
        made.outside_reach = EXCLUDED
        return made
    lower, upper = one.ratio.bound
    made.log10_lr = one.ratio.log10
    made.lower, made.upper = one.ratio.interval
    made.bound = f"{lower:.3f} to {upper:.3f}"
    return made


def take_over(doing: Step, candidate: Candidate) -> None:
    """Give a pair that has come onto a list what earlier tables said of it, each once."""
    pair = [candidate.remains_id.hex, candidate.request_id.hex]
    here = {"candidate__remains": candidate.remains_id, "candidate__request": candidate.request_id}
    known = set(Finding.objects.filter(imported__isnull=False, **here).values_list("imported"))
    for imported in PairImport.objects.order_by("recorded_at"):
        if (imported.pk,) in known:
            continue
        for remains, request, same, other, log10, kinship in imported.unlisted:
            if [remains, request] == pair:
                question = Hypotheses(same=same, other=other)
                ratio = None
                if log10 is not None:
                    source = f"{imported.laboratory}, {imported.name}"
                    ratio = reported(10.0**log10, hypotheses=question, source=source)
                result = PairResult(
                    row=0,
                    remains=remains,
                    missing=request,
                    family="",
                    kinship=Kinship(kinship),
                    hypotheses=question,
                    ratio=ratio,
                )
                doing.write(finding_of(imported, candidate, result))


def _by_code(model: type, codes: Iterable[str]) -> dict[str, object]:
    rows = model.objects.filter(code__in=set(codes))
    return {one.code: one for one in rows}
