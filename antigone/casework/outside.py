"""The record outside the database: every entry with its signed head, one line each.

A backup is older than what was done after it was taken. What was erased since then must not come back
with it, so the entries also lie here, beside the database and, where the setting `record_copy` names
a folder, on another disk. A line holds opaque ids and keyed commitments only, as the record does.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from antigone.casework.house import House
from antigone.casework.models import LedgerEntry, LedgerHead
from antigone.errors import Refusal
from antigone.ledger.head import claimed_size
from antigone.vault.durable import one_at_a_time
from antigone.wording import N_

FILE = "entries.jsonl"
_REACH = 1 << 16
_log = logging.getLogger(__name__)


class OtherRecord(Refusal):
    """The file goes on differently from the record of this home: adding to it would mix the two."""

    code = "other-record"
    sentence = N_("{path} holds another record than that of this home. Nothing was added to it.")
    remedy = N_("Keep the file, and name an empty folder in the setting record_copy.")


class RecordCopyBehind(Refusal):
    """The copy on another disk lacks entries, so a restored home would lack what they say."""

    code = "record-copy-behind"
    sentence = N_("The copy of the record in {path} ends before the record does.")
    remedy = N_("See that the folder is there and can be written; the next entry brings it up.")


@dataclass(frozen=True)
class Written:
    """An entry as it stands in the record, with the head that was signed with it."""

    payload: bytes
    head: str

    @property
    def size(self) -> int:
        """How many entries the head attests, this one included."""
        return claimed_size(self.head)


def copy_entry(opened: House, written: Written, *, behind: str | None) -> None:
    """Add an entry to every file outside; `behind` is the head before it, None for the first.

    What an interrupted copy left out is added too. The step has come to its end by now, so a copy
    that cannot be written stops nobody's work: a log line and the doctor tell.
    """
    for folder in _folders(opened):
        try:
            _add(folder, written, behind=behind)
        except (OSError, ValueError, OtherRecord):
            _log.warning("record-copy-behind")


def examine_copies(opened: House) -> int:
    """Return in how many places the record lies outside the database, the home itself included.

    Raises `RecordCopyBehind` where one is not complete.
    """
    newest = LedgerHead.objects.order_by("-size").values_list("note", flat=True).first()
    for folder in _folders(opened):
        try:
            with (folder / FILE).open("rb") as file:
                last = _read(_last_line(file))
        except (OSError, ValueError):
            raise RecordCopyBehind(path=folder) from None
        if last.head != newest:
            raise RecordCopyBehind(path=folder)
    return len(_folders(opened))


def as_stored(value: object) -> bytes:
    """Return what a column holds as bytes, whatever its type is by now.

    In SQLite whoever forges a row may change its type with it; that must be named, not stumbled over.
    """
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def read_outside(path: Path) -> Iterator[Written]:
    """Yield the lines of a file outside. Raises ValueError at one that is not as it was written.

    A last line that was cut by a power failure was never acknowledged by anyone.
    """
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                yield _read(line)


def _folders(opened: House) -> tuple[Path, ...]:
    named: str = settings.ANTIGONE.settings.record_copy
    beyond = (Path(named).expanduser(),) if named else ()
    return (opened.ledger_folder, *beyond)


def _add(folder: Path, written: Written, *, behind: str | None) -> None:
    with one_at_a_time(folder), _opened(folder / FILE) as file:
        line = _last_line(file)
        last = _read(line) if line else None
        follows = (last.head if last else None) == behind
        # If not, a copy was cut off, or another process was quicker: the database knows.
        lines = [written] if follows else _following(last, folder / FILE)
        file.seek(0, os.SEEK_END)
        for one in lines:
            text = {"entry": one.payload.decode(errors="backslashreplace"), "head": one.head}
            file.write(json.dumps(text).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _following(last: Written | None, path: Path) -> Iterator[Written]:
    size = last.size if last else 0
    known = LedgerHead.objects.filter(size=size).values_list("note", flat=True).first()
    if last is not None and last.head != known:
        raise OtherRecord(path=path)
    heads = dict(LedgerHead.objects.filter(size__gt=size).values_list("size", "note"))
    entries = LedgerEntry.objects.filter(seq__gte=size).order_by("seq")
    for seq, payload in entries.values_list("seq", "payload").iterator():
        yield Written(as_stored(payload), heads.get(seq + 1, ""))


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def _last_line(file: BinaryIO) -> bytes:
    """Return the last whole line, empty if there is none; cut off what was broken after it."""
    size = file.seek(0, os.SEEK_END)
    reach = _REACH
    while True:
        start = max(0, size - reach)
        file.seek(start)
        lines = file.read().split(b"\n")
        if len(lines) > 2 or start == 0:
            break
        reach *= 4
    broken = lines.pop()
    if broken and file.writable():
        file.truncate(size - len(broken))
    return lines[-1] if lines else b""


def _read(line: bytes) -> Written:
    try:
        read = json.loads(line)
        return Written(str(read["entry"]).encode(), str(read["head"]))
    except (TypeError, KeyError):
        raise ValueError("not a line of the record") from None
