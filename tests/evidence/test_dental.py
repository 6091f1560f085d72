"""Dental charts: what time explains, what it does not, and why two sound mouths are worth little."""

import math
from itertools import product
from typing import Any

import pytest
from figures_for_tests import population
from hypothesis import given
from hypothesis import strategies as st

from antigone.evidence import LikelihoodRatio
from antigone.evidence.findings import (
    Chart,
    Population,
    Tooth,
    UnfitFinding,
    compare_charts,
    default_population,
    dental,
)
from antigone.evidence.findings.dental import LATER, PERMANENT, PRIMARY

ADULT = tuple(number for number in PERMANENT if number % 10 < 8)


def times(ratio: LikelihoodRatio) -> float:
    low, high = ratio.interval
    assert low <= ratio.log10 <= high
    return 10**ratio.log10


def chart(**changed: str) -> Chart:
    """Return a mouth of 28 sound teeth with these changed, as `t36="filled"`."""
    teeth = dict.fromkeys(ADULT, Tooth.SOUND)
    return Chart({**teeth, **{int(name[1:]): Tooth(of) for name, of in changed.items()}})


def mouths(*, weights: dict[str, float], sound: dict[str, float]) -> Population:
    """Return figures in which a tooth is sound or filled, by kind of mouth, and charts err in 2 %."""
    own: dict[str, Any] = {
        "dental.mouth": "shares = {" + ", ".join(f"{k} = {v}" for k, v in weights.items()) + "}",
        "dental.error": "value = 0.02",
        "dental.treated_a_year": "value = 0.01\nlow = 0.01\nhigh = 0.01",
    }
    none = ", ".join(f"{one} = 0.0" for one in Tooth if one not in (Tooth.SOUND, Tooth.FILLED))
    for mouth, share in sound.items():
        for region in ("front", "back"):
            own[f"dental.{mouth}.{region}"] = (
                f"shares = {{ sound = {share}, filled = {round(1 - share, 9)}, {none} }}"
            )
    return population(**own)


def test_fdi_numbers_are_those_of_iso_3950() -> None:
    assert (len(PERMANENT), len(PRIMARY)) == (32, 20)
    assert {11, 18, 28, 38, 48} < set(PERMANENT)
    assert {51, 55, 65, 75, 85} < set(PRIMARY)
    assert not {19, 50, 56, 91} & {*PERMANENT, *PRIMARY}


@pytest.mark.parametrize(
    ("before", "now", "comparison"),
    [
        ("sound", "sound", "concordant"),
        ("sound", "filled", "explainable"),
        ("filled", "sound", "unexplainable"),
        ("filled", "crowned", "explainable"),
        ("crowned", "filled", "unexplainable"),
        ("missing", "sound", "unexplainable"),
        ("missing", "replaced", "explainable"),
        ("replaced", "missing", "explainable"),
        ("root-filled", "missing", "explainable"),
        ("unerupted", "sound", "explainable"),
        ("sound", "unerupted", "unexplainable"),
        ("decayed", "filled", "explainable"),
        ("filled", "decayed", "unexplainable"),
    ],
)
def test_work_on_a_tooth_is_only_ever_added(before: str, now: str, comparison: str) -> None:
    compared = compare_charts(found=Chart({36: Tooth(now)}), reported=Chart({36: Tooth(before)}))
    assert compared == {36: comparison}


def test_no_tooth_comes_back_by_a_detour() -> None:
    """Whatever a tooth became, it cannot become what it had left behind; dentures come and go."""
    come_and_go = {Tooth.MISSING, Tooth.REPLACED}, {Tooth.CROWNED, Tooth.ROOT_FILLED}
    for before, later in LATER.items():
        assert before not in later
        for became in later:
            assert before not in LATER[became] or {before, became} in come_and_go


def test_surfaces_of_a_filling_are_only_ever_added() -> None:
    def filled(surfaces: str) -> Chart:
        return Chart({36: Tooth.FILLED}, {36: frozenset(surfaces)})

    for before, now, comparison in (
        ("MO", "MO", "concordant"),
        ("MO", "MOD", "explainable"),
        ("MOD", "MO", "unexplainable"),
        ("MO", "DO", "unexplainable"),
    ):
        assert compare_charts(found=filled(now), reported=filled(before)) == {36: comparison}
    plain = Chart({36: Tooth.FILLED})
    assert compare_charts(found=plain, reported=filled("MO")) == {36: "concordant"}


def test_milk_teeth_are_shed_and_carry_no_weight() -> None:
    child = Chart({55: Tooth.FILLED, 16: Tooth.SOUND})
    later = Chart({55: Tooth.MISSING, 16: Tooth.SOUND})
    assert compare_charts(found=later, reported=child)[55] == "explainable"
    alone = Chart({16: Tooth.SOUND})
    of = default_population()
    assert (
        dental(found=later, reported=child, years=3, population=of).log10
        == dental(found=alone, reported=alone, years=3, population=of).log10
    )
    with pytest.raises(UnfitFinding, match="permanent"):
        dental(found=Chart({55: Tooth.SOUND}), reported=Chart({55: Tooth.SOUND}), years=1)


def test_one_tooth_is_worth_what_its_figures_say() -> None:
    of = mouths(weights={"any": 1.0}, sound={"any": 0.6})
    kept = math.exp(-0.01 * 5)
    sound, filled = Chart({36: Tooth.SOUND}), Chart({36: Tooth.FILLED})

    def worth(found: Chart, reported: Chart) -> float:
        return times(dental(found=found, reported=reported, years=5, population=of))

    assert worth(sound, sound) == pytest.approx((0.98 * kept + 0.02 * 0.6) / 0.6)
    assert worth(filled, sound) == pytest.approx((0.98 * (1 - kept) + 0.02 * 0.4) / 0.4)
    assert worth(sound, filled) == pytest.approx(0.02)  # only an error of charting explains it
    assert worth(filled, filled) == pytest.approx((0.98 * kept + 0.02 * 0.4) / 0.4)


def test_two_sound_mouths_are_worth_the_share_of_sound_mouths_and_not_a_product() -> None:
    """All teeth unrestored in 43.7 % of 7 219 people of 12 to 22 years: Med Sci Law 2024, "Diversity
    of dental patterns" (doi:10.1177/00258024241286738). Two such charts are worth 1 / 0.437 = 2.3.
    """
    of = mouths(weights={"sound": 0.437, "other": 0.563}, sound={"sound": 1.0, "other": 0.0})
    ratio = dental(found=chart(), reported=chart(), years=0, population=of)
    # By each tooth: no time has passed, so it is as it was, but for a slip that may also fall right.
    same = (0.98 + 0.02 * 0.437) ** 28
    assert times(ratio) == pytest.approx(same / 0.437)
    assert times(ratio) < 1 / 0.437
    assert 10 ** ratio.interval[0] < 1  # if everybody has such teeth they say nothing

    one_kind = mouths(weights={"any": 1.0}, sound={"any": 0.7})
    as_if_apart = dental(found=chart(), reported=chart(), years=0, population=one_kind)
    assert times(as_if_apart) > 1_000  # what the mixture prevents


def test_one_impossible_tooth_takes_most_of_what_agreement_gave() -> None:
    worked = {16: "filled", 26: "crowned", 36: "missing", 46: "sound"}
    of = population(**{"dental.error": "value = 0.02"})

    def worth(**changed: str) -> float:
        found = {**worked, **{int(name[1:]): state for name, state in changed.items()}}
        charts = [Chart({n: Tooth(s) for n, s in one.items()}) for one in (found, worked)]
        return dental(found=charts[0], reported=charts[1], years=2, population=of).log10

    assert 2 < worth() < 6
    assert worth(t46="filled") < worth()  # a filling more, within two years: explainable
    assert worth(t36="sound") < worth() - 2
    assert worth(t36="sound", t16="sound") < -1


def test_charts_count_for_ten_thousand_at_most_either_way() -> None:
    worked = {f"t{number}": "crowned" for number in (14, 15, 16, 24, 25, 26, 36, 46)}
    same = dental(found=chart(**worked), reported=chart(**worked), years=1)
    other = dental(found=chart(), reported=chart(**worked), years=1)
    assert (same.log10, other.log10) == (pytest.approx(4), pytest.approx(-4))
    assert same.at_bound
    assert other.at_bound


@pytest.mark.parametrize("reported", [Tooth.SOUND, Tooth.FILLED, Tooth.MISSING, Tooth.UNERUPTED])
def test_over_all_charts_that_could_be_found_the_mean_ratio_is_one(reported: Tooth) -> None:
    """Two teeth, every pair of states, under the mixture: Σ P(found | other)·LR = 1."""
    of = population()
    weights = of.shares_of("dental.mouth").shares
    total = 0.0
    for front, back in product(Tooth, Tooth):
        chance = sum(
            weight
            * of.share(f"dental.{mouth}.front", front).value
            * of.share(f"dental.{mouth}.back", back).value
            for mouth, weight in weights.items()
        )
        ratio = dental(
            found=Chart({11: front, 36: back}),
            reported=Chart({11: reported, 36: Tooth.SOUND}),
            years=8,
            population=of,
        )
        total += chance * times(ratio)
    assert total == pytest.approx(1)


@given(
    st.dictionaries(st.sampled_from(ADULT), st.sampled_from(Tooth), min_size=1),
    st.dictionaries(st.sampled_from(ADULT), st.sampled_from(Tooth), min_size=1),
    st.floats(0, 60),
)
def test_any_two_charts_with_a_tooth_in_common_can_be_weighed(
    found: dict[int, Tooth], reported: dict[int, Tooth], years: float
) -> None:
    if found.keys() & reported.keys():
        ratio = dental(found=Chart(found), reported=Chart(reported), years=years)
        assert -4 <= ratio.log10 <= 4
    else:
        with pytest.raises(UnfitFinding):
            dental(found=Chart(found), reported=Chart(reported), years=years)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Chart({19: Tooth.SOUND}),
        lambda: Chart({36: "gold"}),  # type: ignore[dict-item]
        lambda: Chart({36: Tooth.SOUND}, {36: frozenset("O")}),
        lambda: Chart({36: Tooth.FILLED}, {36: frozenset("X")}),
        lambda: Chart({36: Tooth.FILLED}, {36: frozenset()}),
        lambda: Chart({36: Tooth.FILLED}, {37: frozenset("O")}),
        lambda: dental(found=chart(), reported=chart(), years=-1),
        lambda: dental(found=chart(), reported=chart(), years=math.nan),
    ],
)
def test_charts_that_cannot_be_are_refused(ask: Any) -> None:
    with pytest.raises(UnfitFinding, match="dental chart"):
        ask()
