"""The house: who may come in, operations, engines, backup, doctor, settings. No case is seen here."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse

from antigone.access.actions import Action
from antigone.access.clock import now
from antigone.access.roles import HOUSE_WIDE, Discipline, Role
from antigone.casework import lists
from antigone.casework.house import house
from antigone.casework.lists import people as staff
from antigone.casework.models.operation import Listing, OperationKind
from antigone.casework.parts import part_of
from antigone.casework.procedures import accounts, operations
from antigone.casework.step import NotHere
from antigone.faces.weights import manifests
from antigone.site.examinations import examinations
from antigone.upkeep.backup import ACTION as BACKUP
from antigone.upkeep.doctor import Finding, examine
from antigone.wording import N_, say
from antigone.workbench.desk import Desk
from antigone.workbench.forms import Form, coded, part_sent
from antigone.workbench.page import HousePage
from antigone.workbench.second_factor import last_used
from antigone.workbench.signature import require_signature

_LEAST_PASSWORD = 12


class Administration(HousePage):
    """A page for whoever sets up the accounts of the home."""

    may = (Action.ADD_ACCOUNT,)


class People(Administration):
    """Who may come in?"""

    path = "administration/"
    name = "administration"
    title = N_("People")
    template = "workbench/administration/people.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Return everybody, with roles, second factor and when it was last used."""
        used = last_used()
        every = [
            {**one, "factor": one["id"] in used, "last": used.get(one["id"])}
            for one in staff.people(desk.actor)
        ]
        return {"people": part_of(every, part_sent(desk)), "here": "people"}


class Invitation(Form):
    """Somebody who will work here."""

    sign_in_name = forms.CharField(
        label=N_("Name to sign in with"),
        max_length=80,
        help_text=N_("Short, without spaces; it stands in no record."),
    )
    shown_name = forms.CharField(label=N_("Name as others read it"), max_length=120)
    password = forms.CharField(
        label=N_("First password"),
        min_length=_LEAST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
        help_text=N_("Several unrelated words, handed over in person."),
    )


class Invite(Administration):
    """Who comes in?"""

    path = "administration/people/new"
    name = "invite"
    title = N_("Invite a person")
    template = "workbench/administration/invite.html"

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Return the form."""
        return {"form": Invitation.at(desk), "here": "people"}

    def act(self, desk: Desk, **_: Any) -> str:
        """Make the account, and go on to its roles."""
        new = accounts.NewAccount(**Invitation.at(desk).stated())
        made = accounts.add_account(desk.actor, new)
        return desk.url("person", account=made.sign_in_name)


class RoleWanted(Form):
    """A role, and where it shall be held."""

    role = coded("Role", label=N_("Role"))
    discipline = coded("Discipline", label=N_("Discipline of an examiner"), required=False)
    operation = forms.ChoiceField(label=N_("Operation"), required=False)
    until = forms.DateField(
        label=N_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=N_("Empty if nobody knows yet."),
    )

    def offer(self, codes: list[tuple[str, str]]) -> "RoleWanted":
        """Offer these operations."""
        whole = say(N_("the whole home"), self.desk.language)
        self.fields["operation"].choices = [("", whole), *codes]
        return self


class Check(Administration):
    """What a role brings, to be read before it is given; it stands at the person's own address."""

    template = "workbench/administration/give_role.html"


class Person(Administration):
    """What may this person do?"""

    path = "administration/people/<str:account>/"
    name = "person"
    title = N_("A person and the roles")
    template = "workbench/administration/person.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Return the roles that stand, and the form for another one."""
        return {
            "person": staff.person(desk.actor, keys["account"]),
            "form": _wanted(desk),
            "here": "people",
            "itself": keys["account"] == desk.account.sign_in_name,
        }

    def act(self, desk: Desk, **keys: Any) -> str | HttpResponse:
        """Show what the role brings; with that read, give it."""
        given = _given(desk, keys["account"])
        if desk.request.POST.get("read") != "yes":
            return self._check(desk, keys["account"], given)
        accounts.give_role(desk.actor, given)
        return desk.url("person", account=keys["account"])

    def _check(self, desk: Desk, name: str, given: accounts.RoleGiven) -> HttpResponse:
        one = staff.person(desk.actor, name)
        where = desk.request.POST.get("operation", "")
        standing = [
            staff.steps_of(Role(held["role"]), _discipline(held["discipline"]))
            for held in one["roles"]
            if held["operation"] in ("", where)
        ]
        gained = staff.steps_of(given.role, given.discipline).difference(*standing)
        shown = {
            "title": N_("Give a role"),
            "person": one,
            "said": desk.request.POST,
            "gained": sorted(step.value for step in gained),
            "apart": _APART.get(given.role, ()),
            "here": "people",
        }
        return Check()._rendered(desk, shown)


class EndRole(Administration):
    """Shall this role end?"""

    path = "administration/people/<str:account>/roles/<uuid:grant>/end"
    name = "end-role"
    title = N_("End a role")
    template = "workbench/administration/end_role.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Return the role, and what goes with it."""
        one = staff.person(desk.actor, keys["account"])
        held = next((role for role in one["roles"] if role["id"] == keys["grant"]), None)
        if held is None:
            raise NotHere(kind="role", key=keys["grant"])
        others = [
            staff.steps_of(Role(role["role"]), _discipline(role["discipline"]))
            for role in one["roles"]
            if role["id"] != keys["grant"] and role["operation"] == held["operation"]
        ]
        mine = staff.steps_of(Role(held["role"]), _discipline(held["discipline"]))
        lost = sorted(step.value for step in mine.difference(*others))
        return {"person": one, "role": held, "lost": lost, "here": "people"}

    def act(self, desk: Desk, **keys: Any) -> str:
        """End the role now."""
        self.show(desk, **keys)
        accounts.end_role(desk.actor, keys["grant"])
        return desk.url("person", account=keys["account"])


class CloseAccount(Administration):
    """Shall this account be closed for good?"""

    path = "administration/people/<str:account>/close"
    name = "close-account"
    title = N_("Close an account")
    template = "workbench/administration/close_account.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Return whose account it is, and how many roles end."""
        return {"person": staff.person(desk.actor, keys["account"]), "here": "people"}

    def act(self, desk: Desk, **keys: Any) -> str:
        """Close it; it can never be opened again."""
        one = staff.person(desk.actor, keys["account"])
        require_signature(desk)
        accounts.close_account(desk.actor, one["id"])
        return desk.url("administration")


class Opening(Form):
    """An operation that begins."""

    code = forms.SlugField(
        label=N_("Code"), max_length=40, help_text=N_("It leads every address and label: FERRY")
    )
    name = forms.CharField(label=N_("Name"), max_length=200)
    kind = coded("OperationKind", label=N_("Kind"))
    authority = forms.CharField(label=N_("Authority"), max_length=200)
    legal_basis = forms.CharField(label=N_("Legal basis, with article"), max_length=400)
    declared_missing = forms.IntegerField(label=N_("Declared number of missing"), min_value=0)
    manifest = forms.CharField(
        label=N_("Manifest"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=N_("One name a line, a seat or cabin after a comma; empty where nobody knows."),
    )


class Operations(Administration):
    """Which operations are there?"""

    path = "administration/operations/"
    name = "operations"
    title = N_("Operations")
    template = "workbench/administration/operations.html"
    may = (Action.OPEN_OPERATION,)

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Return every operation, without a case of it, and the form for another one."""
        return {
            "operations": lists.operations(desk.actor),
            "form": Opening.at(desk),
            "here": "operations",
        }

    def act(self, desk: Desk, **_: Any) -> str:
        """Open an operation, in which nobody holds a role yet."""
        stated = Opening.at(desk).stated()
        manifest = tuple(_seat(line) for line in stated["manifest"].splitlines() if line.strip())
        operations.open_operation(
            desk.actor,
            operations.NewOperation(
                **{
                    **stated,
                    "kind": OperationKind(stated["kind"]),
                    "listing": Listing.CLOSED if manifest else Listing.OPEN,
                    "manifest": manifest,
                }
            ),
        )
        return desk.url("operations")


class House(Administration):
    """Is the house in order?"""

    path = "administration/house/"
    name = "house"
    title = N_("The house")
    template = "workbench/administration/house.html"
    may = (Action.CHANGE_SETTINGS,)

    def show(self, desk: Desk, **_: Any) -> Mapping[str, Any]:
        """Return backup, engines and settings."""
        taken = staff.newest_backup(desk.actor, action=BACKUP)
        return {
            "backup": taken,
            "backup_days": (now() - taken.at).days if taken else None,
            "engines": [one.verified() for one in manifests()],
            "settings": settings.ANTIGONE.lines(),
            "home": settings.ANTIGONE.home,
            "findings": desk.more.get("findings"),
            "here": "house",
        }

    def act(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Examine machine, engine and home now, and show what was found."""
        further = [one for one in examinations(settings.ANTIGONE) if one[0] != N_("Vault")]
        findings = examine(settings.ANTIGONE, further)
        # The house is open in this process: how it was locked is known, and no secret is asked again.
        opened = Finding(N_("Vault"), True, str(house().vault.lock_kind))
        desk.more["findings"] = [*findings, opened]
        return self._rendered(desk, self.show(desk, **keys))


# What a role can no longer do in a case in which it took another part.
_APART: Mapping[Role, tuple[str, ...]] = {
    Role.MORTUARY_OFFICER: (N_("Whoever recorded a body does not examine it."),),
    Role.EXAMINER: (
        N_("Two examiners of a pair are two people, and neither recorded the body."),
        N_("Whoever examined a case signs for the board only beside somebody who did not."),
    ),
    Role.BOARD_MEMBER: (N_("Two board members sign, and one of them did not examine the case."),),
    Role.FAMILY_LIAISON_OFFICER: (N_("Whoever prepares a notice does not approve it."),),
    Role.DATA_PROTECTION_OFFICER: (N_("The administrator cannot be this officer too."),),
    Role.ADMINISTRATOR: (N_("The data protection officer cannot be administrator too."),),
}


def _wanted(desk: Desk) -> RoleWanted:
    codes = [(one["operation"], one["name"]) for one in lists.operations(desk.actor)]
    return RoleWanted.at(desk).offer(codes)


def _given(desk: Desk, name: str) -> accounts.RoleGiven:
    stated = _wanted(desk).stated()
    where = stated["operation"]
    until = stated["until"]
    role = Role(stated["role"])
    if not where and role not in HOUSE_WIDE:
        raise accounts.NotHouseWide(role=role.value)
    return accounts.RoleGiven(
        account=staff.person(desk.actor, name)["id"],
        role=role,
        discipline=_discipline(stated["discipline"]),
        operation=lists.operation_named(desk.actor, where) if where else None,
        until=datetime.combine(until, time.max, UTC) if until else None,
    )


def _discipline(code: str) -> Discipline | None:
    return Discipline(code) if code else None


def _seat(line: str) -> operations.Seat:
    name, _, seat = line.partition(",")
    return operations.Seat(name=name.strip(), seat=seat.strip())
