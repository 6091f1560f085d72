"""`init`, `doctor`, `settings` and `weights`: what they make, what they see, what they say."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from desk import PASSPHRASE, PASSWORD, Answer, Desk

import antigone
from antigone.config import HOME_FORMAT, Settings
from antigone.faces.weights import FOLDER, manifests

PACKAGE = Path(antigone.__file__).parent


# --- init


def test_init_makes_the_home_that_the_environment_names(desk: Desk) -> None:
    answer = desk.found("--shown-name", "Rosa Alba")
    assert (answer.status, answer.err) == (0, "")
    assert str(desk.home) in answer.out
    assert stat.S_IMODE(desk.home.stat().st_mode) == 0o700
    marker = json.loads((desk.home / "home.json").read_text())
    assert (marker["format"], marker["kind"]) == (HOME_FORMAT, "real")
    assert stat.S_IMODE((desk.home / "antigone.db").stat().st_mode) == 0o600
    assert json.loads((desk.home / "vault" / "vault.json").read_text())["lock"]["kind"] == (
        "passphrase"
    )
    everything = b"".join(one.read_bytes() for one in desk.home.rglob("*") if one.is_file())
    assert PASSWORD.encode() not in everything
    assert PASSPHRASE.encode() not in everything


@pytest.mark.slow
def test_init_makes_a_home_with_a_key_file_in_a_folder(desk: Desk) -> None:
    (desk.folder / "ferry").mkdir()
    key = desk.place / "stick.key"
    answer = desk.found("ferry", "--field", "--json", "--key-file", key)
    assert (answer.status, answer.err) == (0, "")
    folder = desk.folder / "ferry"
    assert answer.json["home"] == str(folder)
    assert answer.json["kind"] == "field"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not desk.home.exists()
    found = findings(desk.run("doctor", "--json", ANTIGONE_HOME=str(folder)))
    assert found["Vault"]["finding"] == "opens (key-file)", "the home knows where its key lies"


def test_init_refuses_what_is_there_and_changes_nothing(desk: Desk) -> None:
    desk.make_home()
    (desk.folder / "letter.txt").write_text("Dear sister")
    desk.secret(PASSWORD), desk.secret(PASSPHRASE)
    before = desk.holds()
    for arguments in ([], [desk.folder], ["letter.txt"]):
        answer = desk.found(*arguments)
        assert (answer.status, answer.out) == (1, "")
        assert "already holds something. Nothing was changed." in answer.said[0]
    answer = desk.found("letter.txt/home")
    assert (answer.status, answer.out) == (1, "")
    assert answer.said[0].endswith("(Not a directory).")
    assert desk.holds() == before


@pytest.mark.parametrize(
    ("arguments", "environment", "code"),
    [
        ([], {}, "there is nobody to type it"),
        (["--password-file", "weak"], {"ANTIGONE_PASSPHRASE_FILE": "good"}, "12 characters"),
        (["--password-file", "good"], {"ANTIGONE_PASSPHRASE_FILE": "weak"}, "12 characters"),
        (["--password-file", "good"], {"ANTIGONE_PASSPHRASE_FILE": "absent"}, "holds no secret"),
        (["--password-file", "good", "--key-file", "weak"], {}, "is not a readable key file"),
    ],
)
def test_init_leaves_nothing_when_a_secret_is_not_fit(
    desk: Desk, arguments: list[str], environment: dict[str, str], code: str
) -> None:
    (desk.folder / "weak").write_text("short\n")
    (desk.folder / "good").write_text("two small grey boats\n")
    before = desk.holds()
    answer = desk.run("init", "--administrator", "chief", *arguments, **environment)
    assert (answer.status, answer.out) == (1, "")
    assert code in answer.said[0]
    assert desk.holds() == before


def test_a_home_is_migrated_as_it_stands(desk: Desk) -> None:
    answer = desk.run("init", "--migrate")
    assert (answer.status, answer.out) == (1, "")
    desk.make_home()
    for _ in range(2):
        assert desk.run("init", "--migrate").status == 0
    assert desk.run("doctor", "--json").json["findings"][7]["subject"] == "Tables"


# --- settings


def test_settings_shows_each_with_value_source_and_meaning(desk: Desk) -> None:
    desk.make_home()
    (desk.home / "antigone.toml").write_text("fpir = 0.003\n")
    answer = desk.run("settings", "--json", ANTIGONE_SEED="7")
    assert answer.status == 0
    assert answer.json["home"] == str(desk.home)
    shown = {one["name"]: one for one in answer.json["settings"]}
    assert set(shown) == {option.name for option in fields(Settings)}
    assert all(set(one) == {"name", "value", "source", "meaning"} for one in shown.values())
    assert (shown["fpir"]["value"], shown["fpir"]["source"]) == (0.003, "antigone.toml")
    assert (shown["seed"]["value"], shown["seed"]["source"]) == (7, "ANTIGONE_SEED")
    assert (shown["threads"]["value"], shown["threads"]["source"]) == (1, "default")

    said = desk.run("settings", ANTIGONE_SEED="7")
    assert said.status == 0
    for name, one in shown.items():
        (line,) = (line for line in said.out.splitlines() if line.startswith(f"{name} "))
        assert one["meaning"] in line
        assert one["source"] in line


# --- doctor


def findings(answer: Answer) -> dict[str, dict[str, object]]:
    found = answer.json["findings"]
    assert all(set(one) == {"subject", "good", "code", "finding", "remedy"} for one in found)
    return {one["subject"]: one for one in found}


@pytest.mark.slow
def test_the_doctor_finds_a_good_home_good(desk: Desk) -> None:
    assert desk.found().status == 0
    before = desk.holds()
    opened = {"ANTIGONE_PASSPHRASE_FILE": str(desk.secret(PASSPHRASE))}
    answer = desk.run("doctor", "--json", **opened)
    found = findings(answer)
    assert {name: one["finding"] for name, one in found.items() if not one["good"]} == {}
    assert (answer.status, answer.err) == (0, "")
    assert set(found) >= {"Python", "Weights", "Face engine", "Calibration", "Home"}
    assert {name: found[name]["finding"] for name in ("Database", "Tables", "Vault", "Record")} == {
        "Database": "sqlite",
        "Tables": "those of this version",
        "Vault": "opens (passphrase)",
        "Record": "1 entries, none changed",
    }
    assert desk.holds() == before, "it looks, and changes nothing"

    said = desk.run("doctor")
    assert said.status == 0
    assert all(f"{name}: " in said.out for name in found)
    assert "WRONG" not in said.out


def test_the_doctor_misses_a_home_that_is_not_there(desk: Desk) -> None:
    answer = desk.run("doctor", "--json")
    assert answer.status == 1
    wrong = [one for one in findings(answer).values() if not one["good"]]
    assert [(one["subject"], one["code"]) for one in wrong] == [("Home", "no-home")]
    assert "antigone init" in str(wrong[0]["remedy"])

    said = desk.run("doctor")
    assert said.status == 1
    assert f" WRONG  Home: {desk.home} is not a home of Antigone." in said.out


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701])
def test_the_doctor_sees_a_home_that_others_could_enter(desk: Desk, mode: int) -> None:
    desk.make_home()
    desk.home.chmod(mode)
    answer = desk.run("doctor", "--json")
    assert answer.status == 1
    home = findings(answer)["Home"]
    assert home["code"] == "home-too-open"
    assert home["remedy"] == f"Close it with: chmod 700 {desk.home}"
    assert stat.S_IMODE(desk.home.stat().st_mode) == mode, "it looks, and changes nothing"


@pytest.mark.slow
def test_the_doctor_sees_a_guard_that_is_gone_and_puts_it_back(desk: Desk) -> None:
    assert desk.found().status == 0
    with sqlite3.connect(desk.home / "antigone.db") as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        database.execute(f'DROP TRIGGER "{found.fetchone()[0]}"')
    database.close()
    answer = desk.run("doctor", "--json")
    assert (answer.status, findings(answer)["Guards"]["code"]) == (1, "guards-missing")
    assert findings(answer)["Database"]["good"]
    assert desk.run("account", "list").said[0].startswith("The database lacks 1 of its guards")
    answer = desk.run("doctor", "--repair", "--json")
    assert (answer.status, findings(answer)["Guards"]["good"]) == (0, True)


@pytest.fixture
def copied(desk: Desk) -> Desk:
    """A desk with a copy of the package of its own, which a test may damage."""
    shutil.copytree(
        PACKAGE, desk.place / "copy" / "antigone", ignore=shutil.ignore_patterns("__pycache__")
    )
    desk.environment["PYTHONPATH"] = str(desk.place / "copy")
    desk.make_home()
    return desk


def test_the_doctor_sees_one_changed_byte_in_the_weights(copied: Desk) -> None:
    weights = copied.place / "copy" / "antigone" / "faces" / "weights" / "sface-2021dec.onnx"
    change_one_byte(weights)
    answer = copied.run("doctor", "--json")
    assert answer.status == 1
    found = findings(answer)
    assert found["Weights"]["code"] == found["Face engine"]["code"] == "altered-weights"
    assert found["Home"]["good"], "none is left out because another failed"
    # And no face is read with them.
    answer = copied.run("faces", "any.jpg")
    assert answer.status == 1
    assert answer.said[0].startswith("The weights sface-2021dec.onnx of the engine sface-2021dec")


def test_the_doctor_goes_on_when_an_examination_breaks(copied: Desk) -> None:
    (copied.place / "copy" / "antigone" / "faces" / "weights" / "self-test.json").unlink()
    answer = copied.run("doctor", "--json")
    assert answer.status == 1
    found = findings(answer)
    assert found["Face engine"]["code"] == "broken"
    assert "FileNotFoundError" in str(found["Face engine"]["finding"])
    assert {name for name, one in found.items() if not one["good"]} == {"Face engine"}


# --- weights


def change_one_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_weights_list_says_whose_they_are_and_what_they_learned_from(desk: Desk) -> None:
    answer = desk.run("weights", "list", "--json")
    assert answer.status == 0
    shown = answer.json["weights"]
    assert {one["role"] for one in shown} == {"detector", "recogniser"}
    for one in shown:
        assert set(one) >= {"id", "role", "file", "sha256", "licence", "training_data", "origin"}
        assert len(one["sha256"]) == 64
    said = desk.run("weights", "list")
    for one in shown:
        assert f"{one['id']} ({one['role']}, {one['licence']})" in said.out
        assert f"Trained on: {one['training_data']}" in said.out


def test_whole_weights_are_verified(desk: Desk) -> None:
    for arguments in ([], ["--folder", FOLDER]):
        answer = desk.run("weights", "verify", "--json", *arguments)
        assert answer.status == 0
        assert [one["whole"] for one in answer.json["weights"]] == [True] * len(manifests())
    said = desk.run("weights", "verify")
    assert said.status == 0
    assert said.out.count("is the file that was tested.") == len(manifests())


def test_one_changed_byte_and_a_missing_file_are_named(desk: Desk) -> None:
    folder = desk.folder / "weights"
    shutil.copytree(FOLDER, folder)
    change_one_byte(folder / "sface-2021dec.onnx")
    (folder / "yunet-2023mar.onnx").unlink()
    answer = desk.run("weights", "verify", "--folder", "weights", "--json")
    assert answer.status == 1
    found = {one["file"]: one for one in answer.json["weights"]}
    assert found["sface-2021dec.onnx"]["error"]["code"] == "altered-weights"
    assert found["yunet-2023mar.onnx"]["error"]["code"] == "missing-weights"
    assert not any(one["whole"] for one in found.values())

    said = desk.run("weights", "verify", "--folder", "weights")
    assert (said.status, said.out) == (1, "")
    assert len(said.said) == 4, "a sentence and a remedy for each"


@pytest.mark.parametrize(
    ("damage", "code", "named"),
    [
        (lambda text: text.replace("[source]", "[source"), "damaged-manifest", "at line"),
        (lambda text: text + "\x00", "damaged-manifest", "sface.toml"),
        (lambda text: text.replace("licence =", "license ="), "unfit-manifest", "“licence”"),
        (lambda text: text.replace('sha256 = "b', 'sha256 = "'), "unfit-manifest", "“sha256”"),
        (lambda text: text.replace('file = "', 'file = "../'), "unfit-manifest", "“file”"),
        (lambda text: text.replace("mean = 0.0", "mean = nan"), "unfit-manifest", "“mean”"),
        (lambda text: text.replace("good_from", "good"), "unfit-manifest", "quality_bands.good_f"),
        (
            lambda text: text.replace('sha256 = "b9', 'sha256 = "c9'),
            "altered-weights",
            "sface-2021",
        ),
    ],
    ids=[
        "broken",
        "no text",
        "no licence",
        "no digest",
        "elsewhere",
        "no number",
        "band",
        "digest",
    ],
)
def test_a_damaged_manifest_is_named_with_its_field(
    desk: Desk, damage: Callable[[str], str], code: str, named: str
) -> None:
    folder = desk.folder / "weights"
    shutil.copytree(FOLDER, folder)
    manifest = folder / "sface.toml"
    before = manifest.read_text(encoding="utf-8")
    manifest.write_text(damage(before), encoding="utf-8")
    assert manifest.read_text(encoding="utf-8") != before
    answer = desk.run("weights", "verify", "--folder", "weights", "--json")
    assert answer.status == 1
    damaged, whole = answer.json["weights"]
    # The other file is examined all the same.
    assert (whole["id"], whole["whole"]) == ("yunet-2023mar", True)
    assert (damaged["whole"], damaged["error"]["code"]) == (False, code)
    assert named in damaged["error"]["sentence"]
    said = desk.run("weights", "verify", "--folder", "weights")
    assert (said.status, len(said.said)) == (1, 2), "a sentence and a remedy"
    assert "mistake of its own" not in said.err


@pytest.mark.parametrize("folder", ["absent", "."])
def test_a_folder_without_weights_is_not_whole(desk: Desk, folder: str) -> None:
    """Nothing to verify must not pass for everything verified."""
    for option in ([], ["--json"]):
        answer = desk.run("weights", "verify", "--folder", folder, *option)
        assert (answer.status, answer.out) == (1, "")
        assert answer.said[0].endswith("holds no weights with a manifest. Nothing was verified.")
