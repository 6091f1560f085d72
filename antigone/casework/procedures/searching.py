"""Searching: from a dead body's face to a list of people whom it might be. There is no other way."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import numpy
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import require
from antigone.casework.instruments import Instruments, instruments
from antigone.casework.models import (
    Candidate,
    Examination,
    GalleryRow,
    PostMortemPhotograph,
    Probe,
    Remains,
    Search,
    Template,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.remains import Condition, ExaminationKind
from antigone.casework.models.requests import Outcome, Purpose
from antigone.casework.models.search import CandidateSource
from antigone.casework.oversight import is_drawn
from antigone.casework.procedures.decisions.excluding import reopen
from antigone.casework.procedures.searchable import enrolled_people, searchable, some_are_barred
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.evidence import OutsideReach
from antigone.faces.weights import manifest
from antigone.gallery import NonMated, Permitted, Shortlist, shortlist
from antigone.gallery.shortlist import INVESTIGATION, UnfitLine
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The calibration's words for the grades of condition.
GRADES = {
    Condition.FRESH: "fresh",
    Condition.EARLY_CHANGE: "early change",
    Condition.BLOAT: "bloat",
    Condition.ADVANCED: "advanced",
    Condition.BURNT: "burnt",
    Condition.FACE_TRAUMA: "trauma to face",
    Condition.SKELETAL: "skeletal",
}

# Nothing is known of strangers' similarities: none is rare enough, and everybody stands below.
_NO_LINE = NonMated(scores=(1.5, 2.0), log10_fmr=(0.0, -1.0), tail_slope=-1.0, source="none")
_LARGEST_FPIR = 0.5
UNRESOLVED = (Outcome.OPEN, Outcome.INCONCLUSIVE)


class NoDeathExamination(Refusal):
    """Only the dead are searched for, and somebody must have signed that this is one."""

    code = "no-death-examination"
    sentence = N_("No examination of death of “{remains}” is signed. Nothing was searched.")
    remedy = N_("Ask a doctor or an anthropologist to examine the remains and to sign.")


class SearcherSignedDeath(Refusal):
    """One person must not both make a body and search for it: a living face would need no more."""

    code = "searcher-signed-death"
    sentence = N_(
        "You alone signed the examination of death of “{remains}”, and may not search from it."
        " Nothing was searched."
    )
    remedy = N_("Ask another examiner of faces to search, or another doctor to examine and sign.")


class NoLegibleCode(Refusal):
    """Without the code in the picture, a photograph may show anybody."""

    code = "no-legible-code"
    sentence = N_("No photograph shows the code of “{remains}” legibly. Nothing was searched.")
    remedy = N_("Photograph the face with the label beside it, and receive that photograph.")


class PurposeMissing(Refusal):
    """A search is made to identify the dead, and for nothing else."""

    code = "purpose-missing"
    sentence = N_("The search does not state identification as its purpose. Nothing was searched.")
    remedy = N_("State the purpose “identify”; for any other, faces are not searched.")


class NoUsableProbe(Refusal):
    """The body has no face that can be compared."""

    code = "no-usable-probe"
    sentence = N_("“{remains}” has no enrolled face that can be compared. Nothing was searched.")
    remedy = N_("Enrol a confirmed face of better quality, or propose candidates by other means.")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is searched: one body's faces, for what, and how long a list is shown.

    `fpir` is the share of searches without a mate that may put somebody above the line; left out,
    that of the settings. `investigation` is how many people are listed below it.
    """

    remains: UUID
    purpose: Purpose | None = None
    fpir: float | None = None
    investigation: int = INVESTIGATION


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A body that was not searched again, and why."""

    remains: UUID
    because: Refusal


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What a sweep found, and what remains: bodies that wait for something else than a reference."""

    searches: tuple[Search, ...]
    skipped: tuple[Skipped, ...]


def search(actor: Actor, wanted: Wanted) -> Search:
    """Search the permitted gallery of the operation from one body, and list who should be looked at.

    (0) the purpose is identification; (1) death is established, by somebody who does not search;
    (2) a photograph shows the body's code; (3) a confirmed face is enrolled and can be compared;
    (4) only people whose permission and legal basis hold today are searched, others are counted.

    Raises `PurposeMissing`, `NoDeathExamination`, `SearcherSignedDeath`, `NoLegibleCode`,
    `NoUsableProbe`, `UnfitLine` and `NotHere`.
    """
    tools = instruments()
    with within(actor.operation_id):
        require(actor, Action.SEARCH)
    return search_under(actor, wanted, Action.SEARCH, tools)


def sweep(actor: Actor) -> Swept:
    """Search again for every unresolved body whose last search does not know what came in since.

    That is a new reference, or a further face of the body itself. Each body is a step of its own:
    what was done stays, whatever happens to the next. A body whose search is refused is skipped,
    and the refusal is returned.
    """
    tools = instruments()
    with within(actor.operation_id):
        require(actor, Action.SWEEP)
        waiting = to_search_again(tools)
    searches, skipped = [], []
    for remains in waiting:
        wanted = Wanted(remains=remains, purpose=Purpose.IDENTIFY)
        try:
            searches.append(search_under(actor, wanted, Action.SWEEP, tools))
        except Refusal as refusal:
            skipped.append(Skipped(remains=remains, because=refusal))
    return Swept(searches=tuple(searches), skipped=tuple(skipped))


def to_search_again(tools: Instruments) -> list[UUID]:
    """Return the unresolved bodies to be searched again, those recorded first at the front."""
    mine = Template.objects.filter(side=Side.REFERENCE, engine=tools.engine_id).values("id")
    references = GalleryRow.objects.filter(gallery=tools.references_code, place__isnull=False)
    newest = references.filter(template_id__in=mine).aggregate(newest=Max("seq"))["newest"]
    if newest is None:
        return []
    # A further photograph of a body may show what the first did not.
    further = _usable(tools).filter(remains=OuterRef("pk"))
    used = Probe.objects.filter(template=OuterRef("pk"))
    unresolved = Remains.objects.filter(outcome__in=UNRESOLVED).annotate(
        last=Max("searches__gallery_seq", filter=Q(searches__engine=tools.engine_id)),
        has_further=Exists(further.filter(~Exists(used))),
    )
    older = unresolved.filter(Q(last=None) | Q(last__lt=newest) | Q(has_further=True))
    return list(older.order_by("recorded_at", "id").values_list("id", flat=True))


def search_under(actor: Actor, wanted: Wanted, action: Action, tools: Instruments) -> Search:
    """Search as the step that is named. Whoever calls it has asked for its permission.

    Raises what `search` raises.
    """
    with within(actor.operation_id):
        asked = searchable(actor, tools)
    # Reads what is new in the gallery, and remembers which rows these are.
    tools.references.count(asked.where)
    with step(actor, action) as doing:
        if wanted.purpose != Purpose.IDENTIFY:
            raise PurposeMissing
        fpir = settings.ANTIGONE.settings.fpir if wanted.fpir is None else wanted.fpir
        if not 0 < fpir <= _LARGEST_FPIR:
            raise UnfitLine(name="fpir", value=fpir, wanted=f"above 0 and at most {_LARGEST_FPIR}")
        remains = doing.case(Remains, wanted.remains)
        require_dead(remains, actor)
        templates, vectors = probes_of(remains, tools)
        drawn = strangers_of(remains, tools)

        def listed(where: Permitted) -> Shortlist:
            return shortlist(
                tools.references,
                vectors,
                where=where,
                non_mated=drawn or _NO_LINE,
                fpir=fpir,
                investigation=wanted.investigation,
            )

        found = listed(asked.where)
        if some_are_barred([UUID(one.id) for one in found.lines]):
            # Withdrawn, or found alive, since it was asked: the answer was for another moment.
            asked = searchable(actor, tools)
            found = listed(asked.where)
        # Somebody may have been enrolled or erased since; both counts are of one moment.
        enrolled = asked.people if found.seq == asked.seq else enrolled_people(tools)
        hidden = enrolled - found.line.people
        return _write(doing, remains, templates, found, drawn is not None, hidden, tools)


def require_dead(remains: Remains, actor: Actor) -> None:
    """Refuse to search from anybody who may live.

    Raises `SearcherSignedDeath`, `NoDeathExamination` and `NoLegibleCode`.
    """
    deaths = Examination.objects.filter(remains=remains, kind=ExaminationKind.DEATH)
    # One signature of somebody else is enough; two doctors may both have looked.
    if not deaths.exclude(signed_by=actor.account_id).exists():
        if deaths.exists():
            raise SearcherSignedDeath(remains=remains.code)
        raise NoDeathExamination(remains=remains.code)
    if not PostMortemPhotograph.objects.filter(remains=remains, code_legible=True).exists():
        raise NoLegibleCode(remains=remains.code)


def probes_of(
    remains: Remains, tools: Instruments
) -> "tuple[list[Template], NDArray[numpy.float32]]":
    """Return the body's templates that may stand alone in a comparison, and their vectors.

    Raises `NoUsableProbe`.
    """
    usable = _usable(tools).filter(remains=remains)
    templates = {one.pk.hex: one for one in usable.order_by("recorded_at", "id")}
    rows = tools.remains_rows.read(list(templates))
    if not rows:
        raise NoUsableProbe(remains=remains.code)
    return [templates[row.id] for row in rows], numpy.stack([row.vector for row in rows])


def _usable(tools: Instruments) -> QuerySet[Template]:
    """Return the templates of the dead that are good enough to search with."""
    least = float(manifest("recogniser").values["quality_bands"]["unusable_below"])
    return Template.objects.filter(side=Side.REMAINS, engine=tools.engine_id, quality__gte=least)


def strangers_of(remains: Remains, tools: Instruments) -> NonMated | None:
    """Return how alike strangers are at this grade, None where nobody has measured that."""
    calibration = tools.calibration
    grade = grade_of(remains)
    if calibration is None or not grade:
        return None
    try:
        return calibration.non_mated(grade=grade, references=1)
    except OutsideReach:
        return None


def grade_of(remains: Remains) -> str:
    """Return the body's condition in the calibration's words, empty where it was not stated."""
    stated = str(remains.condition)
    return GRADES[Condition(stated)] if stated in set(Condition) else ""


def _write(
    doing: Step,
    remains: Remains,
    templates: list[Template],
    found: Shortlist,
    drawn: bool,
    hidden: int,
    tools: Instruments,
) -> Search:
    line = found.line
    written = Search(
        remains=remains,
        searched_by_id=doing.actor.account_id,
        purpose=Purpose.IDENTIFY,
        engine=tools.engine_id,
        gallery_seq=found.seq,
        people=line.people,
        templates=found.templates,
        hidden=hidden,
        of_many=doing.allowed.action is not Action.SEARCH,
        fpir=line.fpir,
        threshold=line.threshold if drawn else None,
        expected_false=line.expected_false if drawn else None,
    )
    written.drawn = is_drawn(written)
    doing.write(written)
    by = {
        "operation_id": doing.actor.operation_id,
        "recorded_by_id": doing.actor.account_id,
        "recorded_at": doing.at,
    }
    Probe.objects.bulk_create(Probe(search=written, template=one, **by) for one in templates)
    best = Template.objects.filter(pk__in=[UUID(one.template) for one in found.lines])
    photograph_of = dict(best.values_list("pk", "face__reference_id"))
    Candidate.objects.bulk_create(
        Candidate(
            remains=remains,
            request_id=UUID(one.id),
            source=CandidateSource.FACE,
            search=written,
            rank=one.rank,
            similarity=one.similarity,
            above_threshold=one.above_threshold if drawn else None,
            photograph_id=photograph_of[UUID(one.template)],
            **by,
        )
        for one in found.lines
    )
    reopen(remains)
    return written
