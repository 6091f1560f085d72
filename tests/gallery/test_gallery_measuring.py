"""What `antigone bench gallery` measures: galleries that are drawn, compared and judged."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from antigone.gallery import CompressedIndex, Permitted
from antigone.gallery.drawn import FILTERS, DrawnRows
from antigone.gallery.measuring import Figures, _in_turns, _ratio, measure
from benchmarks import gallery as benchmark


@pytest.fixture(scope="module")
def figures() -> Figures:
    return measure(1_500, 32)


def test_a_gallery_is_measured_in_a_process_of_its_own(figures: Figures) -> None:
    assert (figures.rows, figures.dim, figures.changes) == (1_500, 32, 1_500 // 100)
    assert figures.sound
    assert figures.recall == 1.0
    # Somebody at a cosine of 0.3 need not be among the first 50 of 1 500; most are.
    assert 1_200 < figures.mates_found <= 2_000
    assert figures.vector_bytes == 1_500 * 32 * 4
    # Half a byte for each value, in whole blocks of 32 rows: 47 of them.
    assert figures.code_bytes == 47 * 32 * 32 // 2
    assert figures.copy_bytes > figures.vector_bytes + figures.code_bytes
    assert set(figures.filtered_recall) == set(FILTERS)
    assert {"numpy", "together", "fp16", "face_recognition", "deepface"} < set(figures.ratios)
    assert all(value > 0 for value in figures.ratios.values())


def test_whoever_loses_somebody_is_not_sound(figures: Figures) -> None:
    assert not replace(figures, recall=0.9989).sound
    assert not replace(figures, mates_lost=1).sound
    assert not replace(figures, filtered_recall=figures.filtered_recall | {"tenth": 0.99}).sound


def test_drawn_rows_lie_in_groups_and_permit_their_shares() -> None:
    store = DrawnRows(4_000, 32)
    changes = list(store.changes(0))
    assert [one.id for one in changes[:2]] == ["0" * 32, "0" * 31 + "1"]
    vectors = np.stack([one.row.vector for one in changes])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    # 20 groups of 200: with five other members of its group in a hundred, somebody is near.
    nearest = np.sort(vectors[:100] @ vectors.T, axis=1)[:, -2]
    assert np.median(nearest) > 0.6
    tenth = sum(bool(one.row.attributes["tenth"]) for one in changes)
    # Binomial(4 000, 0.1): mean 400, standard deviation 19.
    assert 400 - 4 * 19 < tenth < 400 + 4 * 19


def test_what_is_compared_takes_turns_over_the_same_probes() -> None:
    asked: list[tuple[str, int]] = []
    works = {name: lambda one, name=name: asked.append((name, int(one[0]))) for name in "ab"}
    times = _in_turns(works, np.arange(6).reshape(6, 1), turns=2, at_a_turn=2)
    assert asked == [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("a", 2), ("a", 3), ("b", 2), ("b", 3)]
    assert [len(of) for of in times.values()] == [2, 2]
    # Each turn for itself: a machine that slowed down in the second slowed both.
    assert _ratio([4.0, 40.0, 9.0], [1.0, 10.0, 3.0]) == 4.0


def test_a_promise_breaks_where_a_figure_does_not_keep_it(figures: Figures) -> None:
    wanted = dict.fromkeys(("numpy", "fp16", "tenth", "hundredth"), 100.0)
    good = replace(figures, ratios=wanted, start=2.9, writing=4.9)
    assert all(one.kept for one in benchmark._promises({benchmark.MILLION: good}))
    for bad, word in (
        (replace(good, ratios=wanted | {"numpy": 6.9}), "numpy product"),
        (replace(good, ratios=wanted | {"tenth": 1.9}), "gather of 10 %"),
        (replace(good, start=3.1), "opening the sealed copy"),
        (replace(good, writing=5.1), "others write"),
        (replace(good, mates_lost=1), "no mate lost"),
    ):
        (broken,) = [one for one in benchmark._promises({benchmark.MILLION: bad}) if not one.kept]
        assert word in broken.sentence


def test_a_search_that_is_measured_is_the_one_of_the_engine() -> None:
    """The drawn rows are a store like others: what they say is found through the engine."""
    store = DrawnRows(500, 16)
    index = CompressedIndex(store, least_rows=1)
    vector = store.draw(1)[0]
    store.change({"new": vector})
    where = Permitted(purpose="identify", on=date(2026, 5, 14))
    assert index.search(vector, 1, where).ids == (("new",),)
    store.change({"new": None})
    assert index.count(where) == 500


def test_nothing_but_figures_is_printed() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "antigone.gallery.measuring", "1000", "8"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith('{"rows": 1000, "dim": 8, ')
    assert ran.stderr == ""
