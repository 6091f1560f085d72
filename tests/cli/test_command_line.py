"""What holds for every command: help, JSON, exit codes, languages, an end without a trace."""

import shlex
import shutil
import signal
import time
from importlib import import_module
from pathlib import Path

import click
import pytest
from desk import Desk, wait_until
from PIL import Image

from antigone import __version__, cli
from antigone.cli import COMMANDS
from antigone.exercise.people import PEOPLE, expression


def leaves() -> list[tuple[str, ...]]:
    """Return every command that does something, with the nouns before its verb."""
    found: list[tuple[str, ...]] = []
    for name, (module, _) in COMMANDS.items():
        command = getattr(import_module(f"antigone.cli.{module}"), name)
        found += below((name,), command)
    return found


def below(words: tuple[str, ...], command: click.Command) -> list[tuple[str, ...]]:
    """Return a command, or those of a noun; nouns may stand below nouns."""
    if not isinstance(command, click.Group):
        return [words]
    return [one for verb, each in command.commands.items() for one in below((*words, verb), each)]


LEAVES = leaves()


def test_the_overview_names_every_command_with_its_line(desk: Desk) -> None:
    answer = desk.run("--help")
    assert answer.status == 0
    for name, (_, line) in COMMANDS.items():
        assert f"  {name} " in answer.out
        assert line in " ".join(answer.out.split())


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example_and_json(
    desk: Desk, words: tuple[str, ...]
) -> None:
    answer = desk.run(*words, "--help")
    assert answer.status == 0
    assert answer.err == ""
    assert "--json" in answer.out
    _, _, examples = answer.out.partition("Example:\n")
    lines = [shlex.split(line, comments=True) for line in examples.strip().splitlines()]
    assert lines, "an example"
    for line in lines:
        # Settings may stand before the command.
        first = line.index("antigone")
        assert all(word.startswith("ANTIGONE_") for word in line[:first])
        assert tuple(line[first + 1 : first + 1 + len(words)]) == words
        for word in line[first + 1 :]:
            if word.startswith("--"):
                assert word in answer.out.partition("Example:")[0], "an option that exists"


def test_help_has_no_boxes_and_fits_a_narrow_screen(desk: Desk) -> None:
    for words in LEAVES:
        answer = desk.run(*words, "--help", COLUMNS="80")
        assert not set(answer.out) & set("\x1b│╭─"), "plain text"
        shown = answer.out.partition("Example:")[0]
        assert max(len(line) for line in shown.splitlines()) <= 80


def test_the_version_is_the_package_s(desk: Desk) -> None:
    answer = desk.run("--version")
    assert answer.status == 0
    assert answer.out.split()[-1] == __version__


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["fases"], "There is no command “fases”. Did you mean “faces”?"),
        (["evaluat", "photographs"], "Did you mean “evaluate”?"),
        (["zzz"], "There is no command “zzz”. See: antigone --help"),
        (["search"], "Usage: "),
        (["init"], "--administrator"),
        (["weights", "verfy"], "verfy"),
        (["faces"], "FILE"),
        (["faces", "--jsn", "a.jpg"], "--json"),
        (["compare", "a.jpg"], "B"),
        (["compare", "a.jpg", "b.jpg", "--grade", "old"], "skeletal"),
        (["compare", "a.jpg", "b.jpg", "--face-a", "0"], "x>=1"),
        (["evaluate"], "FOLDER"),
        (["evaluate", "photographs", "--references", "0"], "1<=x<=50"),
        (["evaluate", "photographs", "--seed", "-1"], "x>=0"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_exits_with_2_and_says_what_is_right(
    desk: Desk, arguments: list[str], hint: str
) -> None:
    answer = desk.run(*arguments)
    assert answer.status == 2
    assert answer.out == ""
    assert hint in answer.err
    assert "Usage: " in answer.err


def test_a_call_without_a_command_shows_the_overview_and_exits_with_2(desk: Desk) -> None:
    answer = desk.run()
    assert answer.status == 2
    assert "Commands:" in answer.err


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "fr_FR.UTF-8"},
        {"LC_ALL": "", "LANG": "fr_CA.UTF-8"},
        {"LC_ALL": "en_GB.UTF-8", "ANTIGONE_LANGUAGE": "fr"},
        {"LC_ALL": "tlh", "ANTIGONE_LANGUAGE": "fr"},
    ],
)
def test_a_refusal_is_said_in_the_reader_s_language(
    desk: Desk, environment: dict[str, str]
) -> None:
    answer = desk.run("compare", "absent.jpg", "b.jpg", **environment)
    assert answer.status == 1
    assert answer.said == [
        "absent.jpg est introuvable. Rien n’a été enregistré.",
        "Vérifiez l’orthographe et le dossier.",
    ]


def test_the_language_of_the_home_is_spoken(desk: Desk) -> None:
    desk.make_home()
    (desk.home / "antigone.toml").write_text('language = "fr"\n')
    answer = desk.run("faces", "absent.jpg")
    assert answer.said[0] == "absent.jpg est introuvable. Rien n’a été enregistré."
    answer = desk.run("faces", "--json", "absent.jpg")
    assert answer.json["files"][0]["error"]["code"] == "no-such-file"
    assert "introuvable" in answer.json["files"][0]["error"]["sentence"]


def test_a_language_that_is_not_spoken_falls_back_to_english(desk: Desk) -> None:
    answer = desk.run("faces", "absent.jpg", LC_ALL="tlh_QO.UTF-8", LANG="tlh")
    assert answer.said[0] == "absent.jpg is not there. Nothing was stored."


def test_a_setting_that_cannot_be_used_stops_every_command_with_a_sentence(desk: Desk) -> None:
    for words in (["settings"], ["faces", "a.jpg"], ["doctor", "--json"], ["evaluate", "folder"]):
        answer = desk.run(*words, ANTIGONE_THREDS="2")
        assert (answer.status, answer.out) == (1, "")
        assert answer.said == [
            "ANTIGONE_THREDS names a setting “threds” that does not exist. Nothing was started.",
            "See the names with: antigone settings",
        ]


def test_a_mistake_of_our_own_is_admitted_in_a_sentence(desk: Desk) -> None:
    """Whatever goes wrong inside, the person at the desk reads sentences, not a stack of calls."""
    copy = desk.place / "copy"
    copy.mkdir()
    shutil.copytree(
        Path(cli.__file__).parents[1],
        copy / "antigone",
        ignore=lambda folder, names: {"__pycache__", "weights"} & {*names},
    )
    answer = desk.run("faces", "a.jpg", PYTHONPATH=str(copy))
    assert answer.status == 1
    assert answer.said == [
        "Antigone made a mistake of its own (ModuleNotFoundError). What was finished before is kept.",
        "Report it, with what this shows: python -X dev -m antigone faces a.jpg",
    ]


def test_a_reader_who_goes_away_is_no_fault(desk: Desk) -> None:
    with desk.start("weights", "list") as process:
        assert process.stdout
        process.stdout.close()
        process.wait(timeout=60)
        assert process.stderr
        assert process.stderr.read() == ""
        assert process.returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("patience", [0.0, 3.0])
def test_ctrl_c_stops_a_long_measurement_with_one_sentence(desk: Desk, patience: float) -> None:
    for person in PEOPLE:
        folder = desk.folder / "album" / person
        folder.mkdir(parents=True)
        picture = Image.fromarray(expression(person, "sad"))
        picture.save(folder / "00.jpg")
        for number in range(1, 40):
            (folder / f"{number:02}.jpg").hardlink_to(folder / "00.jpg")
    before = desk.holds()
    # Ten people with 39 probes under sixteen conditions: many minutes, if it were let.
    with desk.start("evaluate", "album", "--degrade", "all") as process:
        wait_until(desk.decoders, seconds=60)
        time.sleep(patience)
        process.send_signal(signal.SIGINT)
        answer = desk.finish(process)
    assert answer.status == 130
    assert answer.out == ""
    assert answer.said == ["Stopped. What was finished is kept; nothing is half-written."]
    assert desk.decoders() == []
    assert desk.holds() == before
