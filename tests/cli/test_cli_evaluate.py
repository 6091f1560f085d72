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
    assert answer.status == 0
    # Which file it is, somebody at the desk must know; it is no figure, and goes nowhere else.
    assert answer.err == "Could not be read, counted as no face: P003/2.jpg\n"
    found = answer.json
    promised = {"fta", "rank", "fnir", "tar", "cllr", "cllr_min"}
    assert set(found) >= {"engine", "people", "photos", "conditions", *promised}
    assert list(found["conditions"]) == ["blur"]
    assert set(found["conditions"]["blur"]) >= promised
    # Seven photographs of three people, three of them enrol, one of the searches is a letter.
    assert (found["people"], found["photos"], found["searches"], found["seed"]) == (3, 7, 4, 5)
    assert (found["fta"], found["rank"]["1"]) == (0.25, 0.75)
    assert found["unreadable"] == 1
    assert "P003" not in answer.out

    said = desk.run("evaluate", "album", "--report", "report.html")
    assert said.status == 0
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
        "In brackets: 95 % interval, drawn by person.",
        "The report is in report.html.",
    ]
    report = (desk.folder / "report.html").read_text(encoding="utf-8")
    assert "the right person came first in 75 of 100 searches" in report
    assert "P003" not in report
    (desk.folder / "report.html").unlink()
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
    answer = desk.run("evaluate", "album", "--report", "absent/report.html")
    assert (answer.status, answer.out) == (1, "")
    assert "cannot be written" in answer.said[0]
    (desk.folder / "album" / "people.csv").write_text("person,sex\nP001,Anna\n")
    answer = desk.run("evaluate", "album", "--report", "report.html")
    assert (answer.status, answer.out) == (1, "")
    assert "people.csv, line 2: “sex” is not f, m or x." in answer.said[0]
    assert not (desk.folder / "report.html").exists()
