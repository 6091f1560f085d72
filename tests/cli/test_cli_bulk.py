"""A file of many requests at the command line: entered, signed by the officer, opened."""

from pathlib import Path

from tests.cli.test_cli_path import Call, call, done, ferry, refused, report
from tests.homes import administrator, built, config, opened, watch

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

LIST = """code,name,missing_because,controller,article,enquirer_name
B1,Ines Alba,On the shipping line's list,Coroner,Act s. 12,Rosa Alba
B2,Нона Бойко,On the shipping line's list,Coroner,Act s. 12,Olha Boyko
"""


def test_two_sign_a_file_and_one_of_them_is_the_officer(
    ferry: Call, refused: Call, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST)
    because = ["--because", "List of the shipping line"]
    assert "not entered" in refused("clerk", "request", "import", file).err
    entered = ferry("clerk", "request", "enter", file, *because, "--json").json
    assert (entered["file"], entered["requests"]) == ("list.csv", 2)
    assert "entered here before" in refused("colleague", "request", "enter", file, *because).err
    ferry("colleague", "request", "sign", file)
    assert "not signed by two" in refused("clerk", "request", "import", file).err
    signed = ferry("officer", "request", "sign", file, "--json").json
    assert signed["signed_as"] == "data-protection-officer"
    opened = ferry("clerk", "request", "import", file, "--json").json
    assert opened == {
        "file": "list.csv",
        "opened": ["B1", "B2"],
        "there_already": [],
        "withdrawn_before": [],
    }
    assert "2 were open already" in ferry("clerk", "request", "import", file).out
    listed = ferry("clerk", "request", "list", "--json").json["requests"]
    assert [one["missing_person"] for one in listed] == ["Ines Alba", "Нона Бойко"]


def test_a_missing_file_is_a_sentence(refused: Call, ferry: Call, tmp_path: Path) -> None:
    assert "could not be opened" in refused("clerk", "request", "import", tmp_path / "no.csv").err


def test_the_officer_clears_a_larger_list(ferry: Call, refused: Call) -> None:
    clear = ["operation", "clear-gallery", "40", "--because", "A second boat sank with it"]
    assert "no role" in refused("clerk", *clear).err
    assert ferry("officer", *clear, "--json").json == {"operation": "FERRY", "people": 40}


def test_a_permission_is_said_anew_and_what_ends_is_listed(ferry: Call, refused: Call) -> None:
    ferry("clerk", *report("T-0001", "Ines Alba"), "--until", "2999-12-31")
    assert ferry("clerk", "retention").out == "Nothing ends in these days.\n"
    ending = ferry("clerk", "retention", "--days", "999999", "--json").json["ending"]
    assert ending == [
        {"request": "T-0001", "what": "permission", "until": "2999-12-31", "ended": False}
    ]
    ferry("clerk", "request", "permit", "T-0001", "--permits", "identify")
    assert ferry("clerk", "retention", "--days", "999999", "--json").json["ending"] == []
    shown = ferry("clerk", "request", "show", "T-0001", "--json").json["permissions"]
    assert [(one["biometrics"], bool(one["withdrawn"])) for one in shown] == [
        (True, True),
        (False, False),
    ]
    assert (
        "Nothing of this request is kept"
        in refused("officer", "request", "restricted", "T-0001").err
    )


def test_a_closed_account_acts_no_more(ferry: Call, refused: Call, call: Call) -> None:
    said = call("account", "close", "clerk", "--as", "admin", "--json")
    assert said.json == {"account": "clerk", "closed": True}
    assert call("request", "list", "--as", "clerk", "--operation", "FERRY").status == 1
