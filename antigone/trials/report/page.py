"""The frame of a report: one HTML file that opens anywhere, without a script and without a network.

Calm on a screen, in the dark, on paper, at any size of letters, and to a screen reader.
"""

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root { color-scheme: light dark; --page: #f7f6f3; --text: #1f2629; --quiet: #525c60;
  --line: #d4d0c7; --care: #f7ecd6; }
@media (prefers-color-scheme: dark) { :root { --page: #14191b; --text: #e6e8e7; --quiet: #a9b3b5;
  --line: #343e42; --care: #3a2f1a; } }
body { margin: 0; background: var(--page); color: var(--text);
  font: 1.0625rem/1.6 system-ui, "Noto Sans", sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 .5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.0625rem; margin: 2rem 0 .25rem; }
p, ul, dl { margin: .5rem 0 1rem; }
.quiet, caption, figcaption { color: var(--quiet); }
.care { background: var(--care); padding: .75rem 1.25rem; border-radius: .375rem; }
.care p { margin: .25rem 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; margin: .75rem 0 1.5rem; }
caption { text-align: start; padding-bottom: .375rem; }
th, td { text-align: start; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--quiet); }
td { font-variant-numeric: tabular-nums; }
th { font-weight: 600; }
tbody th small { display: block; font-weight: 400; color: var(--quiet); }
td small { color: var(--quiet); white-space: nowrap; }
figure { margin: 1.25rem 0; direction: ltr; }
figcaption { direction: initial; }
svg { width: 100%; height: auto; display: block; }
dt { font-weight: 600; } dd { margin: 0 0 .75rem; }
@media print { body { background: none; font-size: 10pt; } main { max-width: none; padding: 0; }
  h2 { break-after: avoid; } figure, table { break-inside: avoid; } }
"""
_RIGHT_TO_LEFT = ("ar",)


def page(title: str, body: Iterable[str], *, language: str) -> str:
    """Return a whole page; `body` is HTML, the title is not."""
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}" dir="{direction}">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # Whoever opens it, nothing is fetched and nothing is told to anybody.
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="referrer" content="no-referrer">',
            f"<title>{escape(title)}</title>",
            f"<style>{_STYLE}</style></head>",
            f"<body><main>\n<h1>{escape(title)}</h1>",
            *body,
            "</main></body></html>\n",
        )
    )


def paragraph(*sentences: str, quiet: bool = False) -> str:
    """Return sentences as one paragraph."""
    look = ' class="quiet"' if quiet else ""
    return f"<p{look}>{escape(' '.join(sentences))}</p>"


def heading(words: str, *, level: int = 2) -> str:
    """Return a heading."""
    return f"<h{level}>{escape(words)}</h{level}>"


def care(sentences: Sequence[str]) -> str:
    """Return sentences that must not be overlooked."""
    return '<div class="care" role="note">' + "".join(map(paragraph, sentences)) + "</div>"


def figure(svg: str, caption: str) -> str:
    """Return a picture with what it shows in words."""
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str | tuple[str, str]]]
) -> str:
    """Return a table; a cell may be a pair: what is said, and what is said smaller."""
    lines = "".join(
        "<tr>"
        + _cell(row[0], 'th scope="row"', "th")
        + "".join(_cell(c) for c in row[1:])
        + "</tr>"
        for row in rows
    )
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{lines}</tbody></table></div>"
    )


def terms(pairs: Iterable[tuple[str, str]]) -> str:
    """Return words and what they mean."""
    inner = "".join(f"<dt>{escape(word)}</dt><dd>{escape(says)}</dd>" for word, says in pairs)
    return f"<dl>{inner}</dl>"


def _cell(content: str | tuple[str, str], opening: str = "td", closing: str = "td") -> str:
    said, smaller = (content, "") if isinstance(content, str) else content
    small = f" <small>{escape(smaller)}</small>" if smaller else ""
    return f"<{opening}>{escape(said)}{small}</{closing}>"
