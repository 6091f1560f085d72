"""The arithmetic of the benchmarks. What they measure is not run here."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy
import pytest

from benchmarks import faces, libraries, start
from benchmarks.__main__ import BENCHMARKS
from benchmarks.pictures import NoConsensus, Original, Truth, consensus, shown
from benchmarks.report import (
    Promise,
    Section,
    Table,
    machine,
    mean_of_medians,
    ratio,
    share,
    with_section,
)

# Eyes 40 apart, the mouth 50 below: side 2.2 · 50 = 110, centre 25 below the eyes.
TRUTH = Truth(points=numpy.array([[80.0, 100], [120, 100], [100, 150]]))


def test_every_benchmark_can_be_called() -> None:
    for name in BENCHMARKS:
        assert callable(import_module(f"benchmarks.{name}").measure)


def test_an_unknown_name_is_wrong_use() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no benchmark nonsense" in done.stderr


def test_a_peer_needs_nothing_that_its_environment_lacks() -> None:
    tree = ast.parse(Path(libraries.__file__).read_text(encoding="utf-8"))
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names


def test_every_way_names_a_library() -> None:
    assert {way.library for way in faces.WAYS} == set(libraries.LIBRARIES)


def test_the_size_of_a_face_follows_from_its_points() -> None:
    assert TRUTH.side == pytest.approx(2.2 * 50)
    assert TRUTH.centre.tolist() == [100, 125]


@pytest.mark.parametrize(
    ("box", "is_found"),
    [
        ((45, 70, 110, 110), True),  # the face's own box
        ((70, 95, 60, 60), True),  # tight
        ((80, 105, 40, 40), False),  # an eye
        ((0, 25, 200, 200), True),  # generous
        ((-20, 5, 240, 240), False),  # everything
        ((99, 70, 110, 110), True),  # 54 of 55 off
        ((101, 70, 110, 110), False),  # 56 off
        ((45, 70, -110, 110), False),
    ],
)
def test_found_means_on_the_face_and_of_its_size(
    box: tuple[float, float, float, float], is_found: bool
) -> None:
    assert TRUTH.has(box) is is_found


def test_landmarks_are_right_within_a_quarter_of_the_eyes_distance() -> None:
    right_eye, left_eye, mouth = TRUTH.points.tolist()
    assert TRUTH.agrees_with([right_eye, left_eye, mouth])
    assert TRUTH.agrees_with([right_eye, left_eye, [mouth[0] + 9.9, mouth[1]]])
    assert not TRUTH.agrees_with([right_eye, left_eye, [mouth[0] + 10.1, mouth[1]]])
    assert not TRUTH.agrees_with([left_eye, right_eye, mouth])  # found upside down


def test_marks_are_counted_once_each() -> None:
    good = {"box": (45, 70, 110, 110), "points": TRUTH.points.tolist()}
    swapped = {"box": (45, 70, 110, 110), "points": TRUTH.points[[1, 0, 2]].tolist()}
    far = {"box": (500, 500, 110, 110), "points": TRUTH.points.tolist()}
    assert faces.judge([], TRUTH) == {"faces": 0, "landmarks": 0, "elsewhere": 0}
    assert faces.judge([swapped, far], TRUTH) == {"faces": 1, "landmarks": 0, "elsewhere": 1}
    assert faces.judge([swapped, good], TRUTH) == {"faces": 1, "landmarks": 1, "elsewhere": 0}


def test_consensus_is_the_median_of_three_who_agree() -> None:
    off = {"a": -2.0, "b": 0.0, "c": 3.0, "wrong": 80.0}
    said = {name: TRUTH.points + by for name, by in off.items()}
    # Of -2, 0, 3, 80 the median is (0 + 3) / 2.
    assert consensus(said).points == pytest.approx(TRUTH.points + 1.5)
    with pytest.raises(NoConsensus):
        consensus({"a": TRUTH.points, "b": TRUTH.points})
    with pytest.raises(NoConsensus):
        consensus({"a": TRUTH.points, "b": TRUTH.points, "wrong": TRUTH.points + 80})


def test_the_truth_turns_with_the_photograph() -> None:
    # 2 000 × 1 000 pixels, seen at 1 000 × 500 when the truth was told; shown at 500, turned by 90°.
    original = Original(name="x", kind="x", pixels=numpy.zeros((1000, 2000, 3), numpy.uint8))
    pixels, there = shown(original, TRUTH, longest=500, degrees=90)
    assert pixels.shape == (500, 250, 3)
    assert there is not None
    # Half the size, then (x, y) goes to (height − y, x).
    assert there.points == pytest.approx(numpy.array([[200.0, 40], [200, 60], [175, 50]]))


def test_a_cost_is_the_mean_over_photographs_of_the_median_over_rounds() -> None:
    rounds = {"easy": [1.0, 50.0, 2.0], "hard": [9.0, 7.0, 8.0]}
    assert mean_of_medians(rounds) == (2.0 + 8.0) / 2


def test_times_are_told_in_bare_starts() -> None:
    assert start.to_bare({start.BARE: 0.5, "help": 4.0}) == {"help": 4.0 / 0.5}


def test_figures_have_the_digits_that_they_deserve() -> None:
    assert [ratio(value) for value in (0.214, 2.34, 18.9)] == ["0.21 ×", "2.3 ×", "19 ×"]
    # 1 999 of 2 000 is not all of them.
    assert [share(1999, 2000), share(8, 8), share(1, 8), share(0, 0)] == [
        "99.9 %",
        "100 %",
        "12.5 %",
        "–",
    ]


def section(name: str, title: str, *, kept: bool = True) -> Section:
    return Section(
        name=name,
        title=title,
        tables=(Table(title="T", columns=("what", "how much"), rows=(("a", "1 ×"),)),),
        meanings=("what it means",),
        versions={"antigone": "0"},
        values={},
        promises=(Promise(sentence="it is fast", kept=kept),),
    )


def test_one_part_of_the_page_is_renewed_and_the_others_stay() -> None:
    page = with_section(with_section("", section("one", "as it was")), section("two", "other"))
    page = with_section(page, section("one", "new", kept=False))
    assert page.count("# What was measured") == 1
    assert page.index("## one: new") < page.index("## two: other")
    assert "as it was" not in page
    assert "**BROKEN: it is fast**" in page
    assert "| a | 1 × |" in page
    assert with_section(page, section("two", "other")) == page


def test_the_machine_is_told_in_general_words() -> None:
    assert "cores" in machine()
