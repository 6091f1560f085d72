"""What is permitted: said anew, on another law, or taken back with everything that was given."""

from collections.abc import Mapping
from typing import Any

from django import forms

from antigone.access.actions import Action
from antigone.access.clock import today
from antigone.casework import lists
from antigone.casework.models.requests import Purpose, SharingLevel
from antigone.casework.procedures import erasure, intake, permissions
from antigone.wording import N_
from antigone.workbench.asking import NO, YES, day_field, read_aloud
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, coded
from antigone.workbench.page import Page
from antigone.workbench.pages.requests import crumbs
from antigone.workbench.signature import require_signature

_YES_NO = ((YES, N_("yes")), (NO, N_("no")))


class Permission(Form):
    """What the enquirer permits from today."""

    scope = coded("Purpose", label=N_("For what"))
    biometrics = forms.ChoiceField(
        label=N_("May the face be compared by a machine?"),
        choices=_YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": N_("Ask, and record what was said.")},
    )
    sharing = coded("SharingLevel", label=N_("How far it may travel"))
    until = day_field(N_("The permission lasts until"), hint=N_("Empty if it has no end"))


class LegalBasis(Form):
    """On which law the data are held from today."""

    controller = forms.CharField(
        label=N_("Who answers for the data"),
        max_length=200,
        error_messages={"required": N_("Name who answers for the data.")},
    )
    article = forms.CharField(
        label=N_("Article that permits to hold them"),
        max_length=200,
        error_messages={"required": N_("Name the article.")},
    )
    until = day_field(N_("The legal basis lasts until"), hint=N_("Empty if it has no end"))


class RecordPermission(Page):
    """What does she permit from today?"""

    path = "requests/<str:code>/permission"
    name = "record-permission"
    title = N_("Permission")
    may = (Action.RECORD_PERMISSION,)
    template = "workbench/requests/permission.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show what holds, and ask anew; biometrics apart from the rest, with nothing chosen."""
        one = lists.request_on_page(desk.actor, code)
        begun = {"scope": Purpose.IDENTIFY, "sharing": SharingLevel.OPERATION}
        return {
            "one": one,
            "form": Permission.at(desk, initial=begun),
            "aloud": read_aloud(),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Record it; her earlier word for the same purpose ends with it."""
        stated = Permission.at(desk).stated()
        permitted = intake.Permitted(
            scope=Purpose(stated["scope"]),
            biometrics=stated["biometrics"] == YES,
            sharing=SharingLevel(stated["sharing"]),
            valid_from=today(),
            valid_until=stated["until"],
        )
        key = lists.request_on_page(desk.actor, code)["key"]
        permissions.record_permission(
            desk.actor, permissions.GivenPermission(request=key, permitted=permitted)
        )
        return desk.url("request", code=code)


class RecordBasis(Page):
    """On which law are the data held from today?"""

    path = "requests/<str:code>/basis"
    name = "record-basis"
    title = N_("Legal basis")
    may = (Action.RECORD_PERMISSION,)
    template = "workbench/requests/basis.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show what holds, and ask anew."""
        one = lists.request_on_page(desk.actor, code)
        newest = one["bases"][-1] if one["bases"] else {}
        begun = {name: newest.get(name, "") for name in ("controller", "article")}
        return {
            "one": one,
            "form": LegalBasis.at(desk, initial=begun),
            "crumbs": crumbs(desk, code, (desk.say(self.title), "")),
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Record it; the earlier one for the purpose ends with it."""
        stated = LegalBasis.at(desk).stated()
        basis = intake.Basis(
            controller=stated["controller"],
            article=stated["article"],
            purpose=Purpose.IDENTIFY,
            valid_from=today(),
            valid_until=stated["until"],
        )
        key = lists.request_on_page(desk.actor, code)["key"]
        permissions.record_basis(desk.actor, permissions.GivenBasis(request=key, basis=basis))
        return desk.url("request", code=code)


class Withdraw(Page):
    """What goes, what stays and why, and what others hold: then the signature."""

    path = "requests/<str:code>/withdraw"
    name = "withdraw-request"
    title = N_("Withdraw and erase")
    may = (Action.WITHDRAW_PERMISSION,)
    template = "workbench/requests/withdraw.html"

    def show(self, desk: Desk, *, code: str, **_: Any) -> Mapping[str, Any]:
        """Show the consequences in numbers."""
        trail = [(code, "")]
        if desk.can(Action.VIEW_REQUEST):
            trail = crumbs(desk, code, (desk.say(self.title), ""))
        return {
            "code": code,
            "goes": lists.withdrawal_consequences(desk.actor, code),
            "crumbs": trail,
        }

    def act(self, desk: Desk, *, code: str, **_: Any) -> str:
        """Withdraw, as the enquirer asked."""
        key = lists.withdrawal_consequences(desk.actor, code)["key"]
        require_signature(desk)
        erasure.withdraw(desk.actor, erasure.Withdrawing(request=key))
        return desk.url("request", code=code)
