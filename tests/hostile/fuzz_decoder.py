"""Changes files blindly, guided by what they reach in the code, and gives them to the decoders.

    python tests/hostile/fuzz_decoder.py photographs -atheris_runs=10000
    python tests/hostile/fuzz_decoder.py video -max_total_time=60

Every answer is allowed but a crash, an exception, or a picture that is none. What follows the door
is given to libFuzzer; a file that breaks something is written to the folder in which this runs.
"""

import io
import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE.parent), str(HERE.parents[1] / "antigone" / "faces")]
LIMITS = {"pixels": 4_000_000, "frames": 200}


with atheris.instrument_imports(include=["PIL", "_decoder"]):
    import _decoder as door
    from PIL import Image, ImageOps  # noqa: F401 - loaded here so that their branches are seen

Image.MAX_IMAGE_PIXELS = LIMITS["pixels"]


def photograph(content: bytes) -> None:
    """Decode one photograph: a refusal, or as many bytes as the size says."""
    head, pixels = door.decode(content)
    if "refused" in head:
        assert not pixels
    else:
        width, height = head["size"]
        assert len(pixels) == 3 * width * height


def video(content: bytes) -> None:
    """Decode one video, whose first byte says which container: heads, frames, and an end."""
    if not content:
        return
    plan = {
        "format": ("mov", "avi", "matroska")[content[0] % 3],
        "every": 0.1,
        "numbers": [],
        "after": -1,
        "last": None,
    }
    last: dict[str, object] = {}
    for head, pixels in door.decode_video(io.BytesIO(content[1:]), plan, LIMITS):
        last = dict(head)
        if "number" in last:
            width, height = head["size"]
            assert len(pixels) == 3 * width * height
    assert "refused" in last or "ended" in last


def main() -> None:
    kind, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as seeds:
        for number, content in enumerate(seeds_of(kind)):
            (Path(seeds) / str(number)).write_bytes(content)
        test = {"photographs": photograph, "video": video}[kind]
        atheris.Setup([sys.argv[0], seeds, *options], test)
        atheris.Fuzz()


def seeds_of(kind: str) -> list[bytes]:
    """Return small honest files to begin with."""
    if kind == "photographs":
        from photographs import honest

        return [honest(form, (32, 24)) for form in ("JPEG", "PNG", "WEBP", "TIFF")]
    from clips import encoded
    from videos import pictures

    ways = [("mp4", "mpeg4"), ("avi", "mjpeg"), ("matroska", "libx264"), ("mp4", "libx264")]
    small = [one[:24, :32] for one in pictures(3)]
    return [
        bytes([number % 3]) + encoded(small, container=container, coding=coding)
        for number, (container, coding) in enumerate(ways)
    ]


if __name__ == "__main__":
    main()
