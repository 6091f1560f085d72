"""What the parts of a report share: its figures, its language, and how a share is said."""

from collections.abc import Mapping, Sequence
from typing import Any

from antigone.trials.measures import LEAST_PEOPLE
from antigone.trials.report.charts import Shown
from antigone.trials.report.page import paragraph
from antigone.trials.report.words import name_of
from antigone.trials.simulation import find_condition
from antigone.wording import N_, say

Figures = Mapping[str, Any]
# What a picture shows beside photographs as they are, if it was measured: it stays readable.
IN_PICTURES = ("mortuary", "field_hard", "dark_noise", "blur")
_MOST_DRAWN = 4


class Told:
    """Figures in one language. `every` holds all conditions, `drawn` those that stand in pictures."""

    def __init__(self, figures: Figures, language: str) -> None:
        self.figures, self.language = figures, language
        conditions = figures["conditions"]
        self.chosen = [name for name in IN_PICTURES if name in conditions]
        self.chosen += [name for name in conditions if name not in self.chosen]
        plain = (self.tell(N_("as they are")), figures)
        self.every: Shown = [plain, *((self.name(one), of) for one, of in conditions.items())]
        self.drawn: Shown = [
            plain,
            *((self.name(one), conditions[one]) for one in self.chosen[:_MOST_DRAWN]),
        ]

    def tell(self, sentence: str, **parameters: object) -> str:
        """Return a sentence in the language of the report."""
        return say(sentence, self.language, **parameters)

    def name(self, condition: str) -> str:
        """Return a condition in words."""
        sentence, strength = name_of(condition)
        return self.tell(sentence, strength=strength)

    def described(self) -> list[str]:
        """Return what was done to the photographs, for each of `every`."""
        return [
            "",
            *(self.tell(find_condition(one).description) for one in self.figures["conditions"]),
        ]

    def too_few(self) -> str:
        """Return what a dash means."""
        sentence = N_(
            "A dash: fewer than {least} people, or too few searches. No figure of a few people."
        )
        return paragraph(self.tell(sentence, least=LEAST_PEOPLE), quiet=True)

    def counted(self, of: Figures) -> tuple[str, str]:
        """Return people and searches."""
        return str(of["people"]), str(of["searches"])

    def cell(self, of: Figures, key: str, rate: str = "") -> tuple[str, str]:
        """Return a share of 100 and its interval, a dash where there is no figure."""
        if key not in of:
            return "–", ""
        value, ends = of[key], of["intervals"][key]
        if rate:
            value, ends = value[rate], ends[rate]
        if value is None:
            return "–", ""
        return hundred(value), f"{hundred(ends[0])}–{hundred(ends[1])}"

    def share(self, value: float, ends: Sequence[float]) -> str:
        """Return a share of 100 with its interval in brackets."""
        return f"{hundred(value)} ({hundred(ends[0])}–{hundred(ends[1])})"


def hundred(share: float) -> str:
    """Return a share of 100 with one decimal where it matters: 99.7 is not 100, and 0.3 not 0."""
    percent = 100 * share
    return f"{percent:.1f}" if 0 < percent < 1 or 99 < percent < 100 else f"{percent:.0f}"
