"""The row store: what a file holds, who may read it, and what happens when things go wrong."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Timer

import numpy as np
import pytest
from galleries import PERMITTED, row, vector_bytes

import antigone.gallery
from antigone.errors import Refusal
from antigone.gallery import ExactIndex, SQLiteRows, open_index
from antigone.gallery.traces import Traces


def refusal_of(act) -> Refusal:
    with pytest.raises(Refusal) as refused:
        act()
    # Every refusal can be said, and advises.
    assert refused.value.say()
    assert refused.value.advise()
    return refused.value


@pytest.mark.parametrize(
    "url", ["", "gallery.db", "sqlite:///", "sqlite:///:memory:", "memory:x", "postgresql://host/x"]
)
def test_an_unknown_address_is_refused_with_those_that_exist(url: str) -> None:
    refusal = refusal_of(lambda: open_index(url, dim=4))
    assert refusal.code == "unknown-gallery"
    assert "sqlite:///PATH" in refusal.advise()
    assert "memory:" in refusal.advise()


@pytest.mark.parametrize("dim", [0, -1, True, 1.5])
def test_a_gallery_of_no_dimension_is_refused(dim) -> None:
    assert refusal_of(lambda: open_index("memory:", dim=dim)).code == "unfit-count"


def test_a_gallery_opens_only_for_the_engine_it_was_made_with(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gallery.db"
    open_index(url, dim=4).close()
    assert refusal_of(lambda: open_index(url, dim=5)).code == "other-dimension"


def test_a_newer_gallery_and_a_foreign_file_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    open_index(f"sqlite:///{path}", dim=4).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE gallery SET format = 99")
        raw.commit()
    assert refusal_of(lambda: open_index(f"sqlite:///{path}", dim=4)).code == "newer-gallery"
    path.write_bytes(b"a letter, not a gallery" * 100)
    assert refusal_of(lambda: open_index(f"sqlite:///{path}", dim=4)).code == "unreadable-gallery"
    assert path.read_bytes() == b"a letter, not a gallery" * 100
    nowhere = f"sqlite:///{tmp_path}/nowhere/gallery.db"
    assert refusal_of(lambda: open_index(nowhere, dim=4)).code == "unreadable-gallery"


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    with open_index(f"sqlite:///{tmp_path}/gallery.db", dim=4) as gallery:
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        files = list(tmp_path.iterdir())
        assert {path.name for path in files} >= {"gallery.db", "gallery.db-wal"}
        assert all(path.stat().st_mode & 0o077 == 0 for path in files)


def test_many_may_open_a_new_gallery_at_once(tmp_path: Path) -> None:
    def enrol(place: int) -> int:
        with open_index(f"sqlite:///{tmp_path}/gallery.db", dim=4) as gallery:
            return gallery.upsert([f"T{place}"], [[1, place, 0, 0]], [row()])

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(enrol, range(16))) == list(range(1, 17))


def test_opening_waits_for_another_that_is_making_the_file(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE half_made (n)")
        # Under this lock SQLite refuses the log at once, without the patience it was asked for.
        other.execute("BEGIN IMMEDIATE")
        busy = refusal_of(lambda: SQLiteRows(path, dim=4, patience=0.05))
        assert busy.code == "busy-gallery"
        timer = Timer(0.2, lambda: other.execute("ROLLBACK"))
        timer.start()
        SQLiteRows(path, dim=4, patience=20).close()
        timer.join()


def test_the_places_of_the_erased_are_used_again(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    path = tmp_path / "gallery.db"
    with open_index(f"sqlite:///{path}", dim=16) as gallery:
        for turn in range(6):
            ids = [f"T{turn}-{place}" for place in range(100)]
            gallery.upsert(ids, random.standard_normal((100, 16)), [row()] * 100)
            gallery.erase(ids[:-1])
        assert gallery.count(PERMITTED) == 6
    with closing(sqlite3.connect(path)) as raw:
        # Six stayed, and the hundred of the last turn found five of their places taken.
        assert raw.execute("SELECT count(*) FROM vectors").fetchone() == (5 + 100,)


def test_a_file_held_by_another_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    with ExactIndex(SQLiteRows(path, dim=4, patience=0.05)) as gallery:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            enrol = refusal_of(lambda: gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()]))
            assert enrol.code == "busy-gallery"
            assert gallery.count(PERMITTED) == 0
            other.execute("ROLLBACK")
        assert gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()]) == 1


def test_a_full_disk_is_told_and_nothing_is_kept_by_halves(tmp_path: Path) -> None:
    rows = SQLiteRows(tmp_path / "gallery.db", dim=128)
    with ExactIndex(rows) as gallery:
        gallery.upsert(["T0"], [np.ones(128)], [row()])
        pages = rows._connection.execute("PRAGMA page_count").fetchone()[0]
        rows._connection.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()
        ids = [f"T{place}" for place in range(1, 200)]
        vectors = np.random.default_rng(1).standard_normal((199, 128))
        full = refusal_of(lambda: gallery.upsert(ids, vectors, [row()] * 199))
        assert full.code == "unreadable-gallery"
        assert "full" in full.say()
        assert gallery.count(PERMITTED) == 1
        rows._connection.execute("PRAGMA max_page_count = 100000").fetchall()
        assert gallery.upsert(ids, vectors, [row()] * 199) == 2


def test_a_reader_that_holds_the_log_is_told_of_and_the_erasure_completed_later(
    tmp_path: Path,
) -> None:
    path = tmp_path / "gallery.db"
    vector = np.random.default_rng(1).standard_normal(64)
    with ExactIndex(SQLiteRows(path, dim=64, patience=0.05)) as gallery:
        gallery.upsert(["T1"], [vector], [row()])
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM templates").fetchone()
            receipt = gallery.erase(["T1"])
            # Erased for every search; but the log, which others still read, holds the bytes.
            assert gallery.count(PERMITTED) == 0
            assert not receipt.purged
            held = gallery.verify_erased(receipt)
            assert not held.gone
            assert {place.where for place in held.places} == {"gallery.db-wal"}
            other.execute("ROLLBACK")
        assert gallery.verify_erased(receipt).gone


def test_bytes_that_came_back_another_way_are_found(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    vector = np.random.default_rng(2).standard_normal(64)
    with open_index(f"sqlite:///{path}", dim=64) as gallery:
        gallery.upsert(["T1"], [vector], [row()])
        receipt = gallery.erase(["T1"])
        assert gallery.verify_erased(receipt).gone
        # What an erasure without overwriting leaves: the row is gone and its bytes are not.
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute("PRAGMA secure_delete = OFF")
            raw.execute("CREATE TABLE careless (vector BLOB)")
            content = vector_bytes(vector.tolist())
            raw.execute("INSERT INTO careless VALUES (?)", (b"-" * 7 + content[60:],))
            raw.execute("DELETE FROM careless")
        found = gallery.verify_erased(receipt)
        assert not found.gone
        assert [place.where for place in found.places] == ["gallery.db"]
        # The first whole stretch of 32 bytes in what was left.
        whole = path.read_bytes()
        assert found.places[0].byte == whole.index(content[64:96])


def test_verification_notices_rows_that_changed_behind_the_engine(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    vectors = np.random.default_rng(3).standard_normal((80, 8))
    with open_index(f"sqlite:///{path}", dim=8) as gallery:
        gallery.upsert([f"T{place}" for place in range(80)], vectors, [row()] * 80)
        assert gallery.verify(20, k=10).sound
        with closing(sqlite3.connect(path)) as raw:
            opposite = vector_bytes((-vectors[5]).tolist())
            raw.execute("UPDATE vectors SET vector = ? WHERE place = 6", (opposite,))
            raw.commit()
        changed = gallery.verify(80, k=10)
        assert not changed.sound
        assert changed.worst_difference > 0.1
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("DELETE FROM templates WHERE id = 'T9'")
            raw.commit()
        fewer = gallery.verify(5, k=10)
        assert (fewer.rows, fewer.rows_in_engine) == (79, 80)
        assert not fewer.sound


def test_a_store_that_went_back_in_time_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    with open_index(f"sqlite:///{path}", dim=4) as gallery:
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        gallery.upsert(["T2"], [[0, 1, 0, 0]], [row()])
        assert gallery.count(PERMITTED) == 2
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("DELETE FROM templates WHERE id = 'T2'")
            raw.commit()
        assert gallery.search([0, 1, 0, 0], 9, PERMITTED).ids == (("T1",),)


def test_the_log_tells_the_latest_change_of_each_id_in_order(tmp_path: Path) -> None:
    with closing(SQLiteRows(tmp_path / "gallery.db", dim=4)) as rows, ExactIndex(rows) as gallery:
        gallery.upsert(["T1", "T2", "T3"], np.eye(4)[:3], [row()] * 3)
        gallery.upsert(["T1"], [[0, 0, 0, 1]], [row()])
        gallery.erase(["T2"])
        log = [(change.seq, change.id, change.row is None) for change in rows.changes(0)]
        assert log == [(1, "T3", False), (2, "T1", False), (3, "T2", True)]
        assert [change.id for change in rows.changes(1)] == ["T1", "T2"]
        assert list(rows.changes(3)) == []
        assert rows.newest() == 3


def test_a_long_log_is_read_whole_page_by_page() -> None:
    count = 5000
    with open_index("memory:", dim=2) as gallery:
        vectors = np.random.default_rng(5).standard_normal((count, 2))
        gallery.upsert([f"T{place}" for place in range(count)], vectors, [row()] * count)
        assert gallery.count(PERMITTED) == count
        assert len({found.id for found in gallery.iterate(PERMITTED)}) == count


def test_a_trace_is_found_across_the_borders_of_pieces_and_at_any_byte() -> None:
    vector = np.random.default_rng(6).standard_normal(128).astype("<f4")
    traces = Traces.of([vector], dim=128)
    for offset in range(9):
        text = b"\1" * offset + vector.tobytes() + b"\2" * 50
        expected = [offset + 32 * place for place in range(128 // 8)]
        assert traces.within([text]) == expected
        for size in (1, 7, 31, 32, 33, 200):
            assert (
                traces.within(text[at : at + size] for at in range(0, len(text), size)) == expected
            )
    assert Traces.of([np.zeros(128, dtype=np.float32)], dim=128).within([b"\0" * 999]) == []


def test_the_gallery_is_imported_without_what_it_does_not_need() -> None:
    heavy = ("faiss", "onnxruntime", "cv2", "django", "scipy", "PIL")
    code = f"import sys, antigone.gallery; print([m for m in {heavy!r} if m in sys.modules])"
    root = Path(antigone.gallery.__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_no_sentence_of_the_gallery_promises_more_than_a_candidate() -> None:
    def every(kind: type[Refusal]) -> list[type[Refusal]]:
        return [kind, *(below for child in kind.__subclasses__() for below in every(child))]

    said = [
        f"{kind.sentence} {kind.remedy}".lower()
        for kind in every(Refusal)
        if kind is not Refusal and kind.__module__.startswith("antigone.gallery")
    ]
    assert len(said) > 15
    for word in ("match", "likely", "percent", "%", "hit", "suspect", "target", "user"):
        assert not any(word in sentence.split() for sentence in said)
