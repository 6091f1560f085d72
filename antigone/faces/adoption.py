"""Taking another recogniser in: its manifest read, its digest right, its sight plausible.

What it sees in the shipped photograph is recorded; whenever it is loaded, it must see that again.
Its vectors carry its own name and never meet those of another engine.
"""

import shutil
import tempfile
from pathlib import Path

import numpy

from antigone.errors import Refusal
from antigone.faces.engine import Engine, shipped_fixture
from antigone.faces.recogniser import Recogniser
from antigone.faces.runtime import session_of
from antigone.faces.template import Vector
from antigone.faces.weights import (
    Manifest,
    added_engines,
    manifest,
    read_manifest,
    record_self_test,
)
from antigone.wording import N_

# One face seen in a mirror is the same face; the same picture upside down is none. The default
# engine gives 0.9 and 0.1; what is shown to it in a wrong scale makes everything alike.
_LEAST_DIFFERENCE = 0.2


class NotARecogniser(Refusal):
    """Only a recogniser can be added; faces are found by one detector, which knows eight ways up."""

    code = "not-a-recogniser"
    sentence = N_("{file} describes a {role}. Only a recogniser can be added. Nothing was added.")
    remedy = N_("Give the manifest of a recogniser.")


class EngineTaken(Refusal):
    """Two engines under one name: their vectors could be compared, and mean nothing."""

    code = "engine-taken"
    sentence = N_("There is an engine “{engine}” already. Nothing was added.")
    remedy = N_("Give the manifest another id, or remove the folder of the engine that is there.")


class Implausible(Refusal):
    """The engine runs, but does not tell a face from what is none: it is shown faces wrongly."""

    code = "implausible-engine"
    sentence = N_(
        "The engine {engine} does not tell a face from the same picture upside down "
        "({same} and {other}). Nothing was added."
    )
    remedy = N_(
        "Check size, channels, mean, std, layout and template in its manifest against its maker's."
    )


def add_engine(source: Path, folder: Path, *, threads: int = 1) -> Manifest:
    """Copy a recogniser and its manifest to `folder`/id, test it there, and return its manifest.

    Nothing stays if anything is wrong. Raises what `read_manifest` and `Manifest.verified` raise,
    `NotARecogniser`, `EngineTaken`, `UnfitNetwork`, `UnfitManifest` and `Implausible`.
    """
    # (1) It says what it is, and is the file that it says.
    about = read_manifest(source)
    if about.values["role"] != "recogniser":
        raise NotARecogniser(file=source.name, role=about.values["role"])
    about.verified()
    # (2) Its name is its own.
    taken = [manifest("recogniser"), *added_engines(folder)]
    if about.id in [one.id for one in taken]:
        raise EngineTaken(engine=about.id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        copy = Path(place) / about.id
        copy.mkdir()
        shutil.copyfile(about.file, copy / about.file.name)
        shutil.copyfile(source, copy / "manifest.toml")
        # (3) The copy is whole, and sees what it should.
        copied = read_manifest(copy / "manifest.toml")
        vector = look(copied, threads=threads)
        record_self_test(copied, [round(float(value), 6) for value in vector])
        Engine.load(threads=threads, recogniser=copied)
        # (4) Only now it has its place.
        copy.rename(folder / about.id)
    return read_manifest(folder / about.id / "manifest.toml")


def look(about: Manifest, *, threads: int = 1) -> Vector:
    """Return the vector of the shipped photograph. Raises `Implausible` if it tells nothing apart."""
    recogniser = Recogniser(session_of(about, threads=threads), about)
    image, landmarks, _ = shipped_fixture()
    crop = recogniser.crop(image, landmarks)
    vector, mirrored, upside_down = (
        recogniser.describe(numpy.ascontiguousarray(one))
        for one in (crop, crop[:, ::-1], crop[::-1])
    )
    same, other = (_cosine(vector, one) for one in (mirrored, upside_down))
    if not same >= other + _LEAST_DIFFERENCE:
        raise Implausible(engine=about.id, same=f"{same:.2f}", other=f"{other:.2f}")
    return vector


def _cosine(one: Vector, other: Vector) -> float:
    return float(one @ other / max(float(numpy.linalg.norm(one) * numpy.linalg.norm(other)), 1e-12))
