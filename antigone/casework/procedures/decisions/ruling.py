"""The rules under which a board identifies: proposed by one member, approved by another."""

from dataclasses import dataclass
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import RuleDraft, RuleSet
from antigone.casework.rules import STANDARD, Judgement, Rules
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.wording import N_


class NoReasonForRules(Refusal):
    """A change of what confirms, for no stated reason."""

    code = "no-reason-for-rules"
    sentence = N_("The proposal does not say why the rules should change. Nothing was recorded.")
    remedy = N_("State why this operation needs other rules.")


class OwnDraft(Refusal):
    """Whoever proposes rules does not approve them."""

    code = "own-draft"
    sentence = N_("You proposed these rules yourself. They were not approved.")
    remedy = N_("Ask another member of the board to read and approve them.")


class DraftSettled(Refusal):
    """The draft is in force, or newer rules are."""

    code = "draft-settled"
    sentence = N_("This draft was approved before, or rules were changed since. Nothing was done.")
    remedy = N_("Look at the rules that hold now, and propose a change of them.")


class RuleDoesNotHold(Refusal):
    """The rule of the operation does not let this evidence identify anybody."""

    code = "rule-does-not-hold"
    sentence = N_("Under the rules of this operation this identifies nobody: {condition}.")
    remedy = N_(
        "Have an identifier compared that confirms, or see whether the rules let the board decide"
        " an exception."
    )


@dataclass(frozen=True, kw_only=True)
class ProposedRules:
    """What should confirm from now on, and why."""

    rules: Rules
    because: str


def propose_rules(actor: Actor, proposed: ProposedRules) -> RuleDraft:
    """Put further rules to the board. Nothing changes before another member approves them.

    Raises `NoReasonForRules`.
    """
    with step(actor, Action.PROPOSE_RULES) as doing:
        if not proposed.because.strip():
            raise NoReasonForRules
        rules = proposed.rules
        draft = RuleDraft(
            rules=rules.as_json(), words=rules.in_words(), because=proposed.because.strip()
        )
        return doing.write(draft)


def approve_rules(actor: Actor, draft: UUID) -> RuleSet:
    """Let proposed rules hold from now on; motions that were put under older ones are put anew.

    Raises `NotHere`, `OwnDraft`, `DraftSettled` and `UnfitRules`.
    """
    with step(actor, Action.APPROVE_RULES) as doing:
        row = doing.case(RuleDraft, draft)
        if row.recorded_by_id == actor.account_id:
            raise OwnDraft
        holding = rules_in_force(doing)
        if holding.recorded_at > row.recorded_at and holding.version > 1:
            raise DraftSettled
        # Read again: what stands in a row is not believed to be rules.
        rules = Rules.from_json(row.rules)
        return doing.write(
            RuleSet(
                version=holding.version + 1,
                rules=row.rules,
                words=rules.in_words(),
                draft=row,
                proposed_by_id=row.recorded_by_id,
            )
        )


def rules_in_force(doing: Step) -> RuleSet:
    """Return the rules that hold; an operation that changed none has the standard as version 1."""
    newest = RuleSet.objects.order_by("version").last()
    if newest is not None:
        return newest
    standard = RuleSet(version=1, rules=STANDARD.as_json(), words=STANDARD.in_words())
    return doing.write(standard)


def require_rule(judgement: Judgement) -> None:
    """Refuse unless the rule holds, naming the first condition that does not.

    Raises `RuleDoesNotHold`.
    """
    for one in judgement.conditions:
        if not one.holds:
            raise RuleDoesNotHold(condition=one, part=one.code)
