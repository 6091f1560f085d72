"""Weighing: what one piece of evidence says about a candidate, as far as reference data reach."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

import numpy
from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.instruments import Instruments, instruments
from antigone.casework.models import Candidate, Finding, Remains, Search, Template
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures.searching import grade_of
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.evidence import (
    MOST_LOG10,
    Calibration,
    Hypotheses,
    LikelihoodRatio,
    OutsideReach,
    UnfitRatio,
)
from antigone.wording import N_, Named

_FACE = "face"
_DIGEST_BYTES = 32


class SimulatedCalibration(Refusal):
    """Numbers that were fitted on simulated photographs say nothing about a real case."""

    code = "simulated-calibration"
    sentence = N_(
        "“{calibration}” was fitted on simulated photographs: a simulated one may order lists and"
        " explain itself, but enters no Statement. Nothing was recorded."
    )
    remedy = N_("Fit a calibration on this site's own cases, or let other findings carry the case.")


class NotFromASearch(Refusal):
    """The candidate was proposed by another source, and has no similarity."""

    code = "not-from-a-search"
    sentence = N_("This candidate does not come from a search by face. Nothing was weighed.")
    remedy = N_("Weigh what its own source reports.")


class PairErased(Refusal):
    """What was compared is not there any more, and nobody could check the number."""

    code = "pair-erased"
    sentence = N_("The photograph behind this similarity was erased. Nothing was weighed.")
    remedy = N_("Let other findings carry the case.")


class NoHypotheses(Refusal):
    """A ratio answers a question; without the question it is a number."""

    code = "no-hypotheses"
    sentence = N_("The report does not state both hypotheses and its source. Nothing was weighed.")
    remedy = N_("Ask the laboratory which two explanations it compared, and in which report.")


class UnfitLaboratoryReport(Refusal):
    """Something about the report cannot be kept as it is written."""

    code = "unfit-laboratory-report"
    sentence = N_("The report cannot be recorded: {fault}. Nothing was weighed.")
    remedy = N_("Shorten it to what the report can be looked up by, and check its date.")


_TOO_LONG = N_("a text of it has more letters than are kept")
_NOT_YET = N_("its day has not come yet")
_NO_DIGEST = N_("the digest of its file is no SHA-256")
_TEXTS = ("source", "same", "other", "laboratory", "software")


class Reportable(StrEnum):
    """What laboratories and experts report. A face is not among them: it has its own way."""

    DNA = "dna"
    FINGERPRINT = "fingerprint"
    DENTAL = "dental"
    ANTHROPOLOGY = "anthropology"
    MEDICAL = "medical"


@dataclass(frozen=True, kw_only=True)
class FaceOf:
    """The similarity of a candidate that a search has found."""

    candidate: UUID


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A likelihood ratio as a laboratory reports it. All numbers are log10.

    `interval` is the laboratory's; `bound` is what its reference data can carry at most, either way.
    `software` computed it; `report_sha256` is the digest of the report's file, which stays with the
    laboratory.
    """

    candidate: UUID
    kind: Reportable
    source: str
    log10_lr: float
    interval: tuple[float, float]
    bound: tuple[float, float]
    same: str
    other: str
    laboratory: str = ""
    software: str = ""
    reported_on: date | None = None
    report_sha256: bytes | None = field(default=None, repr=False)


def weigh_list(actor: Actor, search: UUID) -> tuple[Finding, ...]:
    """Weigh the face of everybody on the list of a search whom nobody has weighed; return what was found.

    A list is made to be worked with, also where no number may stand beside it: a home with real
    people in it orders its lists by similarity until it has fitted a calibration of its own, and a
    photograph that was erased meanwhile leaves its line without a number. Raises `NotHere`.
    """
    if not _may_weigh(instruments()):
        return ()
    with step(actor, Action.WEIGH) as doing:
        made = found(Search, search)
        body = doing.case(Remains, made.remains_id)
        doing.name(body.ledger_id, made.ledger_id)
        return tuple(_weigh_each(doing, made))


def _weigh_each(doing: Step, search: Search) -> Iterator[Finding]:
    listed = Candidate.objects.filter(search=search).exclude(findings__kind=_FACE)
    for one in listed.select_related("search", "remains").order_by("rank"):
        with suppress(PairErased):
            yield _weigh_face(doing, one)


def weigh(actor: Actor, evidence: FaceOf | Reported) -> Finding:
    """Record what a piece of evidence is worth: a ratio with its question, or that it has no reach.

    A face is weighed by the calibration of its engine, for the grade of condition and the quality
    of the probe. Where no reference data stand behind an answer, that is the finding, without a
    number. Raises `NotFromASearch`, `SimulatedCalibration`, `PairErased`, `NoHypotheses`,
    `UnfitLaboratoryReport`, `UnfitRatio` and `NotHere`.
    """
    with step(actor, Action.WEIGH) as doing:
        candidate = doing.case(Candidate, evidence.candidate)
        if isinstance(evidence, Reported):
            return _record_report(doing, candidate, evidence)
        return _weigh_face(doing, candidate)


def _record_report(doing: Step, candidate: Candidate, report: Reported) -> Finding:
    if not (report.same.strip() and report.other.strip() and report.source.strip()):
        raise NoHypotheses
    _refuse_unfit(report, doing.at.date())
    ratio = LikelihoodRatio(
        log10=report.log10_lr,
        interval=report.interval,
        bound=report.bound,
        hypotheses=Hypotheses(same=report.same, other=report.other),
        source=report.source,
        status="imported",
    )
    finding = _finding(candidate, report.kind, ratio)
    finding.laboratory, finding.software = report.laboratory.strip(), report.software.strip()
    finding.reported_on, finding.report_sha256 = report.reported_on, report.report_sha256
    doing.write(finding)
    doing.commit_to("finding.source", finding.id.bytes, report.source)
    if report.report_sha256 is not None:
        doing.commit_to("finding.report", finding.id.bytes, report.report_sha256)
    return finding


def _refuse_unfit(report: Reported, day: date) -> None:
    for name in _TEXTS:
        if len(getattr(report, name)) > Finding._meta.get_field(name).max_length:
            raise UnfitLaboratoryReport(fault=Named(name, (_TOO_LONG,)))
    if report.reported_on is not None and report.reported_on > day:
        raise UnfitLaboratoryReport(fault=Named("reported_on", (_NOT_YET,)))
    if report.report_sha256 is not None and len(report.report_sha256) != _DIGEST_BYTES:
        raise UnfitLaboratoryReport(fault=Named("report_sha256", (_NO_DIGEST,)))
    (low, high), (lower, upper) = report.interval, report.bound
    if not all(abs(one) <= MOST_LOG10 for one in (report.log10_lr, low, high, lower, upper)):
        raise UnfitRatio(
            log10=report.log10_lr,
            low=low,
            high=high,
            lower=lower,
            upper=upper,
            source=report.source,
        )


def _weigh_face(doing: Step, candidate: Candidate) -> Finding:
    if candidate.source != CandidateSource.FACE:
        raise NotFromASearch
    tools = instruments()
    calibration = tools.calibration
    if calibration is None or candidate.search.engine != tools.engine_id:
        return doing.write(_outside(candidate, "engine", candidate.search.engine, ""))
    if not _may_weigh(tools):
        raise SimulatedCalibration(calibration=calibration.id)
    grade = grade_of(candidate.remains)
    if not grade:
        return doing.write(_outside(candidate, "grade", calibration.id, calibration.id))
    probe, pairs = _compared(candidate, tools)
    try:
        ratio = calibration.weigh(
            candidate.similarity, quality=probe.quality, references=1, grade=grade
        )
    except OutsideReach as outside:
        reason = str(outside.parameters["outside"])
        return doing.write(_outside(candidate, reason, calibration.id, calibration.id))
    # Chosen as the best of several, a similarity is worth less than its number says.
    best = f"; best of {pairs} pairs" if pairs > 1 else ""
    return doing.write(_finding(candidate, _FACE, ratio, calibration=calibration, added=best))


def _may_weigh(tools: Instruments) -> bool:
    """Whether the calibration may be used here: a simulated one only where nobody exists."""
    simulated = tools.calibration is not None and tools.calibration.status == "simulated"
    return not simulated or settings.ANTIGONE.is_exercise


def _compared(candidate: Candidate, tools: Instruments) -> tuple[Template, int]:
    """Return the probe of the pair that was found, and of how many pairs it was the best."""
    engine = {"engine": tools.engine_id}
    probes = {
        one.pk.hex: one for one in Template.objects.filter(pk__in=_probe_ids(candidate), **engine)
    }
    references = {
        one.pk.hex: one.face.reference_id
        for one in Template.objects.filter(request=candidate.request_id, **engine).select_related(
            "face"
        )
    }
    of_pair = [key for key, photo in references.items() if photo == candidate.photograph_id]
    compared = tools.reference_rows.read(of_pair)
    probe_rows = tools.remains_rows.read(list(probes))
    if not compared or not probe_rows:
        raise PairErased
    similar = numpy.stack([row.vector for row in probe_rows]) @ compared[0].vector
    nearest = int(numpy.abs(similar - candidate.similarity).argmin())
    return probes[probe_rows[nearest].id], len(probes) * len(references)


def _probe_ids(candidate: Candidate) -> list[UUID]:
    return list(candidate.search.probes.values_list("template_id", flat=True))


def _finding(
    candidate: Candidate,
    kind: str,
    ratio: LikelihoodRatio,
    *,
    calibration: Calibration | None = None,
    added: str = "",
) -> Finding:
    lower, upper = ratio.bound
    return Finding(
        candidate=candidate,
        kind=kind,
        source=f"{ratio.source}{added}",
        log10_lr=ratio.log10,
        lower=ratio.interval[0],
        upper=ratio.interval[1],
        bound=f"{lower:.3f} to {upper:.3f}",
        same=ratio.hypotheses.same,
        other=ratio.hypotheses.other,
        calibration=calibration.id if calibration else "",
    )


def _outside(candidate: Candidate, reason: str, source: str, calibration: str) -> Finding:
    return Finding(
        candidate=candidate,
        kind=_FACE,
        source=source,
        outside_reach=reason,
        calibration=calibration,
    )
