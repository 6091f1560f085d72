"""Photographs that were made to do harm, or that were harmed: each is bytes with a name."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy
from PIL import Image

HEIC = (Path(__file__).parents[1] / "data" / "telephone.heic").read_bytes()


def honest(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small photograph in which nothing is wrong."""
    rng = numpy.random.default_rng(7)
    file = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (size[1], size[0], 3), numpy.uint8)).save(file, kind)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(width: int, height: int, *chunks: bytes, bits: int = 8, colours: int = 2) -> bytes:
    """Return a PNG file that says it has a size, with the chunks given."""
    head = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IEND", b"")


def png_rows(width: int, height: int) -> bytes:
    """Return the honest content of a grey PNG."""
    return chunk(b"IDAT", zlib.compress(bytes((width + 1) * height), 1))


def jpeg_of_size(width: int, height: int) -> bytes:
    """Return a small JPEG whose head says another size."""
    content = bytearray(honest())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def jpeg_with(*segments: bytes) -> bytes:
    """Return a JPEG with further APP1 segments at its start."""
    content = honest()
    marks = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment for segment in segments
    )
    return content[:2] + marks + content[2:]


def exif(*entries: tuple[int, int, int, int], following: int = 0) -> bytes:
    """Return EXIF data of entries (tag, type, count, value or place) and the place of the next list."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00"
        + struct.pack("<H", len(entries))
        + rows
        + struct.pack("<I", following)
    )


def tiff(*entries: tuple[int, int, int, int], following: int = 0, rest: bytes = b"") -> bytes:
    """Return a TIFF file of one list of entries."""
    return exif(*entries, following=following)[6:] + rest


def tiff_of_size(width: int, height: int, **more: int) -> bytes:
    return tiff(
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 64), **more,
    )  # fmt: skip


def webp_of_size(width: int, height: int) -> bytes:
    canvas = (
        bytes([2, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    )
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def matryoshka(depth: int) -> bytes:
    """Return an archive in an archive in an archive …, around a photograph."""
    content = honest()
    for _ in range(depth):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("photograph.jpg", content)
        content = file.getvalue()
    return content


def nested_boxes(kind: bytes, depth: int) -> bytes:
    content = b""
    for _ in range(depth):
        content = struct.pack(">I", len(content) + 8) + kind + content
    return content


ZEROS = zlib.compress(bytes(100_000_000), 9)

# Each with the code of its refusal; None where it may be opened, and harms nobody.
HOSTILE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    # Bombs.
    "one-bit-60000.png": (
        lambda: png(60_000, 60_000, chunk(b"IDAT", zlib.compress(bytes(9_000))), bits=1, colours=0),
        "photograph-too-large",
    ),
    "sides-100000.png": (
        lambda: png(100_000, 100_000, chunk(b"IDAT", b"")),
        "photograph-too-large",
    ),
    "sides-2147483647.png": (
        lambda: png(2**31 - 1, 2**31 - 1, chunk(b"IDAT", b"")),
        "photograph-too-large",
    ),
    "side-100000-thin.png": (
        lambda: png(100_000, 1, png_rows(100_000, 1), colours=0),
        "photograph-too-small",
    ),
    "side-100000-flat.png": (lambda: png(100_000, 20, png_rows(100_000, 20), colours=0), None),
    "sides-65500.jpg": (lambda: jpeg_of_size(65_500, 65_500), "photograph-too-large"),
    "sides-100000.tif": (lambda: tiff_of_size(100_000, 100_000), "photograph-too-large"),
    "sides-16777216.webp": (lambda: webp_of_size(1 << 24, 1 << 24), "photograph-too-large"),
    "text-bomb.png": (
        lambda: png(64, 48, chunk(b"zTXt", b"a\0\0" + ZEROS), png_rows(64 * 3, 48)),
        "photograph-damaged",
    ),
    "profile-bomb.png": (
        lambda: png(64, 48, chunk(b"iCCP", b"a\0\0" + ZEROS), png_rows(64 * 3, 48)),
        "photograph-damaged",
    ),
    "row-bomb.png": (lambda: png(64, 48, chunk(b"IDAT", ZEROS)), None),
    # Data about the photograph, larger than the photograph.
    "exif-6-megabytes.jpg": (lambda: jpeg_with(*[exif() + bytes(65_000)] * 100), None),
    "exif-own-successor.jpg": (lambda: jpeg_with(exif((274, 3, 1, 6), following=8)), None),
    "exif-four-billion-values.jpg": (lambda: jpeg_with(exif((274, 4, 2**32 - 1, 8))), None),
    "exif-points-nowhere.jpg": (lambda: jpeg_with(exif((0x8769, 4, 1, 2**32 - 1))), None),
    "exif-points-at-itself.jpg": (lambda: jpeg_with(exif((0x8769, 4, 1, 8))), None),
    "exif-orientation-9000.jpg": (lambda: jpeg_with(exif((274, 3, 1, 9000))), None),
    "exif-8-megabytes.png": (
        lambda: png(64, 48, chunk(b"eXIf", exif()[6:] + bytes(8_000_000)), png_rows(64 * 3, 48)),
        None,
    ),
    # Containers in themselves.
    "own-successor.tif": (lambda: tiff_of_size(64, 48, following=8), "photograph-damaged"),
    "sub-pictures-are-itself.tif": (
        lambda: tiff((256, 4, 1, 64), (257, 4, 1, 48), (330, 4, 1, 8)),
        "not-a-photograph",
    ),
    "archives-300-deep.jpg": (lambda: matryoshka(300), "not-a-photograph"),
    "boxes-5000-deep.heic": (
        lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + nested_boxes(b"meta", 5000),
        "not-a-photograph",
    ),
    "entities.svg": (
        lambda: (
            b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM '
            b'"file:///etc/passwd">]><svg>&b;&c;</svg>'
        ),
        "not-a-photograph",
    ),
    # Nothing in it.
    "no-pixels.png": (lambda: png(64, 48), "photograph-damaged"),
    "size-zero.png": (lambda: png(0, 0, png_rows(0, 0)), "not-a-photograph"),
    "size-zero.jpg": (lambda: jpeg_of_size(0, 0), "not-a-photograph"),
    "no-frames.png": (
        lambda: png(64, 48, chunk(b"acTL", bytes(8)), png_rows(64 * 3, 48)),
        None,
    ),
    "no-entries.tif": (tiff, "not-a-photograph"),
    "head-alone.webp": (lambda: b"RIFF\x04\0\0\0WEBP", "not-a-photograph"),
    "head-alone.heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", "not-a-photograph"),
    # Something else.
    "program.jpg": (lambda: b"\x7fELF\x02\x01\x01" + bytes(4000), "not-a-photograph"),
    "document.jpg": (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "not-a-photograph"),
    "png-head-jpeg-body.png": (lambda: b"\x89PNG\r\n\x1a\n" + honest(), "not-a-photograph"),
    "jpeg-head-png-body.jpg": (lambda: b"\xff\xd8\xff\xe0" + honest("PNG"), "photograph-damaged"),
    "postscript.jpg": (
        lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not-a-photograph",
    ),
    "sound.wav": (lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "not-a-photograph"),
    "noise.jpg": (lambda: numpy.random.default_rng(5).bytes(50_000), "not-a-photograph"),
}  # fmt: skip

TO_CUT = {"a.jpg": honest(), "a.png": honest("PNG"), "a.webp": honest("WEBP"),
          "a.tif": honest("TIFF"), "a.heic": HEIC}  # fmt: skip
