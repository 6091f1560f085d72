"""Who looks is written into every part of a picture, in any script, and never into the original."""

import numpy
import pytest

from antigone.documents.watermark import watermarked

_GREY = numpy.full((600, 900, 3), 128, numpy.uint8)


@pytest.mark.parametrize("name", ["D. Weld", "Оксана Іваненко", "ليلى الحداد"])
@pytest.mark.parametrize("ground", [10, 128, 245])
def test_every_part_of_a_picture_is_written_over_on_any_ground(name: str, ground: int) -> None:
    flat = numpy.full((600, 900, 3), ground, numpy.uint8)

    written = watermarked(flat, (name, "2026-05-12 10:42 UTC"))

    assert (flat == ground).all()  # the original stays as it was
    changed = (written != flat).any(axis=2)
    for rows in numpy.array_split(changed, 3):
        for part in numpy.array_split(rows, 3, axis=1):
            assert part.any()
    # Thin enough to compare what lies under it.
    assert changed.mean() < 0.35
    assert int(abs(written.astype(int) - flat).max()) <= 40


def test_names_differ_and_are_no_rows_of_empty_boxes() -> None:
    one = watermarked(_GREY, ("ليلى",))
    other = watermarked(_GREY, ("سلمى",))
    assert (one != other).any()
    assert (watermarked(_GREY, ("Оля",)) != watermarked(_GREY, ("Юля",))).any()


def test_small_pictures_are_written_over_too() -> None:
    small = watermarked(numpy.full((60, 40, 3), 128, numpy.uint8), ("D. Weld",))
    assert small.shape == (60, 40, 3)
    assert (small != 128).any()
