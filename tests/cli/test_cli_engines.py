"""`weights add`, and `faces` and `compare` with an added engine."""

from pathlib import Path

import numpy
import pytest
from desk import Desk
from PIL import Image

from antigone.faces.geometry import Pixels
from tests.faces.tiny_network import add_tiny


@pytest.fixture
def equipped(desk: Desk, portrait: Pixels) -> Desk:
    """A desk with a home, an engine added to it, and a photograph."""
    desk.make_home()
    add_tiny(desk.folder / "given")
    answer = desk.run("weights", "add", "given/tiny.toml", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.json == {"engine": "tiny-1", "folder": str(desk.home / "weights" / "tiny-1")}
    Image.fromarray(numpy.ascontiguousarray(portrait[::2, ::2])).save(desk.folder / "a.jpg")
    return desk


def test_an_added_engine_is_listed_with_its_licence_and_what_it_learned_from(
    equipped: Desk,
) -> None:
    shown = equipped.run("weights", "list", "--json").json
    assert [(one["id"], one["builtin"]) for one in shown["weights"]] == [
        ("sface-2021dec", True),
        ("yunet-2023mar", True),
        ("tiny-1", False),
    ]
    assert all(one["licence"] and one["training_data"] for one in shown["weights"])
    assert shown["providers"][-1] == "CPUExecutionProvider"
    said = equipped.run("weights", "list").out
    assert "tiny-1 (recogniser, CC0-1.0, added)" in said
    assert "Trained on: None: written by hand." in said


def test_an_added_engine_is_verified_with_the_others(equipped: Desk) -> None:
    assert [one["whole"] for one in equipped.run("weights", "verify", "--json").json["weights"]] == [
        True, True, True,
    ]  # fmt: skip
    file = equipped.home / "weights" / "tiny-1" / "tiny.onnx"
    content = bytearray(file.read_bytes())
    content[-50] ^= 1
    file.write_bytes(content)
    answer = equipped.run("weights", "verify")
    assert answer.status == 1
    assert answer.said[0].startswith("The weights tiny.onnx of the engine tiny-1 are not the file")
    answer = equipped.run("faces", "--engine", "tiny-1", "a.jpg")
    assert answer.said[0].startswith("The weights tiny.onnx of the engine tiny-1 are not the file")


def test_an_added_engine_reads_and_is_named(equipped: Desk) -> None:
    assert equipped.run("faces", "--json", "a.jpg").json["engine"] == "sface-2021dec"
    found = equipped.run("faces", "--json", "--engine", "tiny-1", "a.jpg").json
    assert found["engine"] == "tiny-1"
    assert len(found["files"][0]["faces"]) == 1


def test_what_an_engine_without_calibration_says_is_not_weighed(equipped: Desk) -> None:
    found = equipped.run("compare", "--json", "--engine", "tiny-1", "a.jpg", "a.jpg").json
    assert found["similarity"] == pytest.approx(1)
    assert (found["engine"], found["calibration"]) == ("tiny-1", None)
    assert [found[key] for key in ("log10_lr", "interval", "bound")] == [None] * 3
    said = "There is no calibration for the engine tiny-1: its similarity was not weighed."
    assert found["words"] == said
    assert equipped.run("compare", "--engine", "tiny-1", "a.jpg", "a.jpg").out.splitlines()[-1] == (
        said
    )


def test_an_engine_that_is_not_there_is_named_with_those_that_are(equipped: Desk) -> None:
    for command in (["faces", "a.jpg"], ["compare", "a.jpg", "a.jpg"]):
        answer = equipped.run(*command, "--engine", "tiny-2")
        assert (answer.status, answer.out) == (1, "")
        assert answer.said[0] == "There is no engine “tiny-2” here. No face was read."
        assert "sface-2021dec, tiny-1" in answer.said[1]


def test_what_is_not_in_order_is_not_added(equipped: Desk) -> None:
    before = equipped.holds()
    answer = equipped.run("weights", "add", "given/tiny.toml")
    assert answer.said[0] == "There is an engine “tiny-1” already. Nothing was added."
    answer = equipped.run("weights", "add", "given/absent.toml")
    assert answer.status == 1
    assert equipped.holds() == before


def test_an_engine_is_added_to_a_home_and_nowhere_else(desk: Desk) -> None:
    path: Path = add_tiny(desk.folder / "given")
    answer = desk.run("weights", "add", path)
    assert (answer.status, answer.out) == (1, "")
    assert answer.said[0].endswith("is not a home of Antigone. Nothing was done.")
    assert not desk.home.exists()
