"""Writing to a local disk so that what was acknowledged survives a power cut (POSIX)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a rename or unlink is lost without this."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, durably; one that is there is left alone."""
    with suppress(FileExistsError):
        folder.mkdir(mode=PRIVATE_FOLDER)
    # Even if it was there: another process may have made it and not yet made it durable.
    sync_folder(folder.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Replace a private file as a whole: a reader sees the old content or the new, never half."""
    fresh = unfinished_name(path)
    fresh.unlink(missing_ok=True)
    opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    with os.fdopen(opened, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def unfinished_name(path: Path) -> Path:
    """Return the name under which `replace_file` writes before it renames."""
    return path.with_name(path.name + ".new")


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder for one change at a time, across threads and processes."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        flock(opened, LOCK_EX)
        yield
    finally:
        os.close(opened)
