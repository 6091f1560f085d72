"""A real home, in processes of its own: signing in, the vault, the record, the worker."""

import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import PASSPHRASE, PASSWORD, Answer, Desk


@pytest.fixture
def chief(desk: Desk) -> Desk:
    """A desk in a real home at which its administrator is signed in, the vault within reach."""
    assert desk.found().status == 0
    answer = desk.run("login", "chief", "--password-file", desk.secret(PASSWORD), "--json")
    assert (answer.status, answer.err) == (0, "")
    desk.environment["ANTIGONE_PASSPHRASE_FILE"] = str(desk.secret(PASSPHRASE))
    return desk


@pytest.fixture
def forge(desk: Desk) -> Iterator[Callable[[str], None]]:
    """Change the database as its owner could: the guard down, a row changed, the guard up again."""

    def forge(statement: str) -> None:
        database = sqlite3.connect(desk.home / "antigone.db")
        triggers = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'casework_ledgerentry'"
        guards = [one for one in database.execute(triggers) if one[0].startswith("guard_")]
        for name, _ in guards:
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute(statement)
        for _, text in guards:
            database.execute(text)
        database.commit()
        database.close()

    yield forge


def hired(desk: Desk, name: str, role: str) -> None:
    assert (
        desk.run("account", "add", name, name, "--password-file", desk.secret(PASSWORD)).status == 0
    )
    assert desk.run("role", "give", name, role, "--whole-home").status == 0


def token_of(desk: Desk) -> Path:
    (path,) = (desk.place / ".config" / "antigone").glob("token-*")
    return path


@pytest.mark.slow
def test_a_token_is_its_owner_s_alone_and_ends(chief: Desk) -> None:
    token = token_of(chief)
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert chief.run("account", "list").status == 0
    with sqlite3.connect(chief.home / "antigone.db") as database:
        database.execute(
            "UPDATE access_token SET made_at = '2026-01-01', expires_at = '2026-01-02'"
        )
    database.close()
    answer = chief.run("account", "list")
    assert (answer.status, answer.said[1]) == (1, "Sign in with: antigone login")
    wrong = chief.run("login", "chief", "--password-file", chief.secret("two large grey boats"))
    assert (wrong.status, wrong.out) == (1, "")
    assert chief.run("login", "chief", "--password-file", chief.secret(PASSWORD)).status == 0
    assert chief.run("account", "list").status == 0
    assert chief.run("logout", "--json").json == {"was_signed_in": True}
    assert not token.exists()
    assert chief.run("account", "list").status == 1
    assert chief.run("logout").status == 0


@pytest.mark.slow
def test_nobody_acts_by_name_in_a_real_home(chief: Desk) -> None:
    for command in (["account", "list"], ["operation", "list"]):
        answer = chief.run(*command, "--as", "chief")
        assert (answer.status, answer.out) == (1, "")
        assert answer.said[0].startswith("Acting under a name without signing in")


@pytest.mark.slow
def test_without_the_vault_nothing_is_done(chief: Desk) -> None:
    add = ["account", "add", "rosa", "Rosa", "--password-file", chief.secret(PASSWORD)]
    answer = chief.run(*add, ANTIGONE_PASSPHRASE_FILE="")
    assert "there is nobody to type it" in answer.said[0]
    wrong = str(chief.secret("five loud green windows"))
    answer = chief.run(*add, ANTIGONE_PASSPHRASE_FILE=wrong)
    assert "The passphrase does not open the vault" in answer.said[0]
    listed = chief.run("account", "list", "--json", ANTIGONE_PASSPHRASE_FILE="")
    assert [one["account"] for one in listed.json["accounts"]] == ["chief"]
    assert chief.run("worker", "--once", "--json").json == {
        "taken": 0,
        "tried_again": 0,
        "failed": [],
    }


@pytest.mark.slow
def test_what_was_done_to_the_record_is_named(
    chief: Desk, forge: Callable[[str], None], tmp_path: Path
) -> None:
    hired(chief, "officer", "data-protection-officer")
    assert chief.run("ledger", "verify").status == 1, "an administrator does not watch over himself"
    assert chief.run("login", "officer", "--password-file", chief.secret(PASSWORD)).status == 0
    answer = chief.run("ledger", "verify", "--json")
    assert (answer.status, answer.json["whole"], answer.json["entries"]) == (0, True, 3)
    assert answer.json["outside"] == 3, "the heads in the home's folder were compared"
    said = chief.run("ledger", "verify").out
    assert "Against someone who holds the signing key this check proves nothing" in said

    early = chief.run("ledger", "checkpoint", "--out", tmp_path / "early.txt", "--json")
    assert early.json["head"] == (tmp_path / "early.txt").read_text()
    exported = chief.run("ledger", "export", "--out", tmp_path / "ledger.jsonl", "--json")
    assert exported.json["entries"] == 5, "that a head went out, and this export, stand in it"
    grown = chief.run("ledger", "prove", "--since", tmp_path / "early.txt", "--json").json
    entry = chief.run("ledger", "prove", "1", "--json").json
    from antigone.ledger import PublicKey, check_growth, check_inclusion, read_export

    key = PublicKey.from_text(entry["public_key"])
    assert check_inclusion(entry["proof"], key).entry.action == "account.add"
    growth = check_growth(grown["proof"], key)
    assert (growth.old.size, growth.new.size) == (4, 5), "the head holds that it was handed out"
    with (tmp_path / "ledger.jsonl").open("rb") as file:
        assert len(read_export(file).entries) == 5
    assert chief.run("ledger", "prove", "9").said[0].startswith("The ledger holds entries 0 to 4")
    assert chief.run("ledger", "prove").status == 2

    forge(
        "UPDATE casework_ledgerentry SET payload = replace(payload, 'account.add', 'account.end')"
    )
    answer = chief.run("ledger", "verify", "--json")
    assert answer.status == 1
    assert [(one["entry"], one["kind"]) for one in answer.json["findings"]] == [(1, "altered")]
    assert "Entry 1 was altered after it was written." in chief.run("ledger", "verify").out
    found = {one["subject"]: one for one in chief.run("doctor", "--json").json["findings"]}
    assert found["Record"]["code"] == "record-changed"
    assert found["Guards"]["good"], "the guards stand again: only the record shows it"


@pytest.mark.slow
def test_an_end_that_was_cut_off_is_seen_by_a_head_outside(
    chief: Desk, forge: Callable[[str], None], tmp_path: Path
) -> None:
    hired(chief, "officer", "data-protection-officer")
    assert chief.run("login", "officer", "--password-file", chief.secret(PASSWORD)).status == 0
    assert chief.run("ledger", "checkpoint", "--out", tmp_path / "head.txt").status == 0
    forge("DELETE FROM casework_ledgerentry WHERE seq >= 2")
    kinds = kinds_of(chief.run("ledger", "verify", "--json"))
    assert "truncated" in kinds
    # Who reaches the home's folder too leaves no trace in it; the head that somebody kept shows it.
    for path in (chief.home / "ledger").glob("heads-*.jsonl"):
        path.unlink()
    answer = chief.run("ledger", "verify", "--json", "--head", tmp_path / "head.txt")
    assert "truncated" in kinds_of(answer)
    assert answer.json["outside"] == 4


def kinds_of(answer: Answer) -> set[str]:
    assert answer.status == 1
    return {one["kind"] for one in answer.json["findings"]}


def test_help_of_the_casework_loads_no_framework(desk: Desk) -> None:
    for noun in ("request", "photograph", "ledger", "worker"):
        answer = desk.run(noun, "--help", PYTHONPROFILEIMPORTTIME="1")
        assert answer.status == 0
        assert "django" not in answer.err
        assert "numpy" not in answer.err
