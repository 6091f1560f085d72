"""A sheet as one page for a screen: everything in one file, no script, nothing fetched.

The page may be kept, sent on paper's way or opened years later. Its own policy forbids it to ask
anything of any server, so that opening it tells nobody that it was opened.
"""

from collections.abc import Sequence
from html import escape

from antigone.documents.page import (
    Block,
    Facts,
    Heading,
    Items,
    Paragraph,
    Sheet,
    Table,
    Waterfall,
)
from antigone.documents.typesetting import RIGHT_TO_LEFT, readable, settle
from antigone.evidence.charts import waterfall

_STYLE = """
:root { color-scheme: light dark; --text: #1f2629; --quiet: #525c60; --line: #d4d0c7;
  --ground: #fbfaf7; --paper: #ffffff; --action: #1f5c73; --ochre: #8a5a12;
  --caution: #7a4e0b; --caution-ground: #f7ecd6; }
@media (prefers-color-scheme: dark) { :root { --text: #e9e6e0; --quiet: #a9b1b4; --line: #3b4245;
  --ground: #15191b; --paper: #1c2123; --action: #7fb9cf; --ochre: #d9a75b;
  --caution: #ecc27e; --caution-ground: #33291a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, "Noto Sans", "IBM Plex Sans Arabic", sans-serif; }
main { max-width: 50rem; margin: 2rem auto; padding: 2.5rem clamp(1rem, 5vw, 3.5rem);
  background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
header, footer { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; justify-content: space-between;
  font-size: 0.85rem; color: var(--quiet); }
header { border-block-end: 1px solid var(--line); padding-block-end: 0.75rem; }
footer { border-block-start: 1px solid var(--line); padding-block-start: 0.75rem;
  margin-block-start: 3rem; }
header strong { color: var(--caution); }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1.75rem 0 0.25rem; }
h2 { font-size: 1.1rem; color: var(--action); margin: 2.5rem 0 0.75rem; }
.lead, .quiet { color: var(--quiet); }
.quiet { font-size: 0.9rem; }
.strong { font-weight: 600; }
.caution { color: var(--caution); background: var(--caution-ground); padding: 0.6rem 0.9rem;
  border-radius: 4px; }
dl { display: grid; grid-template-columns: minmax(6rem, 1fr) 5fr; margin: 1.5rem 0 1rem; }
dt, dd { margin: 0; padding: 0.5rem 0; border-block-end: 1px solid var(--line); }
dt { color: var(--quiet); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td { text-align: start; vertical-align: top; padding: 0.5rem 0.75rem 0.5rem 0;
  border-block-end: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: 600; border-block-end-color: var(--quiet); }
td.figures, th.figures { text-align: end; font-variant-numeric: tabular-nums; }
li { margin-block: 0.3rem; }
figure { margin: 1rem 0; overflow-x: auto; direction: ltr; }
svg { display: block; width: 100%; min-width: 34rem; height: auto; }
rect.for { color: var(--action); }
rect.against, pattern { color: var(--ochre); }
@media print { body { background: none; } main { border: 0; margin: 0; padding: 0; max-width: none; }
  h2, figure { break-inside: avoid; break-after: avoid; } tr { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


def sheet_html(sheet: Sheet) -> str:
    """Return a sheet as one self-contained HTML page; names are text in it, never markup.

    Photographs, signatures and plain bars are printed on paper only: a sheet that holds them is a
    `TypeError`, because a page travels further than the person who was allowed to see them.
    """
    language = escape(sheet.language)
    direction = "rtl" if sheet.language in RIGHT_TO_LEFT else "ltr"
    body = "\n".join(_block(block, at) for at, block in enumerate(sheet.blocks))
    lead = f'<p class="lead">{_words(sheet.lead)}</p>\n' if sheet.lead else ""
    return f"""<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{_words(sheet.title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<header><span>{_words(sheet.head)}</span><strong>{_words(sheet.mark)}</strong></header>
<h1>{_words(sheet.heading)}</h1>
{lead}{body}
<footer><span>{_words(sheet.foot)}</span></footer>
</main>
</body>
</html>
"""


def _block(block: Block, at: int) -> str:
    match block:
        case Heading(text=text):
            return f"<h2>{_words(text)}</h2>"
        case Paragraph(text=text, tone=tone):
            return f'<p class="{escape(tone)}">{_words(text)}</p>'
        case Items(items=items):
            return "<ul>" + "".join(f"<li>{_words(item)}</li>" for item in items) + "</ul>"
        case Facts(rows=rows):
            facts = "".join(
                f"<dt>{_words(label)}</dt><dd>{_name(fact)}</dd>" for label, fact in rows
            )
            return f"<dl>{facts}</dl>"
        case Table():
            return _table(block)
        case Waterfall(statement=statement, language=language):
            return f"<figure>{waterfall(statement, language=language, name=f'step-{at}')}</figure>"
        case _:
            raise TypeError(f"{type(block).__name__} is printed on paper only")


def _table(table: Table) -> str:
    def row(cells: Sequence[str], kind: str) -> str:
        drawn = []
        for at, cell in enumerate(cells):
            look = ' class="figures"' if at in table.figures else ""
            drawn.append(f"<{kind}{look}>{_name(cell)}</{kind}>")
        return "<tr>" + "".join(drawn) + "</tr>"

    head = row(table.header, "th")
    rows = "\n".join(row(cells, "td") for cells in table.rows)
    return f'<div class="wide"><table><thead>{head}</thead><tbody>\n{rows}\n</tbody></table></div>'


def _words(text: str) -> str:
    """Return a sentence; a name in it keeps to itself by the isolates that stand around it."""
    return escape(readable(settle(text), isolates=True))


def _name(text: str) -> str:
    return f"<bdi>{_words(text)}</bdi>"
