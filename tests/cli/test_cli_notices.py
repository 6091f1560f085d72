"""Families on the command line: recorded, told, confirmed; refusals are sentences."""

from pathlib import Path
from typing import Any

import pytest

from antigone.access import Actor
from antigone.casework import models as rows
from antigone.cli import codes
from tests.casework.identified import Family
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
from tests.homes import PASSWORD, Staff, unfenced

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

CONTACT = ["--contact-name", "Ana Ferrer", "--contact-phone", "+34 900"]


@pytest.fixture
def told(ferry: Call, done: Call, tmp_path: Path, administrator: Actor, watch: Any) -> Call:
    """A woman who was identified, and the officers who tell her family."""
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    for name in ("liaison", "second"):
        done("account", "add", name, name, "--password-file", password, "--as", "admin")
        done(
            *("role", "give", name, "family-liaison-officer", "--operation", "FERRY"),
            *("--as", "admin"),
        )
    ferry("clerk", *report("T-0031", "Ines Alba"))
    ferry("mortuary", "remains", "record", "R-0042", "--place", "Pier", "--authority", "Coroner")
    with unfenced():
        accounts = {
            one.sign_in_name: Actor(account_id=one.pk, operation_id=rows.Operation.objects.get().pk)
            for one in rows.TracingRequest._meta.get_field(
                "recorded_by"
            ).related_model.objects.all()
        }
        request, remains = rows.TracingRequest.objects.get(), rows.Remains.objects.get()
        family = Family(
            staff=Staff(administrator, request.operation_id),
            clerk=accounts["clerk"],
            liaison=accounts["liaison"],
            second=accounts["second"],
            board=accounts["board"],
            mortuary=accounts["mortuary"],
            request=request,
            remains=remains,
            watch=watch,
        )
    family.identify()
    family.at_hour(11)
    return ferry


def test_a_family_is_told(told: Call, refused: Call, tmp_path: Path) -> None:
    known = ["relative", "record", "T-0031", "--name", "Rosa Alba", "--relation", "sister"]
    stated = ["--language", "es", "--given-on", "2026-01-05", "--time-zone", "Europe/Madrid"]
    where = ["--address", "Calle Mayor 1 / Madrid", "--phone", "+34 600"]
    assert "interview" in refused("clerk", *known, "--language", "es").err
    added = told("clerk", *known, *stated, *where, "--enquirer", "--json").json
    assert added == {"relative": "T-0031/1"}
    prepare = ["notice", "prepare", "--remains", "R-0042", "--relative", "T-0031/1", *CONTACT]
    assert "not recorded whether she wishes" in refused("liaison", *prepare).err
    wishes = ["relative", "wishes", "T-0031/1", "--way", "call", "--call-back-word", "Heron"]
    assert told("clerk", *wishes, "--json").json["way"] == "call"
    assert "sister" in told("clerk", "relative", "list", "T-0031").out
    owed = told("liaison", "notice", "list", "--state", "to-prepare", "--json").json["notices"]
    assert [(one["remains"], one["recipient"]) for one in owed] == [("R-0042", "sister")]
    made = told("liaison", *prepare, "--paragraph", "We will come.", "--json").json
    assert made == {"notice": "T-0031/1", "kind": "identification", "way": "call", "language": "es"}
    assert "prepared it" in refused("liaison", "notice", "approve", "T-0031/1").err
    letter = tmp_path / "letter.pdf"
    shown = told("second", "notice", "show", "T-0031/1", "--letter", letter, "--json").json
    assert (shown["state"], letter.read_bytes()[:5]) == ("to-approve", b"%PDF-")
    assert letter.stat().st_mode & 0o077 == 0
    refused("second", "notice", "show", "T-0031/1", "--letter", letter)
    told("second", "notice", "approve", "T-0031/1")
    assert "Heron" in told("liaison", "notice", "show", "T-0031/1", "--how").out
    assert "Heron" not in told("liaison", "notice", "show", "T-0031/1").out
    attempt = ["notice", "attempt", "T-0031/1", "--outcome"]
    assert "no message" in refused("liaison", *attempt, "message-left").err
    told("liaison", *attempt, "nobody-there", "--note", "Rang twice")
    assert "No attempt" in refused("liaison", "notice", "deliver", "T-0031/1", "--by", "Ana").err
    assert "No mail relay" in refused("liaison", "notice", "send", "T-0031/1").err
    told("liaison", *attempt, "reached")
    told("liaison", "notice", "deliver", "T-0031/1", "--by", "Ana", "--present", "Her son")
    told("liaison", "notice", "acknowledge", "T-0031/1", "--how", "call", "--said", "Thank you")
    assert "acknowledged" in told("liaison", "notice", "list").out
    assert "delivered" in refused("liaison", "notice", "end", "T-0031/1", "--because", "x").err


def test_nobody_registered_is_no_dead_end(told: Call, refused: Call) -> None:
    office = ["--office", "consulate", "--office-name", "Consulate of Arland"]
    prepare = ["notice", "prepare", "--remains", "R-0042", *CONTACT]
    assert "one recipient" in refused("liaison", *prepare).err
    made = told("liaison", *prepare, *office, "--language", "fr", "--json").json
    assert (made["way"], made["language"]) == ("letter", "fr")
    told("liaison", "notice", "end", "T-0031/1", "--because", "Another consulate")
    assert "Nobody waits" not in told("liaison", "notice", "list").out
    for words in (["notice", "show", "T-0031/9"], ["notice", "approve", "T-0099/1"]):
        assert "T-00" in refused("second", *words).err
    assert "withdrawal" in refused("liaison", *prepare, "--correction", *office).err
    alive = ["notice", "prepare", "--alive", "T-0031", *office, *CONTACT]
    assert "alive" in refused("liaison", *alive).err
    nobody = told("clerk", "relative", "list", "T-0031", "--json").json
    assert nobody == {"relatives": []}


def test_the_codes_of_options_are_those_of_the_rows() -> None:
    from antigone.casework import lists
    from antigone.casework.models import notices, relatives
    from antigone.documents.letters import Ground

    for words, kind in (
        (codes.TIES, relatives.Tie),
        (codes.CONTACT_SOURCES, relatives.ContactSource),
        (codes.WAYS_TO_TELL, relatives.Way),
        (("relative", *codes.OFFICES), notices.RecipientKind),
        (codes.OUTCOMES, notices.AttemptOutcome),
        (codes.GROUNDS, Ground),
    ):
        assert words == tuple(one.value for one in kind)
    assert codes.NOTICE_STATES == lists.STATES
