"""Photographs come in, under a permission or with a body, and are shown, each view on the record.

The original is kept bit for bit, EXIF included, as ciphertext. What is shown is made from it anew.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.models import OperationIdentity
from antigone.access.requirement import Allowed, keep_apart, require
from antigone.access.roles import Role
from antigone.casework import footage, pictures
from antigone.casework.description import PartialDate
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import (
    Enquirer,
    LabelReading,
    LegalBasis,
    MarkedFace,
    Permission,
    PostMortemPhotograph,
    Reading,
    Recording,
    ReferencePhotograph,
    Remains,
    TracingRequest,
    TrackSheet,
)
from antigone.casework.models.photographs import Side, Way
from antigone.casework.models.requests import Outcome, Purpose
from antigone.casework.procedures.erasure import refuse_erased_before
from antigone.casework.step import Step, found, step
from antigone.casework.vocabulary import named
from antigone.documents.labels import Label, UnfitBodyCode, UnfitOperationCode
from antigone.errors import Refusal
from antigone.exchange.frame_codes import AnotherBodysLabel, FrameReading, read_codes
from antigone.faces.geometry import Pixels
from antigone.faces.masking import masked, veiled
from antigone.faces.sandbox import refuse_address
from antigone.vault import Deposit, Readable
from antigone.wording import N_

_OF_A_FACE = (Purpose.IDENTIFY, Purpose.RECONCILE)
_CLOSED = (Outcome.FOUND_ALIVE, Outcome.WITHDRAWN)


class NoPermission(Refusal):
    """Whoever gives the photograph has not permitted anything, or no longer does."""

    code = "nothing-permits-it"
    sentence = N_("Nothing that stands today permits this photograph. It was not kept.")
    remedy = N_("Record what the family permits, then add the photograph again.")


class NoBasisToday(Refusal):
    """The law that permitted to hold her data has ended, or does not cover a photograph."""

    code = "no-legal-basis-today"
    sentence = N_("No legal basis of this request covers a photograph today. It was not kept.")
    remedy = N_("Record the legal basis that holds now, or close the request.")


class OtherPurpose(Refusal):
    """What was permitted is something else."""

    code = "other-purpose"
    sentence = N_("The family permitted “{scope}”, and no search by photograph. It was not kept.")
    remedy = N_("Ask whether the photograph may be used to find her, and record the answer.")


class NoLongerSought(Refusal):
    """The request has come to its end."""

    code = "no-longer-sought"
    sentence = N_("This request is closed: {outcome}. The photograph was not kept.")
    remedy = N_("If she is missing again, open a new request.")


class AlreadyHere(Refusal):
    """The same file, byte for byte."""

    code = "already-here"
    sentence = N_("Already here as photograph {number} of {code}. Nothing was added.")
    remedy = N_("If another picture was meant, choose it; else there is nothing to do.")


class NotReadYet(Refusal):
    """Whom to cover is not known before the faces were read."""

    code = "not-read-yet"
    sentence = N_("The faces of this photograph were not read yet. Nothing was shown.")
    remedy = N_("Read its faces first, or look at the veiled copy.")


class FaceSettled(Refusal):
    """Whose face is meant is settled: there is no reason left to see the others."""

    code = "face-settled"
    sentence = N_("The face that is meant is settled. The others in the picture are not shown.")
    remedy = N_("Look at the masked copy.")


@dataclass(frozen=True, kw_only=True)
class FrameOf:
    """Where in a recording a photograph stood: the frame's number, counted from 0, and its second."""

    recording: UUID
    frame: int
    seconds: float

    def columns(self) -> dict[str, Any]:
        """Return what the row of the photograph states of it."""
        return {
            "recording_id": self.recording,
            "frame": self.frame,
            "frame_seconds": self.seconds,
        }


@dataclass(frozen=True, kw_only=True)
class GivenPhotograph:
    """A photograph of a missing person, as a file. `given_by` is the request's enquirer if empty."""

    request: UUID
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    given_by: UUID | None = None
    way: Way = Way.HANDED_OVER
    taken_on: PartialDate | None = None
    frame: FrameOf | None = None


@dataclass(frozen=True, kw_only=True)
class TakenPhotograph:
    """A photograph of remains, as a file. `code_stated`: the officer sees the code in the frame.

    `remains` is None where the body is recorded in the same step.
    """

    remains: UUID | None
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    code_stated: bool | None = None
    way: Way = Way.TAKEN_HERE
    taken_on: PartialDate | None = None
    taken_by: str = ""
    taken_at: str = ""
    cleaned: bool = False
    frame: FrameOf | None = None


class View(StrEnum):
    """How much of a photograph is shown."""

    VEILED = "veiled"
    MASKED = "masked"
    WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class Disclosed:
    """What was shown: RGB pixels (H, W, 3), and how many faces were covered."""

    view: View
    pixels: Pixels = field(repr=False)
    covered: int


def receive_reference(actor: Actor, given: GivenPhotograph) -> ReferencePhotograph:
    """Keep a photograph of a missing person.

    (0) it is a file and can be read; (1) the request is open; (2) a legal basis and (3) a permission
    of the giver stand today, for finding her; (4) the file is new to the request and is no picture of
    a body; (5) it was not erased before. A request that was closed as inconclusive is open again.

    Raises the family of `UnreadablePhotograph`, `NotHere`, `NoLongerSought`, `NoBasisToday`,
    `NoPermission`, `OtherPurpose`, `AlreadyHere` and `ErasedBefore`; then nothing was kept.
    """
    with (
        given_over(actor, given) as arrived,
        step(actor, Action.RECEIVE_REFERENCE) as doing,
    ):
        return arrived.write(doing, doing.case(TracingRequest, given.request))


@dataclass(frozen=True)
class GivenOver:
    """A photograph of a missing person that was read and lies in the vault; its row is still owed."""

    given: GivenPhotograph
    deposit: Deposit

    def write(self, doing: Step, request: TracingRequest) -> ReferencePhotograph:
        """Write its row, within a step. Raises what `receive_reference` raises."""
        given, deposit = self.given, self.deposit
        giver = found(Enquirer, given.given_by) if given.given_by else request.enquirer
        require_given(request, giver, doing.at.date())
        _refuse_known(deposit.sha256, Q(request=request), Q())
        refuse_erased_before(deposit.sha256, giver)
        reopen(request)
        doing.commit_to("blob", deposit.sha256)
        return doing.write(
            ReferencePhotograph(
                request=request,
                given_by=giver,
                way=given.way,
                taken_on=given.taken_on or "",
                **(given.frame.columns() if given.frame else {}),
                **stored(deposit),
            )
        )


@contextmanager
def given_over(actor: Actor, given: GivenPhotograph) -> Iterator[GivenOver]:
    """Read a photograph of a missing person and put it into the vault; out again without its row.

    Raises the family of `UnreadablePhotograph`.
    """
    _decoded(given.name, given.content)
    with deposited(actor, given.content) as deposit:
        yield GivenOver(given, deposit)


def receive_post_mortem(actor: Actor, taken: TakenPhotograph) -> PostMortemPhotograph:
    """Keep a photograph of remains.

    (0) it is a file and can be read; (1) no label of another body is in the frame; (2) the file is
    neither a picture of another body nor one that a family gave. What was read in the frame and what
    the officer states are kept apart; the code counts as legible if either says so.

    Raises the family of `UnreadablePhotograph`, `NotHere`, `AnotherBodysLabel` and `AlreadyHere`;
    then nothing was kept.
    """
    with (
        arriving(actor, taken) as arrived,
        step(actor, Action.RECEIVE_POST_MORTEM) as doing,
    ):
        return arrived.write(doing, doing.case(Remains, taken.remains))


@dataclass(frozen=True)
class Arrived:
    """A photograph of remains that was read and lies in the vault; its row is still owed."""

    taken: TakenPhotograph
    codes: FrameReading
    deposit: Deposit

    def write(self, doing: Step, remains: Remains) -> PostMortemPhotograph:
        """Write its row, within a step. Raises `AnotherBodysLabel` and `AlreadyHere`."""
        taken = self.taken
        legible = _shows_own_label(self.codes, remains)
        _refuse_known(self.deposit.sha256, Q(), Q())
        reopen(remains)
        doing.commit_to("blob", self.deposit.sha256)
        photograph = doing.write(
            PostMortemPhotograph(
                remains=remains,
                code_legible=legible or bool(taken.code_stated),
                way=taken.way,
                taken_on=taken.taken_on or "",
                taken_by=taken.taken_by,
                taken_at=taken.taken_at,
                cleaned=taken.cleaned,
                **(taken.frame.columns() if taken.frame else {}),
                **stored(self.deposit),
            )
        )
        read, stated = self.codes.finding.value, taken.code_stated
        doing.write(LabelReading(photograph=photograph, read=read, stated=stated))
        return photograph


@contextmanager
def arriving(actor: Actor, taken: TakenPhotograph) -> Iterator[Arrived]:
    """Read a photograph of remains and put it into the vault; out again if no row comes to be.

    Raises the family of `UnreadablePhotograph`.
    """
    codes = read_codes(_decoded(taken.name, taken.content))
    with deposited(actor, taken.content) as deposit:
        yield Arrived(taken, codes, deposit)


@dataclass(frozen=True, kw_only=True)
class Inspected:
    """What a file says before its body is recorded: the labels in it, and where its camera was.

    `position` is latitude and longitude in degrees (WGS 84), None where the camera did not say.
    """

    labels: tuple[Label, ...]
    position: tuple[float, float] | None


def inspect_post_mortem(actor: Actor, name: str, content: bytes) -> Inspected:
    """Look at a file whose body is not recorded yet. Nothing is kept.

    Raises the family of `UnreadablePhotograph`, `NotAllowed` and `AlreadyHere`.
    """
    refuse_known(actor, sha256(content).digest())
    refuse_address(name)
    seen = instruments().decoders.decode(name, content)
    return Inspected(labels=read_codes(seen.pixels).labels, position=seen.position)


def inspect_reference(actor: Actor, name: str, content: bytes) -> None:
    """Look at a file whose request is not opened yet. Nothing is kept.

    Raises the family of `UnreadablePhotograph`, `NotAllowed`, and `AlreadyHere` for one of the dead.
    """
    with within(actor.operation_id):
        require(actor, Action.RECEIVE_REFERENCE)
        _refuse_known(sha256(content).digest(), Q(pk__in=()), Q())
    _decoded(name, content)


def refuse_known(actor: Actor, digest: bytes, *, request: UUID | None = None) -> None:
    """Raise `AlreadyHere` for the SHA-256 of a file that would be refused, before it is sent.

    `request` is the one for which it would be given; without, it would be a picture of a body.
    """
    with within(actor.operation_id):
        require(actor, Action.RECEIVE_REFERENCE if request else Action.RECEIVE_POST_MORTEM)
        _refuse_known(digest, Q(request=request) if request else Q(), Q())


def refuse_other_label(actor: Actor, labels: Sequence[Label], code: str) -> None:
    """Raise `AnotherBodysLabel` if a label that was read names another body than this code.

    For a body that is about to be recorded with its photograph: neither is, if they do not fit.
    """
    operation = OperationIdentity.objects.get(pk=actor.operation_id).code
    for one in labels:
        if (one.operation, one.code) != (operation, code):
            found = one.code if one.operation == operation else f"{one.operation} {one.code}"
            raise AnotherBodysLabel(found=found, expected=code)


def disclose(actor: Actor, photograph: UUID, view: View = View.VEILED) -> Disclosed:
    """Show a photograph once, with one entry for this view.

    Veiled: grey and blurred. Masked: at full size, everybody covered but the face that is meant, and
    that one too until it is settled (marked; for remains, confirmed). Whole: with every face, to
    choose among them, and only until then.

    Raises `NotHere`, `ErasedPhotograph`, `RestrictedPhotograph`, `NotReadYet`, `FaceSettled`,
    `FacesTooClose` and what the vault raises.
    """
    with within(actor.operation_id):
        action = pictures.disclosing(pictures.find(photograph))
    with step(actor, action) as doing:
        seen = _open_to(doing.allowed, photograph, view)
        # The entry comes first: what was about to be shown is on the record, even if it fails.
        doing.name(seen.row.ledger_id, f"view:{view}")
    return _made(seen, view)


def cover_of(actor: Actor, photograph: UUID) -> Pixels:
    """Return what lies over a photograph until somebody uncovers it: ten cells of it, in grey.

    It shows nobody, so it is no view and leaves no entry; every bar of `disclose` holds for it.
    """
    with within(actor.operation_id):
        allowed = require(actor, pictures.disclosing(pictures.find(photograph)))
        return _made(_open_to(allowed, photograph, View.VEILED), View.VEILED).pixels


def view_to_open(actor: Actor, photograph: UUID) -> View:
    """Return how much a page shows: every face while one has to be chosen, then the one alone."""
    with within(actor.operation_id):
        row = pictures.find(photograph)
        require(actor, pictures.disclosing(row), of=row)
        return View.MASKED if _is_settled(row) else View.WHOLE


@dataclass(frozen=True)
class _Seen:
    """A photograph that may be shown, with whose face is settled and the faces that were read."""

    row: pictures.Photograph
    mark: MarkedFace | None
    reading: Reading | None


def _open_to(allowed: Allowed, photograph: UUID, view: View) -> _Seen:
    row = pictures.find(photograph)
    keep_apart(allowed, row)
    if pictures.is_restricted(row) and allowed.because != Role.PROSECUTORS_LIAISON:
        raise pictures.RestrictedPhotograph
    part = pictures.part_of(row)
    mark = _settled(part)
    reading = Reading.objects.filter(**part).order_by("-recorded_at").first()
    if view is View.WHOLE and _is_settled(row):
        raise FaceSettled
    if view is View.MASKED and reading is None:
        raise NotReadYet
    return _Seen(row, mark, reading)


def _made(seen: _Seen, view: View) -> Disclosed:
    image = pictures.pixels_of(seen.row)
    if view is View.VEILED:
        return Disclosed(view=view, pixels=veiled(image), covered=0)
    if view is View.WHOLE or seen.reading is None:
        return Disclosed(view=view, pixels=image, covered=0)
    faces, marked = [pictures.detection_of(one) for one in seen.reading.faces], None
    if seen.mark is not None:
        meant = pictures.detection_of({"box": seen.mark.box, "landmarks": seen.mark.landmarks})
        faces, marked = pictures.place_among(faces, meant)
    copy = masked(image, faces, marked=marked)
    return Disclosed(view=view, pixels=copy.image, covered=len(faces) - (marked is not None))


def _decoded(name: str, content: bytes) -> Pixels:
    refuse_address(name)
    return instruments().decoders.decode(name, content).pixels


@contextmanager
def deposited(actor: Actor, content: bytes | Readable) -> Iterator[Deposit]:
    """Put the original into the vault, and take it out again if its row does not come to be."""
    vault = house().vault
    deposit = vault.put(content)
    try:
        yield deposit
    except BaseException:
        # What fails after the transaction must not take the original of a row that stands.
        if not _has_row(actor, deposit.ref.blob_id):
            vault.purge(deposit.ref.blob_id)
        raise


def _has_row(actor: Actor, blob_id: str) -> bool:
    with within(actor.operation_id):
        return any(
            model.objects.filter(blob_id=blob_id).exists()
            for model in (ReferencePhotograph, PostMortemPhotograph, Recording, TrackSheet)
        )


def stored(deposit: Deposit) -> dict[str, Any]:
    """Return what the row of a file in the vault states of it."""
    return {
        "blob_id": deposit.ref.blob_id,
        "wrapped_key": deposit.ref.wrapped_key,
        "size": deposit.ref.size,
        "sha256": deposit.sha256,
    }


def require_given(request: TracingRequest, giver: Enquirer | None, day: date) -> None:
    """Refuse what was taken of a missing person unless she is sought, and it may be held and used.

    Raises `NoLongerSought`, `NoBasisToday`, `NoPermission` and `OtherPurpose`.
    """
    if request.outcome in _CLOSED:
        raise NoLongerSought(outcome=named("Outcome", request.outcome))
    lasts = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    bases = LegalBasis.objects.filter(lasts, request=request, valid_from__lte=day, ended_at=None)
    if not bases.exclude(purpose=Purpose.NOTIFY).exists():
        raise NoBasisToday
    permissions = Permission.objects.filter(
        lasts, request=request, given_by=giver, valid_from__lte=day, withdrawn_at=None
    )
    scopes = list(permissions.values_list("scope", flat=True))
    if not scopes:
        raise NoPermission
    if not any(scope in _OF_A_FACE for scope in scopes):
        raise OtherPurpose(scope=named("Purpose", scopes[0]))


def _refuse_known(sha256: bytes, references: Q, post_mortems: Q) -> None:
    """Refuse a file that is here already.

    One picture may show the missing of two requests; one body's picture is no other body's, and what
    a family gave is no picture of a body, nor the other way round.
    """
    for model, where, case in (
        (ReferencePhotograph, references, "request"),
        (PostMortemPhotograph, post_mortems, "remains"),
    ):
        same = model.objects.filter(where, sha256=sha256).select_related(case)
        known = same.order_by("recorded_at", "pk").first()
        if known is not None:
            of_case = getattr(known, case)
            order = model.objects.filter(**{case: of_case}).order_by("recorded_at", "pk")
            number = list(order.values_list("pk", flat=True)).index(known.pk) + 1
            raise AlreadyHere(number=number, code=of_case.code)


def _shows_own_label(codes: FrameReading, remains: Remains) -> bool:
    """Say whether the body's own label was read. Raises `AnotherBodysLabel` for any other."""
    operation = OperationIdentity.objects.get(pk=remains.operation_id).code
    try:
        own = Label(operation=operation, code=remains.code)
    except (UnfitOperationCode, UnfitBodyCode):
        # No label of ours can name this body, so whichever is in the picture names another.
        if codes.labels:
            raise AnotherBodysLabel(found=codes.labels[0].code, expected=remains.code) from None
        return False
    codes.require_no_other(own)
    return codes.shows(own)


def reopen(case: TracingRequest | Remains) -> None:
    """Open a case again: a new photograph is a new chance, and nobody stays closed who could be found."""
    if case.outcome == Outcome.INCONCLUSIVE:
        case.outcome, case.outcome_reason = Outcome.OPEN, ""
        case.save(update_fields=["outcome", "outcome_reason"])


def _is_settled(row: pictures.Photograph) -> bool:
    """Say whether nobody has to choose any more: also where the choice in its video was taken back."""
    meant = footage.of_who_is_meant(type(row).objects.filter(pk=row.pk))
    return _settled(pictures.part_of(row)) is not None or not meant.exists()


def _settled(part: dict[str, Any]) -> MarkedFace | None:
    """Return the face that is meant, once nobody has to choose any more."""
    marks = MarkedFace.objects.filter(**part, ended_at=None)
    if part["side"] is Side.REMAINS:
        marks = marks.filter(confirmed_by__isnull=False)
    return marks.first()
