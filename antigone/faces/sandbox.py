"""Opening photographs that come from strangers, in processes that can do no harm.

A pool of child processes with limits on memory, processor time, files and pixels decodes; the
parent only waits, with a deadline for every byte it writes or reads, and replaces a child that
stopped. Whatever goes wrong is one sentence with a remedy, and nothing is stored.
"""

import hashlib
import os
import queue
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy

from antigone.errors import Refusal
from antigone.faces.confined import Confined, Limits, Stopped
from antigone.faces.geometry import Pixels
from antigone.wording import N_

_LARGEST_FILE = 200 * 1024 * 1024
SMALLEST_SIDE = 16


class UnreadablePhotograph(Refusal):
    """The family of refusals for one file; `name` is the file's name, never its content."""

    code = "photograph-damaged"
    sentence = N_("{name} cannot be read: it ends too early or is damaged. Nothing was stored.")
    remedy = N_("Ask for the original from the camera or telephone.")


class NoSuchFile(UnreadablePhotograph):
    """There is nothing at that path."""

    code = "no-such-file"
    sentence = N_("{name} is not there. Nothing was stored.")
    remedy = N_("Check the spelling and the folder.")


class IsAFolder(UnreadablePhotograph):
    """A folder was given where one photograph was wanted."""

    code = "is-a-folder"
    sentence = N_("{name} is a folder, not a photograph. Nothing was stored.")
    remedy = N_("Name the photographs in it one by one.")


class IsAnAddress(UnreadablePhotograph):
    """An internet address was given. Antigone never fetches: line 1 of what it never does."""

    code = "is-an-address"
    sentence = N_("{name} is an internet address. Antigone fetches nothing from the internet.")
    remedy = N_("Ask whoever holds the photograph to hand over the file, with a permission.")


class NotReadableFile(UnreadablePhotograph):
    """The system did not let the file be read."""

    code = "file-not-readable"
    sentence = N_("{name} could not be opened. Nothing was stored.")
    remedy = N_("Check that it is an ordinary file and that you may read it.")


class EmptyFile(UnreadablePhotograph):
    """The file has no bytes; usually a copy that was interrupted."""

    code = "empty-file"
    sentence = N_("{name} is empty. Nothing was stored.")
    remedy = N_("Copy it again from the camera or telephone.")


class NotAPhotograph(UnreadablePhotograph):
    """The content is none of the formats that are read, whatever the file is called."""

    code = "not-a-photograph"
    sentence = N_("{name} is not a photograph that can be read. Nothing was stored.")
    remedy = N_("Give a JPEG, PNG, WebP, TIFF or HEIC file.")


class PhotographTooLarge(UnreadablePhotograph):
    """More pixels or bytes than the limits allow; often an attack, sometimes a scan."""

    code = "photograph-too-large"
    sentence = N_("{name} is larger than this site allows. Nothing was stored.")
    remedy = N_(
        "Give a copy with fewer pixels, or raise decode_megapixels if you trust its source."
    )


class PhotographTooSmall(UnreadablePhotograph):
    """Too few pixels to hold a face."""

    code = "photograph-too-small"
    sentence = N_("{name} has too few pixels to show a face. Nothing was stored.")
    remedy = N_("Ask for the original; what came is perhaps a preview.")


class SeveralPictures(UnreadablePhotograph):
    """An animation or a many-page file: which picture is meant is not for us to guess."""

    code = "several-pictures"
    sentence = N_("{name} holds several pictures. Nothing was stored.")
    remedy = N_("Save the picture that is meant as a file of its own.")


class DecodingStopped(UnreadablePhotograph):
    """The decoding process died or took too long; it was replaced."""

    code = "decoding-stopped"
    sentence = N_("Decoding {name} stopped before it was done. Nothing was stored.")
    remedy = N_(
        "Try once more; if it stops again, treat the file with suspicion and ask for another."
    )


_BY_CODE: dict[str, type[UnreadablePhotograph]] = {
    kind.code: kind
    for kind in (NotAPhotograph, PhotographTooLarge, SeveralPictures, UnreadablePhotograph)
}


@dataclass(frozen=True, kw_only=True)
class Photograph:
    """A decoded photograph, upright by its EXIF orientation.

    `pixels` is RGB of shape (H, W, 3), uint8; `sha256` is the digest of the file as it came;
    `position` is where the camera says that it was, latitude and longitude in degrees (WGS 84).
    """

    name: str
    pixels: Pixels = field(repr=False)
    format: str
    mode: str
    orientation: int
    sha256: str
    position: tuple[float, float] | None = None


class DecoderPool:
    """A few limited processes that decode photographs, started when first needed.

    Use it as a context manager; leaving it ends every process. It may be shared by threads.
    """

    def __init__(self, *, processes: int = 2, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._slots: queue.LifoQueue[Confined | None] = queue.LifoQueue()
        for _ in range(processes):
            self._slots.put(None)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, path: str | Path) -> Photograph:
        """Read and decode one file. Raises one of the `UnreadablePhotograph` family."""
        return self.decode(*file_content(path))

    def decode(self, name: str, content: bytes) -> Photograph:
        """Decode the bytes of one photograph. Raises one of the `UnreadablePhotograph` family."""
        if not content:
            raise EmptyFile(name=name)
        decoder = self._slots.get()
        try:
            if decoder is None or not decoder.is_alive:
                decoder = Confined("photographs", self.limits)
            try:
                deadline = time.monotonic() + self.limits.seconds + 1
                decoder.send(content, deadline)
                head, pixels = decoder.receive(deadline)
            except Stopped:
                decoder.end()
                decoder = None
                raise DecodingStopped(name=name) from None
        finally:
            if self._closed and decoder is not None:
                decoder.end()
                decoder = None
            self._slots.put(decoder)
        if "refused" in head:
            raise _BY_CODE[str(head["refused"])](name=name)
        width, height = head["size"]
        if min(width, height) < SMALLEST_SIDE:
            raise PhotographTooSmall(name=name)
        return Photograph(
            name=name,
            pixels=numpy.frombuffer(pixels, numpy.uint8).reshape(height, width, 3),
            format=head["format"],
            mode=head["mode"],
            orientation=int(head["orientation"]),
            position=tuple(head["position"]) if head.get("position") else None,
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def process_ids(self) -> list[int]:
        """Return the ids of the processes that run now; for `doctor`, and for tests that end one."""
        return [
            slot.process.pid
            for slot in list(self._slots.queue)
            if slot is not None and slot.is_alive
        ]

    def close(self) -> None:
        """End every process and wait for it."""
        self._closed = True
        free: list[Confined | None] = []
        while True:
            try:
                free.append(self._slots.get_nowait())
            except queue.Empty:  # what is still in use is ended by its user
                break
        for decoder in free:
            if decoder is not None:
                decoder.end()
            self._slots.put(None)


def refuse_address(text: str) -> None:
    """Raise `IsAnAddress` for what names a place on the internet instead of a file."""
    if "://" in text[:24] or text.lower().startswith(("www.", "data:")):
        raise IsAnAddress(name=text)


def ordinary_file(path: str | Path) -> tuple[str, Path]:
    """Return the name and the path of one file, with a sentence for each way in which it fails.

    Raises `IsAnAddress`, `IsAFolder`, `NoSuchFile` or `NotReadableFile`.
    """
    text = os.fspath(path)
    refuse_address(text)
    path = Path(text)
    name = path.name or text
    refused: type[UnreadablePhotograph] = NotReadableFile
    try:
        if path.is_file():
            return name, path
        if path.is_dir():
            refused = IsAFolder
        elif not path.exists():
            refused = NoSuchFile
    except (OSError, ValueError):
        refused = NotReadableFile
    raise refused(name=name)


def file_content(path: str | Path) -> tuple[str, bytes]:
    """Return the name and the bytes of one photograph's file.

    Raises what `ordinary_file` raises, and `PhotographTooLarge`.
    """
    name, path = ordinary_file(path)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise PhotographTooLarge(name=name)
        return name, path.read_bytes()
    except OSError:
        raise NotReadableFile(name=name) from None
