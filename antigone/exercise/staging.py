"""The photographs of the exercise, made from the cast: what families gave, what teams took."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy

from antigone.config import seeded
from antigone.exercise.cast import Found, Missing
from antigone.exercise.people import PEOPLE, expression, picture
from antigone.faces import Engine
from antigone.faces.geometry import Landmarks, Pixels, warp
from antigone.trials.composing import Portrait, composite_group
from antigone.trials.simulation import simulate

# Longest side of the pictures that families send: as a messenger leaves them.
_SENT = 640


class Given(NamedTuple):
    """A photograph that a family gave, and where in it the person is, as the family would point."""

    name: str
    image: Pixels
    centre: tuple[float, float] | None


class Stage:
    """Makes every photograph of the exercise, the same for the same seed."""

    def __init__(self, engine: Engine, *, seed: int) -> None:
        self._engine, self._seed = engine, seed

    def references(self, missing: Missing) -> Iterator[Given]:
        """Yield the photographs that the family of a missing person gave."""
        for kind in missing.references:
            name = f"{missing.code} {kind}"
            if kind == "from_behind":
                yield Given(name, _from_behind(), None)
            elif kind == "group":
                assert missing.person
                image, centre = self._group(missing.person)
                yield Given(name, image, centre)
            else:
                assert missing.person
                image = smaller(picture(missing.person, kind), _SENT)
                yield Given(name, image, _middle(self._landmarks(image)))

    def photographs(self, body: Found) -> Iterator[Pixels]:
        """Yield the photographs taken of a body: simulated, of a person who does not exist."""
        for number, (name, conditions) in enumerate(body.photographs):
            image = expression(body.person, name)
            landmarks = self._landmarks(image)
            for condition in conditions:
                rng = seeded(self._seed, body.code, number, condition)
                simulated = simulate(image, landmarks, condition, rng=rng)
                image, landmarks = simulated.image, simulated.landmarks
            yield image

    def _group(self, person: str) -> tuple[Pixels, tuple[float, float]]:
        """Compose a group photograph in which the person stands among three others."""
        chosen = [PEOPLE[(PEOPLE.index(person) + step) % len(PEOPLE)] for step in (0, 2, 3, 7)]
        order = [chosen[1], chosen[0], chosen[2], chosen[3]]
        portraits = []
        for one in order:
            image = expression(one, "happy")
            portraits.append(Portrait(image, self._landmarks(image)))
        group = composite_group(portraits, rng=seeded(self._seed, "group", person))
        return group.image, _middle(group.people[1].landmarks)

    def _landmarks(self, image: Pixels) -> Landmarks:
        return self._engine.read(image).faces[0].detection.landmarks


def smaller(image: Pixels, longest: int) -> Pixels:
    """Return a picture with the given longest side."""
    scale = longest / max(image.shape[:2])
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    return warp(image, numpy.array([[scale, 0, 0], [0, scale, 0]], float), size)


def _from_behind() -> Pixels:
    # The sheet of angles shows everyone from the front, the left, behind and the right; the third
    # picture of its upper row shows the back of a head, and no face.
    sheet = picture("P008", "character_sheet")
    height, width = sheet.shape[:2]
    return sheet[
        round(0.09 * height) : round(0.35 * height), round(0.53 * width) : round(0.71 * width)
    ]


def _middle(landmarks: Landmarks) -> tuple[float, float]:
    x, y = landmarks.mean(axis=0)
    return float(x), float(y)
