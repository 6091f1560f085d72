"""What each finding is worth: by hand, by another's published figures, and by an identity.

The identity (Turing and Good): over everything that could have been seen, a likelihood ratio has the
mean 1 if the second hypothesis holds. A ratio whose numerator or denominator is no probability
breaks it.
"""

import math
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from figures_for_tests import population

from antigone.evidence import Finding, LikelihoodRatio, weigh
from antigone.evidence.findings import (
    Belonging,
    Figure,
    Mark,
    NoFigure,
    RecoveredBeforeSeen,
    Span,
    UnfitFinding,
    age,
    belonging,
    colour,
    default_population,
    described_belonging,
    fingerprint,
    handedness,
    implant_model,
    implant_serial,
    mark,
    place,
    sex,
    stature,
    time,
    unmentioned_mark,
)
from antigone.evidence.findings.belongings import CLOTHING, COLOURS, EFFECTS, MATERIALS

EXACT = population()


def times(ratio: LikelihoodRatio) -> float:
    low, high = ratio.interval
    assert low <= ratio.log10 <= high
    return 10**ratio.log10


def figure(name: str) -> float:
    return EXACT.figure(name).value


# --- Sex -------------------------------------------------------------------------------------------


def test_sex_is_worth_what_mispitools_prints() -> None:
    """`lr_sex(LR = TRUE, H = 1, eps = 0.05)` prints 1.9 (vignette of mispitools 2.0, 2026-01-08)."""
    of = population(**{"sex.error.pelvis": "value = 0.05", "sex.record": "value = 0.0"})
    agree = sex(found="female", reported="female", method="pelvis", population=of)
    differ = sex(found="male", reported="female", method="pelvis", population=of)
    assert times(agree) == pytest.approx(1.9)  # (1 - 0.05) / 0.5
    assert times(differ) == pytest.approx(0.1)  # 0.05 / 0.5


def test_a_wrong_record_and_a_wrong_look_are_two_errors() -> None:
    of = population(
        **{
            "sex": "shares = { female = 0.2, male = 0.8 }",
            "sex.error.skull": "value = 0.1",
            "sex.record": "value = 0.01",
        }
    )
    # Of 1000 women: 990 entered as such, 891 of these seen as such; 10 entered as men, 9 seen women.
    agree = sex(found="female", reported="female", method="skull", population=of)
    seen_as_women = 0.2 * 0.9 + 0.8 * 0.1
    assert times(agree) == pytest.approx((0.99 * 0.9 + 0.01 * 0.1) / seen_as_women)


# --- Age -------------------------------------------------------------------------------------------


def test_age_is_worth_what_mispitools_reckons_where_a_range_is_nearly_exact() -> None:
    """mispitools: MPa = 25, MPr = 5, epa = 0.05 among ages 1 to 80: (1 - 0.05) / (10 / 80) = 7.6.

    Ours adds e = 0.05: an estimate that says nothing may still fall upon the right years.
    """
    of = population(
        **{
            "age": "shares = { 0-79 = 1.0 }",
            "age.error": "value = 0.05",
            "age.widening": 'value = 1.0\nlow = 1.0\nhigh = 1.0\nunit = "factor"',
        }
    )
    ratio = age(found=Span(25, 25), reported=Span(20, 29), population=of)
    assert times(ratio) == pytest.approx(0.95 / (10 / 80) + 0.05, rel=1e-6)


def test_age_is_the_mean_density_over_the_reported_years_by_numeric_integration() -> None:
    found, reported = Span(30, 40), Span(41, 42)
    spread, middle = (41 - 30) / 2 / 1.959964, (30 + 41) / 2

    def density(years: np.ndarray) -> np.ndarray:
        return np.exp(-(((years - middle) / spread) ** 2) / 2)

    same = density(np.linspace(41, 43, 20_001)).mean()
    other = 0.0
    for group, share in EXACT.shares_of("age").shares.items():
        least, most = map(int, group.split("-"))
        other += share * density(np.linspace(least, most + 1, 20_001)).mean()
    expected = 0.95 * same / other + 0.05
    assert times(age(found=found, reported=reported, population=EXACT)) == pytest.approx(
        expected, rel=1e-3
    )


def test_an_age_far_off_leaves_only_what_errors_allow() -> None:
    ratio = age(found=Span(20, 25), reported=Span(80, 80), population=EXACT)
    assert times(ratio) == pytest.approx(0.05)  # one estimate in twenty is wrong altogether


# --- Stature ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "reported"), [(188.0, 187.0), (170.0, 178.0)])
def test_stature_integrates_over_every_true_stature(found: float, reported: float) -> None:
    mean, spread = figure("stature.male.mean"), figure("stature.male.spread")
    measure, statement = figure("stature.error.body"), figure("stature.error.statement")
    living = found - figure("stature.lengthening")
    truth = np.linspace(mean - 60, mean + 60, 240_001)

    def normal(value: float | np.ndarray, about: float | np.ndarray, by: float) -> np.ndarray:
        return np.exp(-(((value - about) / by) ** 2) / 2) / by

    people = normal(truth, mean, spread)
    people /= people.sum()
    seen, said = normal(living, truth, measure), normal(reported, truth, statement)
    both = (people * seen * said).sum()
    apart = (people * seen).sum() * (people * said).sum()
    wrong = figure("stature.error.wrong")
    ratio = stature(
        found=Span(found, found), reported=Span(reported, reported), sex="male", population=EXACT
    )
    assert times(ratio) == pytest.approx((1 - wrong) * both / apart + wrong, rel=1e-6)


def test_a_rare_stature_is_worth_more_than_a_common_one() -> None:
    def agree(cm: float) -> float:
        lengthened = cm + figure("stature.lengthening")
        return stature(
            found=Span(lengthened, lengthened),
            reported=Span(cm, cm),
            sex="female",
            population=EXACT,
        ).log10

    assert agree(180) > agree(161) > 0


# --- Colours and hands -----------------------------------------------------------------------------


def test_hair_is_confused_as_mispitools_confuses_it() -> None:
    """Error matrix and shares are the defaults of mispitools 2.0 (error_matrix_hair, lr_hair_color).

    It divides by the share of black, 0.30; we divide by how often black is *seen*.
    """
    pairs = {
        ("black", "brown"): 0.01,
        ("black", "blond"): 0.005,
        ("black", "red"): 0.01,
        ("black", "grey"): 0.003,
        ("brown", "blond"): 0.01,
        ("brown", "red"): 0.003,
        ("brown", "grey"): 0.01,
        ("blond", "red"): 0.003,
        ("blond", "grey"): 0.003,
        ("red", "grey"): 0.01,
    }
    own = {f"hair.taken_for.{a}.{b}": f"value = {rate}" for (a, b), rate in pairs.items()}
    of = population(**own)
    seen_as_black = (
        0.30 / (1 + 0.01 + 0.005 + 0.01 + 0.003)
        + 0.20 * 0.01 / (1 + 0.01 + 0.01 + 0.003 + 0.01)
        + 0.25 * 0.005 / (1 + 0.005 + 0.01 + 0.003 + 0.003)
        + 0.15 * 0.01 / (1 + 0.01 + 0.003 + 0.003 + 0.01)
        + 0.10 * 0.003 / (1 + 0.003 + 0.01 + 0.003 + 0.01)
    )
    theirs = (1 / 1.028) / 0.30
    ours = times(colour(part="hair", found="black", reported="black", population=of))
    assert ours == pytest.approx((1 / 1.028) / seen_as_black)
    assert ours == pytest.approx(theirs, rel=0.02)


def test_colours_say_less_once_a_body_has_changed() -> None:
    def agree(state: str) -> float:
        return colour(
            part="eyes",
            found="green",
            reported="green",
            state=state,
            population=EXACT,  # type: ignore[arg-type]
        ).log10

    assert 0 < agree("changed") < agree("fresh")


def test_a_left_hand_is_worth_two_and_a_half() -> None:
    # 10.6 % are left-handed, and the inference from a body errs in a quarter: 0.75 / 0.303.
    seen = 0.106 * 0.75 + 0.894 * 0.25
    left = handedness(found="left", reported="left", population=EXACT)
    assert times(left) == pytest.approx(0.75 / seen)
    assert times(handedness(found="right", reported="left", population=EXACT)) == pytest.approx(
        0.25 / (1 - seen)
    )


# --- Marks -----------------------------------------------------------------------------------------

ROSE = Mark(kind="tattoo", place="forearm", side="left", motif="plant", size_mm=60, pictured=True)
MARKS = population(
    **{
        "marks.number.tattoo": 'value = 0.5\nlow = 0.5\nhigh = 0.5\nunit = "marks a person"',
        "marks.place.tattoo": "shares = { forearm = 0.2, back = 0.8 }",
        "marks.motif": "shares = { plant = 0.1, animal = 0.9 }",
        "marks.missed.tattoo": "value = 0.02",
        "marks.wrongly_reported": "value = 0.05",
        "marks.unmentioned.tattoo": "value = 0.25",
    }
)


def test_a_tattoo_found_is_worth_its_rarity_less_the_errors() -> None:
    bare = Mark(kind="tattoo", place="forearm")
    # One of ten on a forearm, in people who may have several, of which 98 % are found.
    often = 1 - math.exp(-0.5 * 0.2 * 0.98)
    assert times(mark(reported=bare, found=[bare], population=MARKS)) == pytest.approx(
        (0.95 * (0.98 + 0.02 * often) + 0.05 * often) / often
    )
    # Also the side, the motif and the size.
    rare = 1 - math.exp(-0.5 * 0.2 * 0.98 * 0.5 * 0.1 * 0.5)
    assert times(mark(reported=ROSE, found=[ROSE], population=MARKS)) == pytest.approx(
        (0.95 * (0.98 + 0.02 * rare) + 0.05 * rare) / rare
    )


def test_a_tattoo_that_is_not_there_speaks_against_as_far_as_families_err() -> None:
    bare = Mark(kind="tattoo", place="forearm")
    other = Mark(kind="tattoo", place="back")
    for found in ([], [other]):
        # Overlooked in 2 %, or wrongly told in 5 %; how rare it is makes no difference.
        assert times(mark(reported=bare, found=found, population=MARKS)) == pytest.approx(
            0.95 * 0.02 + 0.05
        )


def test_pictures_decide_what_words_leave_open() -> None:
    words = mark(reported=ROSE, found=[ROSE], population=MARKS)
    alike = mark(reported=ROSE, found=[ROSE], alike=True, population=MARKS)
    unlike = mark(reported=ROSE, found=[ROSE], alike=False, population=MARKS)
    assert alike.log10 > words.log10 > 0 > unlike.log10
    with pytest.raises(UnfitFinding, match="two pictures"):
        mark(reported=ROSE, found=[Mark(kind="tattoo", place="forearm")], alike=True)
    elsewhere = Mark(kind="tattoo", place="back", pictured=True)
    with pytest.raises(UnfitFinding, match="correspond in words"):
        mark(reported=ROSE, found=[elsewhere], alike=True)


def test_of_several_marks_the_least_detailed_counts() -> None:
    bare = Mark(kind="tattoo", place="forearm")
    assert mark(reported=ROSE, found=[ROSE, bare], population=MARKS) == mark(
        reported=ROSE, found=[bare], population=MARKS
    )


@pytest.mark.parametrize(
    ("changed", "corresponds"),
    [
        ({}, True),
        ({"side": "right"}, False),
        ({"side": ""}, True),
        ({"motif": "animal"}, False),
        ({"size_mm": 119.0}, True),
        ({"size_mm": 121.0}, False),
        ({"place": "hand"}, False),
    ],
)
def test_marks_correspond_unless_something_stated_differs(
    changed: dict[str, object], corresponds: bool
) -> None:
    stated = {"kind": "tattoo", "place": "forearm", "side": "left", "motif": "plant", "size_mm": 60}
    other = Mark(**{**stated, **changed})  # type: ignore[arg-type]
    assert ROSE.corresponds(other) is other.corresponds(ROSE) is corresponds


def test_a_mark_nobody_mentioned_speaks_against_weakly() -> None:
    often = 1 - math.exp(-0.5 * 0.2)
    ratio = unmentioned_mark(found=Mark(kind="tattoo", place="forearm"), population=MARKS)
    assert times(ratio) == pytest.approx(0.25 / (1 - often * 0.75))


# --- Fingerprints ----------------------------------------------------------------------------------


def test_a_fingerprint_verdict_is_worth_what_its_error_rates_say() -> None:
    """Ulery et al. 2011: 6 of 4 083 non-mated and 62 % of mated pairs identified; 7.5 % excluded."""
    one = fingerprint(verdict="identified", population=EXACT)
    assert times(one) == pytest.approx(0.62 / (6 / 4083), rel=0.01)  # about four hundred
    excluded = fingerprint(verdict="excluded", population=EXACT)
    assert times(excluded) == pytest.approx(0.0754 / 0.887)
    two = fingerprint(verdict="identified", examiners=2)
    assert times(two) == pytest.approx(4083)  # no more than comparisons were tried
    assert two.at_bound


# --- Belongings and implants -----------------------------------------------------------------------


def test_a_passport_in_a_pocket_is_worth_what_strayed_papers_allow() -> None:
    of = population(
        **{
            "belongings.wrongly_reported.paper": "value = 0.1",
            "belongings.kept.paper": "value = 0.5",
            "belongings.strayed.carried": "value = 0.1",
            "belongings.rarity.named": "value = 0.00001",
        }
    )
    had, chance = 0.9 * 0.5, 0.00001 + 0.1 / 100  # one body in a hundred and one
    found = belonging(kind="paper", found=True, bodies=101, attached="carried", population=of)
    assert times(found) == pytest.approx((had + (1 - had) * chance) / chance)
    absent = belonging(kind="paper", found=False, bodies=101, attached="carried", population=of)
    assert times(absent) == pytest.approx(1 - had)


def test_between_two_bodies_a_thing_beside_them_says_little() -> None:
    ratio = belonging(kind="effect", found=True, rarity="rare", bodies=2, attached="near")
    assert 0 < ratio.log10 < 0.5


def test_a_counted_rarity_takes_the_place_of_a_word() -> None:
    counted = Figure.share(0.03, people=2_000, source="catalogue of watches")
    ratio = belonging(
        kind="effect", found=True, rarity=counted, bodies=10_001, attached="worn", population=EXACT
    )
    had = (1 - figure("belongings.wrongly_reported.effect")) * figure("belongings.kept.effect")
    chance = 0.03 + figure("belongings.strayed.worn") / 10_000
    assert times(ratio) == pytest.approx((had + (1 - had) * chance) / chance)


RING = Belonging(what="ring", material="gold", inscription="A.K. 1998")


def test_a_thing_in_counted_words_is_as_rare_as_its_words() -> None:
    of = population(
        **{
            "belongings.wrongly_reported.effect": "value = 0.2",
            "belongings.kept.effect": "value = 0.5",
            "belongings.strayed.carried": "value = 0.1",
            "belongings.rarity.marked": "value = 0.001",
            "belongings.borne.ring": "value = 0.5",
            "belongings.colour.effect": "shares = { red = 0.1, black = 0.9 }",
            "belongings.material.effect": "shares = { gold = 0.2, steel = 0.8 }",
        }
    )

    def worth(*found: Belonging, reported: Belonging = RING) -> float:
        ratio = described_belonging(reported=reported, found=found, bodies=101, population=of)
        return times(ratio)

    def expected(rarity: float) -> float:
        had, chance = 0.8 * 0.5, rarity + 0.1 / 100  # strayed among a hundred other bodies
        return (had + (1 - had) * chance) / chance

    plain = Belonging(what="ring")
    assert worth(plain) == pytest.approx(expected(0.5))  # half bear a ring
    assert worth(replace(plain, material="gold")) == pytest.approx(expected(0.5 * 0.2))
    # The one that states least counts, also where a more telling one lies beside it.
    assert worth(RING, plain) == pytest.approx(expected(0.5))
    read = replace(RING, inscription="a.k. 1998.")
    assert worth(read) == pytest.approx(expected(0.001))
    both = Belonging(what="ring", colour="red", material="gold")
    assert worth(both, reported=both) == pytest.approx(expected(0.5 * 0.1 * 0.2))
    # Of another metal, with other words, another thing, or nothing at all: it was not there.
    for other in ({"material": "steel"}, {"inscription": "B.K. 1998"}, {"what": "watch"}):
        assert worth(replace(RING, **other)) == pytest.approx(1 - 0.8 * 0.5)
    assert worth() == pytest.approx(1 - 0.8 * 0.5)


@pytest.mark.parametrize(
    ("written", "is_marked"),
    [
        *((one, False) for one in ("42", "38/40", "XL", "W32 L34", "Größe 42", "10-12-14")),
        *((one, False) for one in ("100% Cotton", "30 40 60", "36-38-40")),
        *((one, False) for one in ("Nokia", "Nokia 3310", "Levi's 501", "Casio F-91W")),
        *((one, False) for one in ("750", "925 Sterling", "Made in Italy", "♥", "", "...")),
        # Two initials, or a year alone: with many.
        *((one, False) for one in ("A.K.", "1998", "A 1998", "Nokia 1998")),
        *((one, True) for one in ("A.K. 12.5.1998", "12.5.98", "1998-05-12", "A.K. 1998")),
        *((one, True) for one in ("AK 1998", "Unutulmaz", "Марійка", "Nokia 356938035643809")),
    ],
)
def test_only_an_inscription_that_singles_out_weighs_as_marked(
    written: str, is_marked: bool
) -> None:
    ring = Belonging(what="ring", material="gold", inscription=written)
    ratio = described_belonging(reported=ring, found=(ring,), bodies=101, population=EXACT)
    without = replace(ring, inscription="")
    plain = described_belonging(reported=without, found=(without,), bodies=101, population=EXACT)
    had = (1 - figure("belongings.wrongly_reported.effect")) * figure("belongings.kept.effect")
    chance = figure("belongings.rarity.marked") + figure("belongings.strayed.carried") / 100
    marked = (had + (1 - had) * chance) / chance
    assert times(plain) < marked / 2
    assert times(ratio) == pytest.approx(marked if is_marked else times(plain))


def test_signs_that_are_no_letters_neither_add_nor_tell_apart() -> None:
    heart, star = (Belonging(what="ring", inscription=sign) for sign in "♥★")
    plain = Belonging(what="ring")
    found = [
        described_belonging(reported=heart, found=(one,), bodies=9, population=EXACT)
        for one in (heart, star, plain)
    ]
    assert found[0].log10 == found[1].log10 == found[2].log10


def test_among_like_things_the_most_common_one_counts() -> None:
    """The family states no inscription: a ring with one, of unsaid metal, is any ring."""
    gold = Belonging(what="ring", material="gold")
    engraved = Belonging(what="ring", inscription="A.K. 1998")

    def worth(*found: Belonging) -> float:
        return times(described_belonging(reported=gold, found=found, bodies=101, population=EXACT))

    assert worth(engraved) < worth(gold)
    assert worth(engraved, gold) == worth(gold, engraved) == worth(engraved)


def test_what_is_worn_strays_less_than_what_is_carried() -> None:
    coat, bag = (Belonging(what=one, colour="red") for one in ("coat", "bag"))
    sources = [
        described_belonging(reported=one, found=(one,), bodies=9).source for one in (coat, bag)
    ]
    assert [one.partition(";")[0] for one in sources] == ["clothing, worn", "effect, carried"]


def test_every_word_for_a_thing_has_its_figure() -> None:
    of = default_population()
    for what in (*CLOTHING, *EFFECTS):
        assert 0 < of.figure(f"belongings.borne.{what}").value < 1
    for kind in ("clothing", "effect"):
        assert {*of.shares_of(f"belongings.colour.{kind}").shares} == {*COLOURS}
        assert {*of.shares_of(f"belongings.material.{kind}").shares} == {*MATERIALS[kind]}


@pytest.mark.parametrize(
    "stated", [{"what": "thing"}, {"colour": "blueish"}, {"material": "cotton"}]
)
def test_words_that_are_not_counted_are_refused(stated: dict[str, str]) -> None:
    with pytest.raises(UnfitFinding):
        Belonging(**{"what": "ring", **stated})


def test_a_serial_number_is_worth_what_registers_and_eyes_err() -> None:
    def serial(found: str) -> float:
        return times(implant_serial(found=found, reported="SN 4711-B", population=EXACT))

    record, misread = figure("implants.record"), figure("implants.misread")
    assert serial("sn4711b") == pytest.approx((1 - misread) * (1 - record) / record)
    assert serial("SN4712B") == pytest.approx(misread / figure("implants.neighbours"))
    assert serial("X90") == pytest.approx(record + misread)


# --- Place and time --------------------------------------------------------------------------------


def test_place_is_one_density_over_the_other() -> None:
    near = Figure(value=10, low=10, high=10, people=0, source="roads", unit="km", reach=6)
    ratio = place(distance_km=20, area_km=100, wandering=near, population=EXACT)
    normal = math.exp(-(20**2) / (2 * 10**2)) / (2 * math.pi * 10**2)
    even = 1 / (math.pi * 100**2)
    error = figure("place.error")
    assert times(ratio) == pytest.approx((1 - error) * normal / even + error)


def test_time_of_death_is_one_share_over_the_other() -> None:
    """Seen on 1 May, found on 10 June: 41 days. Dead for 10 to 19 days: from day 21 to day 31."""
    ratio = time(
        seen=date(2031, 5, 1),
        recovered=date(2031, 6, 10),
        dead_for=Span(10, 19),
        period_days=200,
        population=EXACT,
    )
    mean, error = figure("time.until_death"), figure("time.error")
    days = np.arange(0, 41, 0.001) + 0.0005
    weight = np.exp(-days / mean)
    holds = weight[(days > 21) & (days < 31)].sum() / weight.sum()
    by_chance = 10 / 200
    expected = ((1 - error) * holds + error * (1 - holds)) / (
        (1 - error) * by_chance + error * (1 - by_chance)
    )
    assert times(ratio) == pytest.approx(expected, rel=1e-4)


def test_a_range_before_the_last_sighting_speaks_against_and_does_not_exclude() -> None:
    ratio = time(
        seen=date(2031, 6, 1), recovered=date(2031, 6, 10), dead_for=Span(60, 90), period_days=200
    )
    assert -2 < ratio.log10 < 0


def test_remains_recovered_before_the_last_sighting_are_no_number() -> None:
    with pytest.raises(RecoveredBeforeSeen, match="2031-06-10") as refused:
        time(
            seen=date(2031, 6, 11),
            recovered=date(2031, 6, 10),
            dead_for=Span(1, 2),
            period_days=200,
        )
    assert "exclusion" in refused.value.advise()


# --- The identity ----------------------------------------------------------------------------------


def test_over_everything_that_could_be_seen_a_ratio_has_the_mean_of_one() -> None:
    error = figure("sex.error.skull")
    seen = {"female": 0.5 * (1 - error) + 0.5 * error, "male": 0.5}
    assert math.fsum(
        share * times(sex(found=one, reported="male", method="skull", population=EXACT))  # type: ignore[arg-type]
        for one, share in seen.items()
    ) == pytest.approx(1)
    left = 0.106 * 0.75 + 0.894 * 0.25
    assert math.fsum(
        share * times(handedness(found=one, reported="left", population=EXACT))  # type: ignore[arg-type]
        for one, share in (("left", left), ("right", 1 - left))
    ) == pytest.approx(1)
    rates = [
        (figure(f"fingerprint.identified.{of}"), figure(f"fingerprint.excluded.{of}"))
        for of in ("same", "other")
    ]
    verdicts = dict(zip(("identified", "excluded"), rates[1], strict=True))
    verdicts["inconclusive"] = 1 - sum(verdicts.values())
    assert math.fsum(
        share * times(fingerprint(verdict=one, population=EXACT))  # type: ignore[arg-type]
        for one, share in verdicts.items()
    ) == pytest.approx(1)


@pytest.mark.parametrize("part", ["eyes", "hair"])
def test_so_have_colours(part: str) -> None:
    shares = EXACT.shares_of(part).shares

    def taken(true: str, one: str) -> float:
        names = (f"{part}.taken_for.{true}.{one}", f"{part}.taken_for.{one}.{true}")
        known = [name for name in names if name in EXACT.figures]
        return 1 if true == one else figure(known[0] if known else f"{part}.taken_for.others")

    seen = dict.fromkeys(shares, 0.0)
    for true, one in product(shares, shares):
        row = sum(taken(true, other) for other in shares)
        seen[one] += shares[true] * taken(true, one) / row
    for reported in shares:
        mean = math.fsum(
            seen[one] * times(colour(part=part, found=one, reported=reported, population=EXACT))  # type: ignore[arg-type]
            for one in shares
        )
        assert mean == pytest.approx(1)


def test_so_have_marks_belongings_and_implants() -> None:
    bare = Mark(kind="tattoo", place="forearm")
    often = 1 - math.exp(-0.5 * 0.2 * 0.98)
    there = times(mark(reported=bare, found=[bare], population=MARKS))
    absent = times(mark(reported=bare, found=[], population=MARKS))
    assert often * there + (1 - often) * absent == pytest.approx(1)

    chance = figure("belongings.rarity.rare") + figure("belongings.strayed.worn") / 299
    there, absent = (
        times(belonging(kind="effect", found=found, rarity="rare", bodies=300, population=EXACT))
        for found in (True, False)
    )
    assert chance * there + (1 - chance) * absent == pytest.approx(1)

    hips = Figure.share(0.04, people=5_000, source="survey")
    there, absent = (
        times(implant_model(corresponds=one, rarity=hips, population=EXACT))
        for one in (True, False)
    )
    assert 0.04 * there + 0.96 * absent == pytest.approx(1)


def test_so_has_age() -> None:
    """Middles of a range of 9 years, as they would fall among all people of the population."""
    spread, step = 4.5 / 1.959964, 0.25
    middles = np.arange(4.5, 110, step)
    weights = np.zeros_like(middles)
    for group, share in EXACT.shares_of("age").shares.items():
        least, most = map(int, group.split("-"))
        years = np.linspace(least, most + 1, 400)[None, :]
        near = np.exp(-(((middles[:, None] - years) / spread) ** 2) / 2).mean(axis=1)
        weights += share * near / (spread * math.sqrt(2 * math.pi))
    mean = math.fsum(
        step
        * weight
        * times(
            age(found=Span(middle - 4.5, middle + 3.5), reported=Span(40, 44), population=EXACT)
        )
        for middle, weight in zip(middles.tolist(), weights, strict=True)
        if middle < 95
    )
    # Children below five whose range would begin before birth are left out, with their 5 % of e.
    assert mean == pytest.approx(1, abs=0.006)


def test_so_have_place_and_stature() -> None:
    spread = Figure(value=10, low=10, high=10, people=0, source="roads", unit="km", reach=12)
    of = population(**{"place.error": "value = 0.1\nlow = 0.1\nhigh = 0.1"})
    edges = np.linspace(0, 100, 2_001)
    rings = np.diff(edges**2) / 100**2
    middles = (edges[1:] + edges[:-1]) / 2
    mean = math.fsum(
        ring * times(place(distance_km=at, area_km=100, wandering=spread, population=of))
        for ring, at in zip(rings, middles, strict=True)
    )
    assert mean == pytest.approx(1, abs=1e-3)

    about, wide = figure("stature.female.mean"), figure("stature.female.spread")
    total = math.hypot(wide, figure("stature.error.body"))
    lengths = np.arange(about - 5 * total, about + 5 * total, 0.5)
    weights = np.exp(-(((lengths - about) / total) ** 2) / 2)
    weights /= weights.sum()
    mean = math.fsum(
        weight
        * times(
            stature(
                found=Span(*[float(length) + figure("stature.lengthening")] * 2),
                reported=Span(168, 168),
                sex="female",
                population=EXACT,
            )
        )
        for weight, length in zip(weights, lengths, strict=True)
    )
    assert mean == pytest.approx(1, abs=1e-3)


# --- What is refused, and what goes into a statement -------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda: sex(found="f", reported="male"),  # type: ignore[arg-type]
        lambda: handedness(found="both", reported="left"),  # type: ignore[arg-type]
        lambda: Span(40, 30),
        lambda: Span(-1, 3),
        lambda: Span(math.nan, 3),
        lambda: age(found=Span(300, 310), reported=Span(30, 30)),
        lambda: stature(found=Span(1.8, 1.8), reported=Span(180, 180), sex="male"),
        lambda: stature(found=Span(180, 180), reported=Span(90, 95), sex="male"),
        lambda: stature(found=Span(180, 180), reported=Span(180, 180), sex="m"),  # type: ignore[arg-type]
        lambda: Mark(kind="halo", place="head"),
        lambda: Mark(kind="scar", place="moon"),
        lambda: Mark(kind="scar", place="hand", size_mm=-3),
        lambda: Mark(kind="scar", place="hand", motif="plant"),
        lambda: fingerprint(verdict="match"),  # type: ignore[arg-type]
        lambda: fingerprint(verdict="identified", examiners=3),  # type: ignore[arg-type]
        lambda: belonging(kind="effect", found=True, bodies=1),
        lambda: implant_serial(found=" - ", reported="1"),
        lambda: place(distance_km=-1, area_km=10),
        lambda: place(distance_km=math.inf, area_km=10),
        lambda: place(distance_km=1, area_km=0),
        lambda: time(
            seen=date(2031, 5, 1), recovered=date(2031, 5, 2), dead_for=Span(0, 1), period_days=0
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_way_out(ask: object) -> None:
    with pytest.raises(UnfitFinding) as refused:
        ask()  # type: ignore[operator]
    assert "found" in refused.value.say()
    assert refused.value.advise()


def test_a_word_the_population_lacks_is_refused() -> None:
    for ask in (
        lambda: colour(part="eyes", found="violet", reported="brown"),
        lambda: colour(part="eyes", found="brown", reported="violet"),
        lambda: sex(found="male", reported="male", method="voice"),
        lambda: belonging(kind="effect", found=True, bodies=5, rarity="priceless"),
    ):
        with pytest.raises(NoFigure):
            ask()


def test_findings_are_added_in_a_statement() -> None:
    by_sex = sex(found="male", reported="male")
    tall = stature(found=Span(195, 197), reported=Span(194, 194), sex="male")
    statement = weigh(
        [
            Finding(ratio=by_sex, sentence="A man.", discipline="anthropology", group="sex"),
            Finding(ratio=tall, sentence="Very tall.", discipline="anthropology", group="stature"),
        ]
    )
    assert statement.total.log10 == pytest.approx(by_sex.log10 + tall.log10)
    assert statement.total.status == "tables"
