"""Proposing and weighing: no name without a source, no number without reference data behind it."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings as framework

from antigone.access import Action, NotAllowed, within
from antigone.casework import models as rows
from antigone.casework.description import Absent
from antigone.casework.instruments import instruments
from antigone.casework.models.remains import Condition
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import intake, matching
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


@pytest.mark.parametrize("condition", [Condition.BURNT, Absent.NOT_AVAILABLE, Absent.UNKNOWN])
def test_outside_the_reach_there_is_no_number(
    mortuary: Mortuary, candidate: rows.Candidate, condition: Condition | Absent
) -> None:
    seen = intake.DeathFound(remains=candidate.remains_id, basis="Seen again", condition=condition)
    intake.examine_remains(mortuary.doctor, seen)
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


def test_a_whole_list_is_weighed_in_one_entry_and_once(
    mortuary: Mortuary, candidate: rows.Candidate
) -> None:
    before = rows.LedgerEntry.objects.count()
    (finding,) = matching.weigh_list(mortuary.examiner, candidate.search_id)
    assert (finding.candidate_id, finding.kind) == (candidate.id, "face")
    assert rows.LedgerEntry.objects.count() == before + 1
    assert matching.weigh_list(mortuary.examiner, candidate.search_id) == ()
    assert _findings(mortuary) == 1
    with pytest.raises(NotAllowed):
        matching.weigh_list(mortuary.records, candidate.search_id)
    with pytest.raises(NotHere):
        matching.weigh_list(mortuary.examiner, candidate.id)


def test_a_list_stands_without_numbers_where_the_calibration_may_not_be_used(
    mortuary: Mortuary, candidate: rows.Candidate, tmp_path: Any, settings: Any, config: Config
) -> None:
    make_home(tmp_path / "real", kind="real")
    settings.ANTIGONE = Config(home=tmp_path / "real", clock=config.clock)
    entries = rows.LedgerEntry.objects.count()
    assert matching.weigh_list(mortuary.examiner, candidate.search_id) == ()
    assert _findings(mortuary) == 0
    assert rows.LedgerEntry.objects.count() == entries, "nothing was done, and nothing noted"


def test_a_list_is_weighed_though_one_photograph_is_gone(
    mortuary: Mortuary, candidate: rows.Candidate
) -> None:
    with step(mortuary.clerk, Action.WITHDRAW_PERMISSION):
        template = rows.Template.objects.get(side="reference")
        instruments().reference_rows.erase([template.pk.hex])
        template.delete()
    assert matching.weigh_list(mortuary.examiner, candidate.search_id) == ()
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


def test_a_report_says_who_made_it_when_and_which_file_it_is(mortuary: Mortuary) -> None:
    proposed = matching.propose(mortuary.records, _proposal(mortuary))
    digest = sha256(b"%PDF the report").digest()
    stated = {
        "laboratory": " Institute of Legal Medicine ",
        "software": "EuroForMix 4.0.8",
        "reported_on": date(2026, 5, 12),
        "report_sha256": digest,
    }
    finding = matching.weigh(mortuary.examiner, _reported(proposed, **stated))
    with within(mortuary.staff.operation):
        kept = rows.Finding.objects.get(pk=finding.pk)
        entry = json.loads(bytes(rows.LedgerEntry.objects.latest("seq").payload))
    assert kept.laboratory == "Institute of Legal Medicine"
    assert (kept.software, kept.reported_on) == ("EuroForMix 4.0.8", date(2026, 5, 12))
    assert bytes(kept.report_sha256) == digest
    # The record is bound to the file, and does not hold its digest in the open.
    assert [one[0] for one in entry["commitments"]] == ["finding.source", "finding.report"]
    assert digest.hex() not in json.dumps(entry)


@pytest.mark.parametrize(
    ("refusal", "changes"),
    [
        (matching.UnfitLaboratoryReport, {"same": "x" * 201}),
        (matching.UnfitLaboratoryReport, {"laboratory": "x" * 201}),
        (matching.UnfitLaboratoryReport, {"source": "x" * 401}),
        (matching.UnfitLaboratoryReport, {"reported_on": date(2999, 1, 1)}),
        (matching.UnfitLaboratoryReport, {"report_sha256": b"short"}),
        (matching.NoHypotheses, {"same": ""}),
        (matching.NoHypotheses, {"other": " "}),
        (matching.NoHypotheses, {"source": ""}),
        (UnfitRatio, {"log10_lr": 7.0}),
        (UnfitRatio, {"bound": (-3.0, 6.0)}),
        (UnfitRatio, {"interval": (5.9, float("inf"))}),
        # Times written as log10: 10 ** 1600000 can be said by nobody.
        (UnfitRatio, {"log10_lr": 1.6e6, "interval": (1.5e6, 1.7e6), "bound": (-9.0, 1.7e6)}),
        (UnfitRatio, {"interval": (5.9, 301.0), "bound": (-9.0, 301.0)}),
        (UnfitRatio, {"bound": (-301.0, 9.0)}),
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
