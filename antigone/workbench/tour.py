"""The tour of the exercise: who may be looked as, what happened, what was tried and refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from antigone.access import Actor
from antigone.access.models import Account
from antigone.access.signing_in import actor_named
from antigone.casework import lists
from antigone.casework.lists import register
from antigone.exercise.cast import ADMINISTRATOR, CREW, OPERATION, PASSWORD, Member
from antigone.exercise.findings import Tried
from antigone.exercise.tried import tried_in
from antigone.wording import N_

_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, kw_only=True)
class Crew:
    """The ready logins of the exercise."""

    members: tuple[Member, ...]
    password: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """What became of one request, or of one body that is on no list; and who looks at what there."""

    request: str
    name: str
    remains: str
    outcome: str
    reason: str
    told: str
    place: str
    look_as: str
    at: str


# One woman through the house: what each room shows of her, and who works there.
FOLLOWED = "R-0007"
STATIONS = (
    ("mira", N_("Recorded and photographed"), f"/o/{OPERATION}/remains/{FOLLOWED}/"),
    ("dora", N_("Death examined and signed"), f"/o/{OPERATION}/remains/{FOLLOWED}/"),
    ("bruno", N_("Decided by the board"), f"/o/{OPERATION}/remains/{FOLLOWED}/"),
    ("felix", N_("The family told"), f"/o/{OPERATION}/"),
    ("rafi", N_("Brought home"), f"/o/{OPERATION}/remains/{FOLLOWED}/"),
    ("petra", N_("The record verified"), f"/o/{OPERATION}/"),
)


def is_open(request: HttpRequest) -> bool:
    """Say whether the tour is here: in an exercise, asked for from this very machine."""
    if not settings.ANTIGONE.is_exercise:
        return False
    name = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        here = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        here = False
    return here and name in _LOCAL_NAMES


def crew(request: HttpRequest) -> Crew | None:
    """Return the ready logins; none in a real home, and none for another machine."""
    if not is_open(request):
        return None
    return Crew(members=(*CREW, ADMINISTRATOR), password=PASSWORD)


def member(request: HttpRequest, name: str) -> Account | None:
    """Return the account of somebody of the crew, None where the tour is not."""
    if not is_open(request) or name not in {one.name for one in (*CREW, ADMINISTRATOR)}:
        return None
    found: Account | None = Account.objects.filter(sign_in_name=name, is_active=True).first()
    return found


def lines() -> list[Line]:
    """Return what became of everybody, from the records of the exercise as they stand now."""
    records, liaison = _acting("rafi"), _acting("felix")
    board = _acting("bruno")
    named = {
        one["request"]: one["remains"]
        for one in lists.identifications(board)
        if one["withdrawn_on"] is None
    }
    told = {one["request"]: one for one in lists.notices(liaison) if one["notice"]}
    places = {one["code"]: one for one in register.where_everything_is(records)}
    shown = [_of_request(one, named, told, places) for one in lists.requests(records)]
    for body in lists.remains(records):
        if body["remains"] not in named.values():
            shown.append(
                Line(
                    request="",
                    name="",
                    remains=body["remains"],
                    outcome=body["outcome"],
                    reason=body["reason"],
                    told="",
                    place=places[body["remains"]]["place"],
                    look_as="rafi",
                    at=f"/o/{OPERATION}/remains/{body['remains']}/",
                )
            )
    return shown


def tried() -> list[Tried]:
    """Return what was tried and refused while the exercise was held."""
    return tried_in(settings.ANTIGONE.home)


def _of_request(
    one: Mapping[str, Any],
    named: Mapping[str, str],
    told: Mapping[str, Any],
    places: Mapping[str, Any],
) -> Line:
    code = one["request"]
    found = named.get(code, "")
    by = "bruno" if found else "felix"
    return Line(
        request=code,
        name=one["missing_person"],
        remains=found,
        outcome=one["outcome"],
        reason=one["reason"],
        told=told[code]["way"] if code in told else "",
        place=places[found]["place"] if found in places else "",
        look_as=by,
        at=f"/o/{OPERATION}/remains/{found}/" if found else f"/o/{OPERATION}/requests/{code}/",
    )


def _acting(name: str) -> Actor:
    actor: Actor = actor_named(settings.ANTIGONE, name, operation=OPERATION)
    return actor
