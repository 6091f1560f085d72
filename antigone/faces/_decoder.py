"""The limited process that decodes photographs or one video. Run alone: `python -I _decoder.py`.

Files come from strangers, and decoders have bugs. So this process gets bytes and limits, nothing
else: no home, no keys, no network use, no file it could write. Everything that passes has its
length before it. For photographs it reads one after the other from standard input and answers with
a small JSON head and raw RGB. For a video it is told what to look at, asks for the parts of the
file that it needs, and answers with one head and raw RGB for each frame.
It ends when its input ends, so it cannot outlive the one who started it.
"""

import io
import json
import resource
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import numpy
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray
    from PIL import Image

Head = Mapping[str, object]

# What telephones and cameras write, and have written. Every further decoder is one more to trust.
_CODINGS = (
    "h264", "hevc", "av1", "libdav1d", "vp8", "vp9", "mpeg4", "h263", "mjpeg", "mpeg2video",
    "msmpeg4v3", "dvvideo", "prores", "theora", "rawvideo", "aac", "mp3", "opus", "vorbis",
)  # fmt: skip
_CONTAINER = {
    "codec_whitelist": ",".join(_CODINGS),
    # A file is read by itself: what names other files or addresses is not followed.
    "protocol_whitelist": "",
    "max_streams": "32",
}
# Packets after which a sign of life is given, although no frame was wanted.
_SIGN_OF_LIFE = 64
_SECONDS_PER_FRAME = 1 / 25


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

    if limits["kind"] == "video":
        serve_video(limits)
    else:
        serve_photographs(limits)


def serve_photographs(limits: Mapping[str, Any]) -> None:
    """Decode one photograph after the other."""
    while content := receive():
        grant(limits["seconds"])
        send(*decode(content))


def serve_video(limits: Mapping[str, Any]) -> None:
    """Decode the frames that were asked for, of one video."""
    plan = json.loads(receive())
    grant(limits["seconds"])
    for head, pixels in decode_video(Remote(plan["size"], ask), plan, limits):
        send(head, pixels)
        grant(limits["seconds"])


def grant(seconds: float) -> None:
    """Allow this process so much processor time from now on, and a little more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime + seconds) + 1
    # The soft limit alone: without privileges a hard one is never raised again, and the process
    # would end by the next picture.
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


def receive() -> bytes:
    """Return what was sent; nothing when nobody is there any more."""
    prefix = sys.stdin.buffer.read(8)
    return sys.stdin.buffer.read(struct.unpack(">Q", prefix)[0]) if len(prefix) == 8 else b""


def send(head: Head, content: "bytes | memoryview" = b"") -> None:
    """Answer with a head and what follows it."""
    encoded = json.dumps(head).encode()
    sys.stdout.buffer.write(struct.pack(">QQ", len(encoded), len(content)) + encoded)
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def ask(position: int, length: int) -> bytes:
    """Return a part of the file, asked of the one who holds it."""
    send({"read": [position, length]})
    return receive()


def position_of(gps: Any) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees (WGS 84) as a camera wrote them, None if it did not.

    EXIF 2.32, GPS tags 1 to 4: north or south, degrees, minutes, seconds; east or west, the same.
    """
    try:
        signs = {"N": 1, "S": -1, "E": 1, "W": -1}
        latitude, longitude = (
            signs[gps[letter]] * sum(float(part) / 60**at for at, part in enumerate(gps[angle]))
            for letter, angle in ((1, 2), (3, 4))
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    fits = abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)
    return (round(latitude, 6), round(longitude, 6)) if fits else None


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
            "position": position_of(image.getexif().get_ifd(0x8825)),
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


class Remote:
    """A file of `size` bytes that somebody else holds; `part` returns bytes by position, length."""

    def __init__(self, size: int, part: Callable[[int, int], bytes]) -> None:
        self._size, self._part, self._at = size, part, 0

    def read(self, length: int) -> bytes:
        """Return up to `length` bytes; none at the end."""
        length = min(length, self._size - self._at)
        if length <= 0:
            return b""
        content = self._part(self._at, length)
        self._at += len(content)
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move, and return where the next byte is read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._at


def decode_video(
    file: "Remote | BinaryIO", plan: Mapping[str, Any], limits: Mapping[str, Any]
) -> Iterator[tuple[Head, "bytes | memoryview"]]:
    """Yield what the video is, each frame that the plan wants, signs of life, and how it ended.

    The plan names the container's `format`; frames by number in `numbers`, all others up to number
    `after` being left out; after that, one each `every` seconds, the first of them `every` after
    second `last`. A file that cannot be opened at all is one head that says why.
    """
    import av

    options = {**_CONTAINER, "max_pixels": str(limits["pixels"])}
    try:
        container = av.open(
            file,
            format=plan["format"],
            options=options,
            metadata_errors="replace",
            buffer_size=1 << 18,
        )
    except MemoryError:
        yield {"refused": "video-too-large"}, b""
        return
    except Exception:  # noqa: BLE001 - a decoder may raise anything; whatever it is, it is a refusal
        yield {"refused": "video-damaged"}, b""
        return
    # Cover pictures of music are streams as well.
    streams = [one for one in container.streams.video if "ATTACHED_PIC" not in str(one.disposition)]
    if not streams:
        yield {"refused": "video-without-pictures"}, b""
        return
    stream = streams[0]
    coding = stream.codec_context
    name = coding.name if coding else "?"
    if name not in _CODINGS:
        yield {"refused": "video-coding-unknown", "coding": name}, b""
        return
    if coding.width * coding.height > limits["pixels"]:
        yield {"refused": "video-too-large"}, b""
        return
    # Threads each hold frames of their own: memory, and no speed in a process among several.
    coding.thread_count = 1
    declared = declared_seconds(container, stream)
    yield {"coding": name, "declared": declared, "declared_frames": stream.frames}, b""
    yield from wanted_frames(container, stream, plan, limits)


def declared_seconds(container: Any, stream: Any) -> float | None:
    """Return how long the video says it is."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def wanted_frames(
    container: Any, stream: Any, plan: Mapping[str, Any], limits: Mapping[str, Any]
) -> Iterator[tuple[Head, "bytes | memoryview"]]:
    """Yield the frames that the plan wants, signs of life, and at last how the reading ended."""
    numbers, after, every = set(plan["numbers"]), plan["after"], plan["every"]
    last = plan["last"]
    number, seconds, damaged, why = -1, 0.0, 0, "end"
    rate = float(stream.average_rate or 0)
    step = 1 / rate if 0 < rate < 1000 else _SECONDS_PER_FRAME
    for packets, frames in enumerate(decoded(container, stream), start=1):
        if isinstance(frames, str):
            why = frames
            break
        if frames is None:
            damaged += 1
        for frame in frames or ():
            number += 1
            # A clock that is missing or makes no sense is replaced by counting.
            at = frame.time
            seconds = float(at) if at is not None and abs(at) < 1e6 else seconds + step
            if frame.is_corrupt:
                # Pieces of several frames can make a face that never was.
                damaged += 1
                continue
            due = every and number > after and (last is None or not last <= seconds < last + every)
            if number in numbers or due:
                try:
                    pixels = upright(frame, stream)
                except Exception:  # noqa: BLE001 - as above
                    damaged += 1
                    continue
                if due:
                    last = seconds
                head = {"number": number, "seconds": seconds, "size": pixels.shape[1::-1]}
                yield head, pixels.data.cast("B")
        if packets >= limits["frames"] or number + 1 >= limits["frames"]:
            why = "frame-limit"
            break
        if every is None and number >= max(numbers, default=-1):
            why = "nothing-more-wanted"
            break
        if packets % _SIGN_OF_LIFE == 0:
            yield {"alive": number}, b""
    yield {"ended": why, "frames": number + 1, "seconds": seconds, "damaged": damaged}, b""


def decoded(container: Any, stream: Any) -> Iterator["list[VideoFrame] | str | None"]:
    """Yield the frames of one packet after the other, None for a packet that cannot be decoded.

    A last word says why reading stopped before the end: "damaged" or "memory".
    """
    packets = container.demux(stream)
    word = ""
    while not word:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except MemoryError:
            word = "memory"
        except Exception:  # noqa: BLE001 - as above
            word = "damaged"
        else:
            try:
                yield packet.decode()
            except MemoryError:
                word = "memory"
            except Exception:  # noqa: BLE001 - as above
                yield None
    try:
        # What the decoder still holds back.
        yield stream.codec_context.decode(None)
    except Exception:  # noqa: BLE001 - as above
        yield None
    yield word


def upright(frame: "VideoFrame", stream: Any) -> "NDArray[numpy.uint8]":
    """Return a frame as RGB (H, W, 3), turned as the recorder held it, with square pixels."""
    import numpy

    shape = stream.sample_aspect_ratio
    width = frame.width
    if shape and 0.25 <= shape <= 4:
        width = max(1, round(frame.width * shape))
    pixels = frame.to_ndarray(format="rgb24", width=width, height=frame.height)
    return numpy.ascontiguousarray(numpy.rot90(pixels, round(frame.rotation / 90) % 4))


if __name__ == "__main__":
    main()
