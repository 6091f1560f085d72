"""Custody, packets, farewell, burial and the way home by commands alone."""

from pathlib import Path

import pytest

from antigone.access import Actor
from antigone.casework import models as rows
from antigone.casework.models.handover import SampleKind
from antigone.cli import codes
from tests.casework.homecoming import identified, relative_of
from tests.cli.test_cli_path import Call, call, done, ferry, refused, report
from tests.homes import PASSWORD, administrator, built, config, opened, unfenced, watch

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

MORE = {
    "second": ["mortuary-officer", "records-officer"],
    "liaison": ["family-liaison-officer"],
    "prosecutor": ["prosecutors-liaison"],
}
HANDS = ["--handed-by", "M. Ruiz", "--received-by", "J. Etxea"]


@pytest.fixture
def pier(ferry: Call, done: Call, tmp_path: Path) -> Call:
    """The ferry's people and three more; one body, examined, with a ring and a sample."""
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    for name, (first, *others) in MORE.items():
        add = ["account", "add", name, f"Name of {name}", "--password-file", password]
        done(*add, "--as", "admin")
        for role in (first, *others):
            done("role", "give", name, role, "--operation", "FERRY", "--as", "admin")
    ferry("clerk", *report("T-0031", "Ines Alba"))
    ferry("mortuary", "remains", "record", "R-0042", "--place", "Pier", "--authority", "Coroner")
    ferry("doctor", "remains", "examine", "R-0042", "--basis", "Rigor")
    now = ["--place", "Pier, safe", "--received-by", "M. Ruiz"]
    ring = ["--remains", "R-0042", "--description", "A ring", "--found-by", "Dr Vidal", *now]
    assert ferry("mortuary", "handover", "effect", "E-0007", *ring, "--json").json == {
        "effect": "E-0007"
    }
    tooth = ["--remains", "R-0042", "--kind", "tooth", "--seal", "B-77", "--taken-by", "Dr Vidal"]
    ferry("mortuary", "handover", "sample", "S-0007", *tooth, *now)
    return ferry


def named(ferry: Call) -> None:
    """Let the body be the missing woman, as a board decided; her sister is registered."""
    with unfenced():
        remains, request = rows.Remains.objects.get(), rows.TracingRequest.objects.get()
        people = {
            name: Actor(account_id=one.pk, operation_id=remains.operation_id)
            for name in ("doctor", "mortuary", "board", "liaison")
            for one in rows.Remains._meta.get_field("recorded_by").related_model.objects.filter(
                sign_in_name=name
            )
        }
    examiners = (people["doctor"], people["mortuary"])
    identified(remains, request, examiners=examiners, signer=people["board"])
    relative_of(request, people["liaison"])


def test_a_packet_travels_sealed(pier: Call, refused: Call, tmp_path: Path) -> None:
    seal = ["handover", "seal", "P-0003", "--seal", "556677"]
    ring = ["--remains", "R-0042", "--effect", "E-0007"]
    prepared = pier("mortuary", *seal, *ring, "--json").json
    assert prepared == {"packet": "P-0003", "sealed": False}
    assert "may not take" in refused("mortuary", *seal, "--confirm").err
    assert pier("second", *seal, "--confirm", "--json").json["sealed"] is True
    move = ["--to", "Bank vault", "--because", "It is safer there", *HANDS]
    moved = pier("mortuary", "handover", "transfer", "P-0003", *move, "--json").json
    assert moved == {
        "code": "P-0003",
        "number": 2,
        "place": "Bank vault",
        "institution": "Coroner",
    }
    assert "sealed packet" in refused("mortuary", "handover", "transfer", "E-0007", *move).err
    listed = pier("second", "handover", "where", "--json").json["custody"]
    assert [(one["code"], one["state"], one["place"]) for one in listed] == [
        ("R-0042", "held", "Pier"),
        ("E-0007", "sealed in P-0003", "Bank vault"),
        ("S-0007", "kept", "Pier, safe"),
        ("P-0003", "sealed", "Bank vault"),
    ]
    assert "It is safer there" in pier("second", "handover", "where", "P-0003").out
    paper = tmp_path / "inventory.pdf"
    pier("second", "handover", "print", "P-0003", paper)
    assert paper.read_bytes().startswith(b"%PDF")
    opening = ["handover", "open", "P-0003"]
    pier("mortuary", *opening, "--because", "The inscription is to be read")
    refused("second", *opening, "--seal", "1", "--confirm")
    done = pier("second", *opening, "--seal", "556677", "--confirm", "--json").json
    assert done == {"packet": "P-0003", "opened": True}


def test_a_burial_is_found_again(pier: Call, refused: Call, tmp_path: Path) -> None:
    grave = ["--cemetery", "Harbour", "--grave", "C 14", "--position", "42.2406", "-8.7207"]
    inter = ["handover", "inter", "R-0042", "--sample", "S-0007", *grave]
    hands = ["--handed-by", "M. Ruiz", "--buried-by", "Funerals Office"]
    pier("prosecutor", "handover", "hold", "R-0042", "--reference", "File 14/2026")
    assert "legal hold" in refused("mortuary", *inter, *hands).err
    (held,) = pier("prosecutor", "handover", "inquiries", "--json").json["inquiries"]
    assert held["holds"] == ["prosecutor:File 14/2026"]
    refused("board", "handover", "inquiries")
    lift = ["handover", "lift", "R-0042", "--because", "File closed"]
    assert pier("prosecutor", *lift, "--json").json == {"remains": "R-0042", "lifted": 1}
    refused("prosecutor", *lift)
    assert pier("prosecutor", "handover", "alerts").out.startswith("No alert")
    contest = ["handover", "dispute", "R-0042", "--raised-by", "Pablo", "--because", "Not her"]
    pier("liaison", *contest)
    assert "dispute" in refused("mortuary", *inter, *hands).err
    pier("board", "handover", "settle", "R-0042", "--grounds", "Nine points")
    pier("mortuary", *inter, *hands)
    (line,) = pier("second", "handover", "graves", "--json").json["graves"]
    assert (line["remains"], line["grave"], line["identified"]) == ("R-0042", "C 14", False)
    paper = tmp_path / "grave.pdf"
    pier("second", "handover", "print", "R-0042", paper)
    assert paper.read_bytes().startswith(b"%PDF")
    raise_ = ["handover", "raise", "R-0042", "--to", "Pier", *HANDS]
    refused("mortuary", *raise_)
    pier("mortuary", *raise_, "--because", "Identified")
    assert pier("second", "handover", "where", "R-0042", "--json").json["state"] == "held"
    assert pier("mortuary", "handover", "sample", "S-0007", "--used-up").out


def test_she_goes_home(pier: Call, refused: Call) -> None:
    going = ["handover", "release", "R-0042"]
    door = ["--received-by", "Rosa Alba", "--place", "East gate", "--effect", "E-0007"]
    refused("mortuary", *going, *door)
    named(pier)
    farewell = ["handover", "view", "R-0042", "--relative", "T-0031/1"]
    pier("liaison", *farewell, "--supported-by", "N. Pons", "--place", "Chapel")
    paper = ["--relative", "T-0031/1", "--document", "Family book, p. 3"]
    pier("liaison", "handover", "entitle", "R-0042", *paper)
    assert "may not take" in refused("liaison", "handover", "verify", "R-0042").err
    pier("second", "handover", "verify", "R-0042")
    pier("mortuary", *going, *door)
    handing = ["--confirm", "--handed-by", "J. Etxea"]
    assert "signed the inventory" in refused("second", *going, *handing).err
    signed = [*handing, "--inventory-signed", "--json"]
    assert pier("second", *going, *signed).json == {"remains": "R-0042", "released": True}
    chain = pier("second", "handover", "where", "R-0042")
    assert "released" in chain.out
    assert "Rosa" not in chain.out


def test_the_kinds_of_samples_are_those_of_the_rows() -> None:
    assert tuple(one.value for one in SampleKind) == codes.SAMPLE_KINDS
