"""What there is to compare: the body's face and a reference, or the reports of a discipline."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from antigone.access.clock import today
from antigone.access.roles import Discipline
from antigone.casework.models import (
    Candidate,
    LegalBasis,
    MarkedFace,
    Permission,
    Reading,
    ReferencePhotograph,
    Remains,
    Search,
    Template,
    TracingRequest,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.requests import Purpose
from antigone.casework.models.search import REPORTED_BY
from antigone.casework.pictures import is_restricted
from antigone.casework.procedures.enrolling import CLOSED
from antigone.errors import Refusal
from antigone.wording import N_


class NoFaceOfBody(Refusal):
    """Faces are compared where there is one."""

    code = "no-face-of-body"
    sentence = N_("“{remains}” has no confirmed face that can be shown. Nothing was drawn.")
    remedy = N_("Have its face marked and confirmed, or let another discipline compare documents.")


def still_sought(request: TracingRequest) -> bool:
    """Say whether somebody is looked for, under a legal basis and a permission that hold today."""
    if request.outcome in CLOSED:
        return False
    day = today()
    lasts = Q(valid_until=None) | Q(valid_until__gte=day)
    bases = LegalBasis.objects.filter(lasts, request=request, valid_from__lte=day, ended_at=None)
    permissions = Permission.objects.filter(
        lasts,
        request=request,
        valid_from__lte=day,
        withdrawn_at=None,
        scope__in=(Purpose.IDENTIFY, Purpose.RECONCILE),
    )
    return permissions.exists() and bases.exclude(purpose=Purpose.NOTIFY).exists()


def proposed_in(discipline: Discipline, remains: Remains) -> QuerySet[Candidate]:
    """Return whom a discipline compares without being asked.

    Of the newest search, everybody above its line; of the reports, everybody they speak of.
    """
    listed = Candidate.objects.filter(remains=remains)
    if discipline is Discipline.FACE:
        newest = Search.objects.filter(remains=remains).order_by("-recorded_at").first()
        return listed.filter(search=newest, above_threshold=True)
    spoken = Q(source=REPORTED_BY[discipline]) | Q(findings__kind=discipline.value)
    return listed.filter(spoken).distinct()


def documents_of(candidate: Candidate, discipline: Discipline) -> tuple[str, ...]:
    """Return the reports of a discipline about a candidate, by name alone: no ratio, no person."""
    reported = candidate.findings.filter(kind=discipline.value).order_by("recorded_at")
    named = list(reported.values_list("source", flat=True))
    if candidate.source == REPORTED_BY[discipline]:
        named.insert(0, candidate.source_note)
    return tuple(dict.fromkeys(named))


def face_of_body(remains: Remains) -> UUID:
    """Return the photograph that shows the body's face best. Raises `NoFaceOfBody`."""
    faces = MarkedFace.objects.filter(
        side=Side.REMAINS,
        post_mortem__remains=remains,
        post_mortem__wrapped_key__isnull=False,
        confirmed_by__isnull=False,
        ended_at=None,
    )
    best = Template.objects.filter(face__in=faces).order_by("-quality", "pk").first()
    face = best.face if best else faces.order_by("recorded_at", "pk").first()
    if face is None:
        raise NoFaceOfBody(remains=remains.code)
    key: UUID = face.post_mortem_id
    return key


def reference_of(candidate: Candidate) -> ReferencePhotograph | None:
    """Return the photograph that a candidate is compared by: the one that was found, or the newest."""
    here = {"side": Side.REFERENCE, "reference": OuterRef("pk")}
    # Unread, nobody knows whom to cover beside her.
    shown = ReferencePhotograph.objects.filter(
        Exists(MarkedFace.objects.filter(**here, ended_at=None)),
        Exists(Reading.objects.filter(**here)),
        request=candidate.request_id,
        wrapped_key__isnull=False,
    )
    for one in (
        *shown.filter(pk=candidate.photograph_id),
        *shown.order_by("-recorded_at", "pk"),
    ):
        if not is_restricted(one):
            return one
    return None
