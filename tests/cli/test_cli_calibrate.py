"""`calibrate` and `calibration` as they are called: refused where cases are few, adopted by the board."""

import json
from pathlib import Path

import pytest
from desk import Desk
from PIL import Image

from antigone import cli
from antigone.access import Role
from antigone.config import Config
from antigone.exercise.people import cut_apart, picture
from tests.homes import Staff, administrator, built, config, opened, staff, watch
from tests.trials.site_cases import write_site

__all__ = ["administrator", "built", "config", "opened", "staff", "watch"]


def cases(desk: Desk, *people: str) -> Path:
    folder = desk.folder / "cases"
    for person in people:
        before, after = cut_apart(picture(person, "emotions_sheet"))[:2]
        for when, pixels in (("am", before), ("pm", after)):
            (folder / person / when).mkdir(parents=True)
            Image.fromarray(pixels[::2, ::2]).save(folder / person / when / "1.jpg")
    lines = "".join(f"{person},1.jpg,fresh\n" for person in people)
    (folder / "conditions.csv").write_text("person,photograph,grade\n" + lines)
    return folder


def test_too_few_cases_are_told_how_many_are_needed(desk: Desk) -> None:
    cases(desk, "P001", "P002")
    answer = desk.run("calibrate", "cases", "--output", "site.json")
    assert (answer.status, answer.out) == (1, "")
    sentence, remedy = answer.said
    assert "has 2 photographs of 2 people. Nothing was fitted." in sentence
    assert "needs 150 photographs of 100 people" in remedy
    assert "148 more photographs, of 98 more people" in remedy
    assert not (desk.folder / "site.json").exists()


def test_wrong_folders_and_files_are_refused(desk: Desk) -> None:
    answer = desk.run("calibrate", "absent")
    assert answer.status == 1
    assert answer.said[0].endswith("Nothing was fitted.")
    folder = cases(desk, "P001", "P002")
    (folder / "conditions.csv").write_text("person,photograph,grade\nP001,1.jpg,frehs\n")
    answer = desk.run("calibrate", "cases")
    assert answer.status == 1
    assert "conditions.csv, line 2: “grade” is none of the grades of condition." in answer.said[0]


def test_the_board_adopts_what_was_fitted(
    config: Config,
    staff: Staff,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    staff.hire("cora", Role.BOARD_MEMBER)
    monkeypatch.setenv("ANTIGONE_HOME", str(config.home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    file = write_site(tmp_path / "site.json")

    def run(*words: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["calibration", *words, "--json"])
        return ended.value.code, capsys.readouterr().out

    status, out = run("list")
    assert [one["status"] for one in json.loads(out)["calibrations"]] == ["simulated"]
    who = ("--as", "cora", "--operation", "FERRY", "--because", "Looked through on 3 May")
    status, out = run("adopt", str(file), *who)
    assert status == 0
    adopted = json.loads(out)
    assert adopted["status"] == "site"
    _, out = run("list")
    newest = json.loads(out)["calibrations"][-1]
    assert (newest["id"], newest["grades"]) == (adopted["calibration"], ["fresh"])
    assert run("adopt", str(file), *who)[0] == 1
