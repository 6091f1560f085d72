"""The pictures of a report: lists, lines and ratios, drawn from the figures alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from antigone.evidence.charts import Axis, Curve, Range, curve_chart, range_chart
from antigone.wording import N_, say

Shown = Sequence[tuple[str, Mapping[str, Any]]]
"""What stands in one picture: its name in words, and its figures."""

_SHARES = tuple((share / 100, f"{share}") for share in (0, 20, 40, 60, 80, 100))
_OF_HUNDRED = N_("of 100 searches")
_TIMES = {-4: "1/10⁴", -3: "1/1000", -2: "1/100", -1: "1/10", 0: "1", 1: "10", 2: "100", 3: "1000"}


def first_on_the_list(shown: Shown, language: str, said: Callable[[float, Any], str]) -> str:
    """Return how often the right person came first, one row for each condition."""
    return range_chart(
        [
            Range(
                name=name,
                value=of["rank"]["1"],
                interval=tuple(of["intervals"]["rank"]["1"]),
                said=said(of["rank"]["1"], of["intervals"]["rank"]["1"]),
            )
            for name, of in shown
        ],
        x=Axis(name=say(_OF_HUNDRED, language), low=0, high=1, ticks=_SHARES),
        title=say(N_("How often the right person came first"), language),
        name="first",
    )


def match_curves(shown: Shown, language: str) -> str:
    """Return cumulative match curves: found at this place of the list or before."""
    last = max((point[0] for _, of in shown for point in of["curves"]["cmc"]), default=1)
    ticks = [1, *(at for at in (2, 3, 5, 10, 20, 50) if at <= last)]
    return curve_chart(
        [Curve(name=name, points=_pairs(of["curves"]["cmc"])) for name, of in shown],
        x=Axis(
            name=say(N_("length of the list that somebody looks through"), language),
            low=1,
            high=max(last, 2),
            ticks=tuple((at, str(at)) for at in ticks),
            scale="log",
        ),
        y=Axis(name=say(_OF_HUNDRED, language), low=0, high=1, ticks=_SHARES),
        title=say(N_("The right person is on a list of this length (CMC)"), language),
        description="; ".join(
            say(
                N_("{name}: first {first}, among ten {ten} of 100"),
                language,
                name=name,
                first=_hundred(of["rank"]["1"]),
                ten=_hundred(of["rank"]["10"]),
            )
            for name, of in shown
        ),
        name="cmc",
    )


def trade_offs(shown: Shown, language: str) -> str:
    """Return detection error trade-offs: false alarms against people missed."""
    least = min((point[0] for _, of in shown for point in of["curves"]["det"]), default=0.1)
    low = min(0.1, max(least, 0.0001))
    ticks = [at for at in (0.0001, 0.001, 0.01, 0.1, 1.0) if at >= low]
    return curve_chart(
        [Curve(name=name, points=_pairs(of["curves"]["det"])) for name, of in shown],
        x=Axis(
            name=say(N_("false alarms in 100 searches for somebody who is not there"), language),
            low=low,
            high=1,
            ticks=tuple((at, f"{100 * at:g}") for at in ticks),
            scale="log",
        ),
        y=Axis(name=say(N_("missed, of 100"), language), low=0, high=1, ticks=_SHARES),
        title=say(N_("What a stricter line costs (DET)"), language),
        description="; ".join(
            say(
                N_("{name}: at one false alarm in ten searches {missed} of 100 are missed"),
                language,
                name=name,
                missed=_hundred(of["fnir"]["0.1"]),
            )
            for name, of in shown
        ),
        name="det",
    )


def tippett(name: str, of: Mapping[str, Any], language: str) -> str:
    """Return Tippett's curves: how often a ratio of this size comes, for same and for different."""
    rows = [row for row in of["curves"]["tippett"] if row[0] <= 3]
    return curve_chart(
        [
            Curve(
                name=say(N_("the same person"), language),
                points=tuple((at, same) for at, same, _ in rows),
            ),
            Curve(
                name=say(N_("two different people"), language),
                points=tuple((at, other) for at, _, other in rows),
            ),
        ],
        x=_ratios(say(N_("likelihood ratio of this size or more"), language)),
        y=Axis(name=say(N_("of 100 comparisons"), language), low=0, high=1, ticks=_SHARES),
        title=say(N_("How often a ratio is this large ({name}, Tippett)"), language, name=name),
        description=say(
            N_("Above 1: {same} of 100 comparisons of one person, {other} of two people"),
            language,
            same=_hundred(_at(rows, 0, 1)),
            other=_hundred(_at(rows, 0, 2)),
        ),
        name="tippett",
    )


def pooled(name: str, of: Mapping[str, Any], language: str) -> str:
    """Return stated ratios against those that the comparisons themselves support (PAV)."""
    return curve_chart(
        [
            Curve(
                name=say(N_("as it should be: what is stated is what came out"), language),
                points=((-4.0, -4.0), (3.0, 3.0)),
                faint=True,
            ),
            Curve(
                name=say(N_("what came out in these photographs"), language),
                points=_pairs(of["curves"]["pav"]),
            ),
        ],
        x=_ratios(say(N_("likelihood ratio as stated"), language)),
        y=_ratios(say(N_("as it came out"), language)),
        title=say(N_("Do ratios mean what they say? ({name}, PAV)"), language, name=name),
        description=say(
            N_("Cost as stated {cost} bits, with the best calibration {least} bits"),
            language,
            cost=of["cllr"],
            least=of["cllr_min"],
        ),
        name="pav",
    )


def cross_entropies(name: str, of: Mapping[str, Any], language: str) -> str:
    """Return what uncertainty remains at each prior: as stated, after PAV, without evidence."""
    rows = of["curves"]["ece"]
    most = max((max(row[1:]) for row in rows), default=1.0)
    high = max(1.0, min(most, 2.0))
    names = (
        N_("with the ratios as stated"),
        N_("with the best calibration"),
        N_("without any comparison"),
    )
    return curve_chart(
        [
            Curve(
                name=say(words, language), points=tuple((row[0], row[column]) for row in rows)
            )
            for column, words in enumerate(names, start=1)
        ],
        x=Axis(
            name=say(N_("odds before the comparison"), language),
            low=-3,
            high=3,
            ticks=((-3, "1 : 1000"), (-2, "1 : 100"), (-1, "1 : 10"), (0, "1 : 1"), (1, "10 : 1"),
                   (2, "100 : 1"), (3, "1000 : 1")),
        ),
        y=Axis(
            name=say(N_("uncertainty left, bits"), language),
            low=0,
            high=high,
            ticks=tuple((at / 4, f"{at / 4:g}") for at in range(int(high * 4) + 1)),
        ),
        title=say(N_("What the ratios leave open ({name}, ECE)"), language, name=name),
        description=say(
            N_("At even odds: {cost} bits of 1 remain"), language, cost=_at(rows, 0, 1)
        ),
        name="ece",
    )  # fmt: skip


def _ratios(name: str) -> Axis:
    return Axis(name=name, low=-4, high=3, ticks=tuple(_TIMES.items()))


def _pairs(points: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((point[0], point[1]) for point in points)


def _at(rows: Sequence[Sequence[float]], where: float, column: int) -> float | None:
    return next((row[column] for row in rows if abs(row[0] - where) < 1e-9), None)


def _hundred(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f}"
