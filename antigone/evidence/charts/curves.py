"""Curves and ranges on two axes: what a trial measured, for people who read no tables.

Curves differ by their dashes and by a word at their key, never by colour alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from antigone.evidence.charts.drawing import WIDTH, line, svg, text

_DASHES = ("", "9 4", "2 3", "12 3 2 3", "5 5")
_LEFT, _TOP, _ROW = 72, 20, 20
_LETTER = 7.4
"""Generous width of a letter at 13 px."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One axis: its words, its two ends, and what is written where. Logarithmic ends are above 0."""

    name: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    scale: Literal["linear", "log"] = "linear"

    def at(self, value: float) -> float:
        """Return where a value stands, from 0 to 1; what lies beyond an end stands at it."""
        low, high, value = self.low, self.high, min(max(value, self.low), self.high)
        if self.scale == "log":
            low, high, value = (math.log10(one) for one in (low, high, value))
        return (value - low) / (high - low)


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Points joined by straight lines, and the words that stand for them."""

    name: str
    points: tuple[tuple[float, float], ...]
    faint: bool = False


@dataclass(frozen=True, kw_only=True)
class Range:
    """A value with its interval, on the axis of the picture; None where there is no figure."""

    name: str
    value: float | None
    interval: tuple[float, float] | None
    said: str


def curve_chart(
    curves: Sequence[Curve], *, x: Axis, y: Axis, title: str, description: str, name: str
) -> str:
    """Return curves as SVG, at most five beside faint ones, with a key below."""
    wide, high = WIDTH - _LEFT - 44, 300
    parts = [*_grid(x, y, wide, high)]
    dashes = iter(_DASHES)
    key = _TOP + high + 62
    for curve in curves:
        dash = "" if curve.faint else next(dashes)
        points = " ".join(
            f"{_LEFT + wide * x.at(a):.1f},{_TOP + high * (1 - y.at(b)):.1f}"
            for a, b in curve.points
        )
        look = (
            'fill="none" stroke="currentColor" '
            f'stroke-width="{1 if curve.faint else 2}" stroke-opacity="{0.45 if curve.faint else 1}"'
            + (f' stroke-dasharray="{dash}"' if dash else "")
        )
        parts.append(
            f'<polyline points="{points}" {look}><title>{escape(curve.name)}</title></polyline>'
        )
        parts.append(f'<path d="M{_LEFT} {key - 4}h40" {look}/>')
        parts.append(text(_LEFT + 50, key, curve.name))
        key += _ROW
    return svg(name, title=title, description=description, height=key, body=parts)


def range_chart(ranges: Sequence[Range], *, x: Axis, title: str, name: str) -> str:
    """Return values with their intervals as SVG, one row each, its words on both sides."""
    longest = max((len(one.name) for one in ranges), default=0)
    left = 16 + _LETTER * longest
    right = 16 + _LETTER * max((len(one.said) for one in ranges), default=0)
    wide = WIDTH - left - right
    bottom = _TOP + 26 * len(ranges)
    parts: list[str] = []
    for value, label in x.ticks:
        at = left + wide * x.at(value)
        parts.append(line(at, _TOP - 8, at, bottom, opacity=0.2))
        parts.append(text(at, bottom + 18, label, anchor="middle", opacity=0.75))
    for number, one in enumerate(ranges):
        y = _TOP + 26 * number + 8
        parts.append(text(left - 10, y + 4, one.name, anchor="end"))
        parts.append(text(WIDTH - right + 12, y + 4, one.said))
        if one.interval:
            ends = [left + wide * x.at(end) for end in one.interval]
            parts.append(line(ends[0], y, ends[1], y, width=2))
        if one.value is not None:
            at = left + wide * x.at(one.value)
            parts.append(f'<circle cx="{at:.1f}" cy="{y}" r="5" fill="currentColor"/>')
    parts.append(text(left + wide / 2, bottom + 40, x.name, anchor="middle"))
    said = "; ".join(f"{one.name}: {one.said}" for one in ranges)
    return svg(name, title=title, description=said, height=bottom + 52, body=parts)


def _grid(x: Axis, y: Axis, wide: float, high: float) -> list[str]:
    parts = [
        f'<rect x="{_LEFT}" y="{_TOP}" width="{wide}" height="{high}" fill="none" '
        'stroke="currentColor" stroke-opacity="0.4"/>'
    ]
    for value, label in x.ticks:
        at = _LEFT + wide * x.at(value)
        parts.append(line(at, _TOP, at, _TOP + high, opacity=0.12))
        parts.append(text(at, _TOP + high + 18, label, anchor="middle"))
    for value, label in y.ticks:
        at = _TOP + high * (1 - y.at(value))
        parts.append(line(_LEFT, at, _LEFT + wide, at, opacity=0.12))
        parts.append(text(_LEFT - 8, at + 4, label, anchor="end"))
    parts.append(text(_LEFT + wide / 2, _TOP + high + 40, x.name, anchor="middle"))
    parts.append(
        f'<g transform="rotate(-90 16 {_TOP + high / 2})">'
        + text(16, _TOP + high / 2, y.name, anchor="middle")
        + "</g>"
    )
    return parts
