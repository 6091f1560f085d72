"""Enrolling: a marked face becomes a template, under the permission that its photograph has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import numpy

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework.gallery import CaseworkRows
from antigone.casework.house import house
from antigone.casework.instruments import Instruments, instruments
from antigone.casework.models import (
    GalleryRow,
    LegalBasis,
    MarkedFace,
    Permission,
    ReferencePhotograph,
    Remains,
    Template,
    TracingRequest,
    VectorPlace,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.requests import Outcome, Purpose
from antigone.casework.pictures import ErasedPhotograph, Photograph, is_restricted, pixels_of
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.faces.engine import Face
from antigone.gallery.entries import fit_entries
from antigone.gallery.traces import Traces
from antigone.wording import N_

if TYPE_CHECKING:
    from django.db.models import QuerySet


class PermissionEnded(Refusal):
    """Nobody permits any more that this person is looked for by her face."""

    code = "permission-ended"
    sentence = N_("The permission for this face has ended or was withdrawn. Nothing was enrolled.")
    remedy = N_("Ask the enquirer for a new permission, or leave the photograph out of searches.")


class LegalBasisEnded(Refusal):
    """No law permits any more that the missing person's data are held."""

    code = "legal-basis-ended"
    sentence = N_("The legal basis of this request has ended. Nothing was enrolled.")
    remedy = N_("Record the basis that holds now, or withdraw the request.")


class NoBiometricPermission(Refusal):
    """The family gave a photograph to be looked at, not to be measured."""

    code = "no-biometric-permission"
    sentence = N_("The permission does not cover a search by face. Nothing was enrolled.")
    remedy = N_("Ask the enquirer whether the face may be compared, and record what she says.")


class FaceNotConfirmed(Refusal):
    """One person alone chose which face is the body's."""

    code = "face-not-confirmed"
    sentence = N_("Nobody has confirmed that this is the face of the body. Nothing was enrolled.")
    remedy = N_("Ask a colleague to look at the photograph and confirm the mark.")


class MarkEnded(Refusal):
    """The mark was taken back: it was the wrong face."""

    code = "mark-ended"
    sentence = N_("The mark on this face was taken back. Nothing was enrolled.")
    remedy = N_("Mark the right face, and enrol that one.")


class OtherEngine(Refusal):
    """The face was read by an engine that is not the one of the gallery."""

    code = "other-engine"
    sentence = N_("The face was read by {found}; the gallery is that of {wanted}. Not enrolled.")
    remedy = N_("Read the photograph again with the engine of this home, and mark the face anew.")


class AlreadyEnrolled(Refusal):
    """The face has its template; a second one would count one photograph twice."""

    code = "already-enrolled"
    sentence = N_("This face is enrolled already.")
    remedy = N_("Go on; there is nothing to do.")


# Requests of people who are looked for no more.
CLOSED = (Outcome.FOUND_ALIVE, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class _Days:
    """From when until when a template may be searched, both included."""

    start: date
    end: date | None


def enrol(actor: Actor, face: UUID) -> Template:
    """Make the template of a marked face, and put its vector into the gallery of its side.

    The photograph is opened again and described before the step begins, so that nobody waits for
    it; what permits it is asked again inside. (0) the mark stands, and for remains a second person
    confirmed it; (1) permission and legal basis last; (2) the permission covers a search by face;
    (3) the engine is the one that read it; (4) the face has no template yet.

    Raises `MarkEnded`, `FaceNotConfirmed`, `PermissionEnded`, `LegalBasisEnded`,
    `NoBiometricPermission`, `OtherEngine`, `AlreadyEnrolled`, `ErasedPhotograph`, what decoding
    raises, `LandmarksOutside` and `NotHere`.
    """
    tools = instruments()
    with within(actor.operation_id):
        require(actor, Action.ENROL)
        marked = _found(face)
        _days(marked, tools)
        described = _described(marked, tools)
    with step(actor, Action.ENROL) as doing:
        marked = _found(face)
        days = _days(marked, tools)
        _photograph(marked)
        return _write(doing, marked, described, days, tools)


def _found(face: UUID) -> MarkedFace:
    found(MarkedFace, face)
    beside = ("reference__request", "post_mortem__remains", "reading")
    marked: MarkedFace = MarkedFace.objects.select_related(*beside).get(pk=face)
    return marked


def _days(marked: MarkedFace, tools: Instruments) -> _Days:
    """Return when the template may be searched, or refuse it."""
    if marked.ended_at is not None:
        raise MarkEnded
    if marked.side == Side.REMAINS:
        if marked.confirmed_by_id is None:
            raise FaceNotConfirmed
        days = _Days(today(), None)
    elif is_restricted(marked.reference):
        raise PermissionEnded
    else:
        days = permitted_days(marked.reference)
    if marked.reading is not None and marked.reading.engine != tools.engine_id:
        raise OtherEngine(found=marked.reading.engine, wanted=tools.engine_id)
    if Template.objects.filter(face=marked, engine=tools.engine_id).exists():
        raise AlreadyEnrolled
    return days


def permitted_days(photograph: ReferencePhotograph) -> _Days:
    """Return the later start and the earlier end of permission and legal basis.

    Raises `PermissionEnded`, `NoBiometricPermission` and `LegalBasisEnded`.
    """
    request = photograph.request
    if request.outcome in CLOSED:
        raise PermissionEnded
    # What somebody gave is hers to permit; the newest word counts, for a family that took searches
    # by face back said so in a new permission.
    giver = photograph.given_by_id or request.enquirer_id
    newest = Permission.objects.filter(request=request, given_by=giver)
    newest = newest.order_by("-recorded_at", "-valid_from")
    permission = newest.filter(scope=Purpose.IDENTIFY, withdrawn_at=None).first()
    if permission is None and newest.filter(withdrawn_at=None).exists():
        raise NoBiometricPermission
    if permission is None or _is_over(permission.valid_until):
        raise PermissionEnded
    if not permission.biometrics:
        raise NoBiometricPermission
    bases = LegalBasis.objects.filter(request=request, ended_at=None).order_by("-recorded_at")
    basis = bases.first()
    if basis is None or _is_over(basis.valid_until):
        raise LegalBasisEnded
    ends = [end for end in (permission.valid_until, basis.valid_until) if end is not None]
    days = _Days(max(permission.valid_from, basis.valid_from), min(ends, default=None))
    if days.end is not None and days.end < days.start:
        raise PermissionEnded
    return days


def renew_permitted_days(request: TracingRequest) -> None:
    """Let the gallery follow what is permitted now: other days, or no search by face any more.

    For steps in which permission or legal basis changes; belongs to their transaction.
    """
    for photograph in ReferencePhotograph.objects.filter(request=request):
        templates = Template.objects.filter(face__reference=photograph)
        try:
            days = permitted_days(photograph)
        except (PermissionEnded, LegalBasisEnded, NoBiometricPermission):
            leave_gallery(templates)
            continue
        for rows, keys in _galleries(templates):
            entries = rows.read(keys)
            rows.append(
                fit_entries(
                    [one.id for one in entries],
                    [one.vector for one in entries],
                    [_attributes(request, days) for _ in entries],
                    dim=rows.dim,
                )
            )


def leave_gallery(templates: "QuerySet[Template]") -> tuple[list[bytes], list[Traces]]:
    """Erase vectors from the gallery, then their templates; belongs to a step's transaction.

    Returns the sealed forms and the prints of the vectors, by which a purge looks for what is left.
    """
    sealed: list[bytes] = []
    prints: list[Traces] = []
    for rows, keys in _galleries(templates):
        held = GalleryRow.objects.filter(template_id__in=keys).values_list("place_id", flat=True)
        places = VectorPlace.objects.filter(pk__in=list(held))
        sealed += [bytes(one) for one in places.values_list("sealed", flat=True)]
        prints.append(rows.erase(keys).traces)
    templates.delete()
    return sealed, prints


def _galleries(templates: "QuerySet[Template]") -> Iterator[tuple[CaseworkRows, list[str]]]:
    """Yield each gallery with the templates that have a vector in it, of whatever engine."""
    living = GalleryRow.objects.filter(
        template_id__in=list(templates.values_list("pk", flat=True)), place__isnull=False
    )
    for code, dim in set(living.values_list("gallery_id", "gallery__dim")):
        keys = [
            one.hex for one in living.filter(gallery=code).values_list("template_id", flat=True)
        ]
        yield CaseworkRows(code, dim=dim, vault=house().vault), keys


def _attributes(of: TracingRequest | Remains, days: _Days) -> dict[str, object]:
    return {
        "person": of.pk.hex,
        "operation": of.operation_id.hex,
        "purposes": [Purpose.IDENTIFY.value],
        "valid_from": days.start,
        "valid_until": days.end,
    }


def _is_over(end: date | None) -> bool:
    return end is not None and end < today()


def _described(marked: MarkedFace, tools: Instruments) -> Face:
    pixels = pixels_of(_photograph(marked))
    return tools.engine.read_at(pixels, numpy.asarray(marked.landmarks, numpy.float64))


def _photograph(marked: MarkedFace) -> Photograph:
    photograph: Photograph = marked.post_mortem or marked.reference
    if photograph.wrapped_key is None:
        raise ErasedPhotograph
    return photograph


def _write(
    doing: Step, marked: MarkedFace, described: Face, days: _Days, tools: Instruments
) -> Template:
    of_remains = marked.side == Side.REMAINS
    request = None if of_remains else marked.reference.request
    remains = marked.post_mortem.remains if of_remains else None
    template = doing.write(
        Template(
            face=marked,
            side=marked.side,
            request=request,
            remains=remains,
            engine=tools.engine_id,
            dim=len(described.vector),
            quality=described.quality.value,
        )
    )
    attributes = _attributes(request or remains, days)
    rows = tools.remains_rows if of_remains else tools.reference_rows
    rows.append(fit_entries([template.pk.hex], [described.vector], [attributes], dim=rows.dim))
    return template
