"""What every picture here is made of: lines, words, and a frame that says what is in it."""

import re
from collections.abc import Iterable
from html import escape

WIDTH = 720

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    weight: str = "normal",
    opacity: float = 1.0,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="currentColor" fill-opacity="{opacity:g}">{escape(words)}</text>'
    )


def line(
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


def svg(
    name: str,
    *,
    title: str,
    description: str,
    height: float,
    body: Iterable[str],
    width: float = WIDTH,
) -> str:
    name = escape(name)
    hatching = (
        f'<defs><pattern id="{name}-against" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" stroke="currentColor" '
        'stroke-width="2"/></pattern></defs>'
    )
    drawn = "\n".join(body)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" '
        f'font-size="13">\n<title id="{name}-title">{escape(title)}</title>\n'
        f'<desc id="{name}-desc">{escape(description)}</desc>\n{hatching}\n{drawn}\n</svg>\n'
    )
    # What no XML may hold would make the whole picture unreadable, not only a name.
    return _UNREADABLE.sub("", picture)
