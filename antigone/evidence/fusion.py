"""Adding findings up, as far as they are independent, and never further.

Two findings may be added only if one tells nothing about the other once it is settled whether they
are of one person. An examiner and an algorithm that looked at one face are not independent: they
form a group. A group counts with its strongest finding for and its strongest finding against, so
that saying a thing ten times adds nothing, and a contradiction within a group stays visible.
"""

from collections.abc import Iterable, Sequence
from functools import reduce

from antigone.errors import Refusal
from antigone.evidence.ratio import DifferentHypotheses, LikelihoodRatio
from antigone.evidence.statement import (
    Bar,
    Finding,
    Outstanding,
    Prior,
    Statement,
    probability_of,
)
from antigone.wording import N_


class NothingToWeigh(Refusal):
    """A statement was asked for without a single finding."""

    code = "nothing-to-weigh"
    sentence = N_("There is no finding. Nothing was weighed.")
    remedy = N_("Record what was examined first; an examination without a result is one too.")


class SimulatedEvidence(Refusal):
    """A ratio that was fitted on simulated photographs was to enter a statement."""

    code = "simulated-evidence"
    sentence = N_(
        "“{source}” was fitted on simulated photographs: it may order a list, and is no evidence. "
        "Nothing was weighed."
    )
    remedy = N_(
        "Leave the finding “{discipline}” out, or fit a calibration on this site's own solved cases."
    )


class NoPrior(Refusal):
    """A posterior was asked for without saying what is assumed before the findings."""

    code = "no-prior"
    sentence = N_(
        "No probability was computed: nothing says how probable it was before the findings."
    )
    remedy = N_("State the odds before the evidence and their grounds, or ask for no probability.")


def weigh(
    findings: Sequence[Finding],
    *,
    prior: Prior | None = None,
    posterior: bool = False,
    missing: Sequence[Outstanding] = (),
    exercise: bool = False,
) -> Statement:
    """Return the statement of one pair: every finding, what each discipline says, and the sum.

    Findings of one group (see `Finding.group`) count with the strongest for and the strongest
    against; groups are summed in log10, intervals and bounds with them, which makes the interval of
    the sum wider than a joint one. `missing` is what nobody has examined. `posterior` turns the
    probability on; it needs a `prior`. `exercise` admits simulated ratios and marks the statement.

    Refuses with `NothingToWeigh`, `DifferentHypotheses`, `SimulatedEvidence` and `NoPrior`.
    """
    if not findings:
        raise NothingToWeigh()
    _require_one_question(findings)
    for finding in findings:
        if finding.ratio.status == "simulated" and not exercise:
            raise SimulatedEvidence(source=finding.ratio.source, discipline=finding.discipline)
    if posterior and prior is None:
        raise NoPrior()
    counted = _counted(findings)
    total = _sum(findings[at].ratio for at in counted)
    odds = None if prior is None else prior.log10_odds + total.log10
    return Statement(
        hypotheses=total.hypotheses,
        prior=prior,
        bars=_bars(findings, counted),
        disciplines=_by_discipline(findings),
        total=total,
        missing=tuple(missing),
        posterior=probability_of(odds) if posterior and odds is not None else None,
        simulated=exercise,
    )


def most_helpful(statement: Statement) -> Outstanding | None:
    """Return the outstanding examination with the largest `expected_gain`, None if none gains."""
    gains = [(expected_gain(one, statement), one) for one in statement.missing]
    gain, helpful = max(gains, key=lambda pair: pair[0], default=(0.0, None))
    return helpful if gain > 0 else None


def expected_gain(outstanding: Outstanding, statement: Statement) -> float:
    """Return the weight of evidence that an examination is expected to add, in bans (log10 LR).

    The expected weight of evidence (Good 1950, *Probability and the Weighing of Evidence*;
    the ban is Turing's unit), towards whichever hypothesis is true:
    yields · (p · max(0, if_same - s) + (1 - p) · max(0, |if_other| - |a|)), in which p is the
    probability of the first hypothesis now (one half where no prior was stated), and s and a are
    what the same dependence group already counts for and against: looking at one face a third time
    gains little. It measures evidence, not the change of a probability: of a pair that is nearly
    certain it still tells which examination would be the strongest. 0 or above.
    """
    now = 0.5
    if statement.prior:
        now = probability_of(statement.prior.log10_odds + statement.total.log10)
    moved = [
        bar.after - bar.before
        for bar in statement.bars
        if bar.finding.rests_on == outstanding.rests_on
    ]
    speaks_for, against = max([0.0, *moved]), min([0.0, *moved])
    if_same = max(0.0, outstanding.if_same - speaks_for)
    if_other = max(0.0, against - outstanding.if_other)
    return outstanding.yields * (now * if_same + (1 - now) * if_other)


def _require_one_question(findings: Sequence[Finding]) -> None:
    first = findings[0].ratio
    for finding in findings[1:]:
        if finding.ratio.hypotheses != first.hypotheses:
            raise DifferentHypotheses(
                first=first.source,
                first_same=first.hypotheses.same,
                first_other=first.hypotheses.other,
                second=finding.ratio.source,
                second_same=finding.ratio.hypotheses.same,
                second_other=finding.ratio.hypotheses.other,
            )


def _counted(findings: Sequence[Finding]) -> list[int]:
    """Return the places of the findings that count: of each group the strongest, either way."""
    groups: dict[str, list[int]] = {}
    for at, finding in enumerate(findings):
        groups.setdefault(finding.rests_on, []).append(at)
    counted: list[int] = []
    for places in groups.values():
        speaking_for = max(places, key=lambda at: findings[at].ratio.log10)
        against = min(places, key=lambda at: findings[at].ratio.log10)
        if findings[against].ratio.log10 >= 0:
            counted.append(speaking_for)
        elif findings[speaking_for].ratio.log10 <= 0:
            counted.append(against)
        else:
            counted += [speaking_for, against]
    return sorted(counted)


def _sum(ratios: Iterable[LikelihoodRatio]) -> LikelihoodRatio:
    return reduce(LikelihoodRatio.and_, ratios)


def _bars(findings: Sequence[Finding], counted: Sequence[int]) -> tuple[Bar, ...]:
    bars: list[Bar] = []
    reached = 0.0
    for at, finding in enumerate(findings):
        before = reached
        if at in counted:
            reached += finding.ratio.log10
        bars.append(
            Bar(
                finding=finding,
                before=before,
                after=reached,
                standing="counted" if at in counted else "covered",
            )
        )
    return tuple(bars)


def _by_discipline(findings: Sequence[Finding]) -> tuple[tuple[str, LikelihoodRatio], ...]:
    """Return what each discipline found, as if the others had not looked."""
    disciplines: dict[str, list[Finding]] = {}
    for finding in findings:
        disciplines.setdefault(finding.discipline, []).append(finding)
    return tuple(
        (name, _sum(own[at].ratio for at in _counted(own))) for name, own in disciplines.items()
    )
