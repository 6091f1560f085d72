"""A statement as a picture: each finding a bar that starts where the one before ended."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Literal

from antigone.evidence.charts.drawing import WIDTH, line, svg, text
from antigone.evidence.ratio import in_power, in_times
from antigone.evidence.statement import Bar, Statement, in_odds, in_per_cent
from antigone.wording import N_, say

_MARGIN = 8
_WORDS = 292
"""Room on the left for what is said of a bar, px."""
_FIGURES = 128
"""Room on the right for what a bar is worth, px."""
_LETTER = 6.7
"""Mean width of a letter at 13 px; sentences are broken by it."""
_ROW, _THICK = 17, 13
"""Height of a line of words and of a bar, px."""

_WATERFALL = N_("How the findings add up: {same}")
_BEFORE = N_("Before any finding")
_TOGETHER = N_("All findings together")
_WITH_PRIOR = N_("All findings together, with what was assumed before them")
_ODDS = N_("odds of {odds}")
_TIMES = N_("{times} times for")
_TIMES_AGAINST = N_("{times} times against")
_NEITHER = N_("neither for nor against")
_FOR, _AGAINST = N_("for"), N_("against")
_SIMULATED = N_("Exercise, simulated")
_LACKING = N_("Not examined: {names}")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One bar of a waterfall, on paper and on a screen: where it runs, and what is said of it.

    `before` and `after` are log10; a `covered` step shows in `after` where it would have led, and
    the next one starts from its `before`. `interval` is that of the sum, None for all others.
    """

    name: str
    sentence: str
    note: str
    figures: tuple[str, ...]
    before: float
    after: float
    standing: Literal["assumed", "counted", "covered", "together"]
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Scale:
    """From log10 to a share of a line, 0 to 1; at least one power of ten either way."""

    low: int
    high: int

    @classmethod
    def around(cls, steps: Sequence[Step]) -> "Scale":
        """Return the scale on which every step and the interval of the sum can be seen."""
        reached = [0.0, *(end for step in steps for end in (step.interval or ()))]
        reached += [end for step in steps for end in (step.before, step.after)]
        # At least one power of ten, or a weak finding would fill the picture.
        return cls(low=min(math.floor(min(reached)), -1), high=max(math.ceil(max(reached)), 1))

    def at(self, log10: float) -> float:
        """Return where a number stands on the line."""
        return (log10 - self.low) / (self.high - self.low)

    def ticks(self) -> tuple[tuple[str, float], ...]:
        """Return what is written along the line and where: times for or against, at most seven."""
        every = max(1, math.ceil((self.high - self.low) / 6))
        marked = [at for at in range(self.low, self.high + 1) if at % every == 0]
        return tuple((in_power(abs(at)), self.at(at)) for at in marked)


def steps(statement: Statement, language: str = "en") -> tuple[Step, ...]:
    """Return the bars of a statement from the top down: prior, findings in their order, sum.

    The prior is a bar only where a posterior was asked for: odds after the findings are a
    probability by another name.
    """
    prior = None if statement.posterior is None else statement.prior
    start = prior.log10_odds if prior else 0.0
    found: list[Step] = []
    if prior:
        found.append(
            Step(
                name=say(_BEFORE, language),
                sentence=prior.grounds,
                note="",
                figures=(say(_ODDS, language, odds=in_odds(start)),),
                before=0.0,
                after=start,
                standing="assumed",
            )
        )
    found += [_of_finding(bar, start, language) for bar in statement.bars]
    end = start + statement.total.log10
    said = say(_ODDS, language, odds=in_odds(end)) if prior else _strength(end, language)
    probability = () if statement.posterior is None else (in_per_cent(statement.posterior),)
    low, high = statement.total.interval
    found.append(
        Step(
            name=say(_WITH_PRIOR if prior else _TOGETHER, language),
            sentence="",
            note="",
            figures=(said, *probability),
            before=0.0,
            after=end,
            standing="together",
            interval=(start + low, start + high),
        )
    )
    return tuple(found)


def directions(language: str = "en") -> tuple[str, str]:
    """Return the words at the two ends of the scale, the left one first."""
    return say(_AGAINST, language), say(_FOR, language)


def waterfall(statement: Statement, *, language: str = "en", name: str = "waterfall") -> str:
    """Return the statement as SVG: one bar for each finding, and the sum.

    Bars start where the one before ended; full bars speak for, hatched ones against, and findings
    that were not added are dashed and move nothing. The sum carries its interval. `name` makes the
    ids in the picture unique on a page. Where a posterior was asked for, the prior is the first bar
    and the sum is said in odds.
    """
    drawn = steps(statement, language)
    drawing = _Drawing(Scale.around(drawn), against=f"{name}-against")
    if statement.simulated:
        drawing.say(say(_SIMULATED, language), weight="bold")
    for step in drawn:
        drawing.step(step)
    drawing.axis(*directions(language))
    if statement.missing:
        names = ", ".join(lacking.discipline for lacking in statement.missing)
        drawing.say(say(_LACKING, language, names=names), opacity=0.75)
    return svg(
        name,
        title=say(_WATERFALL, language, same=say(statement.hypotheses.same, language)),
        description=" ".join(statement.sentences(language)),
        height=drawing.bottom + _MARGIN,
        body=drawing.parts,
    )


def _of_finding(bar: Bar, start: float, language: str) -> Step:
    covered = bar.standing == "covered"
    reached = bar.before + bar.finding.ratio.log10 if covered else bar.after
    return Step(
        name=bar.finding.discipline,
        sentence=bar.finding.sentence,
        note=bar.note(language),
        figures=(_strength(bar.finding.ratio.log10, language),),
        before=start + bar.before,
        after=start + reached,
        standing=bar.standing,
    )


class _Drawing:
    """Rows from the top down: words, bar, figures."""

    def __init__(self, scale: Scale, *, against: str) -> None:
        self.scale, self.parts, self.bottom = scale, list[str](), float(_MARGIN)
        self._against, self._reached = escape(against), 0.0
        self._top = self.bottom

    def at(self, log10: float) -> float:
        left = _WORDS + 2 * _MARGIN
        return left + (WIDTH - left - _FIGURES - 2 * _MARGIN) * self.scale.at(log10)

    def say(self, sentence: str, *, weight: str = "normal", opacity: float = 1.0) -> None:
        for part in wrap(sentence, int((WIDTH - 2 * _MARGIN) / _LETTER)):
            self.bottom += _ROW
            self.parts.append(text(_MARGIN, self.bottom, part, weight=weight, opacity=opacity))
        self.bottom += _MARGIN
        self._top = self.bottom

    def step(self, step: Step) -> None:
        if step.standing == "together":
            self.parts.append(
                line(_MARGIN, self.bottom, WIDTH - _MARGIN, self.bottom, opacity=0.35)
            )
        lines = [
            (part, weight, opacity)
            for words, weight, opacity in (
                (step.name, "bold", 1.0),
                (step.sentence, "normal", 1.0),
                (step.note, "normal", 0.75),
            )
            for part in wrap(words, int(_WORDS / _LETTER))
        ]
        height = max(_ROW * max(len(lines), len(step.figures)), _ROW + _THICK)
        first = self.bottom + 4 + _ROW
        for at, (part, weight, opacity) in enumerate(lines):
            y = first + _ROW * at
            self.parts.append(text(_MARGIN, y, part, weight=weight, opacity=opacity))
        strong = "bold" if step.standing == "together" else "normal"
        for at, figure in enumerate(step.figures):
            right, y = WIDTH - _MARGIN, first + _ROW * at
            faint = 0.75 if step.standing == "covered" else 1.0
            self.parts.append(text(right, y, figure, anchor="end", weight=strong, opacity=faint))
        self._bar(step, first - _THICK + 2)
        self.bottom += height + 14

    def _bar(self, step: Step, top: float) -> None:
        covered, together = step.standing == "covered", step.standing == "together"
        if self._reached and not together:
            # From the end of the bar before, so that the eye finds the next one.
            x = self.at(step.before)
            self.parts.append(line(x, self._reached, x, top, opacity=0.35))
        start, end = sorted((self.at(step.before), self.at(step.after)))
        look = (
            'fill="none" stroke-dasharray="3 3" stroke-opacity="0.7" class="covered"'
            if covered
            else 'fill="currentColor" class="for"'
            if step.after >= step.before
            else f'fill="url(#{self._against})" class="against"'
        )
        self.parts.append(
            f'<rect x="{start:.1f}" y="{top:.1f}" width="{max(end - start, 1.5):.1f}" '
            f'height="{_THICK}" {look} stroke="currentColor"/>'
        )
        if step.interval:
            ends, y = [self.at(reach) for reach in step.interval], top + _THICK + 7
            self.parts.append(line(ends[0], y, ends[1], y, width=1.5))
            self.parts += [line(x, y - 3, x, y + 3, width=1.5) for x in ends]
        self._reached = top + _THICK if not covered else self._reached

    def axis(self, against: str, speaks_for: str) -> None:
        bottom = self.bottom + 2
        grid: list[str] = []
        for figure, share in self.scale.ticks():
            x = self.at(self.scale.low + share * (self.scale.high - self.scale.low))
            zero = figure == "1"
            grid.append(line(x, self._top, x, bottom + 5, opacity=0.55 if zero else 0.12))
            self.parts.append(text(x, bottom + 20, figure, anchor="middle", opacity=0.75))
        # Under the bars.
        self.parts[:0] = grid
        left, right = self.at(self.scale.low), self.at(self.scale.high)
        self.parts.append(text(left, bottom + 38, f"← {against}", opacity=0.75))
        self.parts.append(text(right, bottom + 38, f"{speaks_for} →", anchor="end", opacity=0.75))
        self.bottom = bottom + 46


def _strength(log10: float, language: str) -> str:
    times = in_times(log10)
    if times == "1":
        return say(_NEITHER, language)
    return say(_TIMES if log10 > 0 else _TIMES_AGAINST, language, times=times)
