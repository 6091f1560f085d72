"""The weights that come with Antigone: what they are, whose they are, and whether they are whole.

Each ONNX file has a manifest (TOML) beside it. A file whose digest is not its manifest's is never
loaded: one changed byte can turn every shortlist wrong without a sign.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

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


def manifests(folder: Path = FOLDER) -> list[Manifest]:
    """Return the manifests of all weights in a folder, by file name."""
    return [
        Manifest(path, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.toml"))
    ]


def manifest(role: str, folder: Path = FOLDER) -> Manifest:
    """Return the manifest of the default weights for a role: "detector" or "recogniser"."""
    return next(one for one in manifests(folder) if one.values["role"] == role)
