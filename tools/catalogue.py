"""Collect every marked sentence into the template, update the translations, compile them.

`--check` changes nothing and fails when the template is not what the source says, or when a
translation lacks a parameter that its sentence needs.
"""

import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE = Path("antigone/locale")
TEMPLATE = LOCALE / "antigone.pot"
PAGES = Path("antigone/workbench/templates")
_TEXT = r"(?:\"([^\"]*)\"|'([^']*)')"
_SAID = re.compile(rf"{{%\s*(say|say_count)\s+{_TEXT}(?:\s+{_TEXT})?")
KEYWORDS = {"N_": None, "say_count": (1, 2)}
# What somebody meets at the pages on a first day, refusals included: complete in every language.
FIRST_DAY = (
    "workbench/",
    "casework/",
    "access/",
    "errors.py",
    "evidence/ratio.py",
    "faces/quality.py",
    "documents/blank_forms.py",
    "documents/labels.py",
)


def main() -> int:
    check = "--check" in sys.argv
    extracted = collect()
    template = as_text(extracted)
    problems = []
    if check:
        if not TEMPLATE.is_file() or TEMPLATE.read_text(encoding="utf-8") != template:
            problems.append(f"{TEMPLATE} is not what the source says. Run: make messages")
    else:
        TEMPLATE.write_text(template, encoding="utf-8")
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            translated = read_po(source, locale=po.parts[-3])
        if not check:
            translated.update(extracted, no_fuzzy_matching=True, update_header_comment=False)
            po.write_text(as_text(translated), encoding="utf-8")
            with po.with_suffix(".mo").open("wb") as target:
                write_mo(target, translated)
        problems += [f"{po}: {problem}" for problem in lost_parameters(translated)]
        if lacking := untranslated(translated):
            problems.append(
                f"{po}: {len(lacking)} sentences of the pages are not translated; the first: {lacking[0]}"
            )
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def collect() -> Catalog:
    """Return every marked sentence of the source."""
    catalogue = Catalog(
        project="Antigone", copyright_holder="The Antigone maintainers", charset="utf-8"
    )
    for name, line, sentence, comments, context in _found():
        catalogue.add(
            sentence, None, [(f"antigone/{name}", line)], auto_comments=comments, context=context
        )
    return catalogue


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences of a first day that a translation lacks."""
    first_day = {
        sentence if isinstance(sentence, str) else sentence[0]
        for name, _, sentence, *_ in _found()
        if name.startswith(FIRST_DAY)
    }
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and all(_forms(message.string)) and not message.fuzzy
    }
    return sorted(first_day - translated)


def _forms(translation: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if translation is None:
        # Nobody has translated it yet.
        return ("",)
    return (translation,) if isinstance(translation, str) else tuple(translation)


@cache
def _found() -> tuple[Any, ...]:
    return (
        *extract_from_dir("antigone", keywords=KEYWORDS, comment_tags=("Translators:",)),
        *sentences_of_pages(),
    )


def sentences_of_pages() -> Iterator[tuple[str, int, str | tuple[str, str], list[str], None]]:
    """Yield what the templates of pages say with `say` and `say_count`, where it stands."""
    for page in sorted(PAGES.rglob("*.html")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            for tag, *quoted in _SAID.findall(line):
                first, second = (one or other for one, other in (quoted[:2], quoted[2:]))
                sentence = (first, second) if tag == "say_count" else first
                yield str(page.relative_to("antigone")), number, sentence, [], None


def as_text(catalogue: Catalog) -> str:
    """Return a catalogue as text that changes only when a sentence changes."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, sort_output=True, omit_header=False, width=100)
    return "".join(
        line
        for line in buffer.getvalue().decode().splitlines(keepends=True)
        if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By'))
        and not line.startswith("# FIRST AUTHOR")
    )


def lost_parameters(catalogue: Catalog) -> list[str]:
    """Return the translations whose parameters are not those of their sentence."""
    problems = []
    for message in catalogue:
        if not message.id or not message.string or message.pluralizable:
            continue
        wanted, found = (
            {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            for text in (message.id, message.string)
        )
        if wanted != found:
            problems.append(f"“{message.id}” has {wanted}, its translation {found}")
    return problems


if __name__ == "__main__":
    sys.exit(main())
