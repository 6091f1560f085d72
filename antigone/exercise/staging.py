"""The photographs of the exercise, made from the cast: what families gave, what teams took."""

import io
from collections.abc import Iterator
from typing import NamedTuple

import numpy

from antigone.config import seeded
from antigone.documents.labels import Label, qr_modules
from antigone.exercise.cast import OPERATION, Found, Missing
from antigone.exercise.people import PEOPLE, expression, picture
from antigone.faces import Engine
from antigone.faces.geometry import Landmarks, Pixels, warp
from antigone.trials.composing import Portrait, composite_group
from antigone.trials.simulation import simulate

# Longest side of the pictures that families send: as a messenger leaves them.
_SENT = 640
# Pixels of one module of the label, its white margin in modules, and the table it lies on.
_MODULE, _MARGIN, _TABLE = 6, 4, (92, 97, 99)


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
        """Yield the photographs taken of a body, each with its label beside the face."""
        for number, (name, conditions) in enumerate(body.photographs):
            image = expression(body.person, name)
            landmarks = self._landmarks(image)
            for condition in conditions:
                rng = seeded(self._seed, body.code, number, condition)
                simulated = simulate(image, landmarks, condition, rng=rng)
                image, landmarks = simulated.image, simulated.landmarks
            yield with_label(image, body.code)

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


def with_label(image: Pixels, code: str) -> Pixels:
    """Return a photograph that goes on to the right, where the label of a body lies."""
    payload = Label(operation=OPERATION, code=code).payload
    light = ~numpy.pad(numpy.array(qr_modules(payload)), _MARGIN)
    card = numpy.kron(light, numpy.full((_MODULE, _MODULE), 255, numpy.uint8))
    side, height = len(card), image.shape[0]
    table = numpy.empty((max(height, side), side + 4 * _MODULE, 3), numpy.uint8)
    table[:] = _TABLE
    top = (len(table) - side) // 2
    table[top : top + side, 2 * _MODULE : 2 * _MODULE + side] = card[..., None]
    # Where the label is the taller one, the photograph lies in the middle of the table.
    beside = numpy.empty((len(table), image.shape[1], 3), numpy.uint8)
    beside[:] = _TABLE
    start = (len(table) - height) // 2
    beside[start : start + height] = image
    return numpy.concatenate((beside, table), axis=1)


def as_file(image: Pixels) -> bytes:
    """Return a photograph as the file that is handed over."""
    from PIL import Image

    written = io.BytesIO()
    Image.fromarray(numpy.ascontiguousarray(image)).save(written, "PNG")
    return written.getvalue()


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
