"""Every bad file is a sentence with a remedy, exit 1, and leaves nothing behind."""

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
from desk import Desk
from PIL import Image

from antigone.faces.geometry import Pixels


def bomb(path: Path) -> None:
    """A one-bit PNG of 60 000 × 60 000 pixels, written row by row: a few hundred kilobytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(
            ">I", zlib.crc32(kind + content)
        )  # fmt: skip

    packer = zlib.compressobj(1)
    rows = bytes(600 * (1 + 60_000 // 8))
    packed = b"".join([*(packer.compress(rows) for _ in range(100)), packer.flush()])
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )
    assert path.stat().st_size < 3_000_000


def cut(path: Path) -> None:
    rng = numpy.random.default_rng(1)
    Image.fromarray(rng.integers(0, 255, (300, 300, 3), numpy.uint8)).save(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def moving(path: Path) -> None:
    Image.new("P", (64, 64)).save(path, save_all=True, append_images=[Image.new("P", (64, 64), 1)])


# Each with the code of its refusal, or of the reason why no face was found.
BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty.jpg": (lambda path: path.write_bytes(b""), "empty-file"),
    "letter.jpg": (lambda path: path.write_text("Dear sister"), "not-a-photograph"),
    "cut.jpg": (cut, "photograph-damaged"),
    "bomb.png": (bomb, "photograph-too-large"),
    "moving.gif": (moving, "not-a-photograph"),
    "blank-cmyk.jpg": (lambda path: Image.new("CMYK", (300, 300)).save(path), "no-face-found"),
    "blank-deep.png": (
        lambda path: Image.fromarray(numpy.full((300, 300), 30_000, numpy.uint16)).save(path),
        "no-face-found",
    ),
    "dot.png": (lambda path: Image.new("RGB", (1, 1)).save(path), "photograph-too-small"),
    "https://example.org/face.jpg": (lambda path: None, "is-an-address"),
    "folder": (lambda path: path.mkdir(), "is-a-folder"),
    "missing.jpg": (lambda path: None, "no-such-file"),
}
every_bad_file = pytest.mark.parametrize("name", BAD)


@every_bad_file
def test_faces_says_what_is_wrong_and_what_to_do(desk: Desk, name: str) -> None:
    make, reason = BAD[name]
    make(desk.folder / name)
    before = desk.holds()
    answer = desk.run("faces", name)
    assert answer.status == 1
    found_no_face = reason == "no-face-found"
    sentence, remedy = (answer.out if found_no_face else answer.err).strip().splitlines()
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert remedy.startswith("  ")
    assert remedy.endswith(".")
    assert (answer.err if found_no_face else answer.out) == ""
    assert desk.holds() == before, "nothing was stored"


@every_bad_file
def test_compare_says_what_is_wrong_and_what_to_do(desk: Desk, portrait: Pixels, name: str) -> None:
    make, reason = BAD[name]
    make(desk.folder / name)
    Image.fromarray(portrait[::2, ::2]).save(desk.folder / "portrait.jpg")
    before = desk.holds()
    # Bad ones on either side.
    files = [name, "portrait.jpg"] if len(name) % 2 else ["portrait.jpg", name]
    answer = desk.run("compare", *files)
    assert (answer.status, answer.out) == (1, "")
    sentence, remedy = answer.said
    assert name in sentence
    assert sentence.endswith(".")
    assert remedy.endswith(".")
    if reason == "no-face-found":
        assert f"--landmarks-{'a' if files[0] == name else 'b'}" in remedy
    assert desk.holds() == before, "nothing was stored"


def test_json_names_every_bad_file_and_goes_on(desk: Desk, portrait: Pixels) -> None:
    """One bad file among many must not hide the others."""
    for name, (make, _) in BAD.items():
        make(desk.folder / name)
    Image.fromarray(portrait[::2, ::2]).save(desk.folder / "portrait.jpg")
    before = desk.holds()
    answer = desk.run("faces", "--json", *BAD, "portrait.jpg")
    assert answer.status == 1
    assert answer.err == ""
    *bad, good = answer.json["files"]
    assert len(good["faces"]) == 1
    for found, (name, (_, reason)) in zip(bad, BAD.items(), strict=True):
        assert found["file"] == name
        assert found["faces"] == []
        assert found["reasons"][0] == reason
        if reason != "no-face-found":
            assert found["error"]["code"] == reason
            assert set(found["error"]) == {"code", "sentence", "remedy", "parameters"}
    assert desk.holds() == before, "nothing was stored"


def test_a_name_that_is_no_text_is_shown_as_an_escape(desk: Desk) -> None:
    """Disks of old cameras and of other systems carry names that are no UTF-8."""
    name = b"\xfequay.jpg"
    (desk.folder / name.decode(errors="surrogateescape")).write_bytes(b"")
    for strict in ({}, {"PYTHONIOENCODING": "utf-8:strict"}):
        answer = desk.run("faces", name.decode(errors="surrogateescape"), **strict)
        assert answer.status == 1
        assert answer.said[0] == "\\udcfequay.jpg is empty. Nothing was stored."
        answer = desk.run("faces", "--json", name.decode(errors="surrogateescape"), **strict)
        assert answer.json["files"][0]["file"] == "\udcfequay.jpg"


@pytest.mark.parametrize("name", ["{name}.jpg", "%s.jpg", "-x.jpg", "a b\tc.jpg", "мать.jpg"])
def test_names_that_mean_something_elsewhere_are_only_names_here(desk: Desk, name: str) -> None:
    (desk.folder / name).write_bytes(b"")
    answer = desk.run("faces", "--", name)
    assert answer.status == 1
    assert answer.said[0] == f"{name} is empty. Nothing was stored."
