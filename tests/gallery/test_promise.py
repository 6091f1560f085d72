"""One promise, every engine: what is true of one gallery is true of all."""

import hashlib
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from galleries import (
    DAY,
    EMBEDDED,
    ENGINES,
    PERMITTED,
    SHARED,
    Engine,
    OtherProcess,
    Reference,
    bytes_in,
    row,
    vector_bytes,
)
from gallery_strategies import QUESTIONS, STEPS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antigone.errors import Refusal
from antigone.gallery import Eq, ErasureReceipt, Permitted

every_engine = pytest.mark.parametrize("kind", ENGINES, ids=lambda engine: engine.name)
every_embedded_engine = pytest.mark.parametrize("kind", EMBEDDED, ids=lambda engine: engine.name)
every_shared_engine = pytest.mark.parametrize("kind", SHARED, ids=lambda engine: engine.name)


@every_engine
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=14), last=QUESTIONS)
def test_any_course_of_work_leaves_what_the_reference_holds(kind: Engine, steps, last) -> None:
    reference = Reference()
    with tempfile.TemporaryDirectory() as folder, kind.open(Path(folder)) as gallery:
        number = 0
        for step in steps:
            match step:
                case ("upsert", entries):
                    ids, vectors, attributes = zip(*entries, strict=True) if entries else ((),) * 3
                    reference.upsert(ids, vectors, attributes)
                    seq = gallery.upsert(ids, vectors, attributes)
                    assert seq == number + bool(entries)
                case ("erase", ids):
                    receipt = gallery.erase(ids)
                    erased = reference.erase(ids)
                    seq = receipt.seq
                    assert set(receipt.ids) == erased
                    assert set(receipt.unknown) == set(ids) - erased
                    assert seq == number + bool(erased)
                case ("search", queries, k, where):
                    result = gallery.search(queries, k, where)
                    seq = result.seq
                    assert seq == number
                    reference.check(result, queries, k, where)
                    reference.check(
                        gallery.search(queries, k, where, exact=True), queries, k, where
                    )
            number = seq
        permitted = sorted(reference.permitted(last))
        assert gallery.count(last) == len(permitted)
        # The iteration decides row by row, the count by columns: one answer, two ways.
        assert [found.id for found in gallery.iterate(last)] == permitted
        lookup = gallery.get([*"abcdefghijkl"])
        assert {found.id for found in lookup.rows} == set(reference.rows)
        assert set(lookup.unknown) == set("abcdefghijkl") - set(reference.rows)
        verification = gallery.verify(3, k=4)
        assert verification.sound
        assert verification.rows == len(reference.rows)


@every_engine
def test_a_row_is_found_again_with_all_it_carries(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        codes = row("M1", sex="female", age=31, twin=False, weight=0.5, eyes=None)
        seq = gallery.upsert(["T1"], [[3, 0, 4, 0]], [codes | {"valid_until": DAY}])
        (found,) = gallery.get(["T1"]).rows
        assert (found.id, found.seq) == ("T1", seq)
        np.testing.assert_array_equal(found.vector, np.float32([3 / 5, 0, 4 / 5, 0]))
        assert found.attributes == {
            "person": "M1",
            "sex": "female",
            "age": 31,
            "twin": False,
            "weight": 0.5,
            "eyes": None,
            "purposes": ("identify",),
            "valid_from": "2026-01-01",
            "valid_until": "2026-05-14",
        }


@every_engine
def test_scores_are_cosines_whatever_the_lengths(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T1", "T2"], [[2, 2, 0, 0], [0, 1e-30, 0, 0]], [row(), row()])
        result = gallery.search([0, 1e30, 0, 0], 2, PERMITTED)
        assert result.ids == (("T2", "T1"),)
        assert result.scores[0] == pytest.approx((1.0, 1 / 2**0.5), abs=1e-7)


@every_engine
def test_equal_scores_stand_in_the_order_of_their_ids(kind: Engine, tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    ids = [f"T{place:03}" for place in range(300)]
    direction = random.standard_normal(128)
    with kind.open(tmp_path, dim=128) as gallery:
        shuffled = [str(identity) for identity in random.permutation(ids)]
        gallery.upsert(shuffled, np.tile(direction, (300, 1)), [row()] * 300)
        # 300 rows and k = 5: a product may sum the last rows of a block in another order.
        assert gallery.search(random.standard_normal(128), 5, PERMITTED).ids == (tuple(ids[:5]),)


@every_engine
def test_the_answer_does_not_depend_on_the_order_of_enrolment(kind: Engine, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    vectors = random.standard_normal((500, 32))
    query = random.standard_normal(32)
    answers = []
    for turn in ("first", "second"):
        (tmp_path / turn).mkdir()
        with kind.open(tmp_path / turn, dim=32) as gallery:
            order = random.permutation(500)
            gallery.upsert([f"T{place}" for place in order], vectors[order], [row()] * 500)
            result = gallery.search(query, 500, PERMITTED)
            answers.append((result.ids, result.scores))
    assert answers[0] == answers[1]


@every_engine
def test_many_probes_are_answered_like_one_at_a_time(kind: Engine, tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    probes = random.standard_normal((9, 16))
    with kind.open(tmp_path, dim=16) as gallery:
        vectors = random.standard_normal((200, 16))
        gallery.upsert([f"T{place}" for place in range(200)], vectors, [row()] * 200)
        together = gallery.search(probes, 7, PERMITTED)
        for place, probe in enumerate(probes):
            alone = gallery.search(probe, 7, PERMITTED)
            assert together.ids[place] == alone.ids[0]
            assert together.scores[place] == alone.scores[0]


@every_engine
def test_few_permitted_among_many_are_all_found(kind: Engine, tmp_path: Path) -> None:
    random = np.random.default_rng(11)
    reference = Reference()
    with kind.open(tmp_path, dim=8) as gallery:
        ids = [f"T{place}" for place in range(400)]
        vectors = random.standard_normal((400, 8)).tolist()
        codes = [row(site="A" if place % 40 == 0 else "B") for place in range(400)]
        gallery.upsert(ids, vectors, codes)
        reference.upsert(ids, vectors, codes)
        for site, k in (("A", 4), ("A", 50), ("B", 50), ("C", 1)):
            where = Permitted(purpose="identify", on=DAY, only=Eq("site", site))
            queries = random.standard_normal((2, 8)).tolist()
            reference.check(gallery.search(queries, k, where), queries, k, where)


@every_engine
def test_no_question_goes_without_a_permission(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        for way_round in (None, Eq("sex", "female"), {"purpose": "identify"}):
            for ask in (
                lambda where: gallery.search([1, 0, 0, 0], 1, where),
                gallery.count,
                gallery.iterate,
            ):
                with pytest.raises(Refusal) as refused:
                    ask(way_round)
                assert refused.value.code == "permission-not-asked"


@every_engine
def test_permission_covers_its_first_day_and_its_last_and_no_other(
    kind: Engine, tmp_path: Path
) -> None:
    with kind.open(tmp_path) as gallery:
        codes = row() | {"valid_from": "2026-05-13", "valid_until": "2026-05-14"}
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [codes])
        days = {day: Permitted(purpose="identify", on=date(2026, 5, day)) for day in range(12, 17)}
        assert {day: gallery.count(where) for day, where in days.items()} == {
            12: 0,
            13: 1,
            14: 1,
            15: 0,
            16: 0,
        }
        assert gallery.count(Permitted(purpose="notify", on=date(2026, 5, 13))) == 0


UNFIT = [
    ([""], [[1, 0, 0, 0]], [row()], "unfit-id"),
    (["a\0b"], [[1, 0, 0, 0]], [row()], "unfit-id"),
    (["\ud800"], [[1, 0, 0, 0]], [row()], "unfit-id"),
    ([7], [[1, 0, 0, 0]], [row()], "unfit-id"),
    ("T1", [[1, 0, 0, 0]] * 2, [row()] * 2, "unfit-id"),
    (["T", "T"], [[1, 0, 0, 0]] * 2, [row()] * 2, "repeated-id"),
    (["T1", "T2"], [[1, 0, 0, 0]], [row()], "uneven-batch"),
    (["T1"], [[1, 0, 0, 0]], [], "uneven-batch"),
    (["T1"], [[0, 0, 0, 0]], [row()], "unfit-vector"),
    (["T1"], [[1, float("nan"), 0, 0]], [row()], "unfit-vector"),
    (["T1"], [[1, float("inf"), 0, 0]], [row()], "unfit-vector"),
    (["T1"], [[1, 0, 0]], [row()], "unfit-vector"),
    (["T1"], [["one", 0, 0, 0]], [row()], "unfit-vector"),
    (["T1"], [[1, 0, 0, 0]], [{}], "no-permission"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"purposes": []}], "no-permission"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"valid_from": None}], "no-permission"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"purposes": "identify"}], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"valid_from": "14 May"}], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"valid_until": "2025-12-31"}], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row(age=float("nan"))], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row(age=2**60)], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row(scars=["chin"])], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"Sex": "f"}], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], [row() | {"person": 7}], "unfit-attribute"),
    (["T1"], [[1, 0, 0, 0]], ["identify"], "unfit-attribute"),
]


@every_engine
def test_what_is_unfit_is_refused_and_nothing_of_it_is_kept(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T0"], [[1, 0, 0, 0]], [row()])
        for ids, vectors, attributes, code in UNFIT:
            with pytest.raises(Refusal) as refused:
                gallery.upsert(ids, vectors, attributes)
            assert (refused.value.code, ids, vectors, attributes) == (
                code,
                ids,
                vectors,
                attributes,
            )
            assert gallery.count(PERMITTED) == 1


@every_engine
def test_a_batch_is_enrolled_whole_or_not_at_all(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        with pytest.raises(Refusal) as refused:
            gallery.upsert(["T1", "T2"], [[1, 0, 0, 0], [0, 0, 0, 0]], [row(), row()])
        assert "vector 2" in refused.value.say()
        assert gallery.get(["T1"]).unknown == ("T1",)


@every_engine
def test_a_question_that_cannot_be_meant_is_refused(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        for query, k, code in [
            ([0, 0, 0, 0], 1, "unfit-vector"),
            ([1, 0, 0], 1, "unfit-vector"),
            ([1, 0, 0, float("nan")], 1, "unfit-vector"),
            ([1, 0, 0, 0], 0, "unfit-count"),
            ([1, 0, 0, 0], True, "unfit-count"),
        ]:
            with pytest.raises(Refusal) as refused:
                gallery.search(query, k, PERMITTED)
            assert (refused.value.code, query, k) == (code, query, k)


@every_engine
def test_an_empty_gallery_answers_with_nobody(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        result = gallery.search([[1, 0, 0, 0], [0, 1, 0, 0]], 5, PERMITTED)
        assert (result.ids, result.scores) == (((), ()), ((), ()))
        assert (result.rows_searched, result.people_searched, result.seq) == (0, 0, 0)
        assert gallery.search(np.empty((0, 4)), 5, PERMITTED).ids == ()
        assert gallery.verify(3).sound


@every_engine
def test_searches_in_other_threads_never_see_half_a_change(kind: Engine, tmp_path: Path) -> None:
    ids = [f"T{place}" for place in range(80)]
    ahead = np.tile([1.0, 0, 0, 0], (80, 1))
    interval = sys.getswitchinterval()
    with kind.open(tmp_path) as gallery, ThreadPoolExecutor(2) as threads:
        gallery.upsert(ids, ahead, [row()] * 80)
        ended = Event()

        def watch() -> int:
            seen = 0
            while not ended.is_set():
                result = gallery.search([1, 0, 0, 0], 99, PERMITTED)
                # Each change turns all rows round, or takes all away.
                assert result.scores in (((1.0,) * 80,), ((-1.0,) * 80,), ((),))
                assert result.rows_searched == len(result.ids[0])
                seen += 1
            return seen

        # Threads take turns within a change, not only between changes.
        sys.setswitchinterval(1e-5)
        watchers = [threads.submit(watch) for _ in range(2)]
        try:
            for turn in range(40):
                gallery.upsert(ids, ahead * (-1) ** turn, [row()] * 80)
                if turn % 8 == 0:
                    gallery.erase(ids)
        finally:
            ended.set()
            sys.setswitchinterval(interval)
        assert all(watcher.result() > 0 for watcher in watchers)


@every_shared_engine
def test_two_processes_see_each_others_returned_changes(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as here, OtherProcess(kind, tmp_path) as there:
        for turn in range(12):
            ours, theirs = f"ours{turn}", f"theirs{turn}"
            here.upsert([ours], [[1, turn, 0, 0]], [row()])
            assert there.ask("search", [1, turn, 0, 0], 1) == [ours]
            there.ask("upsert", [theirs], [[0, 0, 1, turn]])
            assert here.search([0, 0, 1, turn], 1, PERMITTED).ids == ((theirs,),)
            assert there.ask("erase", [ours])["ids"] == [ours]
            assert ours not in here.search([1, turn, 0, 0], 99, PERMITTED).ids[0]
            here.erase([theirs])
            assert theirs not in there.ask("search", [0, 0, 1, turn], 99)


@every_shared_engine
def test_two_writing_processes_share_one_row_of_numbers(kind: Engine, tmp_path: Path) -> None:
    with (
        kind.open(tmp_path) as gallery,
        OtherProcess(kind, tmp_path) as one,
        OtherProcess(kind, tmp_path) as two,
    ):
        one.send("enrol each", "a", 40)
        two.send("enrol each", "b", 40)
        numbers = [*one.receive(), *two.receive()]
        assert sorted(numbers) == list(range(1, 40 + 40 + 1))
        assert gallery.count(PERMITTED) == 40 + 40
        assert gallery.verify(5).sound


@every_shared_engine
def test_what_was_returned_survives_a_killed_process(kind: Engine, tmp_path: Path) -> None:
    with OtherProcess(kind, tmp_path) as there:
        assert there.ask("upsert", ["T1", "T2"], [[1, 0, 0, 0], [0, 1, 0, 0]]) == 1
        assert there.ask("erase", ["T2"])["seq"] == 2
        assert there.ask("upsert", ["T3"], [[0, 0, 1, 0]]) == 3
        assert there.kill() == -9
    with kind.open(tmp_path) as gallery:
        assert gallery.search([0, 0, 1, 0], 9, PERMITTED).ids == (("T3", "T1"),)
        assert gallery.get(["T2"]).unknown == ("T2",)
        assert gallery.verify(5).sound


@every_shared_engine
def test_a_process_killed_at_its_work_loses_nothing_and_brings_nobody_back(
    kind: Engine, tmp_path: Path
) -> None:
    living: set[str] = set()
    erased: set[str] = set()
    for turn in range(3):
        with OtherProcess(kind, tmp_path) as there:
            there.send("work on", f"turn{turn}-")
            for _ in range(40 + 7 * turn):
                step, identity = there.receive()
                if step == "enrolled":
                    living.add(identity)
                elif step == "erased":
                    living.remove(identity)
                    erased.add(identity)
            # In the middle of whatever it does now.
            assert there.kill() == -9
    with kind.open(tmp_path) as gallery:
        found = {row.id for row in gallery.iterate(PERMITTED)}
        # What was not told any more may have been done: one step for each time.
        assert len(living - found) <= 3
        assert len(found - living) <= 3
        assert not found & erased
        assert not set(gallery.search([1, 2, 0, 0], 999, PERMITTED).ids[0]) & erased
        assert gallery.verify(10, k=5).sound


@every_shared_engine
def test_what_was_returned_survives_closing(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T1"], [[1, 2, 0, 0]], [row()])
    with kind.open(tmp_path) as gallery:
        assert gallery.search([1, 2, 0, 0], 1, PERMITTED).ids == (("T1",),)


@every_embedded_engine
def test_an_erased_vector_is_found_before_and_nowhere_after(kind: Engine, tmp_path: Path) -> None:
    vectors = np.random.default_rng(1).standard_normal((40, 128))
    ids = [f"T{place}" for place in range(40)]
    with kind.open(tmp_path, dim=128) as gallery:
        gallery.upsert(ids, vectors, [row()] * 40)
        before = gallery.verify_erased(["T7"])
        assert before.enrolled == ("T7",)
        assert before.places
        assert not before.gone
        receipt = gallery.erase(["T7", "nobody"])
        assert (receipt.ids, receipt.unknown) == (("T7",), ("nobody",))
        after = gallery.verify_erased(receipt)
        assert after.gone
        assert after.bytes_searched > 40 * 128 * 4
        # Without the receipt there is nothing to look for, and that is said.
        assert gallery.verify_erased(["T7"]).untraceable == ("T7",)
        assert not gallery.verify_erased(["T7"]).gone
        # Those beside it are untouched.
        assert gallery.verify_erased(["T6"]).places
        assert gallery.verify(10).sound


@pytest.mark.parametrize(
    "kind", [one for one in SHARED if one.embedded], ids=lambda engine: engine.name
)
def test_no_file_holds_the_bytes_of_an_erased_vector(kind: Engine, tmp_path: Path) -> None:
    vectors = np.random.default_rng(2).standard_normal((60, 128))
    kept = [vector_bytes(vector) for vector in vectors.tolist()]
    with kind.open(tmp_path, dim=128) as gallery:
        gallery.upsert([f"T{place}" for place in range(60)], vectors, [row()] * 60)
        assert all(content in bytes_in(tmp_path) for content in kept)
        receipt = gallery.erase([f"T{place}" for place in range(0, 60, 2)])
        assert receipt.purged
        content = bytes_in(tmp_path)
        assert not any(gone in content for gone in kept[::2])
        assert all(living in content for living in kept[1::2])


@every_embedded_engine
def test_long_work_leaves_no_piece_of_an_erased_vector(kind: Engine, tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    living: list[str] = []
    receipts = []
    with kind.open(tmp_path, dim=32) as gallery:
        for turn in range(60):
            fresh = [f"{random.integers(2**62):016x}" for _ in range(random.integers(1, 40))]
            codes = [row(note="x" * int(random.integers(1, 90))) for _ in fresh]
            gallery.upsert(fresh, random.standard_normal((len(fresh), 32)), codes)
            living += fresh
            if turn % 2:
                leaving = [str(i) for i in random.choice(living, len(living) // 4, replace=False)]
                receipts.append(gallery.erase(leaving))
                living = [identity for identity in living if identity not in set(leaving)]
        assert sum(len(receipt.ids) for receipt in receipts) > 500
        assert all(gallery.verify_erased(receipt).gone for receipt in receipts)
        assert gallery.count(PERMITTED) == len(living)


@every_embedded_engine
def test_the_same_vector_under_another_id_does_not_hide_or_feign_a_trace(
    kind: Engine, tmp_path: Path
) -> None:
    vector = np.random.default_rng(8).standard_normal(64)
    with kind.open(tmp_path, dim=64) as gallery:
        gallery.upsert(["T1", "T2"], [vector, vector], [row("M1"), row("M2")])
        first = gallery.erase(["T1"])
        # The bytes are there, but they are the second family's.
        assert gallery.verify_erased(first).gone
        assert not gallery.verify_erased(["T2"]).gone
        assert gallery.verify_erased(gallery.erase(["T2"])).gone
        # Enrolled anew by a new request: the old erasure stands, and the new row is accounted for.
        gallery.upsert(["T1"], [vector], [row("M1")])
        assert gallery.verify_erased(first).gone


@pytest.mark.parametrize(
    "kind", [one for one in ENGINES if not one.embedded], ids=lambda engine: engine.name
)
def test_where_no_file_can_be_read_nothing_is_said_to_be_gone(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T1", "T2"], [[1, 0, 0, 0], [0, 1, 0, 0]], [row(), row()])
        receipt = gallery.erase(["T1"])
        assert not receipt.purged
        finding = gallery.verify_erased(receipt)
        assert (finding.enrolled, finding.searched, finding.gone) == ((), (), False)
        assert gallery.verify_erased(["T2"]).enrolled == ("T2",)


@every_engine
def test_a_receipt_can_be_kept_and_does_not_hold_the_vector(kind: Engine, tmp_path: Path) -> None:
    vector = np.random.default_rng(9).standard_normal(64)
    with kind.open(tmp_path, dim=64) as gallery:
        gallery.upsert(["T1"], [vector], [row()])
        receipt = gallery.erase(["T1"])
        written = receipt.as_json()
        assert ErasureReceipt.from_json(written) == receipt
        # 64 values in stretches of 8, and 64 bits for each 256: a quarter at most is known.
        assert len(receipt.traces.prints) == 64 // 8
        assert not any(
            vector_bytes(vector.tolist())[at : at + 8].hex() in str(written)
            for at in range(0, 256, 4)
        )
        with pytest.raises(Refusal) as refused:
            ErasureReceipt.from_json({"ids": ["T1"]})
        assert refused.value.code == "unfit-receipt"


@every_engine
def test_erasing_twice_and_enrolling_anew(kind: Engine, tmp_path: Path) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        first = gallery.erase(["T1", "T1"])
        second = gallery.erase(["T1"])
        assert (first.ids, first.unknown) == (("T1",), ())
        assert (second.ids, second.unknown, second.seq) == ((), ("T1",), first.seq)
        assert gallery.upsert(["T1"], [[0, 1, 0, 0]], [row()]) == first.seq + 1
        assert gallery.search([0, 1, 0, 0], 1, PERMITTED).ids == (("T1",),)


@every_engine
def test_a_snapshot_brings_everything_back(kind: Engine, tmp_path: Path) -> None:
    random = np.random.default_rng(6)
    ids = [f"T{place}-é" for place in range(70)]
    (tmp_path / "new").mkdir()
    with kind.open(tmp_path, dim=16) as old, kind.open(tmp_path / "new", dim=16) as new:
        old.upsert(
            ids, random.standard_normal((70, 16)), [row(f"M{i // 2}", age=i) for i in range(70)]
        )
        old.erase(ids[:5])
        written = old.snapshot(tmp_path / "copy")
        assert (written.rows, written.seq) == (70 - 5, 2)
        assert written.path.stat().st_mode & 0o077 == 0
        restored = new.restore(tmp_path / "copy")
        assert (restored.restored, restored.withheld) == (65, ())
        query = random.standard_normal(16)
        before, after = old.search(query, 70, PERMITTED), new.search(query, 70, PERMITTED)
        assert (before.ids, before.scores, before.people) == (after.ids, after.scores, after.people)
        for was, became in zip(old.iterate(PERMITTED), new.iterate(PERMITTED), strict=True):
            assert was.attributes == became.attributes
            assert was.vector.tobytes() == became.vector.tobytes()


@every_engine
def test_a_damaged_snapshot_is_refused_and_nothing_is_changed(kind: Engine, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    with kind.open(tmp_path) as old, kind.open(tmp_path / "new") as new:
        old.upsert(["T1", "T2"], [[1, 0, 0, 0], [0, 1, 0, 0]], [row(), row()])
        content = old.snapshot(tmp_path / "copy").path.read_bytes()
        damages = [b"", content[:40], content[:-1], content + b"\0", b"PK" + content[2:]]
        for at in range(0, len(content), 17):
            damages.append(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        for damage in damages:
            (tmp_path / "damaged").write_bytes(damage)
            with pytest.raises(Refusal) as refused:
                new.restore(tmp_path / "damaged")
            assert refused.value.code == "damaged-snapshot"
        assert new.count(PERMITTED) == 0
        with pytest.raises(Refusal) as refused:
            new.restore(tmp_path / "missing")
        assert refused.value.code == "unreadable-snapshot"
        assert new.restore(tmp_path / "copy").restored == 2


@every_engine
def test_a_snapshot_with_a_right_checksum_and_a_wrong_row_is_refused_whole(
    kind: Engine, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    with kind.open(tmp_path) as old, kind.open(tmp_path / "new") as new:
        old.upsert(["T1", "T2"], [[1, 0, 0, 0], [0, 1, 0, 0]], [row(), row()])
        content = old.snapshot(tmp_path / "copy").path.read_bytes()[:-32]
        last = vector_bytes([0, 1, 0, 0])
        for wrong in (
            content.replace(last, last[:4] + b"\0\0\xc0\x7f" + last[8:]),
            content.replace(last, b"\0" * 16),
            content.replace(b'"id":"T2"', b'"id":""  '),
            b"[]".join(content.rsplit(b'["identify"]', 1)),
            content.replace(b'"purposes"', b'"porpoises"', 2),
            content[:-16],
        ):
            assert wrong != content
            (tmp_path / "wrong").write_bytes(wrong + hashlib.sha256(wrong).digest())
            with pytest.raises(Refusal) as refused:
                new.restore(tmp_path / "wrong")
            assert refused.value.code == "damaged-snapshot"
            assert new.get(["T1", "T2"]).unknown == ("T1", "T2")


@every_engine
def test_a_restore_never_brings_back_what_was_erased_nor_covers_what_lives(
    kind: Engine, tmp_path: Path
) -> None:
    with kind.open(tmp_path) as gallery:
        gallery.upsert(["T1", "T2"], [[1, 0, 0, 0], [0, 1, 0, 0]], [row(), row()])
        gallery.snapshot(tmp_path / "copy")
        gallery.erase(["T1"])
        with pytest.raises(Refusal) as refused:
            gallery.restore(tmp_path / "copy")
        assert refused.value.code == "gallery-not-empty"
        gallery.erase(["T2"])
        restored = gallery.restore(tmp_path / "copy")
        assert (restored.restored, restored.withheld) == (0, ("T1", "T2"))
        assert gallery.count(PERMITTED) == 0


@every_engine
def test_a_snapshot_covers_no_other_and_fits_its_own_engine(kind: Engine, tmp_path: Path) -> None:
    (tmp_path / "wide").mkdir()
    with kind.open(tmp_path) as gallery, kind.open(tmp_path / "wide", dim=5) as wide:
        gallery.upsert(["T1"], [[1, 0, 0, 0]], [row()])
        gallery.snapshot(tmp_path / "copy")
        with pytest.raises(Refusal) as refused:
            gallery.snapshot(tmp_path / "copy")
        assert refused.value.code == "snapshot-exists"
        with pytest.raises(Refusal) as refused:
            wide.restore(tmp_path / "copy")
        assert refused.value.code == "other-snapshot"
        with pytest.raises(Refusal) as refused:
            gallery.snapshot(tmp_path / "nowhere" / "copy")
        assert refused.value.code == "unreadable-snapshot"
