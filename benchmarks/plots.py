"""Pictures of what was measured, for the documentation."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from antigone.evidence.charts.drawing import line, svg, text

PAGES = Path(__file__).parent.parent / "docs" / "explanation"
_WIDTH, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 78, 190, 20, 300
_LINE = 17
_DASHES = ("", "6 4", "2 3")

Curve = Sequence[tuple[float, float]]


def write(name: str, picture: str) -> None:
    """Write a picture beside the pages that show it, on a ground of its own: pages may be dark."""
    on_paper = picture.replace("<svg ", '<svg color="#1f2629" style="background:#fbfaf7" ', 1)
    (PAGES / f"{name}.svg").write_text(on_paper, encoding="utf-8")


def growth_plot(cost: Curve) -> str:
    """Return the cost of an operation (products of matrices) against its remains, both in powers of ten."""
    about = [(math.log10(remains), math.log10(units)) for remains, units in cost]
    marks = [math.log10(remains) for remains, _ in cost]
    return _plot(
        "growth",
        title="What reconciliation costs as an operation grows",
        curves={"cost": about},
        across=("remains", [(at, f"{10**at:.0f}") for at in marks]),
        up=("cost, in products of two matrices", _powers([units for _, units in about])),
        dots=True,
    )


def latency_plot(model: Curve, measured: Curve) -> str:
    """Return milliseconds of a search against the templates, both in powers of ten."""
    curves = {
        name: [(math.log10(rows), math.log10(cost)) for rows, cost in curve]
        for name, curve in (("model", model), ("measured", measured))
    }
    across = [(at, f"{10 ** round(at):,}".replace(",", "\u202f")) for at, _ in curves["model"]]
    return _plot(
        "latency",
        title="How long a search takes as a gallery grows",
        curves=curves,
        across=("templates", across),
        up=("milliseconds", _powers([cost for curve in curves.values() for _, cost in curve])),
        dots=True,
    )


def coverage_plot(curves: Mapping[str, Curve]) -> str:
    """Return wrong leads (mean for each accident) against the share of the bodies with a lead."""
    most = max(wrong for curve in curves.values() for _, wrong in curve)
    step = max(1.0, 10 ** math.floor(math.log10(most)) if most > 1 else 1.0)
    ticks = [step * at for at in range(math.ceil(most / step) + 1)]
    return _plot(
        "coverage",
        title="Wrong leads among the strongest, by the share of the bodies that get one",
        curves=curves,
        across=("bodies with a lead", [(at / 10, f"{10 * at} %") for at in (5, 6, 7, 8, 9, 10)]),
        up=("wrong leads in an accident", [(tick, f"{tick:g}") for tick in ticks]),
    )


def _powers(values: Sequence[float]) -> list[tuple[float, str]]:
    whole = range(math.floor(min(values)), math.ceil(max(values)) + 1)
    return [(float(at), f"{10.0**at:,g}".replace(",", "\u202f")) for at in whole]


def _plot(
    name: str,
    *,
    title: str,
    curves: Mapping[str, Curve],
    across: tuple[str, Sequence[tuple[float, str]]],
    up: tuple[str, Sequence[tuple[float, str]]],
    dots: bool = False,
) -> str:
    x = _onto([at for at, _ in across[1]], _LEFT, _WIDTH - _RIGHT)
    y = _onto([at for at, _ in up[1]], _BOTTOM, _TOP)
    parts: list[str] = []
    for at, label in across[1]:
        parts.append(line(x(at), _BOTTOM, x(at), _BOTTOM + 5, opacity=0.6))
        parts.append(text(x(at), _BOTTOM + 20, label, anchor="middle", opacity=0.75))
    for at, label in up[1]:
        parts.append(line(_LEFT, y(at), _WIDTH - _RIGHT, y(at), opacity=0.12))
        parts.append(text(_LEFT - 8, y(at) + 4, label, anchor="end", opacity=0.75))
    parts.append(line(_LEFT, _BOTTOM, _WIDTH - _RIGHT, _BOTTOM, opacity=0.6))
    parts.append(text((_LEFT + _WIDTH - _RIGHT) / 2, _BOTTOM + 42, across[0], anchor="middle"))
    middle = (_TOP + _BOTTOM) / 2
    label = text(16, middle, up[0], anchor="middle")
    parts.append(f'<g transform="rotate(-90 16 {middle})">{label}</g>')
    said, labelled = [], list[float]()
    for (named, curve), dashes in zip(curves.items(), _DASHES, strict=False):
        points = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in curve)
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2" '
            f'stroke-dasharray="{dashes}"/>'
        )
        for at, value in curve if dots else ():
            parts.append(
                f'<circle cx="{x(at):.1f}" cy="{y(value):.1f}" r="4" fill="currentColor"/>'
            )
        if len(curves) > 1:
            # Curves that end together would have their names on top of each other.
            level = y(curve[-1][1]) + 4
            while any(abs(level - other) < _LINE for other in labelled):
                level += 1
            labelled.append(level)
            parts.append(text(_WIDTH - _RIGHT + 8, level, named))
        said.append(f"{named}: " + ", ".join(f"{at:.3g} → {value:.3g}" for at, value in curve))
    return svg(
        name,
        title=title,
        description="; ".join(said),
        height=_BOTTOM + 56,
        width=_WIDTH,
        body=parts,
    )


def _onto(marks: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    """Return how a number between the outermost marks becomes a place."""
    low, high = min(marks), max(marks)
    span = high - low or 1.0
    return lambda value: start + (end - start) * (value - low) / span
