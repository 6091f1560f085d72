"""Taking a calibration of this site's own cases into the home: from then on it weighs faces."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.evidence import Calibration
from antigone.evidence.adopted import FOLDER, place_for, read_site
from antigone.faces.weights import manifest
from antigone.vault.durable import replace_file
from antigone.wording import N_


class NoReasonForCalibration(Refusal):
    """Every face would weigh something else, for no stated reason."""

    code = "no-reason-for-calibration"
    sentence = N_("It is not said why faces shall be weighed by these cases. Nothing was adopted.")
    remedy = N_("Say who looked through the data card, and what it was found good for.")


class OtherEngine(Refusal):
    """Similarities of one engine mean nothing on the scale of another."""

    code = "calibration-of-another-engine"
    sentence = N_(
        "{calibration} is for the engine {engine}; this home compares by {ours}. Nothing was adopted."
    )
    remedy = N_("Fit a calibration with the engine of this home.")


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """The file that `antigone calibrate` wrote, and why it shall be used."""

    path: Path
    because: str


def adopt_calibration(actor: Actor, adoption: Adoption) -> Calibration:
    """Let faces be weighed by a site's own calibration from now on, in the whole home.

    What was weighed before keeps its numbers and names the calibration they came from. The record
    binds the file and the reason. Raises `NoReasonForCalibration`, `OtherEngine`, `NoSiteCalibration`,
    `AlteredCalibration` and `CalibrationAdopted`.
    """
    folder = settings.ANTIGONE.home / FOLDER
    with step(actor, Action.ADOPT_FIGURES) as doing:
        if not adoption.because.strip():
            raise NoReasonForCalibration
        place = place_for(adoption.path, folder)
        calibration = read_site(adoption.path)
        ours = manifest("recogniser").id
        if calibration.engine != ours:
            raise OtherEngine(calibration=calibration.id, engine=calibration.engine, ours=ours)
        content = adoption.path.read_bytes()
        doing.name(f"calibration:{hashlib.sha256(content).hexdigest()[:32]}")
        doing.commit_to("calibration.content", content)
        doing.commit_to("calibration.because", adoption.because.strip())
    # After the entry: a calibration in force that no record speaks of would be worse than an entry
    # whose file is given again.
    folder.mkdir(mode=0o700, exist_ok=True)
    replace_file(place, content)
    return calibration
