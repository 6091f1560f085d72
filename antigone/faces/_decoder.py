"""The limited process that decodes photographs. Run alone, never imported: `python -I _decoder.py`.

Photographs come from strangers, and decoders have bugs. So this process gets bytes and limits,
nothing else: no home, no keys, no network use, no file it could write. It reads one length-prefixed
picture after the other from standard input and answers with a small JSON head and raw RGB.
It ends when its input ends, so it cannot outlive the one who started it.
"""

import io
import json
import resource
import struct
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def main() -> None:
    limits = json.loads(sys.argv[1])
    memory = limits["memory"]
    # Set before Pillow is imported: not even its import may exceed them.
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for closed in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(closed, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))

    from PIL import Image

    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    # Pillow only warns up to twice the limit.
    warnings.simplefilter("error", Image.DecompressionBombWarning)

    source, answer = sys.stdin.buffer, sys.stdout.buffer
    while prefix := source.read(8):
        (length,) = struct.unpack(">Q", prefix)
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime + limits["seconds"]) + 1
        # The soft limit alone: without privileges a hard one is never raised again, and the process
        # would end by the next picture.
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
        head, pixels = decode(source.read(length))
        encoded = json.dumps(head).encode()
        answer.write(struct.pack(">QQ", len(encoded), len(pixels)) + encoded)
        answer.write(pixels)
        answer.flush()


def decode(content: bytes) -> tuple[dict[str, object], bytes]:
    """Return the head and the RGB bytes of a picture, or a head that says why it is refused."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        image = open_first(content)
        if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
            return {"refused": "several-pictures"}, b""
        head: dict[str, object] = {
            "format": image.format,
            "mode": image.mode,
            "orientation": image.getexif().get(0x0112, 1),
        }
        image.load()
        upright = ImageOps.exif_transpose(to_rgb(image))
    except UnidentifiedImageError:
        return {"refused": "not-a-photograph"}, b""
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return {"refused": "photograph-too-large"}, b""
    except Exception:  # noqa: BLE001 - a decoder may raise anything; whatever it is, it is a refusal
        return {"refused": "photograph-damaged"}, b""
    head["size"] = upright.size
    return head, upright.tobytes()


def open_first(content: bytes) -> "Image.Image":
    """Open the bytes with one of the formats that cameras and telephones write, and no other."""
    # Only these readers are loaded at all; the many that Pillow also knows stay out.
    from importlib import import_module

    from PIL import Image

    for reader in ("Jpeg", "Mpo", "Png", "Tiff", "WebP"):
        import_module(f"PIL.{reader}ImagePlugin")
    if content[4:8] == b"ftyp":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
        return Image.open(io.BytesIO(content), formats=["HEIF"])
    return Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "TIFF"])


def to_rgb(image: "Image.Image") -> "Image.Image":
    """Convert any mode to RGB without losing what a plain conversion loses silently."""
    import numpy
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":
        # Sixteen bits and more: a plain conversion clips at 255, which leaves nearly all white.
        # Telephones and scanners fill sixteen bits; what goes beyond is scaled by its own maximum.
        values = numpy.asarray(image, numpy.float64)
        top = max(float(values.max(initial=0)), 65535.0)
        converted = Image.fromarray((values.clip(0) * (255 / top)).astype(numpy.uint8)).convert(
            "RGB"
        )
    elif image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        converted = Image.alpha_composite(
            Image.new("RGBA", layered.size, (127, 127, 127, 255)), layered
        ).convert("RGB")
    else:
        converted = image.convert("RGB")
    # The orientation travels with the copy; it is applied after this.
    converted.info = image.info
    if 0x0112 in (exif := image.getexif()):
        converted.getexif()[0x0112] = exif[0x0112]
    return converted


if __name__ == "__main__":
    main()
