"""The report of an evaluation, for people who decide and are no statisticians.

From the figures alone: whatever is not among them cannot come into it, least of all a photograph, a
name or a vector. The same figures give the same bytes.
"""

from collections.abc import Iterator

from antigone.trials.report import searches, trust
from antigone.trials.report.page import care, heading, page, paragraph, terms
from antigone.trials.report.told import Figures, Told, hundred
from antigone.trials.report.words import GLOSSARY
from antigone.wording import N_

_TITLE = N_("How far to trust a face: what was measured here")
# Fewer people than this, and a figure is little more than a story about some of them.
_FEW = 100


def report_of(figures: Figures, language: str = "en") -> str:
    """Return the report as one HTML page with everything in it; `figures` as `evaluate` gives them."""
    told = Told(figures, language)
    return page(told.tell(_TITLE), _body(told), language=language)


def _body(told: Told) -> Iterator[str]:
    yield from _in_short(told)
    yield from searches.lists(told)
    yield from searches.lines(told)
    yield from trust.ratios(told)
    yield from trust.quality(told)
    yield from trust.groups(told)
    yield from searches.more_photographs(told)
    yield from _how(told)
    yield heading(told.tell(N_("Words")))
    yield terms((told.tell(word), told.tell(says)) for word, says in GLOSSARY)


def _in_short(told: Told) -> Iterator[str]:
    of = told.figures
    yield paragraph(
        told.tell(
            N_(
                "{searches} photographs were each searched for among {people} people, who were "
                "enrolled with up to {references} photographs each."
            ),
            **{key: of[key] for key in ("searches", "people", "references")},
        ),
        told.tell(
            N_(
                "With photographs as they are, the right person came first in {first} of 100 "
                "searches and was among the first ten in {ten} of 100. In {none} of 100 no face "
                "was found."
            ),
            first=hundred(of["rank"]["1"]),
            ten=hundred(of["rank"]["10"]),
            none=hundred(of["fta"]),
        ),
    )
    cautions = [
        N_(
            "A place on a list is a lead. Nobody is identified by it: two examiners, a board and "
            "a primary identifier decide."
        ),
        N_(
            "These figures hold for photographs and people like these. They say nothing of "
            "decomposition, of children, or of anybody who is not among them."
        ),
    ]
    if of["conditions"]:
        cautions.append(
            N_(
                "Conditions are simulated: painted lids, tints and cloths on these photographs. "
                "They are kinder than reality. No figure under a condition is accuracy on the dead."
            )
        )
    if of["people"] < _FEW:
        cautions.append(
            N_(
                "There are few people here. Read the intervals, not the figures: another few "
                "people could give any figure between their ends."
            )
        )
    yield care([told.tell(one) for one in cautions])


def _how(told: Told) -> Iterator[str]:
    of = told.figures
    yield heading(told.tell(N_("How it was measured")))
    yield paragraph(
        told.tell(
            N_(
                "Engine {engine}, seed {seed}, {photos} photographs, {unreadable} of them could not "
                "be read and count as no face. Each probe was searched twice, with its person "
                "enrolled and with her left out. A photograph without a face, and a person without "
                "a readable reference, count against the engine everywhere. Intervals: people, not "
                "photographs, drawn anew; the line stays where it was."
            ),
            **{key: of[key] for key in ("engine", "seed", "photos", "unreadable")},
        )
    )
    speed = of["speed"]
    if speed["median_ms"] is not None:
        yield paragraph(
            told.tell(
                N_(
                    "Reading one photograph took {median} ms, one in ten more than {slow} ms, with "
                    "{side} read side by side on this machine."
                ),
                median=f"{speed['median_ms']:.0f}",
                slow=f"{speed['slow_ms']:.0f}",
                side=speed["side_by_side"],
            )
        )
