"""Working copies: parameters from which a copy can be made again, exactly, from the original.

The original is never touched, and a copy need not be kept: whoever doubts it makes it again and
compares the bytes. So everything here computes in whole numbers, the same on every processor. What
can be written down is what may be done to a copy (STANDARDS: rotate, crop, exposure, white balance,
local contrast, denoise) and nothing else: no step that invents pixels has a name here.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self, TypeVar

import numpy
from numpy.typing import NDArray

from antigone.errors import Refusal
from antigone.faces.geometry import Affine, Pixels
from antigone.wording import N_

# The same parameters must give the same pixels for ever: whoever changes a computation below gives
# it a new version and keeps the old one.
VERSION = 1

# Neutral, so that what lies outside the photograph looks neither like skin nor like shadow.
_OUTSIDE = 127
_ONE = 1 << 30
_ROWS_AT_ONCE = 256


class NotAllowedOnACopy(Refusal):
    """A step was asked for that is not among those allowed; a picture with it shows what was not."""

    code = "not-allowed-on-a-copy"
    sentence = N_("“{name}” may not be done to a copy of a photograph. No copy was made.")
    remedy = N_("Allowed are {allowed}. Anything that invents pixels is never evidence.")


class UnfitDerivation(Refusal):
    """A parameter has a value that it cannot take."""

    code = "unfit-derivation"
    sentence = N_("{name} cannot be {value}; it takes {wanted}. No copy was made.")
    remedy = N_("Correct the value, or leave it out to change nothing.")


class CropOutside(Refusal):
    """The part to be cut out does not lie inside the picture."""

    code = "crop-outside"
    sentence = N_(
        "The part to cut out does not lie inside the picture of {size}. No copy was made."
    )
    remedy = N_("Draw it again on the picture as it is after turning.")


class Crop(NamedTuple):
    """A part of the picture as it is after turning, in whole pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


class Clahe(NamedTuple):
    """Local contrast: how steep it may become, and into how many tiles a side is divided.

    Contrast-limited adaptive histogram equalisation (Zuiderveld, 1994), on the luma alone.
    """

    limit: float
    tiles: int


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """What was done to a copy, always in this order; the defaults change nothing.

    `rotate`: degrees clockwise (minus a face's rotation brings it upright), the canvas grows;
    `crop`: a part of what is then seen;
    `denoise`: strength of non-local means, in steps of 256; `white_balance`: gains of red, green
    and blue, and `exposure`: stops, both in linear light; `clahe`: local contrast.

    Raises `UnfitDerivation`.
    """

    rotate: float = 0.0
    crop: Crop | None = None
    denoise: int = 0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    exposure: float = 0.0
    clahe: Clahe | None = None

    def __post_init__(self) -> None:
        _require("rotate", self.rotate, -360, 360)
        _require("denoise", self.denoise, 0, 30, whole=True)
        _require("exposure", self.exposure, -6, 6)
        if not isinstance(self.white_balance, tuple) or len(self.white_balance) != 3:
            raise UnfitDerivation(
                name="white_balance", value=self.white_balance, wanted=_GAINS_WANTED
            )
        for gain in self.white_balance:
            _require("white_balance", gain, 0.125, 8)
        if self.crop is not None:
            for name, value in self.crop._asdict().items():
                least = 1 if name in ("width", "height") else 0
                _require(f"crop {name}", value, least, 1_000_000, whole=True)
        if self.clahe is not None:
            _require("clahe limit", self.clahe.limit, 1, 16)
            _require("clahe tiles", self.clahe.tiles, 1, 32, whole=True)

    def as_json(self) -> dict[str, Any]:
        """Return every parameter and the version of the computation, ready to be stored."""
        return {
            "version": VERSION,
            **{name: getattr(self, name) for name in self.__dataclass_fields__},
            "crop": self.crop and self.crop._asdict(),
            "white_balance": list(self.white_balance),
            "clahe": self.clahe and self.clahe._asdict(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the derivation that `as_json` wrote.

        Raises `NotAllowedOnACopy` for a step that has no name here, and `UnfitDerivation`.
        """
        steps = dict(stored)
        version = steps.pop("version", None)
        for name in steps:
            if name not in cls.__dataclass_fields__:
                raise NotAllowedOnACopy(name=name, allowed=", ".join(cls.__dataclass_fields__))
        # Older versions stay readable; a newer one means pixels that this code would not make.
        if version != VERSION or isinstance(version, bool):
            raise UnfitDerivation(name="version", value=version, wanted=str(VERSION))
        steps["crop"] = _named(Crop, "crop", steps.get("crop"))
        steps["clahe"] = _named(Clahe, "clahe", steps.get("clahe"))
        if isinstance(gains := steps.get("white_balance"), list):
            steps["white_balance"] = tuple(gains)
        return cls(**steps)

    def affine(self, size: tuple[int, int]) -> Affine:
        """Return the affine from points (x, y) of an original of (width, height) to the copy's.

        So that what an examiner marks on the copy can be found on the original.
        """
        cosine, sine = (value / _ONE for value in _turn(self.rotate))
        turn = numpy.array([[cosine, -sine], [sine, cosine]])
        shift = numpy.array(_canvas(size, self.rotate)) / 2 - turn @ (numpy.array(size) / 2)
        if self.crop is not None:
            shift -= [self.crop.x, self.crop.y]
        return numpy.concatenate([turn, shift[:, None]], axis=1)

    def apply(self, image: Pixels) -> Pixels:
        """Return the working copy of an RGB original (H, W, 3), uint8. Raises `CropOutside`."""
        copy = _cut_and_turned(image, self.rotate, self.crop)
        if self.denoise:
            copy = _denoised(copy, self.denoise)
        if self.exposure or self.white_balance != (1.0, 1.0, 1.0):
            copy = _exposed(copy, [gain * 2.0**self.exposure for gain in self.white_balance])
        if self.clahe is not None:
            copy = _evened(copy, self.clahe)
        return copy


_GAINS_WANTED = "red, green, blue"


def _require(name: str, value: object, least: float, most: float, *, whole: bool = False) -> None:
    kinds = (int,) if whole else (int, float)
    # A bool is an int to Python; NaN fails every comparison, and so this one.
    if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
        between = f"{least}, {least + 1} … {most}" if whole else f"{least} … {most}"
        raise UnfitDerivation(name=name, value=value, wanted=between)


_Named = TypeVar("_Named", Crop, Clahe)


def _named(kind: type[_Named], name: str, stored: object) -> _Named | None:
    if stored is None:
        return None
    if not isinstance(stored, Mapping) or set(stored) != set(kind._fields):
        raise UnfitDerivation(name=name, value=stored, wanted=", ".join(kind._fields))
    return kind(**stored)


def _turn(degrees: float) -> tuple[int, int]:
    """Return cosine and sine in units of 2^-30."""
    angle = math.radians(degrees % 360)
    return round(math.cos(angle) * _ONE), round(math.sin(angle) * _ONE)


def _canvas(size: tuple[int, int], degrees: float) -> tuple[int, int]:
    """Return width and height of the canvas that holds all of a turned picture."""
    cosine, sine = (abs(value) for value in _turn(degrees))
    width, height = size
    # Rounded up in whole numbers, but for less than a thousandth of a pixel.
    rest = _ONE - _ONE // 1024
    return (
        (width * cosine + height * sine + rest) // _ONE,
        (width * sine + height * cosine + rest) // _ONE,
    )


def _cut_and_turned(image: Pixels, degrees: float, crop: Crop | None) -> Pixels:
    """Return the wanted part of the turned picture; quarter turns move pixels and change none."""
    height, width = image.shape[:2]
    canvas = _canvas((width, height), degrees)
    x, y, columns, rows = crop or Crop(0, 0, *canvas)
    if x + columns > canvas[0] or y + rows > canvas[1]:
        raise CropOutside(size=f"{canvas[0]} × {canvas[1]}")
    if degrees % 90 == 0:
        return numpy.rot90(image, -int(degrees // 90))[y : y + rows, x : x + columns].copy()
    # One pixel of neutral ground around the picture, so that its edge fades into it.
    ground = numpy.pad(image, ((1, 2), (1, 2), (0, 0)), constant_values=_OUTSIDE)
    cosine, sine = _turn(degrees)
    across = 2 * numpy.arange(x, x + columns, dtype=numpy.int64) + 1 - canvas[0]
    copy = numpy.empty((rows, columns, 3), numpy.uint8)
    for first in range(0, rows, _ROWS_AT_ONCE):
        part = slice(first, min(first + _ROWS_AT_ONCE, rows))
        down = 2 * numpy.arange(y + part.start, y + part.stop, dtype=numpy.int64) + 1 - canvas[1]
        # Where each pixel of the copy lies in the original, from the middle, in units of 2^-31.
        source_x = cosine * across[None, :] + sine * down[:, None] + (width + 1) * _ONE
        source_y = cosine * down[:, None] - sine * across[None, :] + (height + 1) * _ONE
        copy[part] = _sampled(ground, source_x >> 23, source_y >> 23)
    return copy


def _sampled(ground: Pixels, x: NDArray[numpy.int64], y: NDArray[numpy.int64]) -> Pixels:
    """Sample between pixels, bilinear, at places given in units of 1/256 pixel."""
    height, width = ground.shape[:2]
    # Two neutral columns and rows follow the picture: what lies outside is clipped onto them.
    x, y = x.clip(0, (width - 2) * 256), y.clip(0, (height - 2) * 256)
    columns, rows = x >> 8, y >> 8
    right, below = ((value & 255).astype(numpy.int32)[..., None] for value in (x, y))
    upper = ground[rows, columns] * (256 - right) + ground[rows, columns + 1] * right
    lower = ground[rows + 1, columns] * (256 - right) + ground[rows + 1, columns + 1] * right
    sampled: NDArray[numpy.int32] = (upper * (256 - below) + lower * below + (1 << 15)) >> 16
    return sampled.astype(numpy.uint8)


def _denoised(image: Pixels, strength: int) -> Pixels:
    """Average what looks alike nearby (non-local means: Buades, Coll, Morel, 2005)."""
    import cv2

    swapped = numpy.ascontiguousarray(image[..., ::-1])
    done = cv2.fastNlMeansDenoisingColored(swapped, None, strength, strength, 7, 21)
    return numpy.ascontiguousarray(done[..., ::-1], numpy.uint8)


def _exposed(image: Pixels, gains: Sequence[float]) -> Pixels:
    """Multiply red, green and blue in linear light (sRGB, IEC 61966-2-1)."""
    table = numpy.empty((256, 3), numpy.uint8)
    for value in range(256):
        light = value / 255
        light = light / 12.92 if light <= 0.04045 else ((light + 0.055) / 1.055) ** 2.4
        for channel, gain in enumerate(gains):
            more = min(light * gain, 1.0)
            more = 12.92 * more if more <= 0.0031308 else 1.055 * more ** (1 / 2.4) - 0.055
            table[value, channel] = round(255 * more)
    return numpy.stack([table[image[..., channel], channel] for channel in range(3)], axis=2)


def _evened(image: Pixels, clahe: Clahe) -> Pixels:
    """Raise local contrast; colours move with their luma (BT.601) and keep their differences."""
    luma = (image @ numpy.array([77, 150, 29], numpy.int64) + 128) >> 8
    height, width = luma.shape
    tiles = min(clahe.tiles, height, width)
    tables = _tables(luma, clahe.limit, tiles)
    copy = numpy.empty_like(image)
    left, right, x = _between(width, tiles)
    above, below, y = _between(height, tiles)
    for row in range(height):
        seen = luma[row]
        upper = tables[above[row], left, seen] * (256 - x) + tables[above[row], right, seen] * x
        lower = tables[below[row], left, seen] * (256 - x) + tables[below[row], right, seen] * x
        evened = (upper * (256 - y[row]) + lower * y[row] + (1 << 15)) >> 16
        copy[row] = (image[row] + (evened - seen)[:, None]).clip(0, 255)
    return copy


def _tables(luma: NDArray[numpy.int64], limit: float, tiles: int) -> NDArray[numpy.int64]:
    """Return for each tile what each luma becomes, (tiles, tiles, 256)."""
    height, width = luma.shape
    tables = numpy.empty((tiles, tiles, 256), numpy.int64)
    for row in range(tiles):
        rows = luma[row * height // tiles : (row + 1) * height // tiles]
        for column in range(tiles):
            tile = rows[:, column * width // tiles : (column + 1) * width // tiles]
            counts = numpy.bincount(tile.ravel(), minlength=256)
            most = max(1, int(limit * tile.size / 256))
            # What is cut off goes to all lumas alike, the rest of the division in even steps.
            cut = int((counts - most).clip(0).sum())
            counts = counts.clip(max=most) + cut // 256
            counts[numpy.arange(cut % 256) * 256 // max(cut % 256, 1)] += 1
            tables[row, column] = (numpy.cumsum(counts) * 255 + tile.size // 2) // tile.size
    return tables


def _between(
    length: int, tiles: int
) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64], NDArray[numpy.int64]]:
    """Return for each pixel of a side the tiles it lies between, and how far it is to the second."""
    # Centres of tiles lie at odd multiples of half a tile; all in 1/256 of a tile.
    place = ((2 * numpy.arange(length, dtype=numpy.int64) + 1) * tiles * 256) // (2 * length) - 128
    first, rest = place >> 8, place & 255
    return first.clip(0), (first + 1).clip(max=tiles - 1), rest
