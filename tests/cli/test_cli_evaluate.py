"""`evaluate` as it is called: figures in JSON and in words, refusals before anything is read."""

import re

import pytest
from desk import Desk
from PIL import Image

from antigone.exercise.people import cut_apart, picture


def album(desk: Desk, *people: str) -> None:
    for person in people:
        folder = desk.folder / "album" / person
        folder.mkdir(parents=True)
        for number, pixels in enumerate(cut_apart(picture(person, "emotions_sheet"))[:2]):
            Image.fromarray(pixels[::2, ::2]).save(folder / f"{number}.jpg")


@pytest.mark.slow
def test_figures_in_json_and_in_words(desk: Desk) -> None:
    album(desk, "P001", "P002", "P003")
    (desk.folder / "album" / "P003" / "2.jpg").write_text("Dear sister")
    before = desk.holds()
    answer = desk.run("evaluate", "album", "--degrade", "blur", "--seed", "5", "--json")
    assert (answer.status, answer.err) == (0, "")
    found = answer.json
    promised = {"fta", "rank", "fnir", "tar", "cllr", "cllr_min"}
    assert set(found) >= {"engine", "people", "photos", "conditions", *promised}
    assert list(found["conditions"]) == ["blur"]
    assert set(found["conditions"]["blur"]) >= promised
    # Seven photographs of three people, three of them enrol, one of the searches is a letter.
    assert (found["people"], found["photos"], found["searches"], found["seed"]) == (3, 7, 4, 5)
    assert (found["fta"], found["rank"]["1"]) == (0.25, 0.75)
    assert found["unreadable"] == ["P003/2.jpg"]

    said = desk.run("evaluate", "album")
    assert (said.status, said.err) == (0, "")
    first, head, figures, *rest = said.out.splitlines()
    assert first == "3 people, 7 photographs, 4 searches, engine sface-2021dec."
    heads = re.split(" {2,}", head.strip())
    name, *cells = re.split(" {2,}", figures)
    assert name == "as they are"
    shown = dict(zip(heads, cells, strict=True))
    assert shown["no face"].startswith("25.0 % (")
    assert shown["rank 1"].startswith("75.0 % (")
    # Four searches and six pairs reach neither rate: no figure is made up.
    assert (shown["FNIR at 0.01"], shown["TAR at 0.001"]) == ("–", "–")
    assert float(shown["Cllr min"]) <= float(shown["Cllr"])
    assert rest == [
        "Could not be read, counted as no face: P003/2.jpg",
        "In brackets: 95 % interval, drawn by person.",
    ]
    assert desk.holds() == before, "only numbers come out"


def test_refusals_come_before_anything_is_read(desk: Desk) -> None:
    album(desk, "P001", "P002")
    answer = desk.run("evaluate", "album", "--degrade", "blurr")
    assert (answer.status, answer.out) == (1, "")
    assert answer.said[0] == "There is no simulated condition “blurr”. Nothing was simulated."
    assert "mortuary" in answer.said[1]
    for arguments in (["absent"], ["album/P001"], ["album", "--references", "2"]):
        answer = desk.run("evaluate", *arguments)
        assert (answer.status, answer.out) == (1, "")
        assert "one folder each. Nothing was measured." in answer.said[0]
