"""What is particular to the gallery on Milvus: batches that broke off, a lost server, what remains."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

import numpy as np
import pytest
from galleries import PERMITTED, Reference, in_file, row, vector_bytes

from antigone.errors import Refusal
from antigone.gallery import open_index
from antigone.gallery.milvus import MilvusIndex
from tests import postgres

ADDRESS = os.environ["TEST_MILVUS"]


def opened(folder: Path, dim: int = 4, *, name: str | None = None) -> MilvusIndex:
    return MilvusIndex(in_file(folder, dim), address=ADDRESS, name=name or str(folder))


def test_an_address_names_the_server_the_rows_and_the_gallery(tmp_path: Path) -> None:
    server = ADDRESS.replace("http://", "milvus://")
    for rows in (f"sqlite:///{tmp_path}/rows.db", postgres.address()):
        with open_index(f"{server}?rows={quote(rows, safe='')}#{tmp_path}", dim=4) as gallery:
            gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
            assert gallery.search([1, 0, 0, 0], 1, PERMITTED).ids == (("T1",),)
    for url in (server, f"{server}#ferry", f"{server}?rows=memory:#ferry"):
        with pytest.raises(Refusal) as refused:
            open_index(url, dim=4)
        assert refused.value.code == "unknown-gallery"


def test_a_server_that_is_not_there_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        MilvusIndex(in_file(tmp_path, 4), address="http://127.0.0.1:9", name="ferry")
    assert refused.value.code == "gallery-server-gone"
    assert "ferry" in refused.value.say()


class Relay:
    """A way to the server that can be cut, while the server goes on for others."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._ends: list[socket.socket] = []
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        there = urlsplit(ADDRESS)
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection((there.hostname, there.port))
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(1 << 16):
                other.sendall(piece)


@contextmanager
def relayed() -> Iterator[Relay]:
    relay = Relay()
    try:
        yield relay
    finally:
        relay.cut()


def test_a_server_lost_in_mid_search_is_named_and_nothing_acknowledged_is_lost(
    tmp_path: Path,
) -> None:
    with relayed() as relay:
        gallery = MilvusIndex(in_file(tmp_path, 4), address=relay.address, name=str(tmp_path))
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        assert gallery.search([1, 0, 0, 0], 1, PERMITTED).ids == (("T1",),)
        relay.cut()
        with pytest.raises(Refusal) as refused:
            gallery.search([1, 0, 0, 0], 1, PERMITTED)
        assert refused.value.code == "gallery-server-gone"
        assert refused.value.advise()
        # The rows, which are the truth, need no server to be written.
        gallery.upsert(["T2"], [[1, 1, 0, 0]], [row()])
        gallery.close()
    with opened(tmp_path) as gallery:
        assert gallery.search([1, 0, 0, 0], 9, PERMITTED).ids == (("T1", "T2"),)


def test_a_batch_that_broke_off_is_carried_over_whole(tmp_path: Path) -> None:
    """The store has a change of which the server got a part, and not the mark: as after kill -9."""
    with opened(tmp_path) as gallery:
        gallery.upsert(["T1", "T2"], [[1, 0, 0, 0], [0, 1, 0, 0]], [row(), row()])
        assert gallery.count(PERMITTED) == 2
    store = in_file(tmp_path, 4)
    with opened(tmp_path, name="another") as beside:
        beside.upsert(["T3"], [[0, 0, 1, 0]], [row()])
        beside.erase(["T1"])
        (third,) = beside.get(["T3"]).rows
    with opened(tmp_path) as gallery:
        # Only the row arrived; the erasure and the mark did not.
        gallery._write({"T3": third})
    store.close()
    with opened(tmp_path) as gallery:
        assert gallery.search([1, 0, 0, 0], 9, PERMITTED).ids == (("T2", "T3"),)
        assert gallery.verify(5, k=3).sound


def test_what_the_server_lost_or_kept_too_long_is_mended(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    with opened(tmp_path, 8) as gallery:
        ids = [f"T{place}" for place in range(50)]
        gallery.upsert(ids, random.standard_normal((50, 8)), [row()] * 50)
        assert gallery.verify(5).sound
        gallery._client.delete(
            gallery._collection, ids=["T3", "T4"], partition_name=gallery._partition
        )
        gallery._counts.clear()
        found = gallery.verify(5)
        assert found.sound and found.rows_in_engine == 50


def test_the_erased_are_not_returned_even_where_the_server_still_knows_them(tmp_path: Path) -> None:
    with opened(tmp_path) as gallery:
        gallery.upsert(["T1", "T2"], [[1, 0, 0, 0], [1, 1, 0, 0]], [row(), row()])
        (first,) = gallery.get(["T1"]).rows
        gallery.erase(["T1"])
        assert gallery.search([1, 0, 0, 0], 9, PERMITTED).ids == (("T2",),)
        gallery._write({"T1": first})
        gallery._counts.clear()
        assert gallery.search([1, 0, 0, 0], 9, PERMITTED).ids == (("T2",),)


def test_an_exchanged_row_store_is_carried_over_from_its_beginning(tmp_path: Path) -> None:
    for folder, ids in (("new", ["T1", "T2", "T3"]), ("old", ["T9"])):
        (tmp_path / folder).mkdir()
        with opened(tmp_path / folder, name=str(tmp_path)) as gallery:
            for identity in ids:
                gallery.upsert([identity], [[1, 0, 0, 0]], [row()])
            assert gallery.search([1, 0, 0, 0], 9, PERMITTED).ids == (tuple(ids),)


def test_codes_are_scored_again_until_nobody_is_missed(tmp_path: Path) -> None:
    """Enough rows for a sealed and indexed segment, so that codes are really scanned."""
    random = np.random.default_rng(6)
    centres = random.standard_normal((400, 32))
    vectors = centres[random.integers(400, size=6000)] + 0.4 * random.standard_normal((6000, 32))
    ids = [f"T{place:05}" for place in range(6000)]
    with opened(tmp_path, 32) as gallery:
        gallery.upsert(ids, vectors, [row()] * 6000)
        gallery.count(PERMITTED)
        gallery._client.flush(gallery._collection)
        assert gallery.verify(40, k=20).sound
        probe = random.standard_normal(32)
        near, exact = (
            gallery.search(probe, 30, PERMITTED),
            gallery.search(probe, 30, PERMITTED, exact=True),
        )
        assert (near.ids, near.scores) == (exact.ids, exact.scores)
        reference = Reference()
        reference.upsert(ids, vectors.tolist(), [row()] * 6000)
        reference.check(near, [probe.tolist()], 30, PERMITTED)


def test_what_remains_on_the_server(tmp_path: Path) -> None:
    """The table in `docs/galleries-on-servers.md`: gone from every answer, not from the files."""
    vector = np.random.default_rng(2).standard_normal(128)
    with opened(tmp_path, 128) as gallery:
        gallery.upsert(["T1", "T2"], [vector, -vector], [row(), row()])
        assert gallery.count(PERMITTED) == 2
        receipt = gallery.erase(["T1"])
        assert not receipt.purged
        assert not gallery.verify_erased(receipt).gone
        assert gallery.search(vector, 9, PERMITTED).ids == (("T2",),)
        gallery._client.flush(gallery._collection)
    # The row store's own files are rid of it.
    kept = vector_bytes(vector.tolist())
    assert not any(kept in path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    folder = Path(os.environ["TEST_MILVUS_FOLDER"])
    assert any(kept in path.read_bytes() for path in folder.rglob("*") if path.is_file())
