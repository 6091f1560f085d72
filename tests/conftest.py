"""What many tests need: the engine, the decoders, pictures of people who do not exist."""

from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from PIL import Image

from antigone.exercise.people import picture
from antigone.faces import DecoderPool, Engine
from antigone.faces.geometry import Pixels


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine.load()


@pytest.fixture(scope="session")
def pool() -> Iterator[DecoderPool]:
    with DecoderPool(processes=1) as pool:
        yield pool


@pytest.fixture(scope="session")
def portrait() -> Pixels:
    """A frontal portrait, 500 × 500."""
    return resized(picture("P002", "studio_portrait"), (500, 500))


def resized(image: Pixels, size: tuple[int, int]) -> Pixels:
    """Return a picture at another size (width, height)."""
    return numpy.asarray(Image.fromarray(image).resize(size, Image.Resampling.LANCZOS))


@pytest.fixture
def portrait_file(tmp_path: Path, portrait: Pixels) -> Path:
    path = tmp_path / "portrait.jpg"
    Image.fromarray(portrait).save(path, quality=92)
    return path


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """What is written is written; afterwards the framework empties the tables, which guards forbid."""
    from django.db import connection

    from antigone.casework.guard import take_down

    yield
    take_down(connection)
