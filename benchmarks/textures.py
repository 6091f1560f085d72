"""Faces invented where nobody is: on noise and textures of many kinds, drawn by a seed."""

from collections import Counter
from collections.abc import Callable, Iterator

import numpy
from numpy.random import Generator
from numpy.typing import NDArray

from antigone.faces import Engine
from antigone.faces.geometry import Pixels
from benchmarks.report import Promise, Section, Table, share, versions_of

PICTURES, SEED = 1_000, 2026
Grey = NDArray[numpy.float64]


def white_noise(rng: Generator, size: int) -> Grey:
    """Every pixel for itself."""
    return rng.random((size, size))


def cloud(rng: Generator, size: int) -> Grey:
    """Noise whose power falls with frequency, as in clouds, skin, plaster; the exponent is drawn."""
    frequency = numpy.hypot(numpy.fft.fftfreq(size)[:, None], numpy.fft.rfftfreq(size)[None])
    frequency[0, 0] = 1
    spectrum = numpy.fft.rfft2(rng.standard_normal((size, size)))
    return stretched(numpy.fft.irfft2(spectrum / frequency ** rng.uniform(0.7, 2.2), (size, size)))


def cloth(rng: Generator, size: int) -> Grey:
    """Two waves across each other, bent by a cloud: cloth, water, bark."""
    y, x = numpy.mgrid[:size, :size] / size
    bend = rng.uniform(0, 3) * cloud(rng, size)
    turn = rng.uniform(0, numpy.pi)
    waves = [
        numpy.sin(2 * numpy.pi * rng.uniform(2, 25) * along + bend + rng.uniform(0, 6))
        for along in (
            x * numpy.cos(turn) + y * numpy.sin(turn),
            y * numpy.cos(turn) - x * numpy.sin(turn),
        )
    ]
    return stretched(waves[0] + rng.uniform(0, 1) * waves[1])


def pebbles(rng: Generator, size: int) -> Grey:
    """Cells around points, darker towards their edges: pebbles, leaves, scales."""
    points = rng.random((rng.integers(8, 120), 2)) * size
    y, x = numpy.mgrid[:size, :size]
    distances = numpy.sort(
        numpy.hypot(x[..., None] - points[:, 0], y[..., None] - points[:, 1]), axis=2
    )
    return stretched(distances[..., 1] - distances[..., 0])


def discs(rng: Generator, size: int) -> Grey:
    """Discs of any size one over the other: stones, buttons, drops; two make eyes by chance."""
    picture = numpy.full((size, size), rng.random())
    y, x = numpy.mgrid[:size, :size]
    for _ in range(rng.integers(5, 60)):
        column, row = rng.random(2) * size
        picture[numpy.hypot(x - column, y - row) < rng.uniform(0.01, 0.2) * size] = rng.random()
    return picture


def bricks(rng: Generator, size: int) -> Grey:
    """Rows of blocks with joints between them: walls, tiles, windows."""
    high, wide = rng.integers(8, 40, 2)
    y, x = numpy.mgrid[:size, :size]
    row = y // high
    shifted = x + (row % 2) * (wide // 2)
    tones = rng.random((size // high + 2, 2 * size // wide + 3))
    joint = (y % high < 2) | (shifted % wide < 2)
    return numpy.where(joint, rng.random(), tones[row, shifted // wide])


KINDS: tuple[Callable[[Generator, int], Grey], ...] = (
    white_noise, cloud, cloth, pebbles, discs, bricks,
)  # fmt: skip


def textures(count: int, *, seed: int, size: int = 160) -> Iterator[tuple[str, Pixels]]:
    """Yield pictures RGB (size, size, 3), uint8, each with its kind; every kind in turn."""
    rng = numpy.random.default_rng(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        dark, bright = numpy.sort(rng.random((2, 3)), axis=0)
        if number % 4 == 0:  # colours of skin
            dark, bright = numpy.array([0.3, 0.2, 0.15]), numpy.array([0.95, 0.8, 0.7])
        tone = kind(rng, size)[..., None]
        yield (
            kind.__name__,
            (255 * (dark + (bright - dark) * tone)).clip(0, 255).astype(numpy.uint8),
        )


def stretched(values: Grey) -> Grey:
    """Return values brought to 0 … 1."""
    low, high = float(values.min()), float(values.max())
    return (values - low) / max(high - low, 1e-12)


def measure() -> Section:
    """Read a thousand pictures in which nobody is; the promise is that no usable face is found."""
    engine = Engine.load()
    shown, marked, usable = Counter[str](), Counter[str](), Counter[str]()
    for kind, picture in textures(PICTURES, seed=SEED):
        faces = engine.read(picture).faces
        shown[kind] += 1
        marked[kind] += bool(faces)
        usable[kind] += any(face.quality.usable for face in faces)
    rows = [
        (kind.replace("_", " "), str(count), share(marked[kind], count), share(usable[kind], count))
        for kind, count in shown.items()
    ]
    total = ("all", str(PICTURES), share(marked.total(), PICTURES), share(usable.total(), PICTURES))
    return Section(
        name="textures",
        title="faces invented where nobody is",
        tables=(
            Table(
                title=f"{PICTURES} pictures of noise and textures, 160 px",
                columns=("kind", "pictures", "a mark offered", "a usable face"),
                rows=(*rows, total),
            ),
        ),
        meanings=(
            "A mark offered: something that looks like a face is shown to a person, told "
            "“unusable alone, the face is hard to make out”; where somebody's face is plain in the "
            "picture it is left out.",
            "A usable face: one that could stand in a comparison. One in four pictures has the "
            "colours of skin.",
        ),
        versions=versions_of("antigone", "onnxruntime", "numpy"),
        values={"marked": dict(marked), "usable": dict(usable), "pictures": dict(shown)},
        promises=(
            Promise(
                sentence=f"On {PICTURES} pictures of nobody no usable face is found "
                f"({usable.total()}).",
                kept=not usable.total(),
            ),
        ),
    )
