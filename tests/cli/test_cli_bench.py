"""`antigone bench`: figures of this machine, for people and for programs."""

import re

import pytest
from desk import Desk


@pytest.mark.slow
def test_a_gallery_is_measured_and_told_in_figures_and_in_a_sentence(desk: Desk) -> None:
    answer = desk.run("bench", "gallery", "--rows", "1000", "--dim", "8", "--json")
    assert (answer.status, answer.err) == (0, "")
    (found,) = answer.json
    assert (found["rows"], found["dim"], found["sound"]) == (1_000, 8, True)
    assert found["memory_limit"] == 1_000 * 8 * 4 / found["code_bytes"]
    assert {"numpy", "fp16", "tenth", "hundredth"} < set(found["ratios"])
    # No home is needed, and none is made.
    assert not desk.home.exists()
    said = desk.run("bench", "gallery", "--rows", "1000", "--dim", "8")
    assert said.status == 0
    assert re.fullmatch(
        r"1000 templates of 8 values: \d+\.\d\d ms for a search, \d+\.\d times as quick as a numpy"
        r" product; 100\.00 % of the nearest were found, \d+ MB of memory\.\n",
        said.out,
    )
