"""Teeth of many people at once: charts drawn and weighed as the dental finding weighs two.

`antigone.evidence.findings.dental.dental` weighs one pair of charts. A trial weighs tens of thousands;
here the same sums run over arrays, and a test holds them against the finding, pair by pair.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from antigone.evidence.findings.dental import LATER, PERMANENT, Chart, Tooth
from antigone.evidence.findings.population import Population, default_population

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

STATES = tuple(Tooth)
TEETH = tuple(number for number in PERMANENT if number % 10 < 8)
"""All but the wisdom teeth, which many never had."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Mouths:
    """The figures of teeth as arrays. States are places in `STATES`, teeth in `TEETH`.

    `kinds`: share of each kind of mouth; `shares`: kinds by teeth by states; `may_become`: states by
    states; `error`, `treated_a_year` and `reach` (log10) as in the finding.
    """

    kinds: Numbers
    shares: Numbers
    may_become: NDArray[np.bool_]
    error: float
    treated_a_year: float
    reach: float

    @classmethod
    def of_population(cls, population: Population | None = None) -> "Mouths":
        """Return the figures of a population, the default one where none is given."""
        of = population or default_population()
        kinds = of.shares_of("dental.mouth").shares
        figures = [of.figure(f"dental.{name}") for name in ("error", "treated_a_year", "commonest")]
        shares = [
            [
                [of.share(f"dental.{kind}.{_region(tooth)}", state).value for state in STATES]
                for tooth in TEETH
            ]
            for kind in kinds
        ]
        return cls(
            kinds=np.array(list(kinds.values())),
            shares=np.array(shares),
            may_become=np.array([[late in LATER[one] for late in STATES] for one in STATES]),
            error=figures[0].value,
            treated_a_year=figures[1].value,
            reach=min(figure.reach for figure in figures),
        )

    def draw(self, rng: np.random.Generator, people: int) -> Places:
        """Return the charts of so many people (people by teeth), as dentists wrote them down."""
        kind = rng.choice(len(self.kinds), size=people, p=self.kinds)
        return _drawn(rng, self.shares[kind])

    def later(self, rng: np.random.Generator, charts: Places, years: Numbers) -> Places:
        """Return the charts of the same mouths `years` (one for each) later, charting errors included."""
        often = self._often()
        kept = np.exp(-self.treated_a_year * years)[:, None]
        became = self.may_become[charts] * often
        final = ~self.may_become[charts].any(axis=2)
        became[final] = 1.0
        changed = ~final & (rng.random(charts.shape) >= kept)
        now = np.where(changed, _drawn(rng, became), charts)
        slipped = rng.random(charts.shape) < self.error
        return np.where(slipped, _drawn(rng, np.broadcast_to(often, became.shape)), now)

    def log10_lr(self, found: Places, reported: Places, years: Numbers) -> Numbers:
        """Return log10 LR of every found chart (rows) with every reported one (columns).

        `years` are those of the reported charts.
        """
        often = self._often()
        kept = np.exp(-self.treated_a_year * years)
        same = np.zeros((len(found), len(reported)))
        other = np.zeros((len(found), len(self.kinds)))
        for tooth in range(found.shape[1]):
            became = self.may_become @ often[tooth]
            stays = np.where(became[:, None] > 0, kept, 1.0)
            # By state before, state found and person; what cannot have become so is an error.
            chance = np.zeros((len(STATES), len(STATES), len(reported)))
            np.einsum("bbp->bp", chance)[:] = stays
            before, after = np.nonzero(self.may_become)
            chance[before, after] = (1 - kept) * (often[tooth][after] / became[before])[:, None]
            chance = (1 - self.error) * chance + self.error * often[tooth][:, None]
            seen, was = found[:, tooth], reported[:, tooth]
            same += np.log(chance[was[None, :], seen[:, None], np.arange(len(reported))])
            other += np.log(self.shares[:, tooth, :][:, seen].T)
        most = other.max(axis=1)
        mixed = most + np.log(np.exp(other - most[:, None]) @ self.kinds)
        ratio: Numbers = (same - mixed[:, None]) / np.log(10)
        return np.clip(ratio, -self.reach, self.reach)

    def _often(self) -> Numbers:
        """Return the share of each state among all people, teeth by states."""
        often: Numbers = np.einsum("k,kts->ts", self.kinds, self.shares)
        return often


def as_chart(states: Places) -> Chart:
    """Return one row of states as the chart that an examiner would write."""
    return Chart({tooth: STATES[state] for tooth, state in zip(TEETH, states, strict=True)})


def _drawn(rng: np.random.Generator, weights: Numbers) -> Places:
    """Return one place of the last axis, in proportion to its weights."""
    heaped = np.cumsum(weights, axis=-1)
    drawn = rng.random(heaped.shape[:-1])[..., None] * heaped[..., -1:]
    places: Places = (heaped <= drawn).sum(axis=-1)
    return places


def _region(number: int) -> str:
    return "front" if number % 10 <= 3 else "back"
