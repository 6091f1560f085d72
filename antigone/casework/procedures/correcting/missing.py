"""What was taken down wrong of a missing person, and how it goes with her record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.description import Description, PartialDate
from antigone.casework.models import Correction, MissingPerson, Notice, TracingRequest
from antigone.casework.models.corrections import PersonField
from antigone.casework.procedures.correcting.standing import (
    Change,
    NoticeUnderWay,
    UnfitCorrection,
    last_said,
    reason,
    still_open,
    under_way,
    write_corrections,
)
from antigone.casework.procedures.intake import NoMissingName, NoReason
from antigone.casework.recorded import DESCRIBED, Written, from_text, person_as_written
from antigone.casework.sealed import unseal
from antigone.casework.step import step
from antigone.casework.vocabulary import name_of
from antigone.errors import Refusal
from antigone.wording import N_

_LONGEST: Mapping[str, int] = {
    PersonField.NAME: 200,
    PersonField.LAST_SEEN_PLACE: 200,
    PersonField.MISSING_BECAUSE: 400,
}
_DATES = (PersonField.BORN, PersonField.LAST_SEEN)
# What a letter says of the missing person.
_IN_LETTERS = (PersonField.NAME, PersonField.SEX)


class NobodyToCorrect(Refusal):
    """The missing person's record was erased or sealed."""

    code = "nobody-to-correct"
    sentence = N_("Nothing is kept of the missing person here any more. Nothing was changed.")
    remedy = N_("Open a new request, if the family asks for a search again.")


@dataclass(frozen=True, kw_only=True)
class RequestCorrection:
    """What is corrected in the record of a missing person, and how it is known."""

    request: UUID
    changes: tuple[Change, ...]
    because: str = field(repr=False)


def correct_request(actor: Actor, correction: RequestCorrection) -> tuple[Correction, ...]:
    """Correct what is recorded of a missing person.

    Raises `NotHere`, `NobodyToCorrect`, `NoReasonToCorrect`, `NotCorrected`, `ChangedMeanwhile` with
    what differs, `NothingToCorrect`, `UnfitCorrection`, `UnfitDate`, `UnfitDescription`,
    `NoMissingName`, `NoReason` and `NoticeUnderWay`; then nothing was written.
    """
    with step(actor, Action.CORRECT_REQUEST) as doing:
        request = doing.case(TracingRequest, correction.request)
        person = MissingPerson.objects.filter(request=request).first()
        if person is None:
            raise NobodyToCorrect
        standing = person_as_written(person)
        because = reason(correction.because)
        changes = still_open(standing, correction.changes, lambda name: last_said(request, name))
        for one in changes:
            _hold_to_its_field(one)
        stated = {one.field: one.to for one in changes}
        _refuse_in_letters(request, stated)
        described = {name: to for name, to in stated.items() if name in DESCRIBED}
        for name in stated.keys() - described.keys():
            setattr(person, name, stated[name])
        if described:
            person.description = Description.from_json(person.description.as_json() | described)
        columns = {"description" if name in described else name for name in stated}
        person.save(update_fields=sorted(columns))
        return write_corrections(doing, changes, standing, because, request=request)


def forget_corrections(request: TracingRequest) -> None:
    """Empty what the record of a missing person said before; part of the step that erases her."""
    said = Correction.objects.filter(request=request, former__isnull=False)
    said.update(former=None, corrected=None, because=None)


def former_values(request: TracingRequest) -> Iterator[tuple[str, Written]]:
    """Yield what the record of a missing person said before, the oldest first, while it is kept."""
    said = Correction.objects.filter(request=request, former__isnull=False)
    for one in said.order_by("recorded_at", "pk"):
        yield one.field, from_text(unseal(one, "former"))


def called(person: MissingPerson) -> Iterator[tuple[str, str]]:
    """Yield every name under which a missing person was recorded here, with every day of birth."""
    said = {"name": [person.name], "born": [str(person.born or "")]}
    for name, value in former_values(person.request):
        if name in said:
            said[name].append(str(value))
    yield from product(said["name"], said["born"])


def _hold_to_its_field(change: Change) -> None:
    """Refuse what the field cannot say; what a description can is said by `Description`."""
    name, value = change.field, change.to
    if name in DESCRIBED:
        return
    if name == PersonField.OTHER_NAMES:
        fits = isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    else:
        fits = isinstance(value, str) and len(value) <= _LONGEST.get(name, len(value))
    if not fits:
        raise UnfitCorrection(field=name_of("PersonField", name))
    if name in _DATES and value:
        PartialDate(str(value))
    if name == PersonField.NAME and not str(value).strip():
        raise NoMissingName
    if name == PersonField.MISSING_BECAUSE and not str(value).strip():
        raise NoReason


def _refuse_in_letters(request: TracingRequest, stated: Mapping[str, Written]) -> None:
    """Refuse another name while a letter with the former one is on its way to be read."""
    for name in _IN_LETTERS:
        if name in stated and under_way(Notice.objects.filter(request=request)).exists():
            raise NoticeUnderWay(field=name_of("PersonField", name))
