"""A request that is begun: what was said of it so far, how complete that is, and what it becomes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict

from antigone.access.clock import today
from antigone.casework import lists
from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
from antigone.casework.procedures import intake, photographs
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench import drafts, uploads
from antigone.workbench.asking import STEPS, YES, AboutPerson, Permitting, Step, WhyHere, data_of
from antigone.workbench.desk import Desk
from antigone.workbench.family import Relating, Wishing, numbers_of
from antigone.workbench.forms import Unfit

STARTED, COMPLETE, NOT_STARTED = "started", "complete", "not-started"
_MOST_RELATIVES = 40


class WaitedTooLong(Refusal):
    """A photograph came before the request, and is not here any more."""

    code = "waited-too-long"
    sentence = N_(
        "A photograph that waited for this request is not here any more. It was not kept."
    )
    remedy = N_("Ask for it once more, and add it at the request.")


def draft_name(code: str, one: Step) -> str:
    return f"asking/{code}/{one.name}"


def said_in(desk: Desk, code: str, one: Step) -> Mapping[str, list[str]]:
    draft = drafts.kept(desk, draft_name(code, one))
    return draft.values if draft else {}


def forget(desk: Desk, code: str) -> None:
    """Let go of everything that was said, and of the files that waited for it."""
    for one in STEPS:
        for value in said_in(desk, code, one).get("upload", []):
            if (sent := uploads.held(desk, value)) is not None:
                uploads.forget(desk, sent.key)
        drafts.drop(desk, draft_name(code, one))


def state_of(desk: Desk, one: Step, values: Mapping[str, list[str]]) -> str:
    """Say how far a step has come: nothing said, something missing, nothing missing."""
    if not any(any(stated) for stated in values.values()):
        return NOT_STARTED
    if one.form is not None:
        made = one.form.of(desk, data_of(values))
        asked = all(values.get(name, [""])[0] for name in one.wanted)
        return COMPLETE if made.is_valid() and asked else STARTED
    if one.name == "family":
        try:
            family = [relative_in(desk, values, number) for number in numbers_of(values)]
        except Unfit:
            return STARTED
        asked = all(wishes["wishes_to_be_told"] for _, wishes in family)
        return COMPLETE if family and asked else STARTED
    return COMPLETE if any(values.get("upload", [])) else NOT_STARTED


def family_forms(desk: Desk, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the forms of the relatives in a draft, and an empty one at the end."""
    numbers = numbers_of(values)[:_MOST_RELATIVES]
    fresh = (numbers[-1] if numbers else 0) + 1
    shown = []
    for number in [*numbers, fresh]:
        said: QueryDict | None = data_of(values) if number in numbers else None
        begun = {"contact_given_on": today(), "language": desk.language}
        shown.append(
            {
                "number": number,
                "is_new": number == fresh,
                "relating": Relating.of(desk, said, prefix=f"r{number}", initial=begun),
                "wishing": Wishing.of(desk, said, prefix=f"r{number}"),
            }
        )
    return shown


def relative_in(
    desk: Desk, values: Mapping[str, list[str]], number: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what was stated of a relative and of her wishes. Raises `Unfit`."""
    said = data_of(values)
    relating = Relating.of(desk, said, prefix=f"r{number}")
    wishing = Wishing.of(desk, said, prefix=f"r{number}")
    return relating.stated(), wishing.stated()


def perhaps_known(desk: Desk, said: Mapping[str, Mapping[str, list[str]]]) -> list[dict[str, Any]]:
    person = AboutPerson.of(desk, data_of(said["person"])).stated()
    contact = Permitting.of(desk, data_of(said["permission"])).stated()["enquirer_contact"]
    born = str(person["born"] or "")
    return lists.duplicates(desk.actor, name=person["name"], born=born, phone=contact)


def report_of(desk: Desk, code: str, said: Mapping[str, Mapping[str, list[str]]]) -> intake.Report:
    person = AboutPerson.of(desk, data_of(said["person"])).stated()
    reason = WhyHere.of(desk, data_of(said["reason"])).stated()
    asked = Permitting.of(desk, data_of(said["permission"])).stated()
    kind = EnquirerKind(asked["enquirer"])
    official = kind in (EnquirerKind.AUTHORITY, EnquirerKind.BUREAU)
    return intake.Report(
        code=code,
        name=person["name"],
        other_names=person["other_names"],
        born=person["born"],
        description=person["description"],
        missing_because=reason["missing_because"],
        last_seen=reason["last_seen"],
        last_seen_place=reason["last_seen_place"],
        asking=intake.Asking(
            kind=kind,
            name=asked["enquirer_name"],
            contact=asked["enquirer_contact"],
            authority=asked["authority"] if official else "",
        ),
        basis=intake.Basis(
            controller=asked["controller"],
            article=asked["article"],
            purpose=Purpose.IDENTIFY,
            valid_from=today(),
            valid_until=asked["basis_until"],
        ),
        permitted=intake.Permitted(
            scope=Purpose.IDENTIFY,
            biometrics=asked["biometrics"] == YES,
            sharing=SharingLevel(asked["sharing"]),
            valid_from=today(),
            valid_until=asked["until"],
        )
        if asked["permits"] == YES
        else None,
    )


def receive_photographs(
    desk: Desk, request: UUID, values: Mapping[str, list[str]]
) -> tuple[int, list[tuple[str, str, str]]]:
    """Receive the photographs that waited; return how many were kept, and what was refused and why."""
    kept, refused = 0, []
    for value in values.get("upload", []):
        sent = uploads.held(desk, value)
        if sent is None:
            lost = WaitedTooLong(name=value[:8])
            refused.append((value[:8], lost.say(desk.language), lost.advise(desk.language)))
            continue
        given = photographs.GivenPhotograph(request=request, name=sent.name, content=sent.content)
        try:
            photographs.receive_reference(desk.actor, given)
            kept += 1
        except Refusal as refusal:
            refused.append((sent.name, refusal.say(desk.language), refusal.advise(desk.language)))
    return kept, refused
