"""Files with many tracing requests: a table in CSV or XLSX, one missing person a line.

The file is read whole and every fault in it is found before anything is made of it, so that whoever
wrote it corrects it once.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from antigone.errors import Refusal
from antigone.wording import N_

REQUIRED = ("code", "name", "missing_because", "controller", "article")
OPTIONAL = (
    *("other_names", "born", "last_seen", "last_seen_place"),
    *("enquirer", "enquirer_name", "enquirer_contact", "authority"),
    *("purpose", "permits", "biometrics", "sharing", "until"),
    "photographs",
)
MOST_BYTES = 50_000_000
MOST_LINES = 100_000
_FAULTS_SHOWN = 20
_YES = frozenset({"yes", "true", "1", "x", "oui", "sí", "так", "да", "نعم"})
_NO = frozenset({"", "no", "false", "0", "non", "ні", "нет", "لا"})


class UnreadableTable(Refusal):
    """The file is no table that can be read."""

    code = "unreadable-table"
    sentence = N_("{name} cannot be read as a table: {why}. Nothing was recorded.")
    remedy = N_(
        "Save it as CSV in UTF-8 or as XLSX, with the names of the fields in its first line."
    )


class FaultyTable(Refusal):
    """Lines of the file cannot be opened as requests."""

    code = "faulty-table"
    sentence = N_("{name} has {count} faults:\n{faults}\nNothing was recorded.")
    remedy = N_("Correct these fields in the file, and give it again.")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one field of one line, counted as a person counts them: header first."""

    line: int
    field: str
    why: str

    def __str__(self) -> str:
        return f"  line {self.line}, {self.field}: {self.why}"


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One missing person as the file states her: every known field, empty where it says nothing."""

    line: int
    values: Mapping[str, str] = field(repr=False)

    @property
    def biometrics(self) -> bool:
        """Whether the enquirer permits a search by face."""
        return self.values["biometrics"].casefold() in _YES

    @property
    def other_names(self) -> tuple[str, ...]:
        """Her other names, which the file parts by semicolons."""
        return self._parted("other_names")

    @property
    def photographs(self) -> tuple[str, ...]:
        """The names of the files that show her, parted by semicolons."""
        return self._parted("photographs")

    def _parted(self, name: str) -> tuple[str, ...]:
        parts = (one.strip() for one in self.values[name].split(";"))
        return tuple(one for one in parts if one)


def read_requests(name: str, content: bytes) -> tuple[RequestLine, ...]:
    """Return the lines of a file of requests. Raises `UnreadableTable` and `FaultyTable`."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable(name=name, why=f"it is larger than {MOST_BYTES // 1_000_000} MB")
    rows = _sheet(name, content) if content[:2] == b"PK" else _separated(name, content)
    header = [one.strip().casefold().replace(" ", "_") for one in next(rows, [])]
    _check_header(name, header)
    lines: list[RequestLine] = []
    faults: list[Fault] = []
    codes: dict[str, int] = {}
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_LINES:
            raise UnreadableTable(name=name, why=f"it has more than {MOST_LINES} lines")
        stated = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        line = RequestLine(
            line=number, values={one: stated.get(one, "") for one in (*REQUIRED, *OPTIONAL)}
        )
        faults += _faults(line, len(cells) - len(header), codes)
        lines.append(line)
    if not lines:
        raise UnreadableTable(name=name, why="it has no line below its first")
    refuse_faults(name, faults)
    return tuple(lines)


def refuse_faults(name: str, faults: Sequence[Fault]) -> None:
    """Refuse a file if there are faults. Raises `FaultyTable`."""
    if not faults:
        return
    shown = [str(one) for one in faults[:_FAULTS_SHOWN]]
    if len(faults) > _FAULTS_SHOWN:
        shown.append("  …")
    raise FaultyTable(name=name, count=len(faults), faults="\n".join(shown))


def _check_header(name: str, header: Sequence[str]) -> None:
    known = (*REQUIRED, *OPTIONAL)
    faults = [
        Fault(line=1, field=one, why="this field is missing")
        for one in REQUIRED
        if one not in header
    ]
    faults += [
        Fault(line=1, field=one or "(empty)", why=f"not one of {', '.join(known)}")
        for one in header
        if one not in known
    ]
    faults += [
        Fault(line=1, field=one, why="this field stands twice")
        for one in sorted(set(header))
        if header.count(one) > 1
    ]
    refuse_faults(name, faults)


def _faults(line: RequestLine, surplus: int, codes: dict[str, int]) -> Iterator[Fault]:
    if surplus > 0:
        yield Fault(line=line.line, field="(beyond the last)", why="more cells than fields")
    for one in REQUIRED:
        if not line.values[one]:
            yield Fault(line=line.line, field=one, why="it is empty")
    code = line.values["code"]
    if code and (first := codes.setdefault(code, line.line)) != line.line:
        yield Fault(line=line.line, field="code", why=f"“{code}” stands in line {first} already")
    if line.values["biometrics"].casefold() not in _YES | _NO:
        yield Fault(line=line.line, field="biometrics", why="neither yes nor no")


def _separated(name: str, content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableTable(name=name, why=f"byte {fault.start} is not UTF-8") from None
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as fault:
        raise UnreadableTable(name=name, why=str(fault)) from None


def _sheet(name: str, content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if cell is None else _cell(cell) for cell in row]
    except Refusal:
        raise
    except Exception as fault:  # noqa: BLE001  The library raises what its parsers raise.
        raise UnreadableTable(name=name, why=type(fault).__name__) from None


def _cell(value: object) -> str:
    from datetime import datetime

    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
