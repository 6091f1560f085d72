"""Whether probabilities came true, and who could be whom."""

import math
from collections.abc import Sequence
from html import escape

from antigone.evidence.charts.drawing import WIDTH, line, svg, text
from antigone.evidence.reconciliation import Block, Reconciliation
from antigone.evidence.reliability import Bin, expected_calibration_error
from antigone.evidence.statement import in_per_cent
from antigone.wording import N_, say

_FAINTEST = 0.01
"""Posteriors below this draw no line."""

_RELIABILITY = N_("How often stated probabilities came true")
_STATED, _CAME_TRUE = N_("stated probability"), N_("came true")
_POINT = N_("stated {stated}, came true {observed} of {count}")
_GRAPH = N_("Who could be whom: {remains} remains, {missing} missing")
_LINE = N_("{remains} is {missing}: {probability}")
_REMAINS, _MISSING = N_("Remains"), N_("Missing")


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
        line(left, top + side, left + side, top, opacity=0.4, dashed=True),
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        label = f"{100 * tick:.0f} %"
        parts.append(text(left + tick * side, top + side + 18, label, anchor="middle"))
        parts.append(text(left - 8, top + (1 - tick) * side + 4, label, anchor="end"))
    parts.append(text(left + side / 2, top + side + 40, say(_STATED, language), anchor="middle"))
    parts.append(
        f'<g transform="rotate(-90 14 {top + side / 2})">'
        + text(14, top + side / 2, say(_CAME_TRUE, language), anchor="middle")
        + "</g>"
    )
    said: list[str] = []
    for one in bins:
        x, y = left + one.stated * side, top + (1 - one.observed) * side
        parts.append(line(x, top + (1 - one.low) * side, x, top + (1 - one.high) * side))
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
    parts.append(text(left + side - 12, top + side - 14, error, anchor="end"))
    return svg(
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
    step, top, left, right = 34, 56, 200, WIDTH - 200
    rows = {of: top + step * at for at, of in enumerate(block.remains)}
    columns = {person: top + step * at for at, person in enumerate(missing)}
    pairs = sorted(
        (reconciliation.of(of, person), of, person) for of in block.remains for person in missing
    )
    parts = [
        text(left, 24, say(_REMAINS, language), anchor="end", weight="bold"),
        text(right, 24, say(_MISSING, language), weight="bold"),
    ]
    said: list[str] = []
    for probability, of, person in pairs:
        if probability < _FAINTEST:
            continue
        spoken = say(
            _LINE, language, remains=of, missing=person, probability=in_per_cent(probability)
        )
        said.insert(0, spoken)
        parts.append(
            line(
                left + 10,
                rows[of] - 4,
                right - 10,
                columns[person] - 4,
                width=1 + 5 * probability,
                opacity=0.25 + 0.65 * probability,
                dashed=best[of] != person,
                title=spoken,
            )
        )
    parts += [text(left, y, of, anchor="end") for of, y in rows.items()]
    parts += [text(right, y, person) for person, y in columns.items()]
    title = say(_GRAPH, language, remains=len(block.remains), missing=len(block.missing))
    height = top + step * max(len(rows), len(columns))
    return svg(name, title=title, description="; ".join(said), height=height, body=parts)
