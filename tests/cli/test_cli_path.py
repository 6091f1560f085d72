"""The whole path by commands alone, in a home of the exercise; and every refusal with its remedy."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import pytest
from PIL import Image

from antigone import cli
from antigone.access import Actor
from antigone.casework import models as rows
from antigone.casework.instruments import put_away
from antigone.config import Config
from antigone.exercise.people import expression
from tests.casework.picturing import jpeg, labelled, portrait_of
from tests.homes import PASSWORD, administrator, built, config, opened, watch

__all__ = ["administrator", "built", "config", "opened", "watch"]

STAFF = {
    "clerk": ["intake-officer"],
    "colleague": ["intake-officer"],
    "mortuary": ["mortuary-officer"],
    "doctor": ["examiner", "--discipline", "medical"],
    "examiner": ["examiner", "--discipline", "face"],
    "board": ["board-member"],
    "officer": ["data-protection-officer"],
}


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Call = Callable[..., Said]


@pytest.fixture
def call(
    administrator: Actor,
    config: Config,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Call]:
    """Run a command in this process, in the home of the test."""
    monkeypatch.setenv("ANTIGONE_HOME", str(config.home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def call(*words: str | Path) -> Said:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(word) for word in words])
        return Said(ended.value.code, *capsys.readouterr())

    yield call
    put_away()


@pytest.fixture
def done(call: Call) -> Call:
    """Run a command that must not be refused."""

    def done(*words: str | Path) -> Said:
        said = call(*words)
        assert (said.status, said.err) == (0, ""), (words, said)
        return said

    return done


@pytest.fixture
def ferry(done: Call, tmp_path: Path) -> Call:
    """An operation with its people; the call names who acts first: ferry("clerk", "request", …)."""
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    admin = ("--as", "admin")
    stated = ["--authority", "Coroner", "--legal-basis", "Act, s. 12", "--declared-missing", "11"]
    done("operation", "open", "FERRY", "Ferry Aurora", *stated, *admin)
    for name, role in STAFF.items():
        done("account", "add", name, f"Name of {name}", "--password-file", password, *admin)
        done("role", "give", name, *role, "--operation", "FERRY", *admin)

    def act(who: str, *words: str | Path, refused: str = "") -> Said:
        return done(*words, "--as", who, "--operation", "FERRY")

    return act


@pytest.fixture
def refused(call: Call) -> Call:
    """Run a command that must be refused in a sentence with a remedy, and return the sentence."""

    def refused(who: str, *words: str | Path, operation: str = "FERRY") -> Said:
        said = call(*words, "--as", who, "--operation", operation)
        assert (said.status, said.out) == (1, ""), (words, said)
        sentence, remedy = said.err.splitlines()
        assert sentence.endswith(".") and remedy, said
        return said

    return refused


def report(code: str, name: str) -> list[str]:
    return [
        *("request", "open", code, "--name", name, "--because", "Was aboard; cabin 12"),
        *("--enquirer-name", "Rosa Alba", "--controller", "Coroner", "--article", "Act, s. 12"),
        *("--permits", "identify", "--biometrics"),
    ]


@pytest.mark.slow
def test_from_a_report_to_a_weighed_candidate(
    ferry: Call, refused: Call, call: Call, tmp_path: Path
) -> None:
    for number, person in enumerate(("P001", "P002"), start=1):
        code = f"T-000{number}"
        ferry("clerk", *report(code, f"Ines {person}"))
        file = tmp_path / f"{person}.jpg"
        file.write_bytes(jpeg(portrait_of(person)))
        assert ferry("clerk", "photograph", "add", code, file, "--json").json == {
            "photograph": f"{code}/1"
        }
        assert len(ferry("clerk", "photograph", "read", f"{code}/1", "--json").json["faces"]) == 1
        ferry("clerk", "photograph", "mark", f"{code}/1", "--face", "1")
        ferry("clerk", "photograph", "enrol", f"{code}/1")

    ferry("mortuary", "remains", "record", "R-0042", "--place", "Pier 3", "--authority", "Coroner")
    file = tmp_path / "quay3_0142.jpg"
    # The label lies beside the face, not on it.
    taken = numpy.pad(expression("P002", "thoughtful"), ((0, 160), (0, 0), (0, 0)))
    file.write_bytes(jpeg(labelled(taken, "R-0042")))
    added = ferry("mortuary", "photograph", "add", "R-0042", file, "--json").json
    assert added == {"photograph": "R-0042/1", "code_legible": True}
    ferry("mortuary", "photograph", "read", "R-0042/1")
    ferry("mortuary", "photograph", "mark", "R-0042/1", "--face", "1")
    assert "No examination" in refused("examiner", "search", "run", "R-0042").err
    examine = ["remains", "examine", "R-0042", "--basis", "Rigor", "--condition", "fresh"]
    ferry("doctor", *examine)
    assert "no enrolled face" in refused("examiner", "search", "run", "R-0042").err
    assert (
        "Nothing was done"
        in refused("mortuary", "photograph", "confirm", "R-0042/1", "--face", "1").err
    )
    agreed = ferry("examiner", "photograph", "confirm", "R-0042/1", "--face", "1", "--json").json
    assert agreed == {"photograph": "R-0042/1", "agreed": True}
    ferry("examiner", "photograph", "enrol", "R-0042/1")

    found = ferry("examiner", "search", "run", "R-0042", "--json").json
    assert set(found) >= {
        *("remains", "gallery", "fpir", "threshold", "expected_false", "candidates")
    }
    assert found["gallery"] == {"people": 2, "templates": 2}
    first = found["candidates"][0]
    assert set(first) >= {
        *("request", "missing_person", "rank", "similarity", "log10_lr", "interval", "words"),
        *("photograph", "above_threshold"),
    }
    assert (first["request"], first["missing_person"]) == ("T-0002", "Ines P002")
    assert (first["rank"], first["photograph"], first["log10_lr"]) == (1, "T-0002/1", None)

    weighed = ferry("examiner", "candidate", "weigh", "R-0042", "--json").json
    assert weighed["weighed"] == 2
    assert weighed["candidates"][0]["log10_lr"] > 1
    assert "supports" in weighed["candidates"][0]["words"]
    shown = ferry("board", "search", "show", "R-0042", "--json").json
    assert shown["candidates"][0]["log10_lr"] == weighed["candidates"][0]["log10_lr"]
    assert "T-0002" in ferry("board", "search", "show", "R-0042").out

    dna = ["candidate", "propose", "R-0042", "T-0001", "--source", "laboratory"]
    assert "where it comes from" in refused("examiner", *dna).err
    ferry("examiner", *dna, "--note", "DNA report 14/2026")
    stated = [
        *("--kind", "dna", "--source", "Report 14/2026", "--log10-lr", "6.2"),
        *("--interval", "5.8", "6.6", "--bound", "-9", "9"),
        *("--same", "the same person", "--other", "an unrelated person"),
        *("--laboratory", "Institute of Legal Medicine", "--software", "EuroForMix 4.0.8"),
        *("--reported-on", "2026-05-12", "--report-file", __file__),
    ]
    tomorrow = [*stated, "--reported-on", "2999-01-01"]
    assert (
        "has not come yet"
        in refused("examiner", "candidate", "weigh", "R-0042", "T-0001", *tomorrow).err
    )
    ferry("examiner", "candidate", "weigh", "R-0042", "T-0001", *stated)
    listed = ferry("board", "candidate", "list", "R-0042", "--json").json["candidates"]
    assert [one["source"] for one in listed].count("laboratory") == 1
    assert ferry("examiner", "search", "sweep", "--json").json == {"searched": [], "skipped": []}

    requests = ferry("clerk", "request", "list", "--json").json["requests"]
    assert [(one["request"], one["photographs"], one["enrolled"]) for one in requests] == [
        ("T-0001", 1, 1),
        ("T-0002", 1, 1),
    ]
    withdrawn = ferry("clerk", "request", "withdraw", "T-0001", "--json").json
    assert withdrawn["outcome"] == "erased"
    gone = ferry("clerk", "erase", "list", "--json").json["withdrawals"]
    assert [(one["request"], one["files_gone"]) for one in gone] == [("T-0001", False)]
    assert rows.Job.objects.get().kind == "erasure.purge"
    assert "Ines P001" not in ferry("clerk", "request", "list").out
    last = rows.LedgerEntry.objects.count() - 1
    proof = ferry("officer", "ledger", "prove", str(last)).out
    assert proof.startswith("c2sp.org/tlog-proof@v1")


def test_lists_and_cases_are_shown_to_those_who_may_see_them(ferry: Call, refused: Call) -> None:
    ferry("clerk", *report("T-0031", "Ines Alba"), "--born", "1994-03")
    ferry("mortuary", "remains", "record", "R-0042", "--place", "Pier", "--authority", "Coroner")
    signs = ["--inquiry-sign", "bound"]
    ferry("doctor", "remains", "examine", "R-0042", "--basis", "Rigor", *signs)
    shown = ferry("clerk", "request", "show", "T-0031")
    assert "Ines Alba" in shown.out and "Rosa Alba" not in shown.out
    person = ferry("clerk", "request", "show", "T-0031", "--json").json["missing_person"]
    assert (person["name"], person["born"]) == ("Ines Alba", "1994-03")
    one = ferry("mortuary", "remains", "show", "R-0042", "--json").json
    assert one["legal_hold"] is True and "bound" not in json.dumps(one)
    assert "Name of doctor" in ferry("mortuary", "remains", "show", "R-0042").out
    assert "R-0042" in ferry("board", "remains", "list").out
    assert ferry("mortuary", "photograph", "list", "R-0042").out.startswith("No photograph")
    everybody = ferry("officer", "account", "list", "--json").json["accounts"]
    assert {one["account"] for one in everybody} == set(STAFF)

    for who, words in (
        ("mortuary", ["request", "list"]),
        ("clerk", ["remains", "list"]),
        ("clerk", ["account", "list"]),
        ("mortuary", ["candidate", "list", "R-0042"]),
        ("clerk", ["ledger", "verify"]),
        ("admin", ["request", "list"]),
    ):
        assert refused(who, *words).err
    for words in (["request", "show", "T-9"], ["photograph", "list", "T-9"]):
        assert "T-9" in refused("clerk", *words).err
    for named in ("R-0042", "R-0042/0", "R-0042/1", "T-0031/1", "X/1"):
        refused("clerk", "photograph", "read", named)
    assert "No search was made" in refused("board", "search", "show", "R-0042").err


def test_one_operation_does_not_exist_for_another(ferry: Call, done: Call, refused: Call) -> None:
    ferry("clerk", *report("T-0031", "Ines Alba"))
    stated = ["--authority", "Coroner", "--legal-basis", "Act, s. 12", "--declared-missing", "2"]
    done("operation", "open", "QUAKE", "Earthquake", *stated, "--as", "admin")
    outsider = refused("clerk", "request", "list", operation="QUAKE").err
    assert refused("clerk", "request", "list", operation="NONE").err == outsider.replace(
        "QUAKE", "NONE"
    ), "whether there is one is not told"
    give = ["role", "give", "colleague", "board-member", "--operation", "QUAKE", "--as", "admin"]
    done(*give)
    inside = done("request", "list", "--json", "--as", "colleague", "--operation", "QUAKE")
    assert inside.json == {"requests": []}
    foreign = refused("colleague", "request", "show", "T-0031", operation="QUAKE").err
    assert "T-0031" in foreign and "Ines" not in foreign
    mine = done("operation", "list", "--json", "--as", "clerk").json["operations"]
    assert [one["operation"] for one in mine] == ["FERRY"]
    done("role", "end", "colleague", "board-member", "--operation", "QUAKE", "--as", "admin")
    refused("colleague", "request", "list", operation="QUAKE")


def test_two_people_find_her_alive(ferry: Call, refused: Call) -> None:
    ferry("clerk", *report("T-0031", "Ines Alba"))
    word = ["request", "found-alive", "T-0031", "--seen", "in-person", "--basis", "Her passport"]
    first = ferry("clerk", *word, "--family-may-hear", "alive", "--json").json
    assert (first["confirmations"], first["found_alive"]) == (1, False)
    refused("clerk", *word)
    second = ferry("colleague", *word, "--family-may-hear", "contact", "--json").json
    assert (second["found_alive"], second["family_may_hear"]) == (True, "alive")
    assert (second["outcome"], second["because"]) == ("erased", "")
    (gone,) = ferry("clerk", "erase", "list", "--json").json["withdrawals"]
    assert (gone["request"], gone["found_alive"], gone["files_gone"]) == ("T-0031", True, False)
    assert "may be erased here" in refused("clerk", "request", "erase-kept", "T-0031").err
    ferry("clerk", *report("T-0032", "Ana Alba"))
    ferry("clerk", "request", "close", "T-0032", "--reason", "no-photograph")
    listed = ferry("clerk", "request", "list", "--json").json["requests"]
    assert [(one["outcome"], one["reason"]) for one in listed] == [
        ("found-alive", ""),
        ("inconclusive", "no-photograph"),
    ]


def test_what_is_missing_in_a_report_is_asked_for(ferry: Call, refused: Call) -> None:
    whole = report("T-0031", "Ines Alba")
    for option, code in (
        ("--because", "why this person is missing"),
        ("--article", "legal basis"),
        ("--enquirer-name", "who asks"),
    ):
        at = whole.index(option)
        assert code in refused("clerk", *whole[:at], *whole[at + 2 :]).err
    assert "Remains need a code" in refused("mortuary", "remains", "record", "R-1").err
    ferry("clerk", *whole)
    assert "another case already" in refused("clerk", *whole).err
    assert "is not a date" in refused("clerk", *whole, "--born", "spring").err


def test_roles_are_given_where_they_belong(ferry: Call, call: Call, refused: Call) -> None:
    admin = ("--as", "admin")
    for words, sentence in (
        (["clerk", "examiner", "--operation", "FERRY"], "one discipline"),
        (["clerk", "board-member", "--discipline", "dna", "--operation", "FERRY"], "discipline"),
        (["clerk", "board-member", "--whole-home"], "in one operation"),
        (["admin", "data-protection-officer", "--whole-home"], "to yourself"),
        (["nobody", "board-member", "--operation", "FERRY"], "nobody"),
        (["clerk", "board-member", "--operation", "NONE"], "NONE"),
    ):
        said = call("role", "give", *words, *admin)
        assert (said.status, said.out) == (1, "")
        assert sentence in said.err
    assert call("role", "give", "clerk", "board-member", *admin).status == 2
    said = call("request", "list", "--as", "clerk")
    assert (said.status, "--operation" in said.err) == (2, True)
    said = call("request", "list", "--as", "nobody", "--operation", "FERRY")
    assert (said.status, "no open account “nobody”" in said.err) == (1, True)


def test_a_photograph_that_is_none_is_refused(ferry: Call, refused: Call, tmp_path: Path) -> None:
    ferry("clerk", *report("T-0031", "Ines Alba"))
    letter = tmp_path / "letter.jpg"
    letter.write_text("Dear sister")
    for file in (letter, tmp_path / "absent.jpg", "https://example.org/her.jpg"):
        refused("clerk", "photograph", "add", "T-0031", file)
    wall = tmp_path / "wall.jpg"
    Image.new("RGB", (300, 300)).save(wall)
    ferry("clerk", "photograph", "add", "T-0031", wall)
    assert "no face was found" in ferry("clerk", "photograph", "read", "T-0031/1").out
    choose = ["photograph", "mark", "T-0031/1"]
    assert "Exactly one face" in refused("clerk", *choose).err
    assert "Face 1 was chosen" in refused("clerk", *choose, "--face", "1").err
    assert "nobody in it" in ferry("clerk", *choose, "--not-shown").out


def test_the_codes_of_options_are_those_of_the_rows() -> None:
    from antigone.casework.models import alive, operation, photographs, remains, requests, search
    from antigone.casework.procedures.requests import Inconclusive
    from antigone.casework.procedures.weighing import Reportable
    from antigone.cli import codes

    for words, kind in (
        (codes.ENQUIRERS, requests.EnquirerKind),
        (codes.PURPOSES, requests.Purpose),
        (codes.SHARING, requests.SharingLevel),
        (codes.REMAINS_KINDS, remains.RemainsKind),
        (codes.CUSTODIES, remains.Custody),
        (codes.PARTIES, remains.Party),
        (codes.CONDITIONS, remains.Condition),
        (codes.INQUIRY_SIGNS, remains.InquirySign),
        (codes.OPERATION_KINDS, operation.OperationKind),
        (codes.WAYS, photographs.Way),
        (("face", *codes.SOURCES), search.CandidateSource),
        (codes.SEEN, alive.Seen),
        (codes.MAY_HEAR, alive.MayHear),
        (codes.INCONCLUSIVE, Inconclusive),
        (codes.REPORTABLE, Reportable),
    ):
        assert words == tuple(one.value for one in kind)
