"""DNA tables of pairs, as laboratories compute them: which remains, which missing, what ratio.

Antigone computes no DNA likelihood. It takes over what Familias, Bonaparte or dvir have computed,
with laboratory, software, hypotheses, day and the digest of the file, and refuses a table that
contradicts itself as a whole: half a table would leave a family out without anybody seeing it.
"""

import csv
import hashlib
import io
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product

from antigone.errors import Refusal
from antigone.evidence import MOST_LOG10, Hypotheses, LikelihoodRatio, Report, reported
from antigone.exchange.pair_columns import (
    Columns,
    Kinship,
    RatioColumn,
    UnclearColumns,
    detect_columns,
    kinship_of,
)
from antigone.exchange.pair_results import Alike, PairResult, PairTable
from antigone.wording import N_

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 5_000
_LONGEST_NAME = 120
_FAULTS_SHOWN = 20
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?\Z", re.ASCII)
_NOT_ZERO = re.compile(r"\A[^eE]*[1-9]", re.ASCII)
_NOT_COMPUTED = frozenset({"", "na", "n/a", "-", "–"})
_EXCLUDED = frozenset({"excluded", "exclusion", "incompatible"})
# dvir joins the names of those it cannot part: sample V2, missing "M2/M3", "Symmetric match".
_SYMMETRIC = "symmetric"
# Spreadsheets execute what begins so, wherever the name is printed later.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


class UnreadablePairs(Refusal):
    """The file is no table of pairs that can be read."""

    code = "unreadable-pairs"
    sentence = N_("{name} cannot be read as a table of pairs: {why}. Nothing was imported.")
    remedy = N_("Ask the laboratory for the table as CSV in UTF-8, with headers in its first line.")


class FaultyPairs(Refusal):
    """Rows of the table cannot be taken over."""

    code = "faulty-pairs"
    sentence = N_("{name} has {count} faults:\n{faults}\nNothing was imported.")
    remedy = N_(
        "Have these cells corrected by the laboratory that computed them, and import again."
    )


@dataclass(frozen=True, kw_only=True)
class PairFault:
    """What is wrong with one cell, and what to do; rows are counted with the header as the first."""

    row: int
    column: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"  row {self.row}, column “{self.column}”: {self.why}. {self.remedy}"


def columns_of(name: str, content: bytes) -> Columns:
    """Return the mapping that a table suggests, to be shown, corrected and kept.

    Refuses with `UnreadablePairs` and `UnclearColumns`.
    """
    header, rows, separator = _table(name, content, None)
    return detect_columns(name, header, [cells for _, cells in rows], separator=separator)


def read_pairs(
    name: str,
    content: bytes,
    *,
    laboratory: str,
    software: str,
    issued: date,
    hypotheses: Hypotheses | None = None,
    columns: Columns | None = None,
) -> PairTable:
    """Return the results of a laboratory's table.

    `content` is CSV with comma, semicolon or tab, in UTF-8 (or UTF-16 with its mark). `columns` is
    the mapping kept from an earlier table; without it the header decides, and `PairTable.columns`
    is what to keep. `hypotheses` are those of the report, for ratios whose column or row states
    none.

    Refuses with `UnreadablePairs` (too large, wrong encoding, no table), `UnclearColumns`,
    `FaultyPairs` (every fault by row and column: a ratio that is 0, below, infinite or no number,
    a formula, a comma, a pair that stands twice, hypotheses missing or half stated) and
    `UnfitReport`.
    """
    header, rows, separator = _table(name, content, columns)
    chosen = columns or detect_columns(
        name, header, [cells for _, cells in rows], separator=separator
    )
    _check_headers(name, header, chosen)
    report = Report(
        laboratory=laboratory,
        software=software,
        issued=issued,
        document=name,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    reading = _Reading(header, chosen, report, hypotheses)
    results = [result for row, cells in rows for result in reading.row(row, cells)]
    refuse_faults(name, reading.faults)
    if not results and not reading.alike:
        raise UnreadablePairs(name=name, why="it holds no ratio")
    return PairTable(
        report=report,
        columns=chosen,
        results=tuple(results),
        stated_alike=tuple(
            Alike(missing=tuple(missing), remains=remains)
            for (_, remains), missing in reading.alike.items()
        ),
    )


class _Reading:
    """Goes through the rows of one table and gathers results and faults."""

    def __init__(
        self, header: list[str], columns: Columns, report: Report, hypotheses: Hypotheses | None
    ) -> None:
        self.faults: list[PairFault] = []
        self.alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        self._at = {name: place for place, name in enumerate(header)}
        self._header, self._columns = header, columns
        self._source, self._hypotheses = report.source, hypotheses
        self._stands: dict[tuple[str, str, Hypotheses], int] = {}

    def row(self, row: int, cells: list[str]) -> Iterator[PairResult]:
        """Yield the results of one row, and keep what is wrong with it."""
        if len(cells) != len(self._header):
            why = f"it has {len(cells)} cells, the header {len(self._header)}"
            self._fault(row, "(whole row)", why, "Look for a separator within a name or a number.")
            return
        for remains, missing, column, cell, kinship in self._pairs(row, cells):
            fault_count = len(self.faults)
            question = self._question(row, cells, column)
            excluded = self._cell(cells, self._columns.conclusion).casefold() in _EXCLUDED
            if not excluded and cell.casefold() in _NOT_COMPUTED:
                continue
            ratio = None if excluded else self._ratio(row, column, cell, question)
            if question is None or len(self.faults) > fault_count:
                continue
            if first := self._stands.get((remains, missing, question)):
                why = f"{remains} and {missing} stand in row {first} already, on the same question"
                self._fault(row, column.header, why, "Keep the one that the laboratory stands by.")
                continue
            self._stands[remains, missing, question] = row
            yield PairResult(
                row=row,
                remains=remains,
                missing=missing,
                family=self._cell(cells, self._columns.family),
                kinship=kinship,
                hypotheses=question,
                ratio=ratio,
            )

    def _pairs(
        self, row: int, cells: list[str]
    ) -> Iterator[tuple[str, str, RatioColumn, str, Kinship]]:
        columns = self._columns
        if columns.layout == "matrix":
            remains = self._name(row, self._header[0] or "(first)", cells[0])
            for header, cell in zip(self._header[1:], cells[1:], strict=True):
                if remains:
                    column = replace(columns.ratios[0], header=header)
                    yield remains, header, column, cell, Kinship.PEDIGREE
            return
        computed = [self._cell(cells, one.header).casefold() for one in columns.ratios]
        if {self._cell(cells, columns.remains).casefold(), *computed} <= _NOT_COMPUTED:
            return  # Somebody missing for whom the laboratory names no remains: no pair.
        remains = self._name(row, columns.remains, self._cell(cells, columns.remains))
        missing = self._name(row, columns.missing, self._cell(cells, columns.missing))
        if columns.family:
            self._name(row, columns.family, self._cell(cells, columns.family), may_be_empty=True)
        people, bodies = [missing], [remains]
        if self._cell(cells, columns.conclusion).casefold().startswith(_SYMMETRIC):
            people, bodies = missing.split("/"), remains.split("/")
            family = self._cell(cells, columns.family)
            named = self.alike.setdefault((family, tuple(bodies)), [])
            named += [person for person in people if person not in named]
        stated = self._cell(cells, columns.kinship)
        kinship = kinship_of(stated)
        if kinship is None:
            known = ", ".join(Kinship)
            self._fault(row, columns.kinship, f"“{stated[:40]}” is no kinship", f"Write {known}.")
        if remains and missing and kinship:
            for column in columns.ratios:
                for of, person in product(bodies, people):
                    yield of, person, column, self._cell(cells, column.header), kinship

    def _cell(self, cells: list[str], header: str) -> str:
        return cells[self._at[header]] if header else ""

    def _name(self, row: int, column: str, text: str, *, may_be_empty: bool = False) -> str:
        why = fault_of_name(text)
        if why and not (may_be_empty and not text):
            self._fault(row, column, why, "Write the code by which the operation knows them.")
            return ""
        return text

    def _question(self, row: int, cells: list[str], column: RatioColumn) -> Hypotheses | None:
        if column.hypotheses:
            return column.hypotheses
        same, other = (self._cell(cells, one) for one in (self._columns.same, self._columns.other))
        if same and other and same != other:
            return Hypotheses(same=same, other=other)
        if not same and not other and self._hypotheses:
            return self._hypotheses
        header = self._columns.same or column.header
        if same or other:
            self._fault(
                row,
                header,
                f"“{same}” against “{other}” are not two hypotheses",
                "Write both, each as a plain clause.",
            )
        else:
            self._fault(
                row,
                header,
                "no hypotheses are stated",
                "State those of the report with the import.",
            )
        return None

    def _ratio(
        self, row: int, column: RatioColumn, cell: str, question: Hypotheses | None
    ) -> LikelihoodRatio | None:
        """Return the ratio of a cell; None for an exclusion, or where there is a fault."""
        number = self._number(row, column.header, cell)
        if number is None or question is None:
            return None
        if column.scale == "times":
            # Too small to be written as a number is not 0: that is no exclusion.
            if self._columns.zero_excludes and not _NOT_ZERO.search(cell):
                return None
            if number <= 0:
                self._fault(
                    row,
                    column.header,
                    f"a ratio of {cell} is none: it is a number above 0",
                    "Where the laboratory excludes the pair, say that its 0 means exclusion.",
                )
                return None
            times = number
        else:
            log10 = number if column.scale == "log10" else number / math.log(10)
            if abs(log10) > MOST_LOG10:
                self._fault(
                    row,
                    column.header,
                    f"a logarithm of {cell} is beyond what a ratio can be",
                    "Check whether the column holds logarithms, and of which base.",
                )
                return None
            times = 10.0**log10
        return reported(times, hypotheses=question, source=self._source)

    def _number(self, row: int, column: str, cell: str) -> float | None:
        text = cell
        if self._columns.decimal == "," and "." not in text:
            text = text.replace(",", ".")
        elif "," in text or (self._columns.decimal == "," and "." in text):
            self._fault(
                row,
                column,
                f"“{cell[:40]}” has a sign that the table does not use for decimals",
                f"Decimals are parted by “{self._columns.decimal}” here, and thousands by nothing.",
            )
            return None
        number = float(text) if _NUMBER.match(text) else math.nan
        if not math.isfinite(number):
            formula = cell.startswith(_FORMULA) and not _NUMBER.match(text)
            why = "is a formula, not a value" if formula else "is no finite number"
            self._fault(
                row, column, f"“{cell[:40]}” {why}", "Write the number itself, or leave it empty."
            )
            return None
        return number

    def _fault(self, row: int, column: str, why: str, remedy: str) -> None:
        self.faults.append(PairFault(row=row, column=column, why=why, remedy=remedy))


@lru_cache(maxsize=4096)
def fault_of_name(text: str) -> str:
    """Return why a text cannot be the name of somebody in a table; empty if it can."""
    if not text:
        return "it is empty"
    if len(text) > _LONGEST_NAME:
        return f"it is longer than {_LONGEST_NAME} characters"
    if text.startswith(_FORMULA):
        return f"“{text[:40]}” begins like a formula"
    # Control, direction and private characters: what is printed would not be what is stored.
    if any(unicodedata.category(one) in ("Cc", "Cf", "Co", "Cs", "Cn") for one in text):
        return "it holds characters that cannot be seen"
    return ""


def _table(
    name: str, content: bytes, columns: Columns | None
) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    """Return header, rows with their numbers, and separator."""
    text = _text(name, content)
    separator = columns.separator if columns else _separator(text)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    try:
        for row, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), start=1
        ):
            stripped = [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
            if not any(stripped):
                continue
            if len(stripped) > MOST_COLUMNS or row > MOST_ROWS:
                raise UnreadablePairs(
                    name=name, why=f"it has more than {MOST_ROWS} rows or {MOST_COLUMNS} columns"
                )
            if header:
                rows.append((row, stripped))
            else:
                header = stripped
    except csv.Error as fault:
        raise UnreadablePairs(name=name, why=str(fault)) from None
    if not header or not rows:
        raise UnreadablePairs(name=name, why="it has no row below its header")
    for one in header[1:]:
        if why := fault_of_name(one):
            raise UnreadablePairs(name=name, why=f"a header cannot be used: {why}")
    for one in header:
        if header.count(one) > 1:
            raise UnreadablePairs(name=name, why=f"the header “{one[:40]}” stands twice")
    return header, rows, separator


def _text(name: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadablePairs(name=name, why=f"it is larger than {MOST_BYTES // 1_000_000} MB")
    if content[:2] == b"PK":
        raise UnreadablePairs(name=name, why="it is a workbook, whose cells may be formulas")
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        encoding = "UTF-16" if wide else "UTF-8"
        raise UnreadablePairs(name=name, why=f"byte {fault.start} is not {encoding}") from None
    if "\0" in text:
        raise UnreadablePairs(name=name, why="it holds zero bytes")
    return text


def _separator(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(";\t,", key=first.count)


def _check_headers(name: str, header: Sequence[str], columns: Columns) -> None:
    columns.check(name)
    if columns.layout == "matrix":
        if len(header) < 2:
            raise UnclearColumns(name=name, why="it names nobody missing", header=", ".join(header))
        return
    for one in columns.headers:
        if one not in header:
            raise UnclearColumns(
                name=name,
                why=f"the mapping names the column “{one}”, which it does not have",
                header=", ".join(header)[:300],
            )


def refuse_faults(name: str, faults: Sequence[PairFault]) -> None:
    """Refuse a table with the faults that were found in it, all at once; without any, do nothing.

    Raises `FaultyPairs`.
    """
    if not faults:
        return
    shown = [str(one) for one in faults[:_FAULTS_SHOWN]]
    if len(faults) > _FAULTS_SHOWN:
        shown.append("  …")
    raise FaultyPairs(name=name, count=len(faults), faults="\n".join(shown))
