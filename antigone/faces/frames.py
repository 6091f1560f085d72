"""The frames of a video that comes from strangers, decoded in a limited process of its own.

The file is never in memory as a whole: the process asks for the parts that it needs, and gets
nothing else. What names other files, other containers or addresses is not followed. A damaged file
is read as far as it goes, and what could not be read is said.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy

from antigone.errors import MissingExtra, Refusal
from antigone.faces.confined import Confined, Limits, Stopped
from antigone.faces.geometry import Pixels
from antigone.faces.sandbox import SMALLEST_SIDE, DecodingStopped, EmptyFile
from antigone.wording import N_, say

_BLOCK = 1 << 20
# A part that a decoder may ask for at once.
_LARGEST_PART = 1 << 24
# The still pictures that are kept in the same kind of box as videos are (ISO/IEC 23008-12).
_STILL_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif", b"miaf"}
_OLD_MOVIE_BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
# Seconds by which the sound may outlast the pictures; in a short clip a tenth of it.
_ENDS_TOGETHER = 1.0


class UnreadableVideo(Refusal):
    """The family of refusals for one video; `name` is the file's name, never its content."""

    code = "video-damaged"
    sentence = N_("No picture of {name} can be read: it is damaged, or its end is missing.")
    remedy = N_(
        "Ask for the original. A recording that was cut off can often be repaired by a specialist."
    )


class NotAVideo(UnreadableVideo):
    """The content is none of the containers that are read, whatever the file is called."""

    code = "not-a-video"
    sentence = N_("{name} is not a video that can be read. Nothing was stored.")
    remedy = N_("Give an MP4, MOV, AVI, MKV or WebM file.")


class VideoTooLarge(UnreadableVideo):
    """Its pictures have more pixels than the limits allow, or take more memory."""

    code = "video-too-large"
    sentence = N_("The pictures of {name} are larger than this site allows. Nothing was stored.")
    remedy = N_(
        "Give a copy with fewer pixels, or raise decode_megapixels if you trust its source."
    )


class VideoWithoutPictures(UnreadableVideo):
    """Sound alone, or a container in which no frame lies."""

    code = "video-without-pictures"
    sentence = N_("{name} holds no moving pictures. Nothing was stored.")
    remedy = N_("Check that it is the right file; a recording of sound shows nobody.")


class VideoTooSmall(UnreadableVideo):
    """Too few pixels to hold a face."""

    code = "video-too-small"
    sentence = N_("{name} has too few pixels to show a face. Nothing was stored.")
    remedy = N_("Ask for the original; what came is perhaps a preview.")


class UnknownCoding(UnreadableVideo):
    """Its pictures are coded in a way that is rare enough not to be trusted to a decoder."""

    code = "video-coding-unknown"
    sentence = N_("The pictures of {name} are coded as “{coding}”, which is not read here.")
    remedy = N_("Ask for a copy as MP4 (H.264), made by the program that plays it.")


_BY_CODE: dict[str, type[UnreadableVideo]] = {
    kind.code: kind for kind in (UnreadableVideo, VideoTooLarge, VideoWithoutPictures)
}


class Unread(StrEnum):
    """What of a video could not be read; the code is part of the API."""

    ENDS_EARLY = "ends-early"
    DAMAGED_PARTS = "damaged-parts"
    TOO_MANY_FRAMES = "frame-limit"
    STOPPED = "decoding-stopped"


UNREAD_SENTENCES = {
    Unread.ENDS_EARLY: N_("it ends after {seconds} of {declared} seconds"),
    Unread.DAMAGED_PARTS: N_("damaged parts left out: {damaged}"),
    Unread.TOO_MANY_FRAMES: N_("it has more frames than this site reads; the rest was left"),
    Unread.STOPPED: N_("decoding stopped after {seconds} seconds and was not taken up again"),
}


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One frame as it was looked at: upright RGB (H, W, 3), uint8, with square pixels.

    `number` counts the decoded frames from 0; `seconds` is the file's own clock; `sha256` is the
    digest of `pixels`, so that a frame that was used can be shown to be the same frame again.
    """

    number: int
    seconds: float
    sha256: str
    pixels: Pixels = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which frames to decode into pictures.

    Those in `numbers`, and after frame `after` one for each `every` seconds, counted from second
    `last`; with `every` None only those in `numbers`.
    """

    every: float | None = 0.5
    numbers: frozenset[int] = frozenset()
    after: int = -1
    last: float | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How far a video was read: frames decoded, seconds, damaged parts, and what was not read."""

    frames: int
    seconds: float
    declared: float | None
    damaged: int
    unread: tuple[Unread, ...]

    def words(self, language: str = "en") -> list[str]:
        """Return what was not read, in words."""
        values = {
            "seconds": f"{self.seconds:.1f}",
            "declared": "?" if self.declared is None else f"{self.declared:.1f}",
            "damaged": self.damaged,
        }
        return [say(UNREAD_SENTENCES[one], language, **values) for one in self.unread]


class Footage:
    """The wanted frames of one video, one at a time. Use it as a context manager and iterate once.

    `source` is the file, open for reading and seeking; it stays the caller's. After the last frame
    `ending` says how far the video was read. Raises one of the `UnreadableVideo` family,
    `EmptyFile`, `DecodingStopped`, or `MissingExtra` without the extra "video".
    """

    def __init__(
        self, name: str, source: BinaryIO, *, wanted: Wanted, limits: Limits | None = None
    ) -> None:
        if find_spec("av") is None:
            raise MissingExtra(step="antigone faces", extra="video")
        self._name, self._source, self._limits = name, source, limits or Limits()
        source.seek(0)
        container = container_of(source.read(64))
        self._size = source.seek(0, 2)
        if not self._size:
            raise EmptyFile(name=name)
        if container is None:
            raise NotAVideo(name=name)
        self.container = container
        self.ending: Ending | None = None
        # Where a reading is taken up again there may be nothing more to show.
        self._must_show = wanted.every is not None and wanted.after < 0
        self._child = Confined("video", self._limits)
        plan = {
            "size": self._size,
            "format": container,
            "every": wanted.every,
            "numbers": sorted(wanted.numbers),
            "after": wanted.after,
            "last": wanted.last,
        }
        try:
            self._send(json.dumps(plan).encode())
            head, _ = self._next()
        except BaseException as error:
            self._child.end()
            if isinstance(error, Stopped):
                raise DecodingStopped(name=name) from None
            raise
        self.coding = str(head.get("coding"))
        if "refused" in head:
            self._child.end()
            raise self._refusal(str(head["refused"]))
        self.declared: float | None = head["declared"]
        self._declared_frames = int(head["declared_frames"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.end()

    def __iter__(self) -> Iterator[Frame]:
        reached, seconds, shown = 0, 0.0, 0
        try:
            while True:
                head, content = self._next()
                if "ended" in head:
                    self.ending = self._ending(head)
                    break
                if "number" not in head:
                    reached = int(head["alive"]) + 1
                    continue
                frame = self._frame(head, content)
                reached, seconds, shown = frame.number + 1, frame.seconds, shown + 1
                yield frame
        except (Stopped, KeyError, TypeError):
            if not reached:
                raise DecodingStopped(name=self._name) from None
            self.ending = Ending(
                frames=reached,
                seconds=seconds,
                declared=self.declared,
                damaged=0,
                unread=(Unread.STOPPED,),
            )
        if not shown and (self._must_show or not self.ending.frames):
            damaged = self.ending.damaged or Unread.ENDS_EARLY in self.ending.unread
            raise (UnreadableVideo if damaged else VideoWithoutPictures)(name=self._name)

    def _frame(self, head: Mapping[str, Any], content: bytearray) -> Frame:
        width, height = head["size"]
        if width * height * 3 != len(content):
            raise Stopped
        if min(width, height) < SMALLEST_SIDE:
            raise VideoTooSmall(name=self._name)
        return Frame(
            number=int(head["number"]),
            seconds=float(head["seconds"]),
            sha256=hashlib.sha256(content).hexdigest(),
            pixels=numpy.frombuffer(content, numpy.uint8).reshape(height, width, 3),
        )

    def _ending(self, head: Mapping[str, Any]) -> Ending:
        seconds, why = float(head["seconds"]), head["ended"]
        unread = []
        missing = self.declared is not None and seconds + self._slack() < self.declared
        if why == "frame-limit":
            unread.append(Unread.TOO_MANY_FRAMES)
        elif why in ("damaged", "memory") or (missing and why == "end"):
            unread.append(Unread.ENDS_EARLY)
        if head["damaged"]:
            unread.append(Unread.DAMAGED_PARTS)
        return Ending(
            frames=int(head["frames"]),
            seconds=seconds,
            declared=self.declared,
            damaged=int(head["damaged"]),
            unread=tuple(unread),
        )

    def _slack(self) -> float:
        """Return the seconds by which the last frame may begin before the end that was declared."""
        declared = self.declared or 0.0
        frame = declared / self._declared_frames if self._declared_frames else 0.0
        return max(min(_ENDS_TOGETHER, declared / 10), 1.5 * frame)

    def _next(self) -> tuple[Mapping[str, Any], bytearray]:
        """Return the next answer of the process; hand it the parts of the file it asks for."""
        # Asking is no sign of life: a decoder that goes in circles asks for ever.
        deadline = self._deadline()
        while time.monotonic() < deadline:
            head, content = self._child.receive(deadline)
            if "read" not in head:
                return head, content
            position, length = head["read"]
            if not (0 <= position <= self._size and 0 < length <= _LARGEST_PART):
                break
            begun = time.monotonic()
            self._source.seek(position)
            part = self._source.read(length)
            # A slow disk is not the decoder's fault.
            deadline += time.monotonic() - begun
            self._child.send(part, deadline)
        raise Stopped

    def _send(self, content: bytes) -> None:
        self._child.send(content, self._deadline())

    def _deadline(self) -> float:
        return time.monotonic() + self._limits.seconds + 1

    def _refusal(self, code: str) -> Refusal:
        if code == UnknownCoding.code:
            return UnknownCoding(name=self._name, coding=self.coding)
        return _BY_CODE.get(code, UnreadableVideo)(name=self._name)


def container_of(head: bytes) -> str | None:
    """Return the kind of video container that a file's first bytes show: mov, avi, matroska; or None.

    By content, never by name, so that nothing else is ever handed to the reader of containers.
    """
    box = head[4:8]
    if box == b"ftyp":
        return None if head[8:12] in _STILL_BRANDS else "mov"
    if box in _OLD_MOVIE_BOXES:
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    return "matroska" if head[:4] == b"\x1a\x45\xdf\xa3" else None


def is_video(path: Path) -> bool:
    """Say whether a file's first bytes are those of a video container. Raises `OSError`."""
    with path.open("rb") as file:
        return container_of(file.read(64)) is not None


def digest_of(source: BinaryIO) -> str:
    """Return the SHA-256 of a whole file, read in parts."""
    source.seek(0)
    digest = hashlib.sha256()
    while part := source.read(_BLOCK):
        digest.update(part)
    return digest.hexdigest()
