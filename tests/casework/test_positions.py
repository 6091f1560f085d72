"""Positions read out of what people write: degrees with decimals, and degrees as ships write them."""

import pytest

from antigone.casework.positions import ImpossiblePosition, Position, position_in


@pytest.mark.parametrize(
    ("written", "latitude", "longitude"),
    [
        ("46.48253, 30.72331 (WGS 84)", 46.48253, 30.72331),
        ("Life raft 4; -36.5, 18.0", -36.5, 18.0),
        ("\u221236.5, 18.0", -36.5, 18.0),
        # 30.72 minutes are 30.72 / 60 of a degree; 43 seconds 43 / 3600.
        ("36°30.72′N 18°02.46′E", 36 + 30.72 / 60, 18 + 2.46 / 60),
        ("36°30'43\"S, 18°02'28\"W", -(36 + 30 / 60 + 43 / 3600), -(18 + 2 / 60 + 28 / 3600)),
        ("36°N 18°E", 36, 18),
        # What was added last is what holds.
        ("36.5, 18.0; later 36.6, 18.1", 36.6, 18.1),
        ("36°N 18°E; 36.6, 18.1", 36.6, 18.1),
    ],
)
def test_a_position_is_read_as_it_is_written(
    written: str, latitude: float, longitude: float
) -> None:
    found = position_in(written)
    assert found is not None
    assert (found.latitude, found.longitude) == pytest.approx((latitude, longitude), abs=1e-9)


@pytest.mark.parametrize(
    "written",
    ["", "Quay 3, tent B", "Deck 4, row 12", "12.05.2026, 3 a.m.", "row 3.5", "+49 351 4"],
)
def test_words_are_no_position(written: str) -> None:
    assert position_in(written) is None


@pytest.mark.parametrize("written", ["91.0, 18.0", "36.5, 180.5", "0.0, 0.0", "95°N 18°E"])
def test_what_lies_nowhere_is_refused(written: str) -> None:
    with pytest.raises(ImpossiblePosition) as refused:
        position_in(written)
    assert "Latitude lies between" in refused.value.advise("en")


def test_it_is_written_no_finer_than_it_was_given() -> None:
    assert str(Position(36.5, -18.0333)) == "36.5, -18.0333"
    assert str(Position(36.123456789, 18.0)) == "36.12346, 18.0"
