"""What the benchmark of simulated accidents says of outcomes whose sums are plain."""

import shutil
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from antigone.trials.accident import Leads, Outcome
from benchmarks import accident
from benchmarks.plots import coverage_plot, growth_plot

SVG = "{http://www.w3.org/2000/svg}"


def leads(strength: list[float], right: list[bool]) -> Leads:
    return Leads(strength=np.array(strength), right=np.array(right))


def outcome(*, jointly: list[bool], alone: list[bool], stated: float = 0.9) -> Outcome:
    """Return ten bodies, ordered from the strongest lead down."""
    order = [1 - at / 100 for at in range(10)]
    return Outcome(
        jointly=leads([stated] * 10, jointly),
        by_score=leads(order, alone),
        by_share=leads(order, alone),
        stated=np.full(10, stated),
        came_true=np.array(jointly),
        converged=True,
    )


RIGHT = [True] * 10
ONE_WRONG = [True] * 9 + [False]


def test_a_section_keeps_its_promises_only_if_they_hold() -> None:
    two_wrong = [True, False, False, *[True] * 7]
    kept = accident.report([outcome(jointly=ONE_WRONG, alone=two_wrong)] * 4)
    # Stated 0.9, nine of ten right; among the strongest eight 0 wrong, and 2.
    assert kept.values["calibration_error"]["leads"] < 1e-9
    assert kept.values["wrong_at_80"] == {"jointly": 0, "by_score": 8, "by_share": 8}
    assert [promise.kept for promise in kept.promises] == [True, True]
    broken = accident.report([outcome(jointly=two_wrong, alone=ONE_WRONG, stated=0.99)] * 4)
    # Stated 0.99, eight of ten right: off by 0.19.
    assert abs(broken.values["calibration_error"]["leads"] - 0.19) < 1e-9
    assert [promise.kept for promise in broken.promises] == [False, False]


def test_a_seed_that_was_reckoned_is_kept_to_the_bit(tmp_path: Path) -> None:
    found = outcome(jointly=ONE_WRONG, alone=RIGHT, stated=1 / 3)
    accident.keep(tmp_path, 7, found)
    again = accident.read(tmp_path, 7)
    assert [one.name for one in tmp_path.iterdir()] == ["7.npz"]
    for way in accident.WAYS:
        one, other = getattr(found, way), getattr(again, way)
        assert np.array_equal(one.strength, other.strength)
        assert np.array_equal(one.right, other.right)
    assert np.array_equal(found.stated, again.stated)
    assert np.array_equal(found.came_true, again.came_true)
    assert again.converged is True


def test_what_is_kept_counts_for_the_very_same_sources_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(accident.__file__).parent.parent
    for name in ("antigone/evidence", "antigone/trials", "calibration"):
        shutil.copytree(root / name, tmp_path / name)
    monkeypatch.setattr(accident, "_SOURCES", tmp_path)
    monkeypatch.setattr(accident, "SCORES", tmp_path / "calibration" / "pairs.csv.gz")
    before = accident.digest()
    charts = tmp_path / "antigone" / "evidence" / "charts" / "plots.py"
    charts.write_text(charts.read_text() + "# how it is drawn decides nothing\n")
    assert accident.digest() == before
    decides = tmp_path / "antigone" / "evidence" / "populations" / "default.toml"
    decides.write_text(decides.read_text() + "# a figure\n")
    assert accident.digest() != before


def test_a_table_gives_the_mean_and_all() -> None:
    section = accident.report([outcome(jointly=RIGHT, alone=ONE_WRONG)] * 3)
    wrong = dict(zip(section.tables[0].columns, section.tables[0].rows[-1], strict=True))
    assert wrong["share of the bodies"] == "100 %"
    assert wrong["joint assignment"] == "0.00 (0)"
    assert wrong["best score"] == "1.00 (3)"


def test_plots_can_be_read_and_rise_with_what_they_show() -> None:
    grown = ElementTree.fromstring(growth_plot([(50, 2.0), (200, 30.0), (2000, 900.0)]))
    heights = [float(dot.get("cy", 0)) for dot in grown.iter(f"{SVG}circle")]
    assert heights == sorted(heights, reverse=True)
    assert len(heights) == 3
    curves = {"joint assignment": [(0.5, 0.0), (1.0, 2.0)], "best score": [(0.5, 1.0), (1.0, 9.0)]}
    drawn = ElementTree.fromstring(coverage_plot(curves))
    assert len(list(drawn.iter(f"{SVG}polyline"))) == 2
    assert "best score: 0.5 → 1, 1 → 9" in (drawn.findtext(f"{SVG}desc") or "")
