"""How far a face can be compared, and why not further.

The measure is the length of the recogniser's vector before it is normalised: it costs nothing and
tells usable from unusable photographs better than the classical measures do, which stay as
reasons. Their names are those of ISO/IEC 29794-5.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy

from antigone.faces.geometry import Landmarks, Pixels
from antigone.wording import N_, say


class Band(StrEnum):
    """What a photograph allows: nothing alone, little, or a good comparison."""

    UNUSABLE = "unusable"
    WEAK = "weak"
    GOOD = "good"


class Reason(StrEnum):
    """Why a face is hard to compare, or why none was found; the code is part of the API."""

    FEW_PIXELS = "inter-eye-distance"
    BLURRED = "sharpness"
    DARK = "under-exposure"
    BRIGHT = "over-exposure"
    UNEVEN_LIGHT = "illumination-uniformity"
    TURNED_AWAY = "pose"
    COVERED_OR_CHANGED = "occlusion-or-change"
    UNSURE = "detection-confidence"
    BY_HAND = "landmarks-by-hand"
    NO_FACE = "no-face-found"
    SMALL_PICTURE = "picture-size"


REASON_SENTENCES = {
    Reason.FEW_PIXELS: N_("few pixels between the eyes"),
    Reason.BLURRED: N_("blurred"),
    Reason.DARK: N_("too dark"),
    Reason.BRIGHT: N_("too bright"),
    Reason.UNEVEN_LIGHT: N_("light from one side"),
    Reason.TURNED_AWAY: N_("turned away from the camera"),
    Reason.COVERED_OR_CHANGED: N_("covered or changed"),
    Reason.UNSURE: N_("the face is hard to make out"),
    Reason.BY_HAND: N_("points set by hand"),
    Reason.NO_FACE: N_("no face was found in any orientation"),
    Reason.SMALL_PICTURE: N_("the picture is very small"),
}

BAND_SENTENCES = {
    Band.UNUSABLE: N_("unusable alone"),
    Band.WEAK: N_("weak"),
    Band.GOOD: N_("good"),
}


@dataclass(frozen=True, kw_only=True)
class Bands:
    """Where the bands of an engine's quality value begin."""

    unusable_below: float
    good_from: float

    def of(self, value: float) -> Band:
        """Return the band of a quality value."""
        if value < self.unusable_below:
            return Band.UNUSABLE
        return Band.GOOD if value >= self.good_from else Band.WEAK


@dataclass(frozen=True, kw_only=True)
class Quality:
    """The quality of one face: the engine's value, its band, and the reasons in order of weight."""

    value: float
    band: Band
    reasons: tuple[Reason, ...]
    measures: dict[str, float]

    @property
    def usable(self) -> bool:
        """Whether the face may stand alone in a comparison."""
        return self.band is not Band.UNUSABLE

    def words(self, language: str = "en") -> str:
        """Return the band and its reasons in words, e.g. "weak, blurred, too dark"."""
        return ", ".join([say(BAND_SENTENCES[self.band], language), *_said(self.reasons, language)])


def in_words(reasons: tuple[Reason, ...], language: str = "en") -> str:
    """Return reasons in words, e.g. "no face was found in any orientation; too dark"."""
    return "; ".join(_said(reasons, language))


def _said(reasons: tuple[Reason, ...], language: str) -> list[str]:
    return [say(REASON_SENTENCES[reason], language) for reason in reasons]


def judge(
    *,
    value: float,
    bands: Bands,
    crop: Pixels,
    landmarks: Landmarks,
    score: float | None,
) -> Quality:
    """Return the quality of a face from its vector's length and its upright crop (s, s, 3)."""
    measures = {**_light(crop), **_geometry(landmarks)}
    measures["sharpness"] = _sharpness(crop)
    if score is not None:
        measures["detection_confidence"] = score
    band = bands.of(value)
    signs = {
        Reason.FEW_PIXELS: measures["inter_eye_distance"] < 24,
        Reason.BLURRED: measures["sharpness"] < 0.010,
        Reason.DARK: measures["luminance"] < 0.22,
        Reason.BRIGHT: measures["over_exposed"] > 0.15,
        Reason.UNEVEN_LIGHT: measures["illumination_difference"] > 0.22,
        Reason.TURNED_AWAY: abs(measures["yaw"]) > 0.35,
        Reason.UNSURE: score is not None and score < 0.75,
        Reason.BY_HAND: score is None,
    }
    reasons = [reason for reason, holds in signs.items() if holds]
    if band is not Band.GOOD and set(reasons) <= {Reason.BY_HAND}:
        # Light, focus and pose are in order, and still the engine makes little of the face.
        reasons.append(Reason.COVERED_OR_CHANGED)
    return Quality(value=value, band=band, reasons=tuple(reasons), measures=measures)


def why_no_face(image: Pixels) -> tuple[Reason, ...]:
    """Return what may have kept a face from being found, from the whole photograph."""
    reasons = [Reason.NO_FACE]
    if min(image.shape[:2]) < 48:
        reasons.append(Reason.SMALL_PICTURE)
    light = _light(image[:: max(1, image.shape[0] // 256), :: max(1, image.shape[1] // 256)])
    if light["luminance"] < 0.15:
        reasons.append(Reason.DARK)
    elif light["over_exposed"] > 0.5:
        reasons.append(Reason.BRIGHT)
    return tuple(reasons)


def _grey(image: Pixels) -> "numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]":
    # ITU-R BT.601 luma, 0 to 1.
    return image.astype(numpy.float64) @ (numpy.array([0.299, 0.587, 0.114]) / 255)


def _light(image: Pixels) -> dict[str, float]:
    grey = _grey(image)
    half = grey.shape[1] // 2
    return {
        "luminance": float(grey.mean()),
        "over_exposed": float((grey > 0.97).mean()),
        "illumination_difference": float(abs(grey[:, :half].mean() - grey[:, half:].mean()))
        if half
        else 0.0,
    }


def _sharpness(crop: Pixels) -> float:
    """Return the mean size of the second difference beside the contrast, both of the crop's core.

    Relative to contrast, or a sharp photograph in the dark would count as blurred.
    """
    size = crop.shape[0]
    core = _grey(crop)[size // 4 : -(size // 4), size // 4 : -(size // 4)]
    across = numpy.abs(core[1:-1, 2:] - 2 * core[1:-1, 1:-1] + core[1:-1, :-2])
    down = numpy.abs(core[2:, 1:-1] - 2 * core[1:-1, 1:-1] + core[:-2, 1:-1])
    return float((across + down).mean() / (4 * max(float(core.std()), 0.02)))


def _geometry(landmarks: Landmarks) -> dict[str, float]:
    """Return distances in pixels and a yaw sign: 0 frontal, ±1 with the nose at one eye."""
    right, left, nose = landmarks[:3]
    across = left - right
    between = float(numpy.hypot(*across))
    yaw = float((nose - (right + left) / 2) @ across / max(between**2, 1e-9)) * 2
    return {"inter_eye_distance": between, "yaw": yaw}
