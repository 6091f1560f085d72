"""What was taken down wrong of a body or a part, as far as nothing relies on it yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.description import Absent, PartialDate
from antigone.casework.models import (
    Correction,
    CustodyEvent,
    Examination,
    Identification,
    Interment,
    Motion,
    Notice,
    Release,
    Remains,
    Viewing,
)
from antigone.casework.models.corrections import RemainsField
from antigone.casework.models.notices import NoticeKind
from antigone.casework.models.remains import (
    Condition,
    Custody,
    ExaminationKind,
    Party,
    RemainsKind,
)
from antigone.casework.procedures.correcting.standing import (
    Change,
    NoticeUnderWay,
    Said,
    UnfitCorrection,
    last_said,
    reason,
    still_open,
    under_way,
    write_corrections,
)
from antigone.casework.procedures.intake import NotAPart
from antigone.casework.recorded import Written, remains_as_written
from antigone.casework.step import step
from antigone.casework.unblinding import unblind
from antigone.casework.vocabulary import name_of
from antigone.errors import Refusal
from antigone.wording import N_

_CODED: Mapping[str, tuple[str, ...]] = {
    RemainsField.KIND: (*RemainsKind,),
    RemainsField.PARTY: (*Party,),
    RemainsField.CUSTODY: (*Custody,),
    RemainsField.CONDITION: (*Condition, *Absent),
}
_LONGEST: Mapping[str, int] = {
    RemainsField.PART_OF: 40,
    RemainsField.PLACE: 200,
    RemainsField.RECOVERED_AT: 200,
    RemainsField.RECOVERED_BY: 120,
}
_TELLING = (NoticeKind.IDENTIFICATION, NoticeKind.LATER_FRAGMENTS)
# What is recorded only of somebody who is held here.
_OF_WHO_IS_HELD = (CustodyEvent, Interment, Viewing, Release)


class NoSuchBody(Refusal):
    """A part belongs to a body of this operation, and to none that is a part itself."""

    code = "no-such-body"
    sentence = N_("No body of this operation has the code {code}. Nothing was changed.")
    remedy = N_("Read the label of the body again, or leave open to which one the part belongs.")


class PartsRelyOnIt(Refusal):
    """Parts were put together with this body."""

    code = "parts-rely-on-it"
    sentence = N_("Parts are recorded as belonging to {remains}. Nothing was changed.")
    remedy = N_("Correct the parts first: say of each to which body it belongs.")


class NamedAsItIs(Refusal):
    """Who it is was decided of this body, or of this part of that body."""

    code = "named-as-it-is"
    sentence = N_("A decision on who {remains} is rests on this. Nothing was changed.")
    remedy = N_("The board decides first: it withdraws the identification, or lets the motion go.")


class HandedOn(Refusal):
    """Remains that were moved, buried, viewed or released were held here."""

    code = "handed-on"
    sentence = N_("{remains} was moved, buried or released from here. Nothing was changed.")
    remedy = N_("Where somebody is now is recorded in the chain of custody, by a further move.")


class ConditionSigned(Refusal):
    """The condition stands in a signed examination."""

    code = "condition-signed"
    sentence = N_("The condition was signed by {name}. Nothing was changed.")
    remedy = N_("Ask for a further examination of death; what it states takes the place of this.")


@dataclass(frozen=True, kw_only=True)
class RemainsCorrection:
    """What is corrected in the record of a body or a part, and how it is known."""

    remains: UUID
    changes: tuple[Change, ...]
    because: str = field(repr=False)


def correct_remains(actor: Actor, correction: RemainsCorrection) -> tuple[Correction, ...]:
    """Correct the record of a body or a part; whoever does examines this body no more.

    Raises `NotHere`, `SeparatePerson` for who is comparing the body, `NoReasonToCorrect`,
    `NotCorrected`, `ChangedMeanwhile` with what differs, `NothingToCorrect`, `UnfitCorrection`,
    `UnfitDate`, `NotAPart`, `NoSuchBody`, `PartsRelyOnIt`, `NamedAsItIs`, `NoticeUnderWay`,
    `HandedOn` and `ConditionSigned`; then nothing was written.
    """
    with step(actor, Action.CORRECT_REMAINS) as doing:
        remains = doing.case(Remains, correction.remains)
        standing = remains_as_written(remains)
        because = reason(correction.because)
        changes = still_open(standing, correction.changes, lambda name: _who(remains, name))
        for one in changes:
            _hold_to_its_field(one)
        named = {one.field for one in changes}
        after = standing | {one.field: one.to for one in changes}
        _refuse_relied_on(remains, after, named)
        for name in named - {RemainsField.PART_OF}:
            setattr(remains, name, after[name])
        if RemainsField.PART_OF in named:
            remains.part_of = _whole(remains, str(after["part_of"]))
        remains.save(update_fields=sorted(named))
        unblind(doing, remains)
        return write_corrections(doing, changes, standing, because, remains=remains)


def _who(remains: Remains, name: str) -> Said:
    said = last_said(remains, name)
    signed = signed_condition(remains) if name == RemainsField.CONDITION else None
    if signed is not None and signed.signed_at > said[1]:
        return signed.signed_by.shown_name, signed.signed_at
    return said


def signed_condition(remains: Remains) -> Examination | None:
    """Return the examination whose condition holds, if one states any."""
    signed = Examination.objects.filter(remains=remains, kind=ExaminationKind.DEATH)
    stated = signed.exclude(condition=Absent.NOT_EXAMINED)
    return stated.select_related("signed_by").order_by("signed_at").last()


def _hold_to_its_field(change: Change) -> None:
    """Raise `UnfitCorrection` and `UnfitDate` for what the field cannot say."""
    name, value = change.field, change.to
    fits = isinstance(value, str) and len(value) <= _LONGEST.get(name, len(value))
    if name == RemainsField.PLACE:
        fits = fits and bool(str(value).strip())
    if not fits or (name in _CODED and value not in _CODED[name]):
        raise UnfitCorrection(field=name_of("RemainsField", name))
    if name == RemainsField.RECOVERED_ON and value:
        PartialDate(str(value))


def _refuse_relied_on(remains: Remains, after: Mapping[str, Written], named: set[str]) -> None:
    """Refuse what others rely on, whom the correction would leave with something that is not so."""
    if after["part_of"] and after["kind"] != RemainsKind.PART:
        raise NotAPart
    if {RemainsField.KIND, RemainsField.PART_OF} & named:
        if after["kind"] == RemainsKind.PART and remains.parts.exists():
            raise PartsRelyOnIt(remains=remains.code)
        standing = Identification.objects.filter(remains=remains, withdrawn_at=None)
        put = Motion.objects.filter(remains=remains, ended_at=None)
        if standing.exists() or put.exists():
            raise NamedAsItIs(remains=remains.code)
    if RemainsField.PARTY in named:
        telling = Notice.objects.filter(identification__remains=remains, kind__in=_TELLING)
        if under_way(telling).exists():
            raise NoticeUnderWay(field=name_of("RemainsField", RemainsField.PARTY))
    let_go = RemainsField.CUSTODY in named and after["custody"] != Custody.HELD
    if let_go and any(one.objects.filter(remains=remains).exists() for one in _OF_WHO_IS_HELD):
        raise HandedOn(remains=remains.code)
    if RemainsField.CONDITION in named and (signed := signed_condition(remains)) is not None:
        raise ConditionSigned(name=signed.signed_by.shown_name)


def _whole(remains: Remains, code: str) -> Remains | None:
    if not code:
        return None
    found = Remains.objects.filter(code=code, kind=RemainsKind.BODY).exclude(pk=remains.pk).first()
    if found is None:
        raise NoSuchBody(code=code)
    return found
