"""Intake: a family reports somebody missing; a body is recorded; its death is established."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Max

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Role
from antigone.casework.codes import require_fit
from antigone.casework.description import Absent, Description, PartialDate
from antigone.casework.models import (
    Alert,
    BulkFile,
    Enquirer,
    Examination,
    GalleryClearance,
    LegalBasis,
    LegalHold,
    MissingPerson,
    Operation,
    Permission,
    Remains,
    TracingRequest,
)
from antigone.casework.models.remains import (
    Condition,
    Custody,
    ExaminationKind,
    InquirySign,
    Party,
    RemainsKind,
)
from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
from antigone.casework.sealed import seal
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.wording import N_

_AUTHORITIES = (EnquirerKind.AUTHORITY, EnquirerKind.BUREAU)
# How many times as many as were declared missing may be looked for without the officer's clearance.
BEYOND_DECLARED = 1.5


class NoLegalBasis(Refusal):
    """The missing person was not asked; without a law that permits it, nothing of hers is held."""

    code = "no-legal-basis"
    sentence = N_(
        "The report names no controller and article as legal basis. Nothing was recorded."
    )
    remedy = N_("Name who answers for the data and the article that permits it.")


class NoReason(Refusal):
    """A search for anybody, for no reason, is surveillance."""

    code = "no-reason"
    sentence = N_(
        "The report does not say why this person is missing in this operation."
        " Nothing was recorded."
    )
    remedy = N_("Ask when and where she was last seen, and why she is looked for here.")


class NoEnquirer(Refusal):
    """A report comes from somebody who can be reached."""

    code = "no-enquirer"
    sentence = N_("The report does not say who asks. Nothing was recorded.")
    remedy = N_("Record the name of the person, or of the authority, that reports.")


class NoMissingName(Refusal):
    """The person who is looked for has no name in the report."""

    code = "no-missing-name"
    sentence = N_("The report does not name the person who is missing. Nothing was recorded.")
    remedy = N_("Record her name as the family says it; other names may be added.")


class NoRemainsCode(Refusal):
    """A body without a code, a place and an authority is lost a second time."""

    code = "remains-unnamed"
    sentence = N_("Remains need a code, a place and an authority. Nothing was recorded.")
    remedy = N_(
        "Put a label with the next code on the body, and record where it lies and for whom."
    )


class CodeTaken(Refusal):
    """A code stands for one body or one request of the operation."""

    code = "code-taken"
    sentence = N_("The code “{key}” stands for another case already. Nothing was recorded.")
    remedy = N_("Read the label again, or take the next free code.")


class GalleryTooLarge(Refusal):
    """Far more people are looked for than are missing: the list has become a net."""

    code = "gallery-too-large"
    sentence = N_(
        "{declared} people were declared missing, and {people} are looked for already."
        " Nothing was recorded."
    )
    remedy = N_("The data protection officer can clear a larger list, and says why.")


class NotAPart(Refusal):
    """Only a part belongs to another body."""

    code = "not-a-part"
    sentence = N_("Only a part can belong to a body. Nothing was recorded.")
    remedy = N_("Record it as a part, or without naming a body.")


class NoBasisOfDeath(Refusal):
    """A signature under nothing."""

    code = "no-basis"
    sentence = N_("The examination does not say on what it rests. Nothing was signed.")
    remedy = N_("State which signs were found, and how.")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks. An authority has its name in `authority`; a person hers in `name`, which is sealed."""

    kind: EnquirerKind
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    authority: str = ""


@dataclass(frozen=True, kw_only=True)
class Basis:
    """Why the missing person's data may be held."""

    controller: str
    article: str
    purpose: Purpose
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Permitted:
    """What the enquirer permits."""

    scope: Purpose
    biometrics: bool
    sharing: SharingLevel
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a family or an authority reports about one missing person."""

    code: str
    name: str = field(repr=False)
    missing_because: str = field(repr=False)
    asking: Asking
    basis: Basis | None
    permitted: Permitted | None = None
    other_names: tuple[str, ...] = field(default=(), repr=False)
    born: PartialDate | None = None
    last_seen: PartialDate | None = None
    last_seen_place: str = ""
    description: Description = field(default_factory=Description, repr=False)


@dataclass(frozen=True, kw_only=True)
class FoundRemains:
    """A body or a part, as it was found. All but code, place and authority may come later."""

    code: str
    place: str
    authority: str
    kind: RemainsKind = RemainsKind.BODY
    custody: Custody = Custody.HELD
    part_of: UUID | None = None
    party: Party = Party.UNKNOWN
    condition: Condition | Absent = Absent.NOT_EXAMINED
    recovered_on: PartialDate | None = None
    recovered_at: str = ""
    recovered_by: str = ""


@dataclass(frozen=True, kw_only=True)
class DeathFound:
    """What an examiner signs: that this is a dead person, and on what that rests."""

    remains: UUID
    basis: str
    condition: Condition | Absent = Absent.NOT_EXAMINED
    description: Description = field(default_factory=Description)
    inquiry_signs: frozenset[InquirySign] = frozenset()


def open_request(actor: Actor, report: Report, *, bulk: BulkFile | None = None) -> TracingRequest:
    """Open a tracing request for one missing person; `bulk` is the signed file it came in.

    The legal basis and what the enquirer permits are kept apart: the first is owed for every datum
    of the missing person, the second may be missing, and then no photograph can come in.

    Raises `NoLegalBasis`, `NoReason`, `NoMissingName`, `NoEnquirer`, `UnfitCode`, `CodeTaken` and
    `GalleryTooLarge`.
    """
    with step(actor, Action.OPEN_REQUEST) as doing:
        return write_request(doing, report, bulk=bulk)


def write_request(doing: Step, report: Report, *, bulk: BulkFile | None = None) -> TracingRequest:
    """Write a request with all that was reported, within a step. Raises what `open_request` raises."""
    basis = report.basis
    if basis is None or not (basis.controller.strip() and basis.article.strip()):
        raise NoLegalBasis
    if not report.missing_because.strip():
        raise NoReason
    if not report.name.strip():
        raise NoMissingName
    number = _next_number(doing)
    enquirer = write_enquirer(doing, report.asking)
    require_fit(report.code)
    if not report.code or TracingRequest.objects.filter(code=report.code).exists():
        raise CodeTaken(key=report.code)
    request = doing.write(
        TracingRequest(code=report.code, number=number, enquirer=enquirer, bulk=bulk)
    )
    doing.write(
        MissingPerson(
            request=request,
            name=report.name,
            other_names=list(report.other_names),
            born=report.born or "",
            last_seen=report.last_seen or "",
            last_seen_place=report.last_seen_place,
            missing_because=report.missing_because,
            description=report.description,
        )
    )
    doing.write(LegalBasis(request=request, **vars(basis)))
    if report.permitted is not None:
        doing.write(Permission(request=request, given_by=enquirer, **vars(report.permitted)))
    doing.commit_to("request.reason", request.id.bytes, report.missing_because)
    return request


def record_remains(actor: Actor, remains: FoundRemains) -> Remains:
    """Record a body or a part.

    Raises `NoRemainsCode`, `UnfitCode`, `NotAPart`, `CodeTaken` and `NotHere`.
    """
    with step(actor, Action.RECORD_REMAINS) as doing:
        return write_remains(doing, remains)


def write_remains(doing: Step, remains: FoundRemains) -> Remains:
    """Write a body or a part, within a step. Raises what `record_remains` raises."""
    if not (remains.code.strip() and remains.place.strip() and remains.authority.strip()):
        raise NoRemainsCode
    require_fit(remains.code)
    if remains.part_of is not None and remains.kind != RemainsKind.PART:
        raise NotAPart
    if Remains.objects.filter(code=remains.code).exists():
        raise CodeTaken(key=remains.code)
    whole = found(Remains, remains.part_of) if remains.part_of else None
    stated = {**vars(remains), "part_of": whole, "recovered_on": remains.recovered_on or ""}
    doing.commit_to("remains.code", remains.code)
    return doing.write(Remains(**stated))


def examine_remains(actor: Actor, death: DeathFound) -> Examination:
    """Sign that the remains are those of a dead person, and on what that rests.

    Signs that oblige to an inquiry alert the prosecutor's liaison and set a legal hold, in the same
    transaction. Raises `NotHere` and `NoBasisOfDeath`.
    """
    with step(actor, Action.EXAMINE_REMAINS) as doing:
        remains = doing.case(Remains, death.remains)
        if not death.basis.strip():
            raise NoBasisOfDeath
        signs = sorted(sign.value for sign in death.inquiry_signs)
        examination = doing.write(
            Examination(
                remains=remains,
                kind=ExaminationKind.DEATH,
                signed_by_id=actor.account_id,
                signed_at=doing.at,
                basis=death.basis,
                condition=death.condition,
                description=death.description,
                inquiry_signs=signs,
            )
        )
        if death.condition is not Absent.NOT_EXAMINED:
            remains.condition = death.condition
            remains.save(update_fields=["condition"])
        for sign in signs:
            doing.write(LegalHold(remains=remains, because=f"inquiry:{sign}"))
        if signs:
            role = Role.PROSECUTORS_LIAISON
            doing.write(Alert(role=role, about=remains, reason="inquiry-signs"))
        doing.commit_to("examination.basis", examination.id.bytes, death.basis)
        return examination


def _next_number(doing: Step) -> int:
    """Return the next place in the list of the missing. Raises `GalleryTooLarge`."""
    declared = Operation.objects.get(pk=doing.actor.operation_id).declared_missing
    people = TracingRequest.objects.aggregate(last=Max("number"))["last"] or 0
    cleared = GalleryClearance.objects.filter(people__gt=people)
    if people + 1 > BEYOND_DECLARED * declared and not cleared.exists():
        raise GalleryTooLarge(declared=declared, people=people)
    return people + 1


def write_enquirer(doing: Step, asking: Asking) -> Enquirer:
    """Write who asks, within a step. Raises `NoEnquirer`."""
    if not (asking.authority if asking.kind in _AUTHORITIES else asking.name).strip():
        raise NoEnquirer
    enquirer = Enquirer(kind=asking.kind)
    if asking.kind in _AUTHORITIES:
        enquirer.authority = asking.authority
    seal(enquirer, "name", asking.name)
    seal(enquirer, "contact", asking.contact)
    return doing.write(enquirer)
