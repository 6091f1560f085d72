"""A site's own calibration: taken in by the board, in the record, allowed where a simulated one is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from antigone.access import NotAllowed, Role, within
from antigone.casework import models as rows
from antigone.casework.instruments import instruments
from antigone.casework.procedures import matching
from antigone.casework.procedures.calibrations import (
    Adoption,
    NoReasonForCalibration,
    OtherEngine,
    adopt_calibration,
)
from antigone.casework.worth import status_of
from antigone.config import Config, make_home
from antigone.evidence.adopted import AlteredCalibration, CalibrationAdopted, NoSiteCalibration
from tests.casework.desk import last_entry
from tests.casework.faces_at_hand import Mortuary, lifeless, mortuary
from tests.trials.site_cases import write_site

__all__ = ["mortuary"]

BECAUSE = "Card looked through by the board on 3 May"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site.json")


def adopt(mortuary: Mortuary, file: Path, because: str = BECAUSE) -> Any:
    member = mortuary.staff.hire("cora", Role.BOARD_MEMBER)
    return adopt_calibration(member, Adoption(path=file, because=because))


def test_it_weighs_faces_in_a_real_home_where_the_simulated_one_may_not(
    mortuary: Mortuary, file: Path, tmp_path: Path, settings: Any, config: Config
) -> None:
    mortuary.enrolled("M1", "P002")
    (candidate,) = mortuary.listed(mortuary.search(mortuary.ready("R1", "P002")))
    make_home(tmp_path / "real", kind="real")
    settings.ANTIGONE = Config(home=tmp_path / "real", clock=config.clock)
    asked = matching.FaceOf(candidate=candidate.id)
    with pytest.raises(matching.SimulatedCalibration):
        matching.weigh(mortuary.examiner, asked)

    adopted = adopt(mortuary, file)
    assert adopted.status == "site"
    held = instruments().calibration
    assert held is not None
    assert held.id == adopted.id
    finding = matching.weigh(mortuary.examiner, asked)
    quality = lifeless("P002").faces[0].quality.value
    expected = adopted.weigh(candidate.similarity, quality=quality, references=1, grade="fresh")
    assert finding.log10_lr == pytest.approx(expected.log10)
    assert (finding.calibration, status_of(finding)) == (adopted.id, "site")

    # A calibration that is not here any more vouches for nothing.
    (kept,) = (tmp_path / "real" / "calibrations").iterdir()
    kept.unlink()
    assert status_of(finding) == "simulated"


def test_the_record_says_who_adopted_which_file(mortuary: Mortuary, file: Path) -> None:
    adopt(mortuary, file)
    entry = last_entry()
    assert entry.action == "figures.adopt"
    assert any(one.startswith("calibration:") for one in entry.objects)
    assert {purpose for purpose, _ in entry.commitments} == {
        "calibration.content",
        "calibration.because",
    }


def test_only_the_board_adopts(mortuary: Mortuary, file: Path, config: Config) -> None:
    with pytest.raises(NotAllowed):
        adopt_calibration(mortuary.examiner, Adoption(path=file, because=BECAUSE))
    assert not (config.home / "calibrations").exists()


def test_what_is_wrong_with_a_file_leaves_nothing_behind(
    mortuary: Mortuary, file: Path, config: Config, tmp_path: Path
) -> None:
    def entries() -> int:
        with within(mortuary.staff.operation):
            return rows.LedgerEntry.objects.count()

    member = mortuary.staff.hire("cora", Role.BOARD_MEMBER)
    altered = tmp_path / "altered.json"
    content = json.loads(file.read_text())
    content["cells"][0]["bound"][1] += 2
    altered.write_text(json.dumps(content))
    other = write_site(tmp_path / "other.json", engine="another-engine")
    letter = tmp_path / "letter.json"
    letter.write_text("Dear sister")
    before = entries()
    for path, because, refusal in (
        (file, " ", NoReasonForCalibration),
        (altered, BECAUSE, AlteredCalibration),
        (other, BECAUSE, OtherEngine),
        (letter, BECAUSE, NoSiteCalibration),
        (tmp_path / "absent.json", BECAUSE, NoSiteCalibration),
    ):
        with pytest.raises(refusal):
            adopt_calibration(member, Adoption(path=path, because=because))
    assert entries() == before
    assert not (config.home / "calibrations").exists()
    adopt_calibration(member, Adoption(path=file, because=BECAUSE))
    with pytest.raises(CalibrationAdopted):
        adopt_calibration(member, Adoption(path=file, because=BECAUSE))
