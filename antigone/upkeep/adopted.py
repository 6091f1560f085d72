"""What a home has taken in beside its cases: calibrations of its own, and added face engines.

Rows name them: a finding the calibration that weighed it, a template the engine that made it. They are
files with digests of their own, by which they are known again.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile, ZipInfo

from antigone.errors import Refusal
from antigone.evidence.adopted import FOLDER as CALIBRATIONS
from antigone.evidence.adopted import read_site
from antigone.faces.weights import manifests
from antigone.upkeep.refusals import NotAsItWas
from antigone.vault.durable import PRIVATE_FILE, PRIVATE_FOLDER, sync_folder

WEIGHTS = "weights"
_FOLDERS = (CALIBRATIONS, WEIGHTS)
_DIGESTS = "adopted.json"
_PIECE = 1 << 20


def adopted_size(home: Path) -> int:
    """Return about how many bytes these files take."""
    return sum(path.stat().st_size for path in _files(home))


def write_adopted(archive: ZipFile, home: Path) -> None:
    """Copy these files into a backup as they lie there, with the digest of each.

    Before the rows: a calibration lies in the home once the record has its entry, so that none is
    saved of which the saved record knows nothing.
    """
    digests = {}
    for path in _files(home):
        name = path.relative_to(home).as_posix()
        digest = hashlib.sha256()
        with path.open("rb") as file, archive.open(ZipInfo(name), "w", force_zip64=True) as to:
            while piece := file.read(_PIECE):
                digest.update(piece)
                to.write(piece)
        digests[name] = digest.hexdigest()
    archive.writestr(ZipInfo(_DIGESTS), json.dumps(digests).encode())


def lay_adopted(archive: ZipFile, home: Path) -> list[str]:
    """Lay these files again; return those that are not what was once tested, as they were not before.

    Raises `NotAsItWas` if a file is not the one that was saved.
    """
    if _DIGESTS not in archive.namelist():
        # A backup from before they were saved.
        return []
    for name, digest in json.loads(archive.read(_DIGESTS)).items():
        path = home / _within(name)
        for folder in (home / path.relative_to(home).parts[0], path.parent):
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        with archive.open(name) as saved, path.open("xb") as to:
            path.chmod(PRIVATE_FILE)
            shutil.copyfileobj(saved, to, _PIECE)
        with path.open("rb") as laid:
            if hashlib.file_digest(laid, "sha256").hexdigest() != digest:
                raise NotAsItWas(what=name)
        sync_folder(path.parent)
    return list(_unfit(home))


def _files(home: Path) -> Iterator[Path]:
    """Yield the calibrations, and every file in the folder of an engine; never what a link leads to."""
    found = [*(home / CALIBRATIONS).glob("*.json"), *(home / WEIGHTS).glob("*/*")]
    yield from sorted(one for one in found if one.is_file() and not one.is_symlink())


def _within(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if len(path.parts) < 2 or path.parts[0] not in _FOLDERS or ".." in path.parts:
        raise NotAsItWas(what=name)
    return path


def _unfit(home: Path) -> Iterator[str]:
    for path in sorted((home / CALIBRATIONS).glob("*.json")):
        try:
            read_site(path)
        except Refusal:
            yield f"{CALIBRATIONS}/{path.name}"
    for folder in sorted((home / WEIGHTS).glob("*/")):
        try:
            for about in manifests(folder):
                about.verified()
        except Refusal:
            yield f"{WEIGHTS}/{folder.name}"
