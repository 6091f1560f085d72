"""Lists: a number stands with its words, and with what stands behind it."""

import pytest

from antigone.access import Action
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import matching
from antigone.casework.step import step
from tests.casework.faces_at_hand import Mortuary, mortuary

__all__ = ["mortuary"]


def _listed(mortuary: Mortuary) -> dict[str, dict[str, object]]:
    return {str(one["source"]): one for one in lists.candidates(mortuary.records, "R1")}


def test_a_number_says_what_stands_behind_it(mortuary: Mortuary) -> None:
    """The face by the calibration that is shipped, simulated; the laboratory's as it was reported."""
    request = mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    (candidate,) = mortuary.listed(mortuary.search(remains))
    assert _listed(mortuary)["face"]["status"] is None, "not weighed yet"
    finding = matching.weigh(mortuary.examiner, matching.FaceOf(candidate=candidate.id))
    proposed = matching.propose(
        mortuary.records,
        matching.Proposal(
            remains=remains.id,
            request=request.id,
            source=CandidateSource.LABORATORY,
            note="Report 14/2026",
        ),
    )
    matching.weigh(
        mortuary.examiner,
        matching.Reported(
            candidate=proposed.id,
            kind=matching.Reportable.DNA,
            source="Report 14/2026",
            log10_lr=6.2,
            interval=(5.8, 6.6),
            bound=(-9.0, 9.0),
            same="the same person",
            other="an unrelated person of the region",
        ),
    )
    listed = _listed(mortuary)
    assert finding.calibration
    assert listed["face"]["status"] == "simulated"
    assert listed["laboratory"]["status"] == "imported"
    # 10 ** 6.2 = 1 584 893, with two figures.
    assert "1\u202f600\u202f000" in str(listed["laboratory"]["words"])


@pytest.mark.parametrize(
    ("calibration", "status"), [("burnt-site-2031", "simulated"), ("", "imported")]
)
def test_a_calibration_that_is_gone_vouches_for_nothing(
    mortuary: Mortuary, calibration: str, status: str
) -> None:
    mortuary.enrolled("M1", "P001")
    remains = mortuary.ready("R1", "P001")
    (candidate,) = mortuary.listed(mortuary.search(remains))
    with step(mortuary.examiner, Action.WEIGH) as doing:
        doing.write(
            rows.Finding(
                candidate=candidate,
                kind="face",
                source="test",
                log10_lr=2.0,
                lower=1.0,
                upper=3.0,
                bound="-4.000 to 4.000",
                same="the same person",
                other="two people",
                calibration=calibration,
            )
        )
    (listed,) = lists.candidates(mortuary.records, "R1")
    assert (listed["log10_lr"], listed["interval"]) == (2.0, [1.0, 3.0])
    assert listed["status"] == status
