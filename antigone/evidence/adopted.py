"""Calibrations that a site has fitted on its own cases and taken into its home.

Each lies there as a file whose name tells the order and whose id tells its content. The newest of an
engine is in force; the older ones stay, because findings name them.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from antigone.errors import Refusal
from antigone.evidence.calibration import Calibration
from antigone.wording import N_

FOLDER = "calibrations"


class NoSiteCalibration(Refusal):
    """The file is not what `antigone calibrate` writes."""

    code = "no-site-calibration"
    sentence = N_("{file} is no calibration of a site's own cases. Nothing was adopted.")
    remedy = N_("Fit one with antigone calibrate FOLDER, and give the JSON file that it writes.")


class AlteredCalibration(Refusal):
    """The numbers are not those that were fitted: whoever changed one could have aimed at a person."""

    code = "altered-calibration"
    sentence = N_("The numbers in {file} are not those that were fitted. It was not used.")
    remedy = N_("Restore the file as it was fitted, and find out who changed it before you go on.")


class CalibrationAdopted(Refusal):
    """The same numbers lie in the home already."""

    code = "calibration-adopted"
    sentence = N_("{calibration} was adopted before. Nothing was adopted.")
    remedy = N_("Go on with it, or fit a new one on more cases.")


def site_id(numbers: dict[str, Any]) -> str:
    """Return the id of a site's calibration: its engine, and a digest of everything else in it."""
    content = {key: value for key, value in numbers.items() if key != "id"}
    written = json.dumps(content, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(written.encode("utf-8")).hexdigest()
    return f"{numbers['engine']}-site-{digest[:12]}"


def read_site(path: Path) -> Calibration:
    """Read the file of a site's calibration.

    Raises `NoSiteCalibration` and, where its numbers are not those of its id, `AlteredCalibration`.
    """
    try:
        about = path.stat()
    except OSError:
        raise NoSiteCalibration(file=path.name) from None
    return _read(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=16)
def _read(path: Path, changed: int, size: int) -> Calibration:
    """Read a file once; a list of findings asks for every line. `changed` and `size` tell it anew."""
    try:
        text = path.read_text(encoding="utf-8")
        numbers = json.loads(text)
        if numbers["status"] != "site":
            raise NoSiteCalibration(file=path.name)
        expected = site_id(numbers)
        calibration = Calibration.from_json(text)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise NoSiteCalibration(file=path.name) from None
    if calibration.id != expected:
        raise AlteredCalibration(file=path.name)
    return calibration


def adopted(folder: Path) -> list[Calibration]:
    """Return the calibrations in a home's folder, the oldest first. Raises what `read_site` raises."""
    return [read_site(path) for path in _files(folder)]


def in_force(folder: Path, *, engine: str) -> Calibration | None:
    """Return the newest calibration of an engine, the built-in one where a site has none.

    None where nobody has fitted what similarities of this engine are worth. Raises what `read_site`
    raises: a damaged file must not let the simulated one step into its place.
    """
    own = [one for one in adopted(folder) if one.engine == engine]
    if own:
        return own[-1]
    builtin = Calibration.builtin()
    return builtin if builtin.engine == engine else None


def place_for(path: Path, folder: Path) -> Path:
    """Return where the file of a calibration will lie in a home.

    Raises `CalibrationAdopted` and what `read_site` raises.
    """
    calibration = read_site(path)
    files = _files(folder)
    if any(read_site(one).id == calibration.id for one in files):
        raise CalibrationAdopted(calibration=calibration.id)
    return folder / f"{len(files) + 1:04d}-{calibration.id}.json"


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else []
