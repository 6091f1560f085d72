"""Weights, those that come with Antigone and those added: what they are, and whether they are whole.

Each ONNX file has a manifest (TOML) beside it. A file whose digest is not its manifest's is never
loaded: one changed byte can turn every shortlist wrong without a sign.
"""

import hashlib
import json
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
# The five points that most recognisers since ArcFace were trained on; see `geometry`.
ARCFACE = "arcface-112"
# Lies beside a manifest: the vector that the engine gave for the shipped photograph.
_SELF_TEST = "self-test.json"


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


class UnknownEngine(Refusal):
    """An engine was named that is neither built in nor added."""

    code = "unknown-engine"
    sentence = N_("There is no engine “{engine}” here. No face was read.")
    remedy = N_("Use one of: {known}. Another is added with antigone weights add.")


class NoSelfTest(Refusal):
    """Nobody has recorded what an added engine sees, so nothing could tell when it sees wrongly."""

    code = "no-self-test"
    sentence = N_("The engine {engine} has no readable record of its self-test. No face was read.")
    remedy = N_("Remove its folder {folder} and add it again with antigone weights add.")


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


def _is_id(value: object) -> bool:
    # It names a folder, and stands beside every vector.
    return isinstance(value, str) and re.fullmatch("[a-z0-9][a-z0-9.-]{0,63}", value) is not None


def _is_for_colours(value: object) -> bool:
    """A number, or one for each of three channels."""
    return _is_number(value) or (
        isinstance(value, list) and len(value) == 3 and all(map(_is_number, value))
    )


def _is_scale(value: object) -> bool:
    return _is_for_colours(value) and 0 not in (value if isinstance(value, list) else [value])


def _is_crop(value: object) -> bool:
    """A name that is known, or five points x, y in pixels of the crop."""
    return value == ARCFACE or (
        isinstance(value, list)
        and len(value) == 5
        and all(isinstance(at, list) and len(at) == 2 and all(map(_is_number, at)) for at in value)
    )


# What every manifest states, and what one of a recogniser states besides; "a.b" is b of the table a.
_FIELDS: dict[str, Callable[[object], bool]] = {
    **dict.fromkeys(("licence", "training_data", "origin"), _is_text),
    "id": _is_id,
    "role": lambda value: value in ("detector", "recogniser"),
    "file": _lies_beside,
    "sha256": _is_digest,
}
_OF_RECOGNISER: dict[str, Callable[[object], bool]] = {
    "calibration": _is_text,
    "channels": lambda value: value in ("RGB", "BGR"),
    "layout": lambda value: value in ("NCHW", "NHWC"),
    "template": _is_crop,
    # Templates are unit vectors in every gallery; a distance of another kind would rank wrongly.
    "metric": lambda value: value == "cosine",
    "mean": _is_for_colours,
    "std": _is_scale,
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


def added_engines(folder: Path) -> list[Manifest]:
    """Return the manifests of the engines added to a home: one in each folder of `folder`.

    Raises what `read_manifest` raises.
    """
    if not folder.is_dir():
        return []
    return [one for place in sorted(folder.iterdir()) for one in manifests(place)]


def find_recogniser(engine: str, *, added: Path) -> Manifest | None:
    """Return the manifest of a recogniser by its id; None for the default one, which needs none.

    Raises `UnknownEngine` and what `read_manifest` raises.
    """
    builtin = manifest("recogniser").id
    if engine == builtin:
        return None
    others = {one.id: one for one in added_engines(added)}
    if engine not in others:
        raise UnknownEngine(engine=engine, known=", ".join([builtin, *others]))
    return others[engine]


def record_self_test(about: Manifest, vector: list[float]) -> None:
    """Keep the vector that an added engine gave for the shipped photograph, beside its manifest."""
    known = {"sha256": about.values["sha256"], "vector": vector}
    about.path.with_name(_SELF_TEST).write_text(json.dumps(known) + "\n", encoding="utf-8")


def recorded_self_test(about: Manifest) -> list[float]:
    """Return the vector that an added engine gave when it was added. Raises `NoSelfTest`."""
    try:
        known = json.loads(about.path.with_name(_SELF_TEST).read_text(encoding="utf-8"))
        if known["sha256"] != about.values["sha256"]:
            raise NoSelfTest(engine=about.id, folder=about.path.parent)
        return [float(value) for value in known["vector"]]
    except (OSError, ValueError, TypeError, KeyError):
        raise NoSelfTest(engine=about.id, folder=about.path.parent) from None
