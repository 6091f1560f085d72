"""The sealed copy of an index: a start from it, what an erasure does to it, and what is thrown away."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from galleries import PERMITTED, bytes_in, row, vector_bytes

from antigone.gallery import Change, SQLiteRows
from antigone.gallery.sealed import SealedIndex
from antigone.gallery.segments import Segments
from antigone.vault import OpenToAll, Vault

DIM = 16
ROWS = 64


class CountedRows(SQLiteRows):
    """The rows, with a count of those that an index asked for one by one."""

    opened = 0

    def changes(self, after_seq: int) -> Iterator[Change]:
        for one in super().changes(after_seq):
            self.opened += 1
            yield one


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault", OpenToAll())


class Desk:
    """Opens the same gallery again and again, as processes do."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self.folder, self.vault = folder, vault
        self.files = folder / "segments"

    def segments(self) -> Segments:
        return Segments(self.files, self.vault, code="references/test", rows=ROWS)

    def open(self, *, fine_rows: int = 10**6) -> SealedIndex:
        rows = CountedRows(self.folder / "gallery.db", dim=DIM)
        fine_bytes = fine_rows * DIM // 2
        return SealedIndex(rows, segments=self.segments(), least_rows=1, fine_bytes=fine_bytes)

    def read_at_start(self) -> int:
        """Return how many rows a start opens one by one, and see that it finds everybody."""
        with self.open() as gallery:
            count = gallery.count(PERMITTED)
            opened = gallery._rows.opened
            assert gallery.verify(10, k=5).sound
            assert count == gallery.verify(1).rows
        return opened


@pytest.fixture
def desk(tmp_path: Path, vault: Vault) -> Desk:
    return Desk(tmp_path, vault)


def vectors(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, DIM))


def fill(desk: Desk, count: int = 300) -> np.ndarray:
    given = vectors(count)
    with desk.open() as gallery:
        codes = [
            row(f"M{at // 2}" if at % 3 else None, sex="female", age=at % 7, twin=at % 2 == 0)
            for at in range(count)
        ]
        gallery.upsert([f"T{at:03}" for at in range(count)], given, codes)
        gallery.count(PERMITTED)
        assert gallery.save()
    return given


def test_a_start_from_the_copy_opens_no_row_and_finds_the_same(desk: Desk) -> None:
    given = fill(desk)
    assert len(list(desk.files.glob("*.segment"))) == 5, "300 rows in segments of 64"
    with desk.open() as gallery:
        quick = gallery.search(given[:20], 7, PERMITTED)
        assert gallery._rows.opened == 0
        assert gallery._codes.strays(gallery._matrix) == []
    for path in desk.files.iterdir():
        path.unlink()
    with desk.open() as gallery:
        slow = gallery.search(given[:20], 7, PERMITTED)
        assert gallery._rows.opened == 300
    assert quick == slow


def test_what_came_since_is_read_from_the_rows_alone(desk: Desk) -> None:
    fill(desk)
    with desk.open() as gallery:
        gallery.upsert(["U1", "U2"], vectors(2, 5), [row("M9"), row()])
    assert desk.read_at_start() == 2
    # And with it in the copy, after it was brought up to date: only what changed is written.
    before = {path.name for path in desk.files.glob("*.segment")}
    with desk.open() as gallery:
        assert gallery.save()
    after = {path.name for path in desk.files.glob("*.segment")}
    assert len(before & after) == 4
    assert len(after) == 5
    assert desk.read_at_start() == 0


def test_codes_that_became_coarser_are_written_for_every_segment(desk: Desk) -> None:
    fill(desk)
    before = {path.name for path in desk.files.glob("*.segment")}
    with desk.open(fine_rows=300) as gallery:
        gallery.upsert(["U1"], vectors(1, 5), [row()])
        gallery.count(PERMITTED)
        assert gallery.save()
    assert not before & {path.name for path in desk.files.glob("*.segment")}
    with desk.open(fine_rows=300) as gallery:
        assert gallery.verify(10, k=5).sound
        assert gallery._rows.opened == 0
        assert gallery._codes.strays(gallery._matrix) == []
    # Where other codes serve, the copy is void and the rows are read.
    assert desk.read_at_start() == 301


def test_no_file_of_the_copy_holds_a_vector_an_id_or_a_code(desk: Desk) -> None:
    given = fill(desk)
    content = bytes_in(desk.files)
    assert len(content) > 300 * DIM * 4
    for one in given:
        assert vector_bytes(one.tolist())[:8] not in content
    for word in (b"T17", b"female", b"purposes", b"references"):
        assert word not in content
    assert all(path.stat().st_mode & 0o077 == 0 for path in desk.files.iterdir())


def test_an_erasure_takes_its_segment_and_its_key_along_at_once(desk: Desk) -> None:
    fill(desk)
    with desk.open() as gallery:
        before = gallery.verify_erased(["T070"])
        assert any("segment" in place.where for place in before.places)
        listed = desk.segments().listed()
        file, key = listed.segments[1].file, listed.segments[1].key
        receipt = gallery.erase(["T070"])
        # Nobody has searched or saved since.
        assert not (desk.files / file).exists()
        assert 1 not in desk.segments().listed().segments
        assert key not in json.dumps(str(desk.segments().listed()))
        finding = gallery.verify_erased(receipt)
        assert finding.gone
        assert sum("segment" in where for where in finding.searched) == 4
    # Closing wrote what was missing, without her.
    assert desk.read_at_start() == 0
    with desk.open() as gallery:
        found = gallery.verify_erased(receipt)
        assert found.gone
        assert sum("segment" in where for where in found.searched) == 5


def test_a_new_vector_for_an_old_id_takes_the_old_one_out_of_the_copy(desk: Desk) -> None:
    given = fill(desk)
    with desk.open() as gallery:
        gallery.upsert(["T005"], vectors(1, 9), [row()])
        gallery.count(PERMITTED)
        assert 0 not in desk.segments().listed().segments
        opened = b"".join(piece for _, pieces in desk.segments().images() for piece in pieces)
        assert vector_bytes(given[5].tolist()) not in opened
        assert vector_bytes(given[70].tolist()) in opened


def test_a_copy_with_a_gap_is_never_taken_for_the_whole(desk: Desk) -> None:
    fill(desk, 40)
    gallery = desk.open()
    gallery.erase(["T003"])
    # As a loss of power leaves it: the only segment is gone, and nothing was written since.
    gallery._rows.close()
    assert desk.segments().listed().segments == {}
    assert desk.read_at_start() == 40, "39 living rows and the erased one's number"


def test_rows_erased_by_somebody_else_leave_the_copy_when_it_is_next_read(desk: Desk) -> None:
    fill(desk)
    with SQLiteRows(desk.folder / "gallery.db", dim=DIM)._speaking():
        rows = SQLiteRows(desk.folder / "gallery.db", dim=DIM)
        receipt = rows.erase(["T009"])
        rows.close()
    with desk.open() as gallery:
        assert gallery.search(vectors(1), 400, PERMITTED).rows_searched == 299
        assert gallery.verify_erased(receipt).gone


def test_a_copy_that_another_process_wrote_is_not_patched_but_thrown_away(desk: Desk) -> None:
    fill(desk)
    with desk.open() as one:
        assert one.count(PERMITTED) == 300
        with desk.open() as other:
            other.upsert([f"U{at}" for at in range(100)], vectors(100, 3), [row()] * 100)
            other.erase(["T000"])
            assert other.save()
        # The first knows other segments than those that are there now.
        receipt = one.erase(["T299", "U99"])
        assert desk.segments().listed() is None
        assert one.verify_erased(receipt).gone
        assert one.count(PERMITTED) == 300 + 100 - 3
    assert desk.read_at_start() == 0


def test_nothing_erased_elsewhere_is_written_once_more(desk: Desk) -> None:
    fill(desk)
    with desk.open() as gallery:
        gallery.count(PERMITTED)
        wrote = gallery._segments.write(
            {0: gallery._segment(0)}, count=5, seq=1, dim=DIM, unless=lambda: True
        )
        assert not wrote
    assert desk.read_at_start() == 0


@pytest.mark.parametrize(
    "damage", ["cut", "changed", "missing", "exchanged", "list", "other vault"]
)
def test_what_does_not_open_is_thrown_away_and_the_rows_are_read(
    desk: Desk, damage: str, tmp_path: Path
) -> None:
    fill(desk)
    first, second, *_ = sorted(desk.files.glob("*.segment"))
    content = first.read_bytes()
    match damage:
        case "cut":
            first.write_bytes(content[:-1])
        case "changed":
            first.write_bytes(content[:900] + bytes([content[900] ^ 1]) + content[901:])
        case "missing":
            first.unlink()
        case "exchanged":
            first.write_bytes(second.read_bytes())
        case "list":
            (desk.files / "segments").write_bytes(b"AE1 not a list")
        case "other vault":
            desk.vault = Vault.create(tmp_path / "other", OpenToAll())
    assert desk.read_at_start() == 300
    # What could not be used is not left lying about.
    assert desk.read_at_start() == 0


def test_a_vault_key_that_was_retired_costs_the_copy_and_nothing_else(desk: Desk) -> None:
    fill(desk)
    desk.vault.begin_rotation()
    desk.vault.finish_rotation([])
    assert desk.read_at_start() == 300
    assert desk.read_at_start() == 0


def test_a_database_that_went_back_or_was_exchanged_is_read_anew(desk: Desk) -> None:
    fill(desk)
    path = desk.folder / "gallery.db"
    path.unlink()
    with SealedIndex(CountedRows(path, dim=DIM), segments=desk.segments(), least_rows=1) as gallery:
        # The same number, other rows.
        gallery.upsert(["other"], vectors(1, 4), [row()])
        assert gallery.count(PERMITTED) == 1
        assert gallery.search(vectors(1), 9, PERMITTED).ids == (("other",),)


def test_no_copy_is_written_of_a_gallery_without_codes(desk: Desk) -> None:
    rows = SQLiteRows(desk.folder / "gallery.db", dim=DIM)
    with SealedIndex(rows, segments=desk.segments()) as gallery:
        gallery.upsert(["T1"], vectors(1), [row()])
        assert gallery.count(PERMITTED) == 1
        assert not gallery.save()
    assert not desk.files.exists()
