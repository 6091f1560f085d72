"""Bad files and bad luck: each is a sentence with a remedy, stores nothing, leaves no process."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy
import pytest
from PIL import Image

from antigone.faces import DecoderPool, Engine
from antigone.faces.geometry import Pixels
from antigone.faces.sandbox import (
    DecodingStopped,
    EmptyFile,
    IsAFolder,
    IsAnAddress,
    Limits,
    NoSuchFile,
    NotAPhotograph,
    PhotographTooLarge,
    PhotographTooSmall,
    SeveralPictures,
    UnreadablePhotograph,
)

HEIC = Path(__file__).parents[1] / "data" / "telephone.heic"


def bomb() -> Image.Image:
    """A one-bit picture of 60 000 × 60 000 pixels: a few hundred kilobytes as a file."""
    return Image.new("1", (60_000, 60_000))


BAD_FILES = {
    "empty.jpg": (EmptyFile, lambda path: path.write_bytes(b"")),
    "letter.jpg": (NotAPhotograph, lambda path: path.write_text("Dear sister")),
    "page.svg": (NotAPhotograph, lambda path: path.write_text("<svg onload='x()'/>")),
    "moving.gif": (
        NotAPhotograph,
        lambda path: Image.new("P", (64, 64)).save(
            path, save_all=True, append_images=[Image.new("P", (64, 64), 1)]
        ),
    ),
    "moving.webp": (
        SeveralPictures,
        lambda path: Image.new("RGB", (64, 64)).save(
            path, save_all=True, append_images=[Image.new("RGB", (64, 64), "red")]
        ),
    ),
    "pages.tif": (
        SeveralPictures,
        lambda path: Image.new("RGB", (64, 64)).save(
            path, save_all=True, append_images=[Image.new("RGB", (64, 64), "red")]
        ),
    ),
    "dot.png": (PhotographTooSmall, lambda path: Image.new("RGB", (1, 1)).save(path)),
    "bomb.png": (PhotographTooLarge, lambda path: bomb().save(path)),
    "folder": (IsAFolder, lambda path: path.mkdir()),
    "missing.jpg": (NoSuchFile, lambda path: None),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_each_bad_file_is_a_sentence_with_a_remedy(
    pool: DecoderPool, tmp_path: Path, name: str
) -> None:
    refusal, make = BAD_FILES[name]
    make(tmp_path / name)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UnreadablePhotograph) as raised:
        pool.open(tmp_path / name)
    assert type(raised.value) is refusal
    assert name in raised.value.say()
    assert raised.value.advise().endswith(".")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_truncated_photograph_is_refused(
    pool: DecoderPool, portrait_file: Path, share: float
) -> None:
    content = portrait_file.read_bytes()
    with pytest.raises(UnreadablePhotograph):
        pool.decode("cut.jpg", content[: int(share * len(content))])


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.jpg",
        "https://example.org/a.jpg",
        "ftp://x/a",
        "file:///a.jpg",
        "www.x.org",
    ],
)
def test_an_address_is_never_fetched(pool: DecoderPool, address: str) -> None:
    with pytest.raises(IsAnAddress):
        pool.open(address)


def test_damaged_heic_is_refused_and_the_process_lives_on(pool: DecoderPool) -> None:
    content = HEIC.read_bytes()
    with pytest.raises(UnreadablePhotograph):
        pool.decode("cut.heic", content[:5000])
    assert pool.decode("whole.heic", content).format == "HEIF"


def test_heic_of_a_telephone_stands_upright(pool: DecoderPool, engine: Engine) -> None:
    """The file lies on its side and says so twice, as telephones do; it is turned once."""
    photograph = pool.open(HEIC)
    assert photograph.pixels.shape == (320, 240, 3)
    (face,) = engine.read(photograph.pixels).faces
    assert abs(face.detection.rotation) < 10


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(
    pool: DecoderPool, tmp_path: Path, portrait: Pixels, orientation: int
) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = Image.fromarray(portrait[:, 100:400])
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "stored.png", exif=exif)
    photograph = pool.open(tmp_path / "stored.png")
    assert photograph.orientation == orientation
    assert (photograph.pixels == numpy.asarray(upright)).all()


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "RGBA", "P", "1"])
def test_every_mode_of_every_format_is_read_as_it_looks(
    pool: DecoderPool, tmp_path: Path, portrait: Pixels, mode: str, suffix: str
) -> None:
    if (mode, suffix) in {
        ("CMYK", "png"), ("CMYK", "webp"), ("RGBA", "jpg"), ("P", "jpg"),
        ("1", "jpg"), ("P", "webp"), ("1", "webp"), ("L", "webp"),
    }:  # fmt: skip
        return  # the format does not know the mode
    path = tmp_path / f"picture.{suffix}"
    Image.fromarray(portrait).convert(mode).save(path)
    photograph = pool.open(path)
    expected = numpy.asarray(Image.fromarray(portrait).convert(mode).convert("RGB"), float)
    assert numpy.abs(photograph.pixels - expected).mean() < 4


def test_sixteen_bits_are_scaled_not_cut_off(
    pool: DecoderPool, engine: Engine, tmp_path: Path, portrait: Pixels
) -> None:
    grey = numpy.asarray(Image.fromarray(portrait).convert("L"))
    Image.fromarray(grey.astype(numpy.uint16) * 257).save(tmp_path / "deep.png")
    photograph = pool.open(tmp_path / "deep.png")
    assert photograph.mode.startswith("I")
    assert numpy.abs(photograph.pixels[..., 0].astype(int) - grey).max() <= 1
    assert len(engine.read(photograph.pixels).faces) == 1


def test_a_decoder_that_is_killed_is_one_sentence_and_the_next_photograph_is_read(
    portrait_file: Path,
) -> None:
    with DecoderPool(processes=1) as pool:
        pool.open(portrait_file)
        (victim,) = pool.process_ids()
        # Held first, so that it is surely at work when it is killed.
        os.kill(victim, signal.SIGSTOP)
        killer = threading.Timer(0.2, os.kill, (victim, signal.SIGKILL))
        killer.start()
        with pytest.raises(DecodingStopped):
            pool.open(portrait_file)
        killer.join()
        assert pool.open(portrait_file).format == "JPEG"
        assert pool.process_ids() != [victim]


def test_a_decoder_that_hangs_is_stopped_and_replaced(portrait_file: Path) -> None:
    with DecoderPool(processes=1, limits=Limits(seconds=0.5)) as pool:
        pool.open(portrait_file)
        (hanging,) = pool.process_ids()
        os.kill(hanging, signal.SIGSTOP)
        with pytest.raises(DecodingStopped):
            pool.open(portrait_file)
        assert pool.open(portrait_file).format == "JPEG"


def test_one_decoder_serves_a_whole_mortuary(tmp_path: Path) -> None:
    """Its limit of processor time is for each picture: what came before must not use it up."""
    path = tmp_path / "large.jpg"
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(path, quality=90)
    content = path.read_bytes()
    with DecoderPool(processes=1, limits=Limits(seconds=1.0)) as pool:
        pool.decode("first.jpg", content)
        (process,) = pool.process_ids()
        first_limit, _ = resource.prlimit(process, resource.RLIMIT_CPU)
        pictures = 1
        while pictures < 90 or processor_seconds(process) < first_limit + 0.2:
            assert pool.decode("next.jpg", content).format == "JPEG"
            pictures += 1
        assert pool.process_ids() == [process]
        limit, _ = resource.prlimit(process, resource.RLIMIT_CPU)
    assert limit > first_limit


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_no_process_outlives_the_pool_or_its_owner(portrait_file: Path) -> None:
    with DecoderPool(processes=2) as pool:
        pool.open(portrait_file)
        ids = pool.process_ids()
        assert ids
    assert not any(is_running(one) for one in ids)

    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from antigone.faces import DecoderPool\n"
            f"pool = DecoderPool(); pool.open({str(portrait_file)!r})\n"
            "print(*pool.process_ids(), flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout
    orphans = [int(one) for one in owner.stdout.readline().split()]
    owner.kill()
    owner.wait()
    owner.stdout.close()
    assert orphans
    deadline = time.monotonic() + 10
    while any(is_running(one) for one in orphans) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_running(one) for one in orphans)


def is_running(process: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def test_many_threads_share_few_processes(portrait_file: Path) -> None:
    content = portrait_file.read_bytes()
    digests: list[str] = []
    with DecoderPool(processes=2) as pool:
        threads = [
            threading.Thread(target=lambda: digests.append(pool.decode("a", content).sha256))
            for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(pool.process_ids()) <= 2
    assert len(digests) == 12
    assert len(set(digests)) == 1
