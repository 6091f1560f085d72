"""A real home, saved and restored by commands, behind its passphrase, on either database."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.desk import PASSPHRASE, PASSWORD, Desk
from tests.site.conftest import addresses, home

__all__ = ["addresses", "home"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "commands").mkdir()
    return Desk(tmp_path / "commands")


@pytest.fixture
def empty(addresses: dict[str, str]) -> Iterator[dict[str, str]]:
    """The addresses of a second database, in which nothing is."""
    if not addresses["postgres"]:
        yield addresses
        return
    keeper = psycopg.conninfo.conninfo_to_dict(addresses["keeper"])
    first, second = keeper["dbname"], f"second_{keeper['dbname']}"
    server = addresses["postgres"].replace(f"/{first}", "/postgres", 1)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {second} OWNER {keeper['user']}")
        try:
            yield {
                role: address.replace(f"/{first}", f"/{second}", 1)
                for role, address in addresses.items()
            }
        finally:
            connection.execute(f"DROP DATABASE {second}")


def options(of: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """The owner, as an option, and the desk's role, as a setting; nothing on SQLite."""
    if not of["desk"]:
        return [], {}
    return ["--owner", of["keeper"]], {"ANTIGONE_DATABASE": of["desk"]}


@pytest.mark.slow
def test_a_real_home_by_commands(
    desk: Desk, addresses: dict[str, str], empty: dict[str, str], tmp_path: Path
) -> None:
    owner, database = options(addresses)
    outside = tmp_path / "outside"
    outside.mkdir()
    desk.environment |= database
    assert desk.found(*owner).status == 0
    (desk.home / "antigone.toml").write_text(f'record_copy = "{outside}"\nfpir = 0.02\n')
    key = {"ANTIGONE_PASSPHRASE_FILE": str(desk.secret(PASSPHRASE))}

    path = tmp_path / "today.backup"
    assert desk.run("backup", path).said[0].startswith("A secret is needed")
    saved = desk.run("backup", path, "--json", **key)
    assert (saved.status, saved.err) == (0, "")
    assert (saved.json["entries"], saved.json["files"], saved.json["findings"]) == (1, 0, 0)
    again = desk.run("backup", path, **key)
    assert again.said[0] == f"{path} exists already. No backup was made."
    login = ("login", "chief", "--password-file", desk.secret(PASSWORD))
    assert desk.run(*login).status == 0
    add = ("account", "add", "rosa", "Rosa", "--password-file", desk.secret(PASSWORD))
    assert desk.run(*add, **key).status == 0

    # Somewhere else, where nothing is yet.
    owner, database = options(empty)
    new = tmp_path / "new"
    restore = ("restore", path, "--into", new, *owner)
    assert "is not known without the record" in desk.run(*restore, **key).said[0]
    wrong = {"ANTIGONE_PASSPHRASE_FILE": str(desk.secret("five loud green windows"))}
    answer = desk.run(*restore, "--record", outside, **database, **wrong)
    assert answer.said[0] == f"The passphrase does not open the vault in {path}."
    assert desk.run("restore", desk.secret(PASSWORD)).said[0].endswith("Nothing was restored.")
    if database:
        answer = desk.run(*restore[:4], *options(addresses)[0], "--record", outside, **key)
        assert answer.said[0].startswith("The database of the settings already holds a home.")
    assert not new.exists()
    answer = desk.run(*restore, "--record", outside, "--json", **database, **key)
    assert (answer.status, answer.err) == (0, "")
    assert answer.json["acts_since"] == {"home.back-up": 1, "account.add": 1}
    assert answer.json["withdrawals"] == 0

    settings = (new / "antigone.toml").read_text()
    assert "fpir = 0.02" in settings and "record_copy" not in settings
    here = {"ANTIGONE_HOME": str(new), **key}
    if database:
        # Written down: without the environment it must not reach the other home's database.
        assert empty["desk"] in settings
        here["ANTIGONE_DATABASE"] = empty["desk"]
    found = desk.run("doctor", "--json", **here)
    assert [one for one in found.json["findings"] if not one["good"]] == []
    assert {"Record", "Restore", "Record outside the database"} <= {
        one["subject"] for one in found.json["findings"]
    }
    assert desk.run("account", "list", **here).status == 1, "everybody signs in anew"
    assert desk.run(*login, **here).status == 0
    accounts = desk.run("account", "list", "--json", **here).json["accounts"]
    assert [one["account"] for one in accounts] == ["chief"]

    (new / "restoring.json").write_text("{}")
    answer = desk.run("account", "list", **here)
    assert answer.said == [
        f"A restore into {new} did not come to its end. The home stays closed.",
        "Run it again: antigone restore FILE",
    ]
