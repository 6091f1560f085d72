"""Videos that were made to do harm, or that were harmed: each is bytes with a name."""

import io
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import av
import numpy
from clips import encoded, turned
from photographs import HEIC, honest

from antigone.faces.geometry import Pixels


def pictures(count: int = 12) -> list[Pixels]:
    """Return small noisy pictures, so that there is something to damage in every one."""
    rng = numpy.random.default_rng(9)
    return [rng.integers(0, 255, (64, 96, 3), numpy.uint8) for _ in range(count)]


@cache
def honest_video(container: str = "mp4", coding: str = "libx264") -> bytes:
    """Return a small video in which nothing is wrong; an MP4's index stands at its front."""
    options = {"movflags": "faststart"} if container in ("mp4", "mov") else {}
    return encoded(pictures(), container=container, coding=coding, options=options)


def box(kind: bytes, *content: bytes) -> bytes:
    """Return one box of an MP4 file."""
    inside = b"".join(content)
    return struct.pack(">I", len(inside) + 8) + kind + inside


FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")


def boxes_in_boxes(kind: bytes, depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = box(kind, content)
    return content


def replaced(content: bytes, kind: bytes, offset: int, value: bytes) -> bytes:
    """Return a file with bytes changed, `offset` after the first place where a box's name stands."""
    at = content.index(kind) + 4 + offset
    return content[:at] + value + content[at + len(value) :]


def ebml(kind: bytes, content: bytes) -> bytes:
    """Return one element of a Matroska file, its size in eight bytes."""
    return kind + (len(content) | 1 << 56).to_bytes(8, "big") + content


def segments_in_segments(depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = ebml(b"\x18\x53\x80\x67", content)
    head = ebml(b"\x1a\x45\xdf\xa3", ebml(b"\x42\x82", b"matroska"))
    return head + content


def sound_alone() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as movie:
        stream = movie.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(numpy.zeros((1, 1024), numpy.float32), "fltp", "mono")
        frame.sample_rate = 8000
        for number in range(8):
            frame.pts = 1024 * number
            frame.time_base = Fraction(1, 8000)
            movie.mux(stream.encode(frame))
        movie.mux(stream.encode())
    return file.getvalue()


def many_streams(count: int) -> bytes:
    """Return a Matroska file with many tracks of sound before its pictures."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as movie:
        for _ in range(count):
            movie.add_stream("pcm_s16le", rate=8000)
        stream = movie.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for picture in pictures():
            movie.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        movie.mux(stream.encode())
    return file.getvalue()


def avi_of_size(width: int, height: int) -> bytes:
    """Return an AVI file whose heads say another size than its pictures have."""
    content = bytearray(honest_video("avi", "mjpeg"))
    at = content.index(b"strf") + 8 + 4
    content[at : at + 8] = struct.pack("<ii", width, height)
    return bytes(content)


def jpegs_of_size(width: int, height: int) -> bytes:
    """Return an AVI file each of whose pictures says that it is huge."""
    content = bytearray(honest_video("avi", "mjpeg"))
    at = content.find(b"\xff\xc0")
    while at >= 0:
        content[at + 5 : at + 9] = struct.pack(">HH", height, width)
        at = content.find(b"\xff\xc0", at + 1)
    return bytes(content)


def packed_index(size: int) -> bytes:
    """Return a QuickTime film whose index is compressed, and says that it is `size` bytes long."""
    packed = zlib.compress(bytes(min(size, 60_000_000)), 9)
    dcom = box(b"dcom", b"zlib")
    cmvd = box(b"cmvd", struct.pack(">I", size) + packed)
    return FTYP + box(b"moov", box(b"cmov", dcom + cmvd))


def samples_counted(count: int) -> bytes:
    """Return an MP4 that says it has so many frames, all of one size."""
    content = honest_video()
    # Version and flags, then the size of all, then the number; then the sizes one by one.
    return replaced(content, b"stsz", 4, struct.pack(">II", 40, count))


def elsewhere(place: bytes) -> bytes:
    """Return an MP4 that says its pictures lie in another file."""
    content = honest_video()
    at = content.index(b"url ")
    # The flag "in this file" is taken away, and the name put where the next box begins.
    return content[: at + 4] + bytes(4) + place + content[at + 8 + len(place) :]


# Each with the codes of the refusals that fit; none where what can be read may be read.
HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    # Containers in themselves.
    "boxes-5000-deep.mp4": (
        lambda: FTYP + boxes_in_boxes(b"moov", 5000), {"video-damaged", "video-without-pictures"},
    ),
    "tracks-5000-deep.mp4": (
        lambda: FTYP + box(b"moov", boxes_in_boxes(b"trak", 5000)),
        {"video-damaged", "video-without-pictures"},
    ),
    "segments-5000-deep.mkv": (
        lambda: segments_in_segments(5000), {"video-damaged", "video-without-pictures"},
    ),
    "a-film-in-a-film.mp4": (
        lambda: honest_video()[:40] + box(b"mdat", honest_video()) + honest_video()[40:],
        {"video-damaged", "video-without-pictures"},
    ),
    "list-of-itself.mp4": (
        lambda: b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nlist-of-itself.mp4\n",
        {"not-a-video"},
    ),
    "list-of-secrets.mkv": (
        lambda: b"ffconcat version 1.0\nfile /etc/passwd\nfile http://127.0.0.1:9/\n",
        {"not-a-video"},
    ),
    "pictures-elsewhere.mov": (
        lambda: elsewhere(b"/etc/passwd\0"), {"video-damaged", "video-coding-unknown"},
    ),
    # Bombs.
    "index-of-4-gigabytes.mov": (
        lambda: packed_index(2**32 - 1), {"video-damaged", "video-too-large", "decoding-stopped"},
    ),
    "index-of-60-megabytes.mov": (
        lambda: packed_index(60_000_000), {"video-damaged", "video-without-pictures"},
    ),
    "four-billion-frames.mp4": (
        lambda: samples_counted(2**32 - 1), {"video-damaged", "video-too-large"},
    ),
    "fifty-million-frames.mp4": (
        lambda: samples_counted(50_000_000),
        {"video-damaged", "video-too-large", "decoding-stopped"},
    ),
    "sides-100000.avi": (lambda: avi_of_size(100_000, 100_000), set()),
    "sides-negative.avi": (lambda: avi_of_size(-96, -64), set()),
    "pictures-65500.avi": (
        lambda: jpegs_of_size(65_500, 65_500), {"video-damaged", "video-too-large"},
    ),
    "sides-65535.mp4": (
        lambda: replaced(honest_video(), b"avc1", 24, struct.pack(">HH", 65535, 65535)), set(),
    ),
    "tracks-900.mkv": (lambda: many_streams(900), {"video-damaged", "video-without-pictures"}),
    "words-50-megabytes.mp4": (
        lambda: honest_video() + box(b"udta", box(b"\xa9cmt", bytes(50_000_000))), set(),
    ),
    # Clocks.
    "a-clock-of-centuries.mp4": (
        lambda: replaced(honest_video(), b"stts", 4, struct.pack(">III", 1, 12, 2**31 - 1)), set(),
    ),
    "a-clock-that-stands.mp4": (
        lambda: replaced(honest_video(), b"stts", 4, struct.pack(">III", 1, 12, 0)), set(),
    ),
    "a-clock-without-unit.mp4": (
        lambda: replaced(honest_video(), b"mdhd", 12, struct.pack(">I", 0)), set(),
    ),
    # Nothing in it.
    "empty.mp4": (lambda: b"", {"empty-file"}),
    "head-alone.mp4": (lambda: FTYP, {"video-damaged"}),
    "empty-index.mp4": (
        lambda: FTYP + box(b"moov"), {"video-damaged", "video-without-pictures"},
    ),
    "no-frames.mp4": (
        lambda: replaced(honest_video(), b"stsz", 4, struct.pack(">II", 0, 0)),
        {"video-damaged", "video-without-pictures"},
    ),
    "head-alone.avi": (lambda: honest_video("avi", "mjpeg")[:2000], {"video-damaged"}),
    "head-alone.mkv": (
        lambda: honest_video("matroska")[:300], {"video-damaged", "video-without-pictures"},
    ),
    "sound-alone.mp4": (sound_alone, {"video-without-pictures"}),
    "a-dot.mp4": (
        lambda: encoded([numpy.zeros((8, 8, 3), numpy.uint8)] * 3, coding="mpeg4"),
        {"video-too-small"},
    ),
    # Something else.
    "photograph.mp4": (honest, {"not-a-video"}),
    "telephone-photograph.mp4": (lambda: HEIC, {"not-a-video"}),
    "sound.avi": (lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), {"not-a-video"}),
    "moving.gif": (lambda: b"GIF89a" + bytes(100), {"not-a-video"}),
    "program.mkv": (lambda: b"\x7fELF" + bytes(4000), {"not-a-video"}),
    "mkv-head-mp4-body.mkv": (
        lambda: b"\x1a\x45\xdf\xa3" + honest_video(), {"video-damaged", "video-without-pictures"},
    ),
    "noise-after-head.mp4": (
        lambda: FTYP + numpy.random.default_rng(1).bytes(100_000), {"video-damaged"},
    ),
    "noise-after-head.mkv": (
        lambda: b"\x1a\x45\xdf\xa3" + numpy.random.default_rng(2).bytes(100_000),
        {"video-damaged", "video-without-pictures"},
    ),
    "rare-coding.mkv": (
        lambda: encoded(pictures(), container="matroska", coding="ffv1"),
        {"video-coding-unknown", "video-damaged"},
    ),
    "turned-by-nonsense.mp4": (
        lambda: turned(honest_video(), 0).replace(
            struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30),
            struct.pack(">9i", *[2**31 - 1] * 9),
        ),
        set(),
    ),
}  # fmt: skip

TO_HARM = {
    "a.mp4": honest_video,
    "a.mov": lambda: honest_video("mov"),
    "a.avi": lambda: honest_video("avi", "mpeg4"),
    "a.mkv": lambda: honest_video("matroska"),
    "a.webm": lambda: honest_video("webm", "libvpx"),
}
