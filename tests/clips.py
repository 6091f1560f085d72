"""Small videos of people who do not exist, made with PyAV: cut, turned, slowed, and broken later."""

import struct
import tempfile
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy
from PIL import Image

from antigone.exercise.people import expression
from antigone.faces.geometry import Pixels

SIZE = (480, 270)
# The telephones' way to say how the recorder was held: the matrix in the track's head.
TURNS = {
    0: (65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30),
    90: (0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30),
    180: (-65536, 0, 0, 0, -65536, 0, 0, 0, 1 << 30),
    270: (0, -65536, 0, 65536, 0, 0, 0, 0, 1 << 30),
}


def encoded(
    pictures: Iterable[Pixels],
    *,
    container: str = "mp4",
    coding: str = "libx264",
    rate: int = 10,
    seconds: Iterable[float] | None = None,
    options: Mapping[str, str] | None = None,
    shape: Fraction | None = None,
) -> bytes:
    """Return a video of pictures (H, W, 3), `rate` a second, or at the given seconds.

    `options` are the container's; `shape` is the width of a pixel over its height.
    """
    # A file, because an index at the front is moved there when all is written.
    file = tempfile.NamedTemporaryFile()  # noqa: SIM115 - gone when this returns
    movie = av.open(file.name, "w", format=container, options=dict(options or {}))
    stream = movie.add_stream(coding, rate=rate)
    stream.pix_fmt = "yuvj420p" if coding == "mjpeg" else "yuv420p"
    if coding == "libx264":
        # A picture that stands by itself every second, so that damage does not reach far.
        stream.options = {"preset": "ultrafast", "g": str(rate), "threads": "1"}
    times = iter(seconds) if seconds is not None else None
    for number, picture in enumerate(pictures):
        if not number:
            stream.height, stream.width = picture.shape[:2]
            if shape is not None:
                stream.codec_context.sample_aspect_ratio = shape
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.time_base = Fraction(1, 1000)
        at = next(times) if times is not None else number / rate
        frame.pts = round(1000 * at)
        movie.mux(stream.encode(frame))
    movie.mux(stream.encode())
    movie.close()
    return Path(file.name).read_bytes()


@cache
def face(person: str, name: str = "sad", height: int = 165) -> Pixels:
    """Return an expression of a person at a height in pixels."""
    image = Image.fromarray(expression(person, name))
    width = round(image.width * height / image.height)
    return numpy.asarray(image.resize((width, height), Image.Resampling.LANCZOS))


def wall(size: tuple[int, int] = SIZE) -> Pixels:
    """Return a grey picture of a size (width, height)."""
    return numpy.full((size[1], size[0], 3), 110, numpy.uint8)


def laid(picture: Pixels, shown: Pixels, x: int, y: int) -> Pixels:
    """Return a picture with another laid on it, its upper left corner at x, y."""
    picture = picture.copy()
    picture[y : y + shown.shape[0], x : x + shown.shape[1]] = shown
    return picture


def passing(count: int = 40, second_from: int = 15) -> list[Pixels]:
    """Return pictures in which P002 walks to the right, and later P006 to the left."""
    pictures = []
    for number in range(count):
        emotion = ("neutral", "sad", "exhausted")[number // 14 % 3]
        picture = laid(wall(), face("P002", emotion), 5 + number, 30)
        if number >= second_from:
            picture = laid(picture, face("P006", emotion), 220 - number, 60)
        pictures.append(picture)
    return pictures


@cache
def passers_by() -> bytes:
    """Return an MP4 of four seconds in which two people pass; its index stands at the front."""
    return encoded(passing(), options={"movflags": "faststart"})


def turned(content: bytes, degrees: int) -> bytes:
    """Return an MP4 whose head says that it is to be shown turned clockwise."""
    head = content.index(b"tkhd") + 4
    # Version and flags, times, track, duration; then layer, group, volume.
    at = head + 4 + (32 if content[head] else 20) + 16
    assert struct.unpack(">9i", content[at : at + 36]) == TURNS[0]
    return content[:at] + struct.pack(">9i", *TURNS[degrees]) + content[at + 36 :]


def damaged(content: bytes, start: float, end: float, noise: Callable[[int], bytes]) -> bytes:
    """Return a file in which the bytes between two shares of its length are replaced."""
    first, last = round(start * len(content)), round(end * len(content))
    return content[:first] + noise(last - first) + content[last:]
