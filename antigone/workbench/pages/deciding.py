"""The board's pages: the dossier of a pair, and what is decided on it by two who sign."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models.decisions import ExclusionGround
from antigone.casework.parts import part_of
from antigone.casework.procedures import decisions
from antigone.casework.vocabulary import choices_of
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, key_sent, part_sent
from antigone.workbench.page import Page
from antigone.workbench.signature import require_signature
from antigone.workbench.strengths import TICKS, drawn

_NO_NAMES = N_("Write no name: grounds are read by people who must not know it yet.")


def asks_first(desk: Desk) -> bool:
    """Whether a list that tells whom bodies might be is opened only after a word of warning."""
    return desk.can(Action.ANALYSE) and desk.request.GET.get("look") != "yes"


class AllDecisions(Page):
    """What lies before the board."""

    path = "decisions/"
    name = "all-decisions"
    may = (Action.VIEW_DOSSIER,)
    title = N_("Before the board")
    template = "workbench/deciding/all.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show every pair on which two have committed; those that wait come first.

        Whoever may examine as well is asked first: having looked, she examines none of them any more.
        """
        crumbs = [(desk.say(self.title), "")]
        if asks_first(desk):
            return {"asks": True, "crumbs": crumbs}
        every = lists.matters(desk.actor)
        over = [one["identified"] or one["closed"] for one in every]
        waits = [one for one, is_over in zip(every, over, strict=True) if not is_over]
        decided = [one for one, is_over in zip(every, over, strict=True) if is_over]
        return {
            "waiting": part_of(waits, part_sent(desk)),
            "decided": part_of(decided, part_sent(desk, "decided")),
            "rules": lists.rules(desk.actor, language=desk.language),
            "crumbs": crumbs,
        }


class Decision(Page):
    """Does the rule hold, on these grounds? One pair, discipline by discipline."""

    path = "decisions/<uuid:key>/"
    name = "decision"
    may = (Action.VIEW_DOSSIER,)
    title = N_("Dossier")
    template = "workbench/deciding/dossier.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show the dossier as the paper has it; nothing is added up."""
        return {**table_of(desk, key), "ticks": TICKS}


class _Identifying(Form):
    concurrence = forms.ChoiceField(
        label=N_("It rests on the agreement of two examiners in"), widget=forms.RadioSelect
    )
    exception = forms.BooleanField(
        label=N_("No primary identifier carries it; this is an exception with grounds"),
        required=False,
    )
    grounds = forms.CharField(
        label=N_("Grounds"),
        help_text=_NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class IdentifyPair(Page):
    """The check before an identification is signed."""

    path = "decisions/<uuid:key>/identify"
    name = "identify"
    may = (Action.IDENTIFY,)
    title = N_("Identify")
    template = "workbench/deciding/identify.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show what follows, the grounds, and where to sign; for a second member, what was put."""
        shown = table_of(desk, key)
        return {**shown, "form": self._form(desk, shown["table"]), "signs_second": _second(shown)}

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str:
        """Sign: the motion is put, or with the second signature the identification stands."""
        shown = table_of(desk, key)
        stated = self._form(desk, shown["table"]).stated()
        require_signature(desk)
        body, asked = shown["table"].keys
        decisions.identify(
            desk.actor,
            decisions.Identify(
                remains=body,
                request=asked,
                concurrence=UUID(stated["concurrence"]),
                exception=stated["exception"],
                grounds=stated["grounds"],
            ),
        )
        return desk.url("decision", key=key)

    @staticmethod
    def _form(desk: Desk, table: Any) -> _Identifying:
        put = table.motion if table.motion and table.motion["matter"] == "identify" else None
        initial = {"grounds": put["grounds"], "exception": put["exception"]} if put else {}
        form = _Identifying.at(desk, initial=initial)
        form.fields["concurrence"].choices = [
            (str(one["id"]), desk.say(dict(choices_of("Discipline"))[one["discipline"]]))
            for one in table.concurrences
            if one["conclusion"] == "potential-match"
        ]
        if put:
            form.fields["concurrence"].initial = str(put["concurrence"])
            # The second member signs what the first has put, word for word, or puts another motion.
            form.fields["grounds"].widget.attrs["readonly"] = True
        return form


class _Excluding(Form):
    ground = forms.ChoiceField(
        label=N_("Ground"), choices=choices_of("ExclusionGround"), widget=forms.RadioSelect
    )
    grounds = forms.CharField(
        label=N_("Grounds"), help_text=_NO_NAMES, widget=forms.Textarea(attrs={"rows": 4})
    )


class ExcludePair(Page):
    """The check before a lead is closed."""

    path = "decisions/<uuid:key>/exclude"
    name = "exclude"
    may = (Action.EXCLUDE,)
    title = N_("Exclude")
    template = "workbench/deciding/exclude.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show the grounds on which a lead can be closed."""
        return {**table_of(desk, key), "form": _Excluding.at(desk)}

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str:
        """Close the lead; it stays on the list, with its ground beside it."""
        stated = _Excluding.at(desk).stated()
        require_signature(desk)
        body, asked = table_of(desk, key)["table"].keys
        decisions.exclude(
            desk.actor,
            decisions.Exclude(
                leads=(decisions.Lead(remains=body, request=asked),),
                ground=ExclusionGround(stated["ground"]),
                grounds=stated["grounds"],
            ),
        )
        return desk.url("decision", key=key)


class _Grounds(Form):
    grounds = forms.CharField(
        label=N_("Grounds"), help_text=_NO_NAMES, widget=forms.Textarea(attrs={"rows": 4})
    )


class SettlePair(Page):
    """Where two examiners differ: which view is followed, and why."""

    path = "decisions/<uuid:key>/settle/<uuid:differing>"
    name = "settle"
    may = (Action.SETTLE_VIEWS,)
    title = N_("Views that differ")
    template = "workbench/deciding/settle.html"

    def show(self, desk: Desk, key: UUID, differing: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show the views beside each other; no majority, no average."""
        shown = table_of(desk, key)
        views = [one for one in shown["table"].differing if one["id"] == differing]
        return {
            **shown,
            "differing": views[0] if views else None,
            "follows": (desk.said or {}).get("follows", ""),
            "form": _Grounds.at(desk),
        }

    def act(self, desk: Desk, key: UUID, differing: UUID, **keys: Any) -> str:
        """Settle it; every view stays on record."""
        stated = _Grounds.at(desk).stated()
        follows = desk.request.POST.get("follows", "")
        settling = decisions.Settle(
            disagreement=differing,
            grounds=stated["grounds"],
            follows=key_sent(follows) if follows else None,
        )
        # It cannot be settled a second time.
        require_signature(desk)
        decisions.settle(desk.actor, settling)
        return desk.url("decision", key=key)


class WithdrawPair(Page):
    """It was wrong: the check before an identification is withdrawn."""

    path = "decisions/<uuid:key>/withdraw"
    name = "withdraw-identification"
    may = (Action.WITHDRAW_IDENTIFICATION,)
    title = N_("Withdraw the identification")
    template = "workbench/deciding/withdraw.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show what follows in the same moment, and where to sign."""
        shown = table_of(desk, key)
        put = shown["table"].motion
        initial = {"grounds": put["grounds"]} if put and put["matter"] == "withdraw" else {}
        form = _Grounds.at(desk, initial=initial)
        return {**shown, "form": form, "signs_second": _second(shown)}

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str:
        """Sign: handover is frozen, the bureau's record recalled, corrections are prepared."""
        stated = _Grounds.at(desk).stated()
        require_signature(desk)
        standing = table_of(desk, key)["table"].identification
        motion = decisions.Withdraw(identification=standing, grounds=stated["grounds"])
        decisions.withdraw(desk.actor, motion)
        return desk.url("decision", key=key)


def table_of(desk: Desk, key: UUID) -> dict[str, Any]:
    """Return one pair as its pages show it; read once for each answer. Raises `NotHere`."""
    kept = desk.more.get(("table", key))
    if kept is None:
        kept = lists.on_the_table(desk.actor, key, language=desk.language)
        desk.more["table", key] = kept
    bars = [
        {"line": one, "drawn": drawn(one.log10, list(one.interval))}
        for one in kept.dossier.findings
    ]
    leads_on = any(one["conclusion"] == "potential-match" for one in kept.concurrences)
    return {
        "key": key,
        "table": kept,
        "bars": bars,
        "against": sum(one.interval[1] < 0 for one in kept.dossier.findings),
        "may_be_named": leads_on,
        "crumbs": [
            (desk.say(AllDecisions.title), desk.url("all-decisions")),
            (f"{kept.remains} · {kept.request}", desk.url("decision", key=key)),
        ],
    }


def _second(shown: Mapping[str, Any]) -> bool:
    """Whether a motion waits that somebody else has signed."""
    return bool(shown["table"].motion)
