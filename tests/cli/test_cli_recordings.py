"""From two videos to a shortlist, by commands alone: taken in, followed, chosen, confirmed, searched."""

from pathlib import Path

import numpy
import pytest

from antigone.faces.geometry import Pixels
from tests.casework.picturing import labelled
from tests.casework.test_recordings import HER, passers_by
from tests.cli.test_cli_path import (
    Call,
    administrator,
    built,
    call,
    config,
    done,
    ferry,
    opened,
    refused,
    report,
    watch,
)
from tests.clips import encoded, face, laid

__all__ = [
    "administrator",
    "built",
    "call",
    "config",
    "done",
    "ferry",
    "opened",
    "refused",
    "watch",
]


def of_the_body() -> bytes:
    """A video of a body whose label lies beside its face."""
    ground = numpy.full((360, 480, 3), 110, numpy.uint8)

    def shot(number: int) -> Pixels:
        return labelled(laid(ground, face(HER, "exhausted", 180), 185 + number, 40), "R-0042")

    return encoded([shot(number) for number in range(11)])


@pytest.mark.slow
def test_from_two_videos_to_a_shortlist(
    ferry: Call, refused: Call, done: Call, tmp_path: Path
) -> None:
    quay, pier = tmp_path / "quay.mp4", tmp_path / "pier.mp4"
    quay.write_bytes(passers_by())
    pier.write_bytes(of_the_body())
    ferry("clerk", *report("T-0001", "Ines Alba"))
    ferry("mortuary", "remains", "record", "R-0042", "--place", "Pier 3", "--authority", "Coroner")
    assert ferry("clerk", "video", "add", "T-0001", quay, "--json").json == {"video": "T-0001/v1"}
    assert "Already here" in refused("clerk", "video", "add", "T-0001", quay).err
    assert "is kept" in ferry("mortuary", "video", "add", "R-0042", pier).out
    waits = ferry("clerk", "video", "list", "T-0001", "--json").json["videos"]
    assert [(one["video"], one["state"], one["faces"]) for one in waits] == [
        ("T-0001/v1", "waits", None)
    ]
    early = refused("clerk", "video", "choose", "T-0001/v1", "--face", "1")
    assert "holds no reading" in early.err
    done("worker", "--once")
    (read,) = ferry("clerk", "video", "list", "T-0001", "--json").json["videos"]
    assert (read["state"], read["faces"]) == ("unchosen", 2)

    assert "Exactly one face" in refused("clerk", "video", "choose", "T-0001/v1").err
    # P006 came second; the first is not she, and the choice is taken back.
    ferry("clerk", "video", "choose", "T-0001/v1", "--face", "2")
    ferry("clerk", "video", "take-back", "T-0001/v1")
    ferry("clerk", "video", "choose", "T-0001/v1", "--face", "1")
    ferry("mortuary", "video", "choose", "R-0042/v1", "--face", "1")
    done("worker", "--once")
    given = ferry("clerk", "photograph", "list", "T-0001", "--json").json["photographs"]
    taken = ferry("mortuary", "photograph", "list", "R-0042", "--json").json["photographs"]
    assert len(given) == 4 and taken
    assert {one["way"] for one in (*given, *taken)} == {"frame-of-video"}
    # The label was read in the frames themselves.
    assert all(one["code_legible"] and one["marked"] for one in taken)
    for one in given:
        ferry("clerk", "photograph", "enrol", one["photograph"])
    for one in taken[:2]:
        ferry("examiner", "photograph", "confirm", one["photograph"], "--face", "1")
        ferry("examiner", "photograph", "enrol", one["photograph"])

    examine = ["remains", "examine", "R-0042", "--basis", "Rigor", "--condition", "fresh"]
    ferry("doctor", *examine)
    found = ferry("examiner", "search", "run", "R-0042", "--json").json
    assert found["gallery"] == {"people": 1, "templates": 4}
    (first,) = found["candidates"]
    assert (first["request"], first["photograph"]) in {
        ("T-0001", one["photograph"]) for one in given
    }
    # Two expressions of one person, through a video each: far above what two people reach.
    assert first["similarity"] > 0.5
