"""Pictures of evidence that anybody can read, on paper, on a dark screen and without seeing.

Each is an SVG in the colour of the text around it, with a title and a description. For and against
differ by filling, not by colour. Nothing in them needs a style sheet or a script.
"""

import math
from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap

from antigone.evidence.reconciliation import Block, Reconciliation
from antigone.evidence.reliability import Bin, expected_calibration_error
from antigone.evidence.statement import Bar, Statement, in_odds, in_per_cent
from antigone.wording import N_, say

_WIDTH = 720
_MARGIN = 16
_LETTER = 6.6
"""Mean width of a letter at 13 px; sentences are broken by it."""
_FIGURES = 240
"""Room on the right for what a bar says, px."""
_FAINTEST = 0.01
"""Posteriors below this draw no line."""

_WATERFALL = N_("How the findings add up: {same}")
_PRIOR = N_("Before any finding: {grounds}")
_TOGETHER = N_("All findings together")
_WITH_PRIOR = N_("All findings together, with what was assumed before them")
_ODDS = N_("odds of {odds}")
_TIMES = N_("{times} times for")
_TIMES_AGAINST = N_("{times} times against")
_NEITHER = N_("neither for nor against")
_FOR, _AGAINST = N_("for"), N_("against")
_SIMULATED = N_("Exercise, simulated")
_LACKING = N_("Not examined: {names}")
_RELIABILITY = N_("How often stated probabilities came true")
_STATED, _CAME_TRUE = N_("stated probability"), N_("came true")
_POINT = N_("stated {stated}, came true {observed} of {count}")
_GRAPH = N_("Who could be whom: {remains} remains, {missing} missing")
_LINE = N_("{remains} is {missing}: {probability}")
_REMAINS, _MISSING = N_("Remains"), N_("Missing")


def waterfall(statement: Statement, *, language: str = "en", name: str = "waterfall") -> str:
    """Return the statement as SVG: one bar for each finding, and the sum.

    Bars start where the one before ended; full bars speak for, hatched ones against, and findings
    that were not added are dashed and move nothing. The sum carries its interval. `name` makes the
    ids in the picture unique on a page. Where a posterior was asked for, the prior is the first bar
    and the sum is said in odds.
    """
    # Odds after the findings are a probability by another name: shown only where one was asked for.
    prior = None if statement.posterior is None else statement.prior
    start = prior.log10_odds if prior else 0.0
    end = start + statement.total.log10
    low, high = (start + reach for reach in statement.total.interval)
    across = [0.0, start, end, low, high]
    across += [start + reached for bar in statement.bars for reached in (bar.before, bar.after)]
    scale = _Scale(min(across), max(across))
    drawing = _Drawing(scale, against=f"{name}-against")
    if statement.simulated:
        drawing.say(say(_SIMULATED, language), weight="bold")
    if prior:
        drawing.say(say(_PRIOR, language, grounds=prior.grounds))
        drawing.bar(0.0, start, say(_ODDS, language, odds=in_odds(start)))
    for bar in statement.bars:
        drawing.say(f"{bar.finding.discipline}: {bar.finding.sentence}")
        if bar.standing == "covered":
            drawing.say(bar.note(language), opacity=0.75)
        _draw_finding(drawing, bar, start, language)
    drawing.say(say(_WITH_PRIOR if prior else _TOGETHER, language), weight="bold")
    said = say(_ODDS, language, odds=in_odds(end)) if prior else _strength(end, language)
    if statement.posterior is not None:
        said += f" ({in_per_cent(statement.posterior)})"
    drawing.bar(0.0, end, said, interval=(low, high))
    if statement.missing:
        names = ", ".join(lacking.discipline for lacking in statement.missing)
        drawing.say(say(_LACKING, language, names=names), opacity=0.75)
    drawing.axis(say(_AGAINST, language), say(_FOR, language))
    return _svg(
        name,
        title=say(_WATERFALL, language, same=say(statement.hypotheses.same, language)),
        description=" ".join(statement.sentences(language)),
        height=drawing.bottom,
        body=drawing.parts,
    )


def reliability_plot(
    bins: Sequence[Bin], *, language: str = "en", name: str = "reliability"
) -> str:
    """Return stated probability against what came true as SVG, with 95 % intervals.

    On the diagonal a probability means what it says. A dot's area grows with the number of forecasts.
    """
    side, left, top = 400, 64, 24
    most = max(one.count for one in bins)
    parts = [
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" '
        'stroke="currentColor" stroke-opacity="0.4"/>',
        _line(left, top + side, left + side, top, opacity=0.4, dashed=True),
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        label = f"{100 * tick:.0f} %"
        parts.append(_text(left + tick * side, top + side + 18, label, anchor="middle"))
        parts.append(_text(left - 8, top + (1 - tick) * side + 4, label, anchor="end"))
    parts.append(_text(left + side / 2, top + side + 40, say(_STATED, language), anchor="middle"))
    parts.append(
        f'<g transform="rotate(-90 14 {top + side / 2})">'
        + _text(14, top + side / 2, say(_CAME_TRUE, language), anchor="middle")
        + "</g>"
    )
    said: list[str] = []
    for one in bins:
        x, y = left + one.stated * side, top + (1 - one.observed) * side
        parts.append(_line(x, top + (1 - one.low) * side, x, top + (1 - one.high) * side))
        radius = 3 + 7 * math.sqrt(one.count / most)
        point = say(
            _POINT,
            language,
            stated=in_per_cent(one.stated),
            observed=in_per_cent(one.observed),
            count=one.count,
        )
        said.append(point)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="currentColor" '
            f'fill-opacity="0.7"><title>{escape(point)}</title></circle>'
        )
    error = f"ECE {expected_calibration_error(bins):.3f}"
    parts.append(_text(left + side - 12, top + side - 14, error, anchor="end"))
    return _svg(
        name,
        title=say(_RELIABILITY, language),
        description="; ".join([*said, error]),
        height=top + side + 56,
        width=left + side + 32,
        body=parts,
    )


def block_graph(
    reconciliation: Reconciliation, block: Block, *, language: str = "en", name: str = "block"
) -> str:
    """Return one block as SVG: remains on the left, missing on the right, lines between.

    The heavier the line, the higher the posterior; below 1 % none is drawn. Pairs of the best joint
    assignment are full lines, the others dashed. Each stands beside the row of its best pair.
    """
    best = reconciliation.best
    missing = [person for of in block.remains if (person := best[of])]
    missing += [person for person in block.missing if person not in missing]
    step, top, left, right = 34, 56, 200, _WIDTH - 200
    rows = {of: top + step * at for at, of in enumerate(block.remains)}
    columns = {person: top + step * at for at, person in enumerate(missing)}
    pairs = sorted(
        (reconciliation.of(of, person), of, person) for of in block.remains for person in missing
    )
    parts = [
        _text(left, 24, say(_REMAINS, language), anchor="end", weight="bold"),
        _text(right, 24, say(_MISSING, language), weight="bold"),
    ]
    said: list[str] = []
    for probability, of, person in pairs:
        if probability < _FAINTEST:
            continue
        line = say(
            _LINE, language, remains=of, missing=person, probability=in_per_cent(probability)
        )
        said.insert(0, line)
        parts.append(
            _line(
                left + 10,
                rows[of] - 4,
                right - 10,
                columns[person] - 4,
                width=1 + 5 * probability,
                opacity=0.25 + 0.65 * probability,
                dashed=best[of] != person,
                title=line,
            )
        )
    parts += [_text(left, y, of, anchor="end") for of, y in rows.items()]
    parts += [_text(right, y, person) for person, y in columns.items()]
    title = say(_GRAPH, language, remains=len(block.remains), missing=len(block.missing))
    height = top + step * max(len(rows), len(columns))
    return _svg(name, title=title, description="; ".join(said), height=height, body=parts)


class _Scale:
    """From log10 to a place across the picture, with room for figures on the right."""

    def __init__(self, low: float, high: float) -> None:
        # At least one power of ten either way, or a weak finding would fill the picture.
        self.low, self.high = min(math.floor(low), -1), max(math.ceil(high), 1)

    def at(self, log10: float) -> float:
        inner = _WIDTH - 2 * _MARGIN - _FIGURES
        return _MARGIN + inner * (log10 - self.low) / (self.high - self.low)

    def ticks(self) -> range:
        return range(self.low, self.high + 1, max(1, round((self.high - self.low) / 8)))


class _Drawing:
    """Rows from the top down."""

    def __init__(self, scale: _Scale, *, against: str) -> None:
        self.scale, self.parts, self.bottom = scale, list[str](), float(_MARGIN)
        self._against = escape(against)

    def say(self, sentence: str, *, weight: str = "normal", opacity: float = 1.0) -> None:
        for line in wrap(sentence, int((_WIDTH - 2 * _MARGIN) / _LETTER)):
            self.bottom += 18
            self.parts.append(_text(_MARGIN, self.bottom, line, weight=weight, opacity=opacity))

    def bar(
        self,
        before: float,
        after: float,
        said: str,
        *,
        covered: bool = False,
        interval: tuple[float, float] | None = None,
    ) -> None:
        start, end = sorted((self.scale.at(before), self.scale.at(after)))
        top, width = self.bottom + 8, max(end - start, 1.5)
        look = (
            'fill="none" stroke-dasharray="3 3" stroke-opacity="0.7"'
            if covered
            else 'fill="currentColor" fill-opacity="0.7"'
            if after >= before
            else f'fill="url(#{self._against})"'
        )
        self.parts.append(
            f'<rect x="{start:.1f}" y="{top:.1f}" width="{width:.1f}" height="14" {look} '
            'stroke="currentColor"/>'
        )
        zero = self.scale.at(0)
        self.parts.append(_line(zero, top - 4, zero, top + 18, opacity=0.5))
        if interval:
            ends = [self.scale.at(reach) for reach in interval]
            self.parts.append(_line(ends[0], top + 20, ends[1], top + 20, width=1.5))
            self.parts += [_line(x, top + 17, x, top + 23, width=1.5) for x in ends]
        self.parts.append(_text(_WIDTH - _MARGIN, top + 12, said, anchor="end"))
        self.bottom = top + (34 if interval else 26)

    def axis(self, against: str, speaks_for: str) -> None:
        bottom = self.bottom + 4
        for tick in self.scale.ticks():
            x = self.scale.at(tick)
            self.parts.append(_line(x, bottom, x, bottom + 5, opacity=0.6))
            figure = "1" if tick == 0 else f"10{_raised(abs(tick))}"
            self.parts.append(_text(x, bottom + 20, figure, anchor="middle", opacity=0.75))
        right = self.scale.at(self.scale.high)
        self.parts.append(_text(_MARGIN, bottom + 38, f"← {against}", opacity=0.75))
        self.parts.append(_text(right, bottom + 38, f"{speaks_for} →", anchor="end", opacity=0.75))
        self.bottom = bottom + 50


def _draw_finding(drawing: _Drawing, bar: Bar, start: float, language: str) -> None:
    said = _strength(bar.finding.ratio.log10, language)
    if bar.standing == "covered":
        reach = start + bar.before + bar.finding.ratio.log10
        # Drawn where it would have moved to, within the picture, and moving nothing.
        reach = min(max(reach, drawing.scale.low), drawing.scale.high)
        drawing.bar(start + bar.before, reach, said, covered=True)
    else:
        drawing.bar(start + bar.before, start + bar.after, said)


def _strength(log10: float, language: str) -> str:
    times = in_odds(abs(log10)).removesuffix(" : 1").removeprefix("1 : ")
    if times == "1":
        return say(_NEITHER, language)
    return say(_TIMES if log10 > 0 else _TIMES_AGAINST, language, times=times)


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    weight: str = "normal",
    opacity: float = 1.0,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="currentColor" fill-opacity="{opacity:g}">{escape(text)}</text>'
    )


def _line(
    x: float,
    y: float,
    to_x: float,
    to_y: float,
    *,
    width: float = 1.0,
    opacity: float = 0.8,
    dashed: bool = False,
    title: str = "",
) -> str:
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    inside = f"<title>{escape(title)}</title>" if title else ""
    return (
        f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="currentColor" '
        f'stroke-width="{width:.2g}" stroke-opacity="{opacity:.2g}"{dashes}>{inside}</line>'
    )


def _svg(
    name: str,
    *,
    title: str,
    description: str,
    height: float,
    body: Iterable[str],
    width: float = _WIDTH,
) -> str:
    name = escape(name)
    hatching = (
        f'<defs><pattern id="{name}-against" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" '
        'stroke-width="2"/></pattern></defs>'
    )
    drawn = "\n".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" '
        f'font-size="13">\n<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-desc">{escape(description)}</desc>\n{hatching}\n{drawn}\n</svg>\n'
    )
