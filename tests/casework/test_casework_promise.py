"""The promise of every gallery, kept by the one in the casework's database."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from antigone.casework.gallery import CaseworkRows, copy_of
from antigone.casework.guard import take_down
from antigone.casework.house import House
from antigone.gallery import Change, Entry, Index, Picture, Restoration, Row
from antigone.gallery.erasure import ErasureReceipt
from antigone.gallery.sealed import SealedIndex

sys.path.insert(0, str(Path(__file__).parents[1] / "gallery"))

import test_promise
from test_promise import every_engine, every_shared_engine

CHECKS = [
    check
    for name, check in vars(test_promise).items()
    if name.startswith("test_") and every_engine.mark in getattr(check, "pytestmark", ())
]
SLOW = (
    test_promise.test_searches_in_other_threads_never_see_half_a_change,
    test_promise.test_long_work_leaves_no_piece_of_an_erased_vector,
)


class NamedRows:
    """The rows under test, with the suite's names for ids, in the same order."""

    def __init__(self, rows: CaseworkRows) -> None:
        self._rows = rows
        self.dim = rows.dim
        self._mark = sha256(rows.code.encode()).digest()[:4]

    def append(self, entries: Sequence[Entry]) -> int:
        return self._rows.append([self._in(one) for one in entries])

    def erase(self, ids: Sequence[str]) -> ErasureReceipt:
        receipt = self._rows.erase([self._key(one) for one in ids])
        ids, unknown = map(self._names, (receipt.ids, receipt.unknown))
        return replace(receipt, ids=ids, unknown=unknown)

    def changes(self, after_seq: int) -> Iterator[Change]:
        for one in self._rows.changes(after_seq):
            row = one.row and self._out(one.row)
            yield replace(one, id=self._name(one.id), row=row)
        self._let_go()

    def newest(self) -> int:
        newest = self._rows.newest()
        self._let_go()
        return newest

    def read(self, ids: Sequence[str]) -> list[Row]:
        return [self._out(one) for one in self._rows.read([self._key(one) for one in ids])]

    def scan(self) -> Iterator[Row]:
        return map(self._out, self._rows.scan())

    @contextmanager
    def picture(self) -> Iterator[Picture]:
        with self._rows.picture() as picture:
            yield replace(picture, rows=map(self._out, picture.rows))

    def refill(self, entries: Iterable[Entry]) -> Restoration:
        done = self._rows.refill(map(self._in, entries))
        return replace(done, withheld=self._names(done.withheld))

    def purge(self) -> bool:
        return self._rows.purge()

    def images(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        return self._rows.images()

    def close(self) -> None:
        self._rows.close()

    def _key(self, name: str) -> str:
        """Short names get the gallery's mark, for ids stand once in the whole database."""
        content = name.encode()
        content = self._mark + content if len(content) <= 12 else content
        return UUID(bytes=content.ljust(16, b"\0")).hex

    def _name(self, key: str) -> str:
        return UUID(key).bytes.removeprefix(self._mark).rstrip(b"\0").decode()

    def _names(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self._name, keys))

    def _in(self, entry: Entry) -> Entry:
        return replace(entry, id=self._key(entry.id))

    def _out(self, row: Row) -> Row:
        return replace(row, id=self._name(row.id))

    def _let_go(self) -> None:
        """Threads of the suite end without saying so; their connections must not outlive them."""
        if current_thread() is not main_thread():
            connection.close()


@dataclass(frozen=True)
class CaseworkEngine:
    """Opens a gallery for each folder, all in the one database."""

    house: House

    def open(self, folder: Path, *, dim: int = 4) -> Index:
        code = f"test/{sha256(str(folder).encode()).hexdigest()[:16]}"
        vault = self.house.vault
        return SealedIndex(
            NamedRows(CaseworkRows(code, dim=dim, vault=vault)),
            segments=copy_of(code, vault),
            least_rows=1,
        )


@pytest.fixture
def kind(transactional_db: None, opened: House) -> Iterator[CaseworkEngine]:
    """The suite's templates belong to no face, so the guards stand aside; they have own tests."""
    take_down(connection)
    yield CaseworkEngine(opened)


def test_the_suite_was_found() -> None:
    assert len(CHECKS) > 20
    assert every_shared_engine.mark not in [mark for one in CHECKS for mark in one.pytestmark]


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=check.__name__, marks=[pytest.mark.slow] * (check in SLOW))
        for check in CHECKS
    ],
)
def test_the_promise(check: Callable[..., Any], kind: CaseworkEngine, tmp_path: Path) -> None:
    if "tmp_path" in check.__code__.co_varnames[: check.__code__.co_argcount]:
        check(kind=kind, tmp_path=tmp_path)
    else:
        check(kind=kind)
