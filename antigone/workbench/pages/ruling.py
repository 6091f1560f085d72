"""The rules of an operation: in words, versioned, changed by two of the board."""

from collections.abc import Mapping
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.access.roles import Discipline
from antigone.casework import lists
from antigone.casework.procedures import decisions
from antigone.casework.rules import PRIMARY, SECONDARY, Exceptional, Rules
from antigone.casework.vocabulary import choices_of
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, key_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.deciding import AllDecisions
from antigone.workbench.signature import require_signature

_MOST = 9


class _Proposing(Form):
    confirms = forms.MultipleChoiceField(
        label=N_("Each of these confirms an identification"),
        choices=[one for one in choices_of("Discipline") if one[0] in set(PRIMARY)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    implant = forms.BooleanField(
        label=N_("An implant with its serial number confirms as well"), required=False
    )
    agreeing = forms.IntegerField(
        label=N_("How many secondary findings must have been compared without contradiction"),
        min_value=0,
        max_value=_MOST,
        initial=0,
    )
    exception = forms.MultipleChoiceField(
        label=N_("The board may decide an exception on"),
        help_text=N_("Nothing marked: no exception is ever decided."),
        choices=[one for one in choices_of("Discipline") if one[0] in set(SECONDARY)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    beside = forms.IntegerField(
        label=N_("And for an exception so many other findings must agree"),
        min_value=1,
        max_value=_MOST,
        initial=1,
        required=False,
    )
    posterior = forms.BooleanField(
        label=N_("A statement of findings also says how probable it is"),
        help_text=N_("With what is assumed before the findings; no rule rests on it."),
        required=False,
    )
    because = forms.CharField(label=N_("Why"), widget=forms.Textarea(attrs={"rows": 3}))


class RulesPage(Page):
    """Which rule holds, and who wants another?"""

    path = "rules/"
    name = "rules"
    may = (Action.VIEW_DOSSIER,)
    title = N_("Rules of this operation")
    template = "workbench/deciding/rules.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show the rule in force, what was proposed, and how to propose another."""
        held = lists.rules(desk.actor, language=desk.language)
        in_force = Rules.from_json(held["rules"])
        begun = {"confirms": sorted(in_force.confirms), "agreeing": in_force.agreeing}
        begun |= {"posterior": in_force.posterior}
        return {
            "held": held,
            "form": _Proposing.at(desk, initial=begun | {"implant": in_force.implant}),
            "may_propose": desk.can(Action.PROPOSE_RULES),
            "may_approve": desk.can(Action.APPROVE_RULES),
            "crumbs": [
                (desk.say(AllDecisions.title), desk.url("all-decisions")),
                (desk.say(self.title), ""),
            ],
        }

    def act(self, desk: Desk, **keys: Any) -> str:
        """Propose rules, or approve what another member proposed."""
        if desk.request.POST.get("do") == "approve":
            draft = key_sent(desk.request.POST.get("draft", ""))
            require_signature(desk)
            decisions.approve_rules(desk.actor, draft)
            return desk.url("rules")
        said = _Proposing.at(desk).stated()
        exception = None
        if said["exception"]:
            on = frozenset(Discipline(one) for one in said["exception"])
            exception = Exceptional(disciplines=on, beside=said["beside"] or 1)
        rules = Rules(
            confirms=frozenset(Discipline(one) for one in said["confirms"]),
            implant=said["implant"],
            agreeing=said["agreeing"],
            exception=exception,
            posterior=said["posterior"],
        )
        decisions.propose_rules(
            desk.actor, decisions.ProposedRules(rules=rules, because=said["because"])
        )
        return desk.url("rules")
