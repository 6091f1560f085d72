"""The measures on score matrices small enough to count by hand."""

from collections.abc import Sequence
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antigone.trials.measures import LEAST_PEOPLE, Scores, curves, measure, measure_group


def scores(
    similarity: Sequence[Sequence[float]] | numpy.ndarray[Any, Any],
    *,
    mate: Sequence[int] | None = None,
    person: Sequence[int] | None = None,
    acquired: Sequence[bool] | None = None,
) -> Scores:
    """Return comparisons; unless said otherwise, probe i shows the person in column i."""
    rows = len(similarity)
    return Scores(
        similarity=numpy.array(similarity, numpy.float32),
        mate=numpy.arange(rows) if mate is None else numpy.array(mate),
        person=numpy.arange(rows) if person is None else numpy.array(person),
        acquired=numpy.ones(rows, bool) if acquired is None else numpy.array(acquired),
    )


def figures(of: Scores, resamples: int = 20) -> dict[str, Any]:
    return measure(of, rng=numpy.random.default_rng(1), resamples=resamples)


def against_others(mated: float, others: Sequence[float]) -> list[float]:
    """Return the row of a probe whose mate stands in the first column."""
    return [mated, *others]


# --- ranks


@pytest.mark.parametrize(
    ("ahead", "rank_1", "rank_10", "rank_50"),
    [
        (0, 1, 1, 1),
        (1, 0, 1, 1),
        (9, 0, 1, 1),  # nine ahead: rank 10
        (10, 0, 0, 1),  # ten ahead: rank 11
        (49, 0, 0, 1),
        (50, 0, 0, 0),
    ],
)
@pytest.mark.parametrize("ahead_by", [0.1, 0.0])
def test_a_rank_counts_who_is_ahead_and_a_tie_counts_against_us(
    ahead: int, ahead_by: float, rank_1: float, rank_10: float, rank_50: float
) -> None:
    row = against_others(0.5, [0.5 + ahead_by] * ahead + [0.4] * (60 - ahead))
    found = figures(scores([row, row], mate=[0, 0], person=[0, 0]))["rank"]
    assert found == {"1": rank_1, "10": rank_10, "50": rank_50}


def test_shares_are_of_all_probes() -> None:
    # Probe 0 first, probe 1 second (0.6 is ahead of 0.5), probe 2 first, probe 3 tied: 2 of 4.
    similarity = [
        [0.9, 0.1, 0.1, 0.1],
        [0.6, 0.5, 0.1, 0.1],
        [0.1, 0.1, 0.7, 0.1],
        [0.1, 0.3, 0.1, 0.3],
    ]
    assert figures(scores(similarity))["rank"] == {"1": 0.5, "10": 1.0, "50": 1.0}


def test_a_face_not_found_counts_as_a_miss_everywhere_whatever_its_row_holds() -> None:
    # Ten probes, each first by far, but in two no face was found: 8 of 10.
    similarity = numpy.eye(10) * 0.9
    found = figures(scores(similarity, acquired=[False, False, *[True] * 8]))
    assert found["fta"] == 0.2
    assert found["rank"]["50"] == 0.8
    assert found["fnir"]["0.1"] == pytest.approx(0.2)


def test_a_person_who_could_not_be_enrolled_counts_as_a_miss_everywhere() -> None:
    # Nine of ten are enrolled; the tenth searches a gallery of nine in which she is not.
    similarity = numpy.vstack([numpy.eye(9) * 0.9, numpy.full((1, 9), 0.1)])
    found = figures(scores(similarity, mate=[*range(9), -1], person=range(10)))
    assert found["fta"] == 0.0, "her face was found"
    assert found["rank"] == {"1": 0.9, "10": 0.9, "50": 0.9}
    # Highest non-mated scores: nine times 0 and once 0.1, the one false alarm that 10 % allow.
    assert found["fnir"]["0.1"] == pytest.approx(0.1)


def test_her_score_with_somebody_else_is_a_non_mated_score() -> None:
    # She is not enrolled, and scores 0.95 with person 0: it is the one false alarm allowed, and
    # everyone whose mated score (0.9) lies below it is missed.
    similarity = numpy.vstack([numpy.eye(9) * 0.9, numpy.full((1, 9), 0.1)])
    similarity[9, 0] = 0.95
    found = figures(scores(similarity, mate=[*range(9), -1], person=range(10)))
    assert found["fnir"]["0.1"] == 1.0


def test_where_nobody_could_be_enrolled_everything_is_missed() -> None:
    found = figures(scores(numpy.zeros((12, 0)), mate=[-1] * 12, person=range(12)))
    assert found["rank"] == {"1": 0.0, "10": 0.0, "50": 0.0}
    assert found["fnir"]["0.1"] == 1.0
    assert found["tar"] == {"0.01": None, "0.001": None, "0.0001": None}


def test_where_no_face_was_found_everything_is_missed() -> None:
    """No alarm at all leaves the line at minus infinity; below it must not count as found."""
    found = figures(scores(numpy.eye(12), acquired=[False] * 12))
    assert found["fta"] == 1.0
    assert found["fnir"]["0.1"] == 1.0


# --- FNIR at FPIR


def ten_searches(mated: Sequence[float], highest: Sequence[float]) -> Scores:
    """Return searches with the given mated and highest non-mated scores (in the next column)."""
    size = len(mated)
    similarity = numpy.full((size, size), -1.0)
    for row in range(size):
        similarity[row, row] = mated[row]
        similarity[row, (row + 1) % size] = highest[row]
    return scores(similarity)


def test_the_line_lets_through_the_declared_share_of_searches_without_a_mate() -> None:
    # Highest non-mated scores 0.00, 0.05, … 0.95: 10 % of 20 searches are 2 alarms, the line 0.90.
    # Mated scores are the same numbers: 0.90 and 0.95 are found, 18 of 20 missed.
    ladder = [number / 20 for number in range(20)]
    assert figures(ten_searches(ladder, ladder))["fnir"]["0.1"] == pytest.approx(18 / 20)


def test_a_tie_on_the_line_never_lets_more_through_than_declared() -> None:
    # 20 searches allow 2 alarms, but three tie at 0.8 above the rest: at 0.8 there would be 3.
    # So the line lies above 0.8, and mated scores of 0.8 are missed: 15 of 20.
    mated = [0.8] * 15 + [0.9] * 5
    found = figures(ten_searches(mated, [0.8] * 3 + [0.1] * 17))
    assert found["fnir"]["0.1"] == pytest.approx(15 / 20)
    # With two of them there is no such tie: the line is 0.8, and nobody is missed.
    found = figures(ten_searches(mated, [0.8] * 2 + [0.1] * 18))
    assert found["fnir"]["0.1"] == 0.0


def test_a_search_without_a_face_raises_no_false_alarm_but_is_a_search() -> None:
    # Ten searches with highest non-mated scores 0.00, 0.05, … 0.45 and mated ones 0.04 above, and
    # ten without a face. 10 % of 20 are 2 alarms: 0.45 and 0.40, the line. Found are 0.44 and 0.49.
    highest = [number / 20 for number in range(10)]
    mated = [one + 0.04 for one in highest]
    of = ten_searches([*mated, *[0.9] * 10], [*highest, *[0.9] * 10])
    without = Scores(
        similarity=of.similarity,
        mate=of.mate,
        person=of.person,
        acquired=numpy.array([True] * 10 + [False] * 10),
    )
    assert figures(without)["fnir"]["0.1"] == pytest.approx(18 / 20)


@pytest.mark.parametrize(
    ("searches", "reached"),
    [
        (9, set()),  # 10 % of 9 searches is less than one alarm
        (10, {"0.1"}),
        (99, {"0.1"}),
        (100, {"0.1", "0.01"}),
        (333, {"0.1", "0.01"}),  # 0.3 % of 333 is 0.999
        (334, {"0.1", "0.01", "0.003"}),  # … of 334 is 1.002
    ],
)
def test_a_share_of_searches_that_the_data_cannot_reach_has_no_figure(
    searches: int, reached: set[str]
) -> None:
    similarity = numpy.random.default_rng(3).random((searches, 3))
    of = scores(similarity, mate=[0] * searches, person=[0] * searches)
    found = figures(of, resamples=1)
    assert {rate for rate, value in found["fnir"].items() if value is not None} == reached
    ends = found["intervals"]["fnir"]
    assert {rate for rate, value in ends.items() if value is not None} == reached


# --- TAR at FAR


@pytest.mark.parametrize(
    ("probes", "gallery", "reached"),
    [
        (9, 12, set()),  # 9 × 11 = 99 pairs
        (10, 11, {"0.01"}),  # 10 × 10 = 100
        (27, 38, {"0.01"}),  # 27 × 37 = 999
        (100, 11, {"0.01", "0.001"}),  # 1 000
        (101, 100, {"0.01", "0.001"}),  # 101 × 99 = 9 999
        (100, 101, {"0.01", "0.001", "0.0001"}),  # 10 000
    ],
)
def test_a_share_of_pairs_that_the_data_cannot_reach_has_no_figure(
    probes: int, gallery: int, reached: set[str]
) -> None:
    similarity = numpy.random.default_rng(3).random((probes, gallery))
    found = figures(scores(similarity, mate=[0] * probes, person=[0] * probes), resamples=1)
    assert {rate for rate, value in found["tar"].items() if value is not None} == reached


def test_the_accepted_share_is_counted_at_the_line_of_the_pairs() -> None:
    # 20 probes, 11 in the gallery: 200 non-mated pairs with scores 0.000, 0.005, … 0.995. One in a
    # hundred is 2 pairs, the line is 0.990. Mated scores 0.98, 0.99, 1.0 in turn: 13 of 20 reach it.
    others = (numpy.arange(200) / 200).reshape(20, 10)
    mated = numpy.tile([0.98, 0.99, 1.0], 7)[:20]
    found = figures(scores(numpy.column_stack([mated, others]), mate=[0] * 20, person=range(20)))[
        "tar"
    ]
    # 0.98 stands 7 times among twenty.
    assert found == {"0.01": pytest.approx(13 / 20), "0.001": None, "0.0001": None}


def test_pairs_without_a_face_are_no_pairs_but_their_probes_are_missed() -> None:
    # 20 probes × 10 others, 10 probes without a face: 100 pairs, one allowed: the highest, 0.495.
    others = (numpy.arange(200) / 200).reshape(20, 10)
    mated = numpy.full(20, 0.6)
    of = scores(
        numpy.column_stack([mated, others]),
        mate=[0] * 20,
        person=range(20),
        acquired=[True] * 10 + [False] * 10,
    )
    assert figures(of)["tar"]["0.01"] == 0.5


# --- curves


def test_the_match_curve_counts_everybody_found_at_a_rank_or_before() -> None:
    # Four probes with nobody, one, one and three ahead of them among four enrolled.
    rows = [
        [0.9, 0.1, 0.2, 0.3],
        [0.9, 0.8, 0.2, 0.3],
        [0.1, 0.9, 0.8, 0.3],
        [0.7, 0.8, 0.9, 0.1],
    ]
    assert curves(scores(rows))["cmc"] == [[1, 0.25], [2, 0.75], [3, 0.75], [4, 1.0]]


def test_the_trade_off_has_the_rates_of_the_table_on_it() -> None:
    of = ten_searches([0.05 * number for number in range(20)], [0.5] * 10 + [0.2] * 10)
    det = dict(map(tuple, curves(of)["det"]))
    assert det[0.1] == figures(of)["fnir"]["0.1"]
    # Half of the searches may raise an alarm: the line is 0.5, and the ten below it are missed.
    assert det[0.5] == 0.5
    # All may: the line is the lowest alarm, 0.2, and four lie below it (0, 0.05, 0.10, 0.15).
    assert det[1.0] == 0.2


# --- groups


def test_a_group_is_held_against_the_line_of_everybody() -> None:
    # Twenty people, one search each. Ten have mated 0.9 and alarms at 0.1; ten have mated 0.5 and
    # alarms at 0.6. One alarm in ten for everybody is two of twenty: ten tie at 0.6, so the line
    # lies just above it.
    of = ten_searches([0.9] * 10 + [0.5] * 10, [0.1] * 10 + [0.6] * 10)
    rng = numpy.random.default_rng(1)
    one, other = (measure_group(of, numpy.arange(20) // 10 == half, rng=rng) for half in (0, 1))
    assert (one["people"], one["searches"]) == (10, 10)
    assert (one["fnir"]["0.1"], other["fnir"]["0.1"]) == (0.0, 1.0)
    assert (one["fpir"]["0.1"], other["fpir"]["0.1"]) == (0.0, 0.0)
    assert (one["rank"]["1"], other["rank"]["1"]) == (1.0, 0.0)
    # With alarms that differ, the line is 0.68: the two highest stand in the second half.
    of = ten_searches([0.9] * 20, [0.1] * 10 + [0.6 + number / 100 for number in range(10)])
    one, other = (measure_group(of, numpy.arange(20) // 10 == half, rng=rng) for half in (0, 1))
    assert (one["fpir"]["0.1"], other["fpir"]["0.1"]) == (0.0, 0.2)


def test_of_a_few_people_nothing_but_their_number_is_told() -> None:
    of = ten_searches([0.9] * 20, [0.1] * 20)
    few = numpy.arange(20) < LEAST_PEOPLE - 1
    assert measure_group(of, few, rng=numpy.random.default_rng(1)) == {"people": 4, "searches": 4}
    enough = measure_group(of, numpy.arange(20) < LEAST_PEOPLE, rng=numpy.random.default_rng(1))
    assert enough["people"] == LEAST_PEOPLE
    assert "rank" in enough


# --- what holds for every matrix


@st.composite
def systems(draw: st.DrawFn) -> Scores:
    """Return a system, good or bad, with ties, faces not found and people not enrolled."""
    rng = numpy.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    people, each = 30, 12  # 360 searches and 360 × 29 = 10 440 pairs reach every rate
    decimals = draw(st.sampled_from([1, 2, 6]))
    person = numpy.repeat(numpy.arange(people), each)
    similarity = rng.normal(0, 0.2, (people * each, people))
    similarity[numpy.arange(len(person)), person] += draw(st.floats(0, 1))
    enrolled = rng.random(people) >= draw(st.sampled_from([0, 0, 0.2]))
    return Scores(
        similarity=similarity.round(decimals).astype(numpy.float32),
        mate=numpy.where(enrolled[person], person, -1),
        person=person,
        acquired=rng.random(len(person)) >= draw(st.sampled_from([0, 0.1, 0.95, 1])),
    )


def known(rates: dict[str, float | None]) -> list[float]:
    return [rate for rate in rates.values() if rate is not None]


@settings(max_examples=60, deadline=None)
@given(of=systems())
def test_more_is_found_the_more_is_looked_at_and_the_more_false_alarms_are_borne(
    of: Scores,
) -> None:
    found = figures(of, resamples=2)
    assert known(found["rank"]) == sorted(found["rank"].values())
    # Keys stand in the order of NIST's tables: FPIR rising, FAR falling.
    assert known(found["fnir"]) == sorted(known(found["fnir"]), reverse=True)
    assert known(found["tar"]) == sorted(known(found["tar"]), reverse=True)
    for rates in (found["rank"], found["fnir"], found["tar"]):
        assert all(0 <= rate <= 1 for rate in known(rates))
    assert found["rank"]["50"] <= 1 - found["fta"] + 1e-5, "nobody is found without a face"
    assert all(missed >= found["fta"] - 1e-5 for missed in known(found["fnir"]))


@settings(max_examples=30, deadline=None)
@given(of=systems(), seed=st.integers(0, 2**32 - 1))
def test_the_order_of_people_and_photographs_changes_nothing(of: Scores, seed: int) -> None:
    rng = numpy.random.default_rng(seed)
    columns = rng.permutation(of.similarity.shape[1])
    rows = rng.permutation(len(of.mate))
    place = numpy.argsort(columns)
    names = rng.permutation(1000)[: of.person.max() + 1]
    shuffled = Scores(
        similarity=of.similarity[numpy.ix_(rows, columns)],
        mate=numpy.where(of.mate[rows] >= 0, place[of.mate[rows]], -1),
        person=names[of.person[rows]],
        acquired=of.acquired[rows],
    )
    one, other = figures(of, resamples=2), figures(shuffled, resamples=2)
    for key in ("fta", "rank", "fnir", "tar"):
        assert other[key] == one[key]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), people=st.integers(2, 30), each=st.integers(1, 12))
def test_a_perfect_system_is_perfect(seed: int, people: int, each: int) -> None:
    rng = numpy.random.default_rng(seed)
    person = numpy.repeat(numpy.arange(people), each)
    similarity = rng.uniform(-1, 0.5, (len(person), people))
    similarity[numpy.arange(len(person)), person] = rng.uniform(0.6, 1, len(person))
    found = figures(scores(similarity, mate=person, person=person), resamples=20)
    assert found["fta"] == 0
    assert set(found["rank"].values()) == {1.0}
    assert set(known(found["fnir"])) <= {0.0}
    assert set(known(found["tar"])) <= {1.0}
    # Nobody missed: a few people could still be chance, and the interval says so.
    low, high = found["intervals"]["rank"]["1"]
    assert high == 1.0
    assert 0 < low < 1


# --- intervals


def half_found(person: Sequence[int], found: Sequence[bool]) -> Scores:
    """Return probes of which some are found first (0.9 against 0.5) and some are not (0.1)."""
    pairs = zip(person, found, strict=False)
    rows = [against_others(0.9 if one else 0.1, [0.5, 0.5]) for _, one in pairs]
    return scores(rows, mate=[0] * len(rows), person=person)


def interval_of_rank_1(of: Scores, seed: int = 1) -> list[float]:
    found = measure(of, rng=numpy.random.default_rng(seed), resamples=2000)
    ends: list[float] = found["intervals"]["rank"]["1"]
    return ends


def test_the_interval_is_that_of_a_share_among_people() -> None:
    # 400 people, one photograph each, half found: standard error sqrt(0.5 × 0.5 / 400) = 0.025.
    of = half_found(range(400), [True, False] * 200)
    assert interval_of_rank_1(of) == pytest.approx(
        [0.5 - 1.96 * 0.025, 0.5 + 1.96 * 0.025], abs=0.01
    )


def test_more_photographs_of_the_same_people_do_not_make_it_narrower() -> None:
    one = half_found(range(40), [True, False] * 20)
    nine = half_found(numpy.repeat(range(40), 9), numpy.repeat([True, False] * 20, 9))
    assert interval_of_rank_1(nine) == interval_of_rank_1(one)


def agresti_coull(found: int, people: int) -> list[float]:
    """Return the 95 % interval with two successes and two failures added (1998)."""
    share, count = (found + 2) / (people + 4), people + 4
    reach = 1.96 * (share * (1 - share) / count) ** 0.5
    return [max(0.0, share - reach), min(1.0, share + reach)]


@pytest.mark.parametrize(("found", "people"), [(1, 2), (10, 10), (0, 10), (9, 10), (60, 100)])
def test_few_people_say_little_however_many_photographs(found: int, people: int) -> None:
    of = half_found(
        numpy.repeat(range(people), 20), numpy.repeat([True] * found + [False] * 99, 20)
    )
    # Shares of a few people move in steps of one person.
    assert interval_of_rank_1(of) == pytest.approx(
        agresti_coull(found, people), abs=0.01 + 0.5 / (people + 4)
    )


@pytest.mark.parametrize("seed", range(6))
def test_every_interval_contains_its_value(seed: int) -> None:
    rng = numpy.random.default_rng(seed)
    person = numpy.repeat(numpy.arange(60), 6)
    similarity = rng.normal(0, 0.2, (360, 60))
    similarity[numpy.arange(360), person] += 0.6
    found = measure(
        scores(similarity, mate=person, person=person, acquired=rng.random(360) > 0.1),
        rng=rng,
        resamples=500,
    )
    ends = found["intervals"]
    pairs = [(found["fta"], ends["fta"])]
    for key in ("rank", "fnir", "tar"):
        assert ends[key].keys() == found[key].keys()
        pairs += [(found[key][rate], ends[key][rate]) for rate in found[key]]
    assert len(pairs) == 10
    for value, (low, high) in pairs:
        assert low <= value <= high
        assert high - low < 0.3


def test_intervals_depend_on_the_seed_alone() -> None:
    rng = numpy.random.default_rng(5)
    of = half_found(rng.integers(0, 50, 400), rng.random(400) < 0.5)
    assert interval_of_rank_1(of, seed=3) == interval_of_rank_1(of, seed=3)
    assert interval_of_rank_1(of, seed=3) != interval_of_rank_1(of, seed=4)


def test_figures_have_five_digits_and_no_more() -> None:
    of = half_found(range(7), [True, *[False] * 6])
    # One of seven: 0.142857…
    assert figures(of)["rank"]["1"] == 0.14286
