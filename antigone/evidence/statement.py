"""What is said of one pair: each finding as a bar and a sentence, and only then a sum.

A statement is read by a board and by a family's lawyer. It shows what each discipline found by
itself, what was added, what was not and why, what nobody has examined yet, and, only where an
operation has turned it on, a probability.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from antigone.errors import Refusal
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio, in_times
from antigone.wording import N_, say

Standing = Literal["counted", "covered"]

_COVERED = N_("Not added: a stronger finding on “{group}” already counts.")
_PRIOR = N_("Before any finding: {grounds} (odds of {odds}).")
_ALONE = N_("{discipline} by itself: {words}")
_TOGETHER = N_("All findings together: {words}")
_LACKING = N_("Not examined: {discipline}. {sentence}")
_POSTERIOR = N_(
    "With the findings and what was assumed before them, the probability of “{same}” is {probability}."
)
_SIMULATED = N_("Exercise, simulated: these numbers are no evidence.")


class UnfitPrior(Refusal):
    """Odds before the evidence that leave nothing to weigh, or are no number."""

    code = "unfit-prior"
    sentence = N_("The odds before the evidence cannot be {given}. Nothing was weighed.")
    remedy = N_("Give how many people it could be, at least 2, or a probability between 0 and 1.")


class UnfitResults(Refusal):
    """The results that an examination could have do not add up."""

    code = "unfit-results"
    sentence = N_(
        "The possible results of “{discipline}” do not add up under both explanations. Its gain was "
        "not reckoned."
    )
    remedy = N_(
        "Give each result a probability above 0 under both, so that either column adds up to 1."
    )


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What is assumed before any finding: `log10_odds` of the first hypothesis, and on what grounds.

    `grounds` is a plain clause ("one of the eleven on the manifest"). Refuses with `UnfitPrior`.
    """

    log10_odds: float
    grounds: str

    def __post_init__(self) -> None:
        if not math.isfinite(self.log10_odds):
            raise UnfitPrior(given=self.log10_odds)

    @classmethod
    def among(cls, people: int, *, grounds: str) -> Self:
        """Return the prior under which each of `people` (2 or more) is as probable as any other."""
        if people < 2:
            raise UnfitPrior(given=people)
        return cls(log10_odds=-math.log10(people - 1), grounds=grounds)

    @classmethod
    def of(cls, probability: float, *, grounds: str) -> Self:
        """Return the prior with this probability (between 0 and 1) of the first hypothesis."""
        if not 0 < probability < 1:
            raise UnfitPrior(given=probability)
        return cls(log10_odds=math.log10(probability / (1 - probability)), grounds=grounds)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding: what it is worth, and one plain sentence that says what was seen.

    `discipline` is who found it ("face", "dental", "DNA"). `group` names what it rests upon: findings
    that rest on the same thing (one face, one tattoo) depend on each other and are never added. Left
    empty, everything within a discipline is taken to be dependent; independence has to be declared.
    """

    ratio: LikelihoodRatio
    sentence: str
    discipline: str
    group: str = ""

    @property
    def rests_on(self) -> str:
        """The name of the dependence group."""
        return self.group or self.discipline


@dataclass(frozen=True, kw_only=True)
class Outstanding:
    """An examination nobody has made yet, and how strong such findings usually are.

    `if_same` (0 or above) and `if_other` (0 or below) are the mean log10 LR of its results when the
    first or the second hypothesis holds; `yields` (0 to 1) is how often it gives any result. See
    `of_results` for where such numbers come from.
    """

    discipline: str
    sentence: str
    if_same: float = 0.0
    if_other: float = 0.0
    yields: float = 1.0
    group: str = ""

    @classmethod
    def of_results(
        cls,
        results: Sequence[tuple[float, float]],
        *,
        discipline: str,
        sentence: str,
        yields: float = 1.0,
        group: str = "",
    ) -> Self:
        """Return an examination of which each possible result is known.

        `results`: for each, how probable it is if the first hypothesis holds and if the second does;
        both columns add up to 1. The mean log10 LR under either is the mean information for
        discrimination (Kullback & Leibler 1951, doi:10.1214/aoms/1177729694, with logarithms to the
        base 10). Refuses with `UnfitResults`.
        """
        if not results or not all(
            math.isclose(sum(column), 1.0, abs_tol=1e-6) and min(column) > 0
            for column in zip(*results, strict=True)
        ):
            raise UnfitResults(discipline=discipline)
        weights = [(same, other, math.log10(same / other)) for same, other in results]
        return cls(
            discipline=discipline,
            sentence=sentence,
            if_same=sum(same * log10 for same, _, log10 in weights),
            if_other=sum(other * log10 for _, other, log10 in weights),
            yields=yields,
            group=group,
        )

    @property
    def rests_on(self) -> str:
        """The name of the dependence group."""
        return self.group or self.discipline


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One finding in the picture: it moves log10 LR from `before` to `after`.

    A finding that is covered by a stronger one of its group moves nothing, and is still shown.
    """

    finding: Finding
    before: float
    after: float
    standing: Standing

    def note(self, language: str = "en") -> str:
        """Return why the finding was not added; empty if it was."""
        if self.standing == "counted":
            return ""
        return say(_COVERED, language, group=self.finding.rests_on)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Everything weighed for one pair. Made by `antigone.evidence.weigh`.

    `disciplines` holds what each found by itself, in the order of mention; `total` the sum under the
    declared dependence; `missing` what was not examined. `posterior` (between 0 and 1) is None unless
    it was asked for. `simulated` statements belong to the exercise and carry its mark.
    """

    hypotheses: Hypotheses
    prior: Prior | None
    bars: tuple[Bar, ...]
    disciplines: tuple[tuple[str, LikelihoodRatio], ...]
    total: LikelihoodRatio
    missing: tuple[Outstanding, ...]
    posterior: float | None
    simulated: bool

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """Return the statement in words: each discipline first, the sum last."""
        said = [say(_SIMULATED, language)] if self.simulated else []
        for discipline, ratio in self.disciplines:
            words = ratio.words(language)
            said.append(say(_ALONE, language, discipline=discipline, words=words))
        for bar in self.bars:
            said.append(" ".join(filter(None, (bar.finding.sentence, bar.note(language)))))
        for lacking in self.missing:
            said.append(
                say(
                    _LACKING,
                    language,
                    discipline=lacking.discipline,
                    sentence=lacking.sentence,
                )
            )
        if self.prior:
            grounds, odds = self.prior.grounds, in_odds(self.prior.log10_odds)
            said.append(say(_PRIOR, language, grounds=grounds, odds=odds))
        said.append(say(_TOGETHER, language, words=self.total.words(language)))
        if self.posterior is not None:
            same, probability = say(self.hypotheses.same, language), in_per_cent(self.posterior)
            said.append(say(_POSTERIOR, language, same=same, probability=probability))
        return tuple(said)

    def as_json(self, language: str = "en") -> dict[str, object]:
        """Return the statement for programs; the shape is a promise of the API."""
        return {
            "hypotheses": [say(clause, language) for clause in self.hypotheses],
            "prior": self.prior
            and {"log10_odds": self.prior.log10_odds, "grounds": self.prior.grounds},
            "disciplines": [
                {"discipline": name, **ratio.as_json(language)} for name, ratio in self.disciplines
            ],
            "bars": [
                {
                    "discipline": bar.finding.discipline,
                    "group": bar.finding.rests_on,
                    "sentence": bar.finding.sentence,
                    "finding": bar.finding.ratio.as_json(language),
                    "before": bar.before,
                    "after": bar.after,
                    "standing": bar.standing,
                    "note": bar.note(language),
                }
                for bar in self.bars
            ],
            "total": self.total.as_json(language),
            "missing": [
                {"discipline": lacking.discipline, "sentence": lacking.sentence}
                for lacking in self.missing
            ],
            "posterior": self.posterior,
            "simulated": self.simulated,
            "sentences": list(self.sentences(language)),
        }


def probability_of(log10_odds: float) -> float:
    """Return the probability of odds given as log10, without overflow, between 0 and 1."""
    if log10_odds > 0:
        return 1 / (1 + 10 ** -min(log10_odds, 300.0))
    return 10 ** max(log10_odds, -300.0) / (1 + 10 ** max(log10_odds, -300.0))


def in_per_cent(probability: float) -> str:
    """Return a probability in per cent, never rounded to 0 or 100: nothing here is certain."""
    if probability > 0.9999:
        return "> 99.99 %"
    if probability < 0.0001:
        return "< 0.01 %"
    # More decimals towards the ends, or 99.96 % would read as 100.0 %.
    decimals = 2 if min(probability, 1 - probability) < 0.01 else 1
    return f"{100 * probability:.{decimals}f} %"


def in_odds(log10_odds: float) -> str:
    """Return odds as "1 : 10" or "3 : 1", with two significant figures."""
    figures = in_times(log10_odds)
    return f"{figures} : 1" if log10_odds > 0 else f"1 : {figures}"
