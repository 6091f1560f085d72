"""The weights that come with Antigone: what they are, whose they are, and whether they are whole.

Each ONNX file has a manifest (TOML) beside it. A file whose digest is not its manifest's is never
loaded: one changed byte can turn every shortlist wrong without a sign.
"""

import hashlib
import math
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from antigone.errors import Refusal
from antigone.wording import N_

FOLDER = Path(__file__).parent


class MissingWeights(Refusal):
    """The file that a manifest names is not there."""

    code = "missing-weights"
    sentence = N_("The weights {file} of the engine {engine} are missing. No face was read.")
    remedy = N_("Install Antigone again; in a checkout, run: make setup")


class AlteredWeights(Refusal):
    """The file is there, but it is not the one that was tested."""

    code = "altered-weights"
    sentence = N_(
        "The weights {file} of the engine {engine} are not the file that was tested. No face was read."
    )
    remedy = N_("Install Antigone again and find out who changed the file before you go on.")


class DamagedManifest(Refusal):
    """The file that says what the weights are cannot be read at all."""

    code = "damaged-manifest"
    sentence = N_("{file} cannot be read as TOML: {fault}. No face was read.")
    remedy = N_("Restore {file} as it was given with its weights; else install Antigone again.")


class UnfitManifest(Refusal):
    """The manifest lacks a field, or holds in it what cannot be meant."""

    code = "unfit-manifest"
    sentence = N_("The field “{field}” of {file} is missing, or is not what it must be. Not used.")
    remedy = N_(
        "Correct “{field}” in {file} from what came with the weights, or install them again."
    )


class NoManifest(Refusal):
    """Nothing says which weights serve for a part of the engine."""

    code = "no-weights-manifest"
    sentence = N_("{folder} holds no manifest of a {role}. No face was read.")
    remedy = N_("Install Antigone again; in a checkout, run: make setup")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and math.isfinite(cast("float", value))


def _is_count(value: object) -> bool:
    return isinstance(value, int) and _is_number(value) and value > 0


def _is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def _lies_beside(value: object) -> bool:
    return isinstance(value, str) and _is_text(value) and value == Path(value).name


# What every manifest states, and what one of a recogniser states besides; "a.b" is b of the table a.
_FIELDS: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(("id", "licence", "training_data", "origin"), _is_text),
    "role": lambda value: value in ("detector", "recogniser"),
    "file": _lies_beside,
    "sha256": _is_digest,
}
_OF_RECOGNISER: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(("channels", "layout", "template", "metric", "calibration"), _is_text),
    **dict.fromkeys(("mean", "std"), _is_number),
    **dict.fromkeys(("size", "dimension"), _is_count),
    **dict.fromkeys(("quality_bands.unusable_below", "quality_bands.good_from"), _is_number),
}


@dataclass(frozen=True)
class Manifest:
    """What is known of one file of weights."""

    path: Path
    values: dict[str, Any]

    @property
    def id(self) -> str:
        """The engine's name, kept with every vector that it makes."""
        return str(self.values["id"])

    @property
    def file(self) -> Path:
        """The ONNX file itself."""
        return self.path.with_name(self.values["file"])

    @cached_property
    def _is_whole(self) -> bool:
        with self.file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest == str(self.values["sha256"])

    def verified(self) -> Path:
        """Return the file once its digest is seen to be right.

        Raises `MissingWeights` or `AlteredWeights`.
        """
        if not self.file.is_file():
            raise MissingWeights(file=self.file.name, engine=self.id)
        if not self._is_whole:
            raise AlteredWeights(file=self.file.name, engine=self.id)
        return self.file


def read_manifest(path: Path) -> Manifest:
    """Read one manifest. Raises `DamagedManifest` and `UnfitManifest`, which name file and field."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DamagedManifest(file=path.name, fault=error.strerror or "") from None
    except ValueError as error:
        # Broken TOML, which says in which line; or bytes that are no text.
        raise DamagedManifest(file=path.name, fault=error) from None
    of_recogniser = _OF_RECOGNISER if values.get("role") == "recogniser" else {}
    for field, is_fit in (_FIELDS | of_recogniser).items():
        found: Any = values
        for name in field.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        if not is_fit(found):
            raise UnfitManifest(file=path.name, field=field)
    return Manifest(path, values)


def manifest_files(folder: Path = FOLDER) -> list[Path]:
    """Return the paths of all manifests in a folder, by file name."""
    return sorted(folder.glob("*.toml"))


def manifests(folder: Path = FOLDER) -> list[Manifest]:
    """Return the manifests of all weights in a folder. Raises what `read_manifest` raises."""
    return [read_manifest(path) for path in manifest_files(folder)]


def manifest(role: str, folder: Path = FOLDER) -> Manifest:
    """Return the manifest of the default weights for a role: "detector" or "recogniser".

    Raises `NoManifest` and what `read_manifest` raises.
    """
    for one in manifests(folder):
        if one.values["role"] == role:
            return one
    raise NoManifest(folder=folder, role=role)
