"""Fitting on a site's own cases: against ratios that are known, and refused where cases are few."""

import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from antigone.evidence import Calibration, OutsideReach
from antigone.evidence.adopted import (
    AlteredCalibration,
    CalibrationAdopted,
    NoSiteCalibration,
    in_force,
    place_for,
    read_site,
)
from antigone.evidence.calibration import RELATED, UNRELATED
from antigone.faces import DecoderPool, Engine
from antigone.trials.albums import UnfitTable
from antigone.trials.calibrate import SiteFit, TooFewCases, as_numbers, fit_site, require_enough
from antigone.trials.cases import (
    Compared,
    Comparisons,
    NoCases,
    compare_cases,
    in_columns,
    read_cases,
)
from antigone.trials.fitting import Minimum, cost
from antigone.trials.numbers_file import as_text
from antigone.trials.reading import Reader
from antigone.trials.site_card import as_markdown, card
from tests.trials.site_cases import BANDS, SAME, SIBLING, SPREAD, STRANGER, site
from tests.trials.test_evaluate import save, small


@pytest.fixture(scope="module")
def comparisons() -> Comparisons:
    return site()


@pytest.fixture(scope="module")
def fitted(comparisons: Comparisons) -> SiteFit:
    few = Minimum(mated=150, non_mated=150, people=50)
    return fit_site(comparisons, bands=BANDS, related_minimum=few, resamples=10)


@pytest.fixture(scope="module")
def numbers(fitted: SiteFit) -> dict[str, Any]:
    return as_numbers(fitted, engine="sface-2021dec", bands=BANDS, card={"by": "nobody"})


@pytest.fixture
def file(numbers: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "site.json"
    path.write_text(as_text(numbers), encoding="utf-8")
    return path


def known(similarity: float, *, other: float) -> float:
    """Return log10 LR of N(SAME, SPREAD) over N(other, SPREAD): (m₁ − m₀)/σ² · (s − (m₁ + m₀)/2)."""
    return (SAME - other) / SPREAD**2 * (similarity - (SAME + other) / 2) / math.log(10)


def test_the_ratio_of_known_normals_is_found(file: Path) -> None:
    calibration = read_site(file)
    assert (calibration.status, calibration.hypotheses) == ("site", UNRELATED)
    for similarity in (0.25, 0.3, 0.35):
        ratio = calibration.weigh(similarity, quality=12, references=1, grade="fresh")
        # 160 people know a slope of 17 per unit to about a tenth.
        assert ratio.log10 == pytest.approx(known(similarity, other=STRANGER), abs=0.3)
        low, high = ratio.interval
        assert low <= ratio.log10 <= high
        assert ratio.status == "site"


def test_a_sibling_is_weighed_against_siblings(file: Path) -> None:
    calibration = read_site(file)
    assert calibration.related is not None
    assert calibration.related.hypotheses == RELATED
    against_kin = calibration.related.weigh(0.45, quality=12, references=1, grade="fresh")
    against_strangers = calibration.weigh(0.45, quality=12, references=1, grade="fresh")
    assert against_kin.log10 == pytest.approx(known(0.45, other=SIBLING), abs=0.3)
    assert against_kin.log10 < against_strangers.log10 - 0.5


def test_the_bound_is_what_so_many_people_can_carry(fitted: SiteFit) -> None:
    (cell,) = fitted.cells
    assert (cell.of, cell.band, cell.references) == ("fresh", "good", 1)
    assert (cell.mated, cell.people) == (160, 160)
    # 160 photographs, 50 strangers drawn for each.
    assert cell.non_mated == 160 * 50
    # Nobody can show with 160 people that something is one in a hundred thousand.
    assert -3.0 < cell.bound[0] < 0 < cell.bound[1] < 5.0


def test_what_is_said_of_people_left_out_is_near_what_can_be_known(
    fitted: SiteFit, comparisons: Comparisons
) -> None:
    (cell,) = fitted.cells
    paid, least = cell.held
    chosen = ~comparisons.related
    ideal = known_all(comparisons.similarity[chosen])
    best, _ = cost(ideal, comparisons.mated[chosen].astype(int))
    assert least <= paid
    assert paid == pytest.approx(best, abs=0.03)


def known_all(similarity: np.ndarray) -> np.ndarray:
    return np.array([known(float(one), other=STRANGER) for one in similarity])


def test_thresholds_follow_from_a_sites_own_strangers(file: Path) -> None:
    from scipy.stats import norm

    non_mated = read_site(file).non_mated(grade="fresh", references=1)
    for score in (0.2, 0.3):
        share = norm.sf((score - STRANGER) / SPREAD)
        assert non_mated.survival(score) == pytest.approx(share, rel=0.15)


def test_a_grade_and_a_quality_without_cases_are_outside_reach(file: Path) -> None:
    calibration = read_site(file)
    for asked in ({"grade": "bloat", "quality": 12}, {"grade": "fresh", "quality": 9}):
        with pytest.raises(OutsideReach):
            calibration.weigh(0.4, references=1, **asked)  # type: ignore[arg-type]


def test_the_same_cases_give_the_same_bytes(comparisons: Comparisons) -> None:
    small_site = in_columns(
        [
            row
            for row in zip(*vars(comparisons).values(), strict=True)
            if row[3] < 60 and row[4] < 60
        ]
    )
    few = Minimum(mated=50, non_mated=500, people=50)
    one, other = (
        as_text(
            as_numbers(
                fit_site(small_site, bands=BANDS, minimum=few, resamples=5),
                engine="sface-2021dec",
                bands=BANDS,
                card={},
            )
        )
        for _ in range(2)
    )
    assert one == other


def test_too_few_cases_are_refused_and_it_says_how_many_are_needed() -> None:
    with pytest.raises(TooFewCases) as raised:
        fit_site(site(40, photographs=2), bands=BANDS)
    # 80 photographs of 40 people, where 150 of 100 are needed.
    said, advice = raised.value.say(), raised.value.advise()
    assert "“fresh”" in said and "80 photographs of 40 people" in said
    assert "150 photographs of 100 people" in advice
    assert "70 more photographs, of 60 more people" in advice


def test_fitting_leaves_nothing_in_the_home_of_whoever_fits(tmp_path: Path) -> None:
    """Its library lists the typefaces of the machine for plots; nobody asked for any."""
    at_home, passing = tmp_path / "at_home", tmp_path / "passing"
    at_home.mkdir()
    passing.mkdir()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MPL"))
    }
    script = "import os, antigone.trials.fitting; assert 'MPLCONFIGDIR' not in os.environ"
    subprocess.run(
        [sys.executable, "-c", script],
        env={**environment, "HOME": str(at_home), "TMPDIR": str(passing)},
        check=True,
    )
    assert set(tmp_path.rglob("*")) == {at_home, passing}


# --- the file, and taking it into a home


def test_an_altered_number_is_noticed(file: Path) -> None:
    content = json.loads(file.read_text())
    content["cells"][0]["bound"][1] += 1
    file.write_text(json.dumps(content))
    with pytest.raises(AlteredCalibration):
        read_site(file)


@pytest.mark.parametrize("text", ["", "{}", "[]", "Dear sister", '{"status": "simulated"}'])
def test_what_is_no_calibration_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "site.json"
    path.write_text(text)
    with pytest.raises(NoSiteCalibration):
        read_site(path)
    with pytest.raises(NoSiteCalibration):
        read_site(tmp_path / "absent.json")


def test_the_newest_of_an_engine_is_in_force(
    file: Path, numbers: dict[str, Any], fitted: SiteFit, tmp_path: Path
) -> None:
    folder = tmp_path / "calibrations"
    assert in_force(folder, engine="sface-2021dec") is Calibration.builtin()
    assert in_force(folder, engine="another") is None
    folder.mkdir()
    place = place_for(file, folder)
    place.write_bytes(file.read_bytes())
    with pytest.raises(CalibrationAdopted):
        place_for(file, folder)
    newer = as_numbers(fitted, engine="sface-2021dec", bands=BANDS, card={"by": "somebody"})
    file.write_text(as_text(newer))
    second = place_for(file, folder)
    second.write_bytes(file.read_bytes())
    assert [path.name[:4] for path in sorted(folder.iterdir())] == ["0001", "0002"]
    held = in_force(folder, engine="sface-2021dec")
    assert held is not None
    assert held.id == newer["id"] != numbers["id"]
    # Damaged, it does not let the simulated one step into its place.
    second.write_text("{}")
    with pytest.raises(NoSiteCalibration):
        in_force(folder, engine="sface-2021dec")


# --- the folder


def case(folder: Path, person: str, *, before: int = 1, after: int = 2) -> None:
    for number, name in enumerate(("neutral", "happy", "angry")[:before]):
        save(small(person, name), folder / person / "am", f"{number}.jpg")
    for number, name in enumerate(("sad", "pensive")[:after]):
        save(small(person, name), folder / person / "pm", f"{number}.jpg")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    case(folder, "P001", before=3)
    case(folder, "P004")
    case(folder, "P006")
    (folder / "people.csv").write_text(
        "person;age;sex;relatives\nP001;34;f;P004\nP006;61;m;\n", encoding="utf-8-sig"
    )
    (folder / "conditions.csv").write_text(
        "person,photograph,grade,taken\n"
        "P001,0.jpg,fresh,2026-03-02\nP001,1.jpg,bloat,2026-05\n"
        "P004,0.jpg,fresh,\nP006,0.jpg,fresh,2025-11-30\n"
    )
    return folder


@pytest.fixture
def compared(cases: Path, engine: Engine, pool: DecoderPool) -> Compared:
    return compare_cases(read_cases(cases), Reader(engine=engine, pool=pool, seed=1))


def test_cases_are_read_as_they_lie(cases: Path) -> None:
    found = read_cases(cases)
    assert [len(one) for one in found.ante_mortem] == [3, 1, 1]
    assert [(one.person, one.path.name, one.grade, one.taken) for one in found.post_mortem] == [
        (0, "0.jpg", "fresh", "2026-03-02"),
        (0, "1.jpg", "bloat", "2026-05"),
        (1, "0.jpg", "fresh", ""),
        (2, "0.jpg", "fresh", "2025-11-30"),
    ]
    assert found.without_grade == 2
    # Stated on one line, it holds for both.
    assert found.relatives == (frozenset({1}), frozenset({0}), frozenset())
    assert found.about[0].groups() == {"age": "30-49", "sex": "female"}


def test_each_photograph_of_the_dead_is_compared_with_everybody(compared: Compared) -> None:
    rows = compared.comparisons
    single = rows.references == 1
    # Four photographs, three people; with three references only the one who has three.
    assert (single.sum(), (~single).sum()) == (4 * 3, 4)
    assert rows.mated[single].sum() == 4
    # P001 (two photographs) against P004, and P004 (one) against P001.
    assert rows.related[single].sum() == 3
    assert not (rows.related & rows.mated).any()
    assert rows.similarity[rows.mated].min() > rows.similarity[~rows.mated].max()
    assert compared.no_face == {}


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("conditions.csv", "person,photograph,grade\nP001,9.jpg,fresh\n", "no such photograph"),
        ("conditions.csv", "person,photograph,grade\nP001,0.jpg,frehs\n", "none of the grades"),
        ("conditions.csv", "photograph\n0.jpg\n", "no such photograph"),
        ("conditions.csv", "person,file\nP001,0.jpg\n", "does not name the columns"),
        (
            "conditions.csv",
            "person,photograph,grade,taken\nP001,0.jpg,fresh,in May\n",
            "no day, month or year",
        ),
        (
            "conditions.csv",
            "person,photograph,grade\nP001,0.jpg,fresh\nP001,0.jpg,bloat\n",
            "in the table twice",
        ),
        ("people.csv", "person,age\nP009,30\n", "no folder has the name"),
        ("people.csv", "person,age\nP001,thirty\n", "not a number of years"),
        ("people.csv", "person,sex\nP001,Anna\n", "not f, m or x"),
        ("people.csv", "person,skin_tone\nP001,Anna\n", "not 1 to 10"),
        ("people.csv", "person,relatives\nP001,P009\n", "no other folder"),
    ],
)
def test_a_typing_error_in_a_table_is_refused_by_its_line(
    cases: Path, table: str, text: str, fault: str
) -> None:
    (cases / table).write_text(text)
    with pytest.raises(UnfitTable, match=fault) as raised:
        read_cases(cases)
    line = text.count("\n") if "name the columns" not in fault else 1
    assert f"{table}, line {line}:" in raised.value.say()
    assert "Anna" not in str(raised.value), "a line is named, no person"


@pytest.mark.parametrize("lacking", ["conditions.csv", "P001/pm", "P001/am"])
def test_a_folder_without_cases_is_refused(cases: Path, lacking: str) -> None:
    for person in ("P004", "P006"):
        for photograph in (cases / person / "pm").iterdir():
            photograph.unlink()
    (cases / "conditions.csv").write_text("person,photograph,grade\nP001,0.jpg,fresh\n")
    with pytest.raises(NoCases):
        read_cases(cases)


def test_few_cases_are_refused_before_anything_is_read(cases: Path) -> None:
    with pytest.raises(TooFewCases, match="3 photographs of 3 people"):
        require_enough(read_cases(cases))


# --- the card


def test_the_card_counts_and_names_nobody(cases: Path, compared: Compared, fitted: SiteFit) -> None:
    read = read_cases(cases)
    described = card(
        read, compared, fitted, by="Institute", population="a ferry", fitted_on="2026-11-22"
    )
    assert described["taken"] == ["2025-11", "2026-05"]
    assert (described["people"], described["post_mortem"], described["ante_mortem"]) == (3, 4, 5)
    assert described["grades"] == {
        "bloat": {"photographs": 1, "people": 1, "no_face": 0},
        "fresh": {"photographs": 3, "people": 3, "no_face": 0},
    }
    assert described["pairs"] == {"same": 4, "unrelated": 5, "related": 3}
    # Of one woman and one man only that there are some.
    assert described["groups"]["sex"] == {"female": None, "male": None}
    written = as_markdown(as_numbers(fitted, engine="sface-2021dec", bands=BANDS, card=described))
    assert "3 people, 4 photographs after death (taken 2025-11 to 2026-05" in written
    assert "Institute" in written
    for label in ("P001", "P004", "P006"):
        assert label not in written + json.dumps(described)


def test_no_relatives_no_ratio_against_them(comparisons: Comparisons) -> None:
    alone = replace(comparisons, related=np.zeros(len(comparisons.related), bool))
    fit = fit_site(alone, bands=BANDS, resamples=2)
    assert fit.related == ()
    numbers = as_numbers(fit, engine="e", bands=BANDS, card={})
    assert numbers["related"] is None
