"""A process that works in a home: orders come in as lines of JSON, answers go out the same way."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from antigone import site
from antigone.config import Config

site.start(Config.read())

from antigone.access import Action, Actor, Discipline, Role, within  # noqa: E402
from antigone.access.models import Account, OperationIdentity  # noqa: E402
from antigone.casework import models as rows  # noqa: E402
from antigone.casework.house import enter, make_house, open_house  # noqa: E402
from antigone.casework.instruments import instruments  # noqa: E402
from antigone.casework.procedures import accounts, intake, matching, operations  # noqa: E402
from antigone.casework.step import step  # noqa: E402
from antigone.vault import OpenToAll  # noqa: E402

_STAFF: dict[str, Role | Discipline] = {
    "clerk": Role.INTAKE_OFFICER,
    "officer": Role.MORTUARY_OFFICER,
    "doctor": Discipline.MEDICAL,
    "examiner": Discipline.FACE,
}


def staff(name: str) -> Actor:
    account = Account.objects.get(sign_in_name=name)
    return Actor(account_id=account.id, operation_id=OperationIdentity.objects.get().id)


def found_home() -> None:
    enter(make_house(OpenToAll()))

    def new(name: str) -> accounts.NewAccount:
        return accounts.NewAccount(
            sign_in_name=name, shown_name=name, password="two small grey boats"
        )

    chief = Actor(account_id=accounts.found(new("chief")).id)
    incident = operations.NewOperation(
        code="FERRY",
        name="Ferry",
        kind=operations.OperationKind.INCIDENT,
        authority="Coroner",
        legal_basis="Act",
        declared_missing=10_000,
    )
    operation = operations.open_operation(chief, incident)
    for name, held in _STAFF.items():
        examines = isinstance(held, Discipline)
        given = accounts.RoleGiven(
            account=accounts.add_account(chief, new(name)).id,
            operation=operation.id,
            role=Role.EXAMINER if examines else held,
            discipline=held if examines else None,
        )
        accounts.give_role(chief, given)


def stored(path: str) -> dict[str, Any]:
    deposit = instruments().house.vault.put(Path(path).read_bytes())
    return {**vars(deposit.ref), "sha256": deposit.sha256}


def mark(name: str, landmarks: Any, **of: Any) -> rows.MarkedFace:
    actor = staff(name)
    with step(actor, Action.MARK_FACE) as doing:
        marked = rows.MarkedFace(
            box=[0, 0, 9, 9], landmarks=landmarks, marked_by_id=actor.account_id, **of
        )
        return doing.write(marked)


def found(path: str, landmarks: Any) -> str:
    """Found the home, with one body that can be searched."""
    found_home()
    body = intake.FoundRemains(code="R1", place="Pier", authority="Coroner")
    remains = intake.record_remains(staff("officer"), body)
    death = intake.DeathFound(remains=remains.id, basis="Rigor", condition="fresh")
    intake.examine_remains(staff("doctor"), death)
    with step(staff("officer"), Action.RECEIVE_POST_MORTEM) as doing:
        taken = {"remains": remains, "code_legible": True, "way": "taken-here"}
        photograph = doing.write(rows.PostMortemPhotograph(**taken, **stored(path)))
    face = mark("officer", landmarks, side="remains", post_mortem=photograph)
    with step(staff("examiner"), Action.CONFIRM_FACE) as doing:
        face.confirmed_by_id, face.confirmed_at = staff("examiner").account_id, doing.at
        face.save()
    matching.enrol(staff("officer"), face.id)
    return remains.id.hex


def report(code: str, path: str, landmarks: Any) -> str:
    """Report somebody missing, with a photograph that is not yet enrolled."""
    since = date(2026, 1, 1)
    request = intake.open_request(
        staff("clerk"),
        intake.Report(
            code=code,
            name="N. N.",
            missing_because="Was aboard.",
            asking=intake.Asking(kind=intake.EnquirerKind.RELATIVE, name="A sister"),
            basis=intake.Basis(
                controller="Coroner",
                article="Act",
                purpose=intake.Purpose.IDENTIFY,
                valid_from=since,
            ),
            permitted=intake.Permitted(
                scope=intake.Purpose.IDENTIFY,
                biometrics=True,
                sharing=intake.SharingLevel.OPERATION,
                valid_from=since,
            ),
        ),
    )
    with step(staff("clerk"), Action.RECEIVE_REFERENCE) as doing:
        photograph = doing.write(
            rows.ReferencePhotograph(request=request, way="handed-over", **stored(path))
        )
    mark("clerk", landmarks, side="reference", reference=photograph)
    return request.id.hex


def enrol(request: str) -> str:
    with within(staff("clerk").operation_id):
        face = rows.MarkedFace.objects.get(reference__request_id=UUID(request))
    return matching.enrol(staff("clerk"), face.id).id.hex


def erase(request: str) -> bool:
    """Erase the template of a request, as an erasure does."""
    with step(staff("clerk"), Action.WITHDRAW_PERMISSION):
        template = rows.Template.objects.get(request_id=UUID(request))
        instruments().reference_rows.erase([template.id.hex])
        template.delete()
    return True


def search() -> list[str]:
    with within(staff("examiner").operation_id):
        remains = rows.Remains.objects.get()
    wanted = matching.Wanted(remains=remains.id, purpose=intake.Purpose.IDENTIFY)
    made = matching.search(staff("examiner"), wanted)
    with within(staff("examiner").operation_id):
        return [one.request_id.hex for one in made.candidates.order_by("rank")]


ORDERS: dict[str, Callable[..., Any]] = {
    "found": found,
    "report": report,
    "enter": lambda: enter(open_house(OpenToAll())),
    "enrol": enrol,
    "erase": erase,
    "search": search,
    "verify": lambda: instruments().references.verify(10).sound,
}

if __name__ == "__main__":
    for line in sys.stdin:
        order, *values = json.loads(line)
        sys.stdout.write(json.dumps(ORDERS[order](*values)) + "\n")
        sys.stdout.flush()
