"""Proposing and weighing: no name without a source, no number without reference data behind it."""

from typing import Any

import pytest
from django.conf import settings as framework

from antigone.access import Action, NotAllowed, within
from antigone.casework import models as rows
from antigone.casework.instruments import instruments
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import matching
from antigone.casework.step import NotHere, step
from antigone.config import Config, make_home
from antigone.evidence import UnfitRatio
from tests.casework.faces_at_hand import Mortuary, lifeless, mortuary
from tests.homes import open_operation

__all__ = ["mortuary"]


def _proposal(mortuary: Mortuary, **changes: Any) -> matching.Proposal:
    stated: dict[str, Any] = {"source": CandidateSource.LABORATORY, "note": "Report 41"}
    if "remains" not in changes:
        stated["remains"] = mortuary.body("R1").id
        stated["request"] = mortuary.request("M1").id
    return matching.Proposal(**(stated | changes))


def _findings(mortuary: Mortuary) -> int:
    with within(mortuary.staff.operation):
        return rows.Finding.objects.count()


@pytest.mark.parametrize("source", [one for one in CandidateSource if one != "face"])
def test_somebody_is_proposed_by_a_source(mortuary: Mortuary, source: CandidateSource) -> None:
    proposal = _proposal(mortuary, source=source)
    candidate = matching.propose(mortuary.records, proposal)
    assert (candidate.source, candidate.source_note) == (source, "Report 41")
    assert (candidate.search, candidate.rank, candidate.similarity) == (None, None, None)
    with pytest.raises(matching.ProposedAlready):
        matching.propose(mortuary.examiner, proposal)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (matching.NoSource, {"note": " "}),
        (matching.FaceNeedsSearch, {"source": CandidateSource.FACE}),
    ],
)
def test_nobody_is_proposed_without_a_source(
    mortuary: Mortuary, refusal: type, changes: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        matching.propose(mortuary.records, _proposal(mortuary, **changes))
    with within(mortuary.staff.operation):
        assert not rows.Candidate.objects.exists()


def test_only_who_may_proposes_and_only_at_home(mortuary: Mortuary) -> None:
    proposal = _proposal(mortuary)
    with pytest.raises(NotAllowed):
        matching.propose(mortuary.clerk, proposal)
    other = open_operation(mortuary.staff.administrator, "TRAIN")
    with pytest.raises(NotHere):
        matching.propose(
            mortuary.records, _proposal(mortuary, remains=other, request=proposal.request)
        )


# A face


@pytest.fixture
def candidate(mortuary: Mortuary) -> rows.Candidate:
    mortuary.enrolled("M1", "P002")
    (candidate,) = mortuary.listed(mortuary.search(mortuary.ready("R1", "P002")))
    return candidate


def test_a_face_is_weighed_by_the_calibration(
    mortuary: Mortuary, candidate: rows.Candidate
) -> None:
    finding = matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))
    calibration = instruments().calibration
    assert calibration is not None
    quality = lifeless("P002").faces[0].quality.value
    expected = calibration.weigh(candidate.similarity, quality=quality, references=1, grade="fresh")
    assert finding.log10_lr == pytest.approx(expected.log10)
    assert (finding.lower, finding.upper) == pytest.approx(expected.interval)
    assert (finding.same, finding.other) == expected.hypotheses
    assert (finding.kind, finding.calibration) == ("face", calibration.id)
    assert (finding.source, finding.outside_reach) == (expected.source, "")


def test_the_best_of_several_pairs_says_so_and_takes_the_quality_of_its_own_probe(
    mortuary: Mortuary,
) -> None:
    mortuary.enrolled("M1", "P002")
    remains = mortuary.ready("R1", "P005")
    face = mortuary.photographed(remains, lifeless("P002"))
    matching.enrol(mortuary.officer, face.id)
    (candidate,) = mortuary.listed(mortuary.search(remains))
    finding = matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))
    assert finding.source.endswith("; best of 2 pairs")


@pytest.mark.parametrize("condition", ["burnt", "not-examined", "unknown"])
def test_outside_the_reach_there_is_no_number(
    mortuary: Mortuary, candidate: rows.Candidate, condition: str
) -> None:
    with step(mortuary.officer, Action.RECORD_REMAINS):
        rows.Remains.objects.update(condition=condition)
    finding = matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))
    assert finding.outside_reach == "grade"
    assert (finding.log10_lr, finding.lower, finding.upper) == (None, None, None)


def test_a_simulated_calibration_weighs_nothing_in_a_real_home(
    mortuary: Mortuary, candidate: rows.Candidate, tmp_path: Any, settings: Any, config: Config
) -> None:
    make_home(tmp_path / "real", kind="real")
    settings.ANTIGONE = Config(home=tmp_path / "real", clock=config.clock)
    assert framework.ANTIGONE.home.name == "real"
    with pytest.raises(matching.SimulatedCalibration) as refused:
        matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))
    assert "enters no Statement" in refused.value.say("en")
    assert _findings(mortuary) == 0


def test_nothing_is_weighed_when_the_pair_is_gone(
    mortuary: Mortuary, candidate: rows.Candidate
) -> None:
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION):
        template = rows.Template.objects.get(side="reference")
        instruments().reference_rows.erase([template.pk.hex])
        template.delete()
    with pytest.raises(matching.PairErased):
        matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))


def test_a_face_that_no_search_found_is_not_weighed(mortuary: Mortuary) -> None:
    proposed = matching.propose(mortuary.records, _proposal(mortuary))
    with pytest.raises(matching.NotFromASearch):
        matching.weigh(mortuary.examiner, matching.FaceOf(candidate=proposed.id))


# A report


def _reported(candidate: rows.Candidate, **changes: Any) -> matching.Reported:
    stated: dict[str, Any] = {
        "kind": matching.Reportable.DNA,
        "source": "Institute of Forensic Genetics, report 41",
        "log10_lr": 6.2,
        "interval": (5.9, 6.5),
        "bound": (-9.0, 9.0),
        "same": "the remains are a child of the two relatives",
        "other": "the remains are of an unrelated person",
    }
    return matching.Reported(candidate=candidate.id, **(stated | changes))


def test_a_report_is_taken_over_with_its_question_and_bound(mortuary: Mortuary) -> None:
    proposed = matching.propose(mortuary.records, _proposal(mortuary))
    finding = matching.weigh(mortuary.examiner, _reported(proposed))
    assert (finding.kind, finding.log10_lr) == ("dna", 6.2)
    assert (finding.lower, finding.upper, finding.bound) == (5.9, 6.5, "-9.000 to 9.000")
    assert finding.same.startswith("the remains are a child")
    assert (finding.calibration, finding.outside_reach) == ("", "")


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (matching.NoHypotheses, {"same": ""}),
        (matching.NoHypotheses, {"other": " "}),
        (matching.NoHypotheses, {"source": ""}),
        (UnfitRatio, {"log10_lr": 7.0}),
        (UnfitRatio, {"bound": (-3.0, 6.0)}),
        (UnfitRatio, {"interval": (5.9, float("inf"))}),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(
    mortuary: Mortuary, refusal: type, changes: dict[str, Any]
) -> None:
    proposed = matching.propose(mortuary.records, _proposal(mortuary))
    with pytest.raises(refusal):
        matching.weigh(mortuary.examiner, _reported(proposed, **changes))
    assert _findings(mortuary) == 0


def test_only_examiners_weigh(mortuary: Mortuary) -> None:
    proposed = matching.propose(mortuary.records, _proposal(mortuary))
    with pytest.raises(NotAllowed):
        matching.weigh(mortuary.records, _reported(proposed))
