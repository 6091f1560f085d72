"""Conditions: documented simulations of what happens to a photograph of a person who has died.

`antigone evaluate --degrade NAME` measures with them on photographs of the living, and the exercise
makes its pictures with them from people who do not exist. A condition is a sequence of steps with
fixed parameters; the same seed gives the same bytes.

Everything made here is simulated: it orders engines and finds faults, and says nothing about
accuracy in the field. Conditions that share a name with the built-in calibration were made to be
about as hard as its own (median similarity of the default engine, on faces 100 pixels wide), but
they are not the same pictures: no threshold or likelihood ratio may be fitted on a mixture of both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy

from antigone.errors import Refusal
from antigone.trials.degradation import (
    Blur,
    ClosedEyes,
    Cover,
    Darkness,
    FromAbove,
    Jpeg,
    Landmarks,
    Motion,
    Pallor,
    Pixels,
    Shrink,
    Step,
    Swelling,
    Turn,
)
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.random import Generator


class UnknownCondition(Refusal):
    """A condition was named that does not exist; measuring "clean" in its place would mislead."""

    code = "unknown-condition"
    sentence = N_("There is no simulated condition “{name}”. Nothing was simulated.")
    remedy = N_("Choose one of: {names}.")


class UnfitPicture(Refusal):
    """What was handed in is not an RGB picture with the five landmarks of one face."""

    code = "unfit-picture"
    sentence = N_(
        "This is no colour picture with five points of a face ({found}). Nothing was simulated."
    )
    remedy = N_("Read the photograph with Antigone, or mark the five points of the face by hand.")


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A named sequence of steps, applied in order, and what it stands for in plain words."""

    name: str
    description: str
    steps: tuple[Step, ...]

    def parameters(self) -> tuple[Mapping[str, Any], ...]:
        """Return one mapping for each step: its name under `step`, and every fixed parameter."""
        return tuple(_parameters_of(step) for step in self.steps)


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulated:
    """A picture that was simulated, and everything needed to make it again from seed and original.

    `image` is uint8 (H, W, 3), `landmarks` float (5, 2) in its pixels, `parameters` one mapping for
    each step, in order, with what was drawn by lot beside what is fixed.
    """

    image: Pixels
    landmarks: Landmarks
    condition: Condition
    parameters: tuple[Mapping[str, Any], ...]


def simulate(
    image: Pixels, landmarks: Landmarks, condition: Condition | str, *, rng: Generator
) -> Simulated:
    """Return the photograph as it would look under a condition, with the landmarks carried along.

    `image` is uint8 RGB of shape (H, W, 3), never written to; `landmarks` are (5, 2), in pixels, at
    any in-plane angle, and may lie outside the picture; `rng` comes from `antigone.config.seeded`.
    The landmarks returned fit the picture returned, so simulations can follow one another.

    Raises `UnknownCondition` for a name that is not known and `UnfitPicture` for anything that is
    not such a picture with such landmarks.
    """
    chosen = find_condition(condition) if isinstance(condition, str) else condition
    _require_picture(image)
    points = _require_landmarks(landmarks)
    if not chosen.steps:
        image = image.copy()
    used = []
    for step in chosen.steps:
        image, points, drawn = step.apply(image, points, rng)
        used.append(MappingProxyType({**_parameters_of(step), **drawn}))
    return Simulated(image=image, landmarks=points, condition=chosen, parameters=tuple(used))


def find_condition(name: str) -> Condition:
    """Return the condition of that name: one of `CONDITIONS`, or of a family at another strength.

    Families are `tilted_N` (degrees, 1 to 359), `jpeg_N` (quality, 1 to 95) and `low_N` (face width
    in pixels, 8 to 512). Raises `UnknownCondition`, which lists the names.
    """
    if name in CONDITIONS:
        return CONDITIONS[name]
    if found := re.fullmatch(r"(tilted|jpeg|low)_([1-9][0-9]{0,2})", name):
        family, strength = found[1], int(found[2])
        least, most = _FAMILIES[family]
        if least <= strength <= most:
            return _of_family(family, strength)
    families = [
        f"{family}_N (N from {least} to {most})" for family, (least, most) in _FAMILIES.items()
    ]
    raise UnknownCondition(name=name, names=", ".join([*CONDITIONS, *families]))


_FAMILIES = {"tilted": (1, 359), "jpeg": (1, 95), "low": (8, 512)}


def _of_family(family: str, strength: int) -> Condition:
    steps: dict[str, tuple[str, Step]] = {
        "tilted": (f"The camera held at an angle: turned by {strength}°.", Turn(degrees=strength)),
        "jpeg": (f"Sent through a messenger: JPEG of quality {strength}.", Jpeg(quality=strength)),
        "low": (f"From far away: the face {strength} pixels wide.", Shrink(face_width=strength)),
    }
    description, step = steps[family]
    return Condition(name=f"{family}_{strength}", description=description, steps=(step,))


_NAMED: tuple[Condition, ...] = (
    Condition(name="clean", description=N_("The photograph as it is."), steps=()),
    Condition(
        name="turned_90",
        description=N_("The camera held sideways: turned by 90°."),
        steps=(Turn(degrees=90),),
    ),
    Condition(
        name="turned_180",
        description=N_("Taken from above the head: turned by 180°."),
        steps=(Turn(degrees=180),),
    ),
    Condition(
        name="turned_270",
        description=N_("The camera held sideways: turned by 270°."),
        steps=(Turn(degrees=270),),
    ),
    _of_family("tilted", 30),
    _of_family("tilted", 45),
    _of_family("jpeg", 30),
    _of_family("low", 32),
    Condition(
        name="pallor",
        description=N_("Pale, greyish skin with uneven bluish tint."),
        steps=(Pallor(),),
    ),
    Condition(
        name="eyes_closed",
        description=N_("Both eyes closed, by painted lids."),
        steps=(ClosedEyes(),),
    ),
    Condition(
        name="occl_lower30",
        description=N_("A sheet over the lower 30 % of the face."),
        steps=(Cover(part="lower", share=0.30),),
    ),
    Condition(
        name="occl_upper30",
        description=N_("A bandage over the upper 30 % of the face."),
        steps=(Cover(part="upper", share=0.30),),
    ),
    Condition(
        name="dark_noise",
        description=N_("Too little light, with photon and read noise."),
        steps=(Darkness(),),
    ),
    Condition(
        name="blur",
        description=N_("Out of focus by 4 % of the face width."),
        steps=(Blur(sigma=0.04),),
    ),
    Condition(name="motion", description=N_("Blurred by a moving hand."), steps=(Motion(),)),
    Condition(
        name="swelling",
        description=N_("Cheeks, lids and lips swollen, by a smooth warp."),
        steps=(Swelling(),),
    ),
    Condition(
        name="from_above",
        description=N_("Seen from above the forehead, by a tilted plane."),
        steps=(FromAbove(),),
    ),
    Condition(
        name="mortuary",
        description=N_("On the table: lids closed, pale, from above, dim, turned by 90°, JPEG."),
        steps=(
            ClosedEyes(),
            Pallor(),
            FromAbove(),
            Darkness(exposure=0.25, electrons=600.0),
            Turn(degrees=90),
            Jpeg(quality=40),
        ),
    ),
    Condition(
        name="field_hard",
        description=N_(
            "In the field: as mortuary, and also swollen, partly covered, blurred, upside down."
        ),
        steps=(
            Swelling(),
            ClosedEyes(),
            Pallor(),
            Cover(part="lower", share=0.30),
            FromAbove(),
            Blur(sigma=0.04),
            Darkness(exposure=0.2, electrons=500.0),
            Turn(degrees=180),
            Jpeg(quality=30),
        ),
    ),
    Condition(
        name="unusable",
        description=N_(
            "Nothing to compare: mostly covered, smeared, dark, small. To be refused, not read."
        ),
        steps=(
            Shrink(face_width=48),
            ClosedEyes(),
            Pallor(),
            Cover(part="lower", share=0.52),
            Cover(part="upper", share=0.42),
            Motion(length=0.3),
            Blur(sigma=0.12),
            Darkness(exposure=0.06, electrons=200.0),
            Jpeg(quality=15),
        ),
    ),
)

CONDITIONS: Mapping[str, Condition] = MappingProxyType({one.name: one for one in _NAMED})
"""Every condition with a name of its own. The strengths are part of the name's meaning: a change
makes figures incomparable and belongs in the changelog."""


def _parameters_of(step: Step) -> Mapping[str, Any]:
    named = {option.name: getattr(step, option.name) for option in fields(step)}
    return MappingProxyType({"step": type(step).__name__, **named})


def _require_picture(image: Pixels) -> None:
    if image.dtype != numpy.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
        raise UnfitPicture(found=f"picture of {image.dtype} {image.shape}")


def _require_landmarks(landmarks: Landmarks) -> Landmarks:
    points = numpy.array(landmarks, numpy.float64)
    if points.shape != (5, 2) or not numpy.isfinite(points).all():
        raise UnfitPicture(found=f"landmarks {points.shape}, or not finite")
    # Without any extent there is no face width, and every strength here is stated in face widths.
    if numpy.ptp(points, axis=0).max() < 1:
        raise UnfitPicture(found="all landmarks in one place")
    return points
