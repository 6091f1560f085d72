"""Labels in photographs: what is read is what was printed, or nothing."""

import numpy
import pytest

from antigone.config import seeded
from antigone.documents.labels import Label, label_pages
from antigone.exchange.frame_codes import AnotherBodysLabel, Finding, read_codes
from antigone.exercise.people import expression
from antigone.exercise.staging import smaller
from antigone.faces.geometry import Pixels, turned_canvas
from antigone.trials.simulation import simulate

LABEL = Label(operation="FERRY", code="R-0042")
OTHER = Label(operation="FERRY", code="R-0024")


def photographed(*labels: Label, width: int = 300) -> Pixels:
    """A photograph of somebody with printed labels laid beside the face."""
    picture = expression("P005", "neutral")
    rows, columns = picture.shape[:2]
    canvas = numpy.full((rows + 40, columns + len(labels) * (width + 40), 3), 140, numpy.uint8)
    canvas[20 : 20 + rows, :columns] = picture
    for place, label in enumerate(labels):
        page = numpy.asarray(label_pages([label])[0].convert("RGB"))
        printed = smaller(page[: page.shape[0] // 2, : page.shape[1] // 2], int(width * 1.4))
        left = columns + 20 + place * (width + 40)
        part = printed[: canvas.shape[0] - 30, :width]
        canvas[10 : 10 + part.shape[0], left : left + part.shape[1]] = part
    return canvas


def test_the_label_of_the_body_is_read() -> None:
    reading = read_codes(photographed(LABEL))
    assert reading.finding is Finding.OURS
    assert reading.shows(LABEL)
    reading.require_no_other(LABEL)


@pytest.mark.parametrize("degrees", [45, 90, 180, 270])
def test_it_is_read_however_the_photograph_lies(degrees: int) -> None:
    turned, _ = turned_canvas(photographed(LABEL), degrees, longest=1200)
    assert read_codes(turned).shows(LABEL)


def test_another_bodys_label_stops_the_picture_even_beside_the_own_one() -> None:
    for picture in (photographed(OTHER), photographed(LABEL, OTHER)):
        with pytest.raises(AnotherBodysLabel, match="R-0024"):
            read_codes(picture).require_no_other(LABEL)


def test_a_picture_without_a_label_is_a_finding() -> None:
    reading = read_codes(expression("P005", "neutral"))
    assert reading.codes == ()
    assert reading.finding is Finding.NONE
    assert not reading.shows(LABEL)


@pytest.mark.parametrize("condition", ["dark_noise", "blur", "motion", "jpeg_30", "mortuary"])
@pytest.mark.parametrize("width", [80, 160])
def test_whatever_happens_to_the_picture_no_other_code_is_ever_read(
    condition: str, width: int
) -> None:
    picture = photographed(LABEL, width=width)
    landmarks = numpy.array([[225, 150], [285, 150], [255, 185], [230, 215], [280, 215]], float)
    changed = simulate(picture, landmarks, condition, rng=seeded(3, condition, width)).image
    assert set(read_codes(changed, seconds=5).labels) <= {LABEL}
