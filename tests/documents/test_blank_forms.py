"""Forms for a quay without power: whoever stands there with a pencil and gloves can write in them."""

from datetime import UTC, datetime
from itertools import pairwise

import pypdfium2
import pytest

from antigone.documents.blank_forms import (
    BlankAsking,
    BlankRecording,
    blank_asking_pdf,
    blank_recording_pdf,
)

AT = datetime(2026, 5, 12, 10, 40, tzinfo=UTC)
POINTS_PER_MM = 72 / 25.4


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("form", ["body", "asking"])
def test_there_is_room_for_a_line_by_hand(form: str, language: str) -> None:
    head = {"language": language, "operation": "Ferry", "authority": "Coroner", "made_at": AT}
    blank = (
        blank_recording_pdf(BlankRecording(**head))
        if form == "body"
        else blank_asking_pdf(BlankAsking(**head))
    )
    lines = [one for page in pypdfium2.PdfDocument(blank) for one in _lines_across(page)]
    between = [lower - upper for upper, lower in pairwise(lines)]
    # The tables are five at most, so that no more than five of these lie between two tables.
    wide = [one for one in between if one >= 8 * POINTS_PER_MM]
    assert len(wide) >= 15 if form == "asking" else len(wide) >= 12


def _lines_across(page: pypdfium2.PdfPage) -> list[float]:
    """Where lines run across the page, in points from its top."""
    high = page.get_height()
    paths = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])
    bounds = [one.get_bounds() for one in paths]
    return sorted({round(high - top, 1) for left, _, right, top in bounds if right - left > 100})
