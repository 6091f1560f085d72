"""The board at the command line: proposed, signed, excluded, settled, withdrawn, and put on paper."""

import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from antigone import cli
from antigone.access import within
from antigone.casework import models as rows
from antigone.casework.models import decisions as kinds
from antigone.casework.models import review
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures.decisions import UnidentifiedBecause
from antigone.cli import codes
from antigone.config import Config
from antigone.documents.typesetting import readable
from tests.casework.deciding import EXCLUSION, FACE, MATCH, Board, board
from tests.casework.desk import last_entry
from tests.homes import administrator, built, config, opened, staff, watch

__all__ = ["administrator", "board", "built", "config", "opened", "staff", "watch"]

GROUNDS = "DNA agrees, report 14/2026"


class Desk:
    """Runs a command of the board in the operation of the test."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def run(self, who: str, *words: str | Path) -> tuple[int, str, str]:
        named = [*map(str, words), "--as", who, "--operation", "FERRY"]
        with pytest.raises(SystemExit) as ended:
            cli.main(named)
        return ended.value.code, *self._capsys.readouterr()

    def done(self, who: str, *words: str | Path) -> str:
        status, out, err = self.run(who, *words)
        assert (status, err) == (0, ""), (words, out, err)
        return out

    def json(self, who: str, *words: str | Path) -> Any:
        return json.loads(self.done(who, *words, "--json"))

    def refused(self, who: str, *words: str | Path) -> str:
        status, out, err = self.run(who, *words)
        assert (status, out) == (1, ""), (words, out, err)
        sentence, remedy = err.splitlines()
        assert sentence and remedy
        return sentence


@pytest.fixture
def desk(
    config: Config, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    monkeypatch.setenv("ANTIGONE_HOME", str(config.home))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return Desk(capsys)


def _agreed(board: Board, remains: str = "R1", request: str = "M1") -> rows.Concurrence:
    candidate = board.lead(board.body(remains), board.missing(request))
    return board.views(candidate, MATCH, MATCH)


def _text(path: Path) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(path).pages)
    return " ".join(readable(pages).split())


def test_from_the_motion_to_the_withdrawal(board: Board, desk: Desk, tmp_path: Path) -> None:
    _agreed(board)
    pair = ("R1", "M1")
    put = desk.json("ann", "identification", "propose", *pair, "--grounds", GROUNDS)
    assert put == {"remains": "R1", "matter": "identify", "signatures": 1, "complete": False}
    (waiting,) = desk.json("cora", "identification", "list", "--waiting")["motions"]
    assert (waiting["remains"], waiting["request"], waiting["signed_by"]) == ("R1", "M1", ["ann"])
    assert GROUNDS in desk.done("cora", "identification", "show", "R1")
    assert "signed this motion" in desk.refused("ann", "identification", "sign", *pair)
    assert "examiners of this case" in desk.refused("ben", "identification", "sign", *pair)
    assert "R1 is identified as M1" in desk.done("cora", "identification", "sign", *pair)
    (decided,) = desk.json("cora", "identification", "list")["identifications"]
    assert decided["signed_by"] == ["ann", "cora"] and decided["withdrawn_on"] is None

    report = tmp_path / "report.pdf"
    desk.done("cora", "identification", "report", "R1", "--out", report)
    assert "Victim identification report" in _text(report) and GROUNDS in _text(report)
    record = tmp_path / "record.pdf"
    answer = desk.json(
        *("records", "identification", "bureau", "R1", "--power", "Arland", "--out", record)
    )
    assert answer["named"] is True and "Ines Alba" in _text(record) and "Arland" in _text(record)

    wrong = ("--grounds", "The samples were exchanged")
    put = desk.json("cora", "identification", "withdraw", "R1", *wrong)
    assert (put["matter"], put["complete"]) == ("withdraw", False)
    assert "is withdrawn" in desk.done("dora", "identification", "sign", *pair)
    shown = desk.json("dora", "identification", "show", "R1")
    assert shown["outcome"] == "open" and shown["identifications"][0]["withdrawn_on"]
    desk.done("dora", "identification", "report", "R1", "--out", report)
    assert "Withdrawal of an identification" in _text(report)
    with within(board.staff.operation):
        assert rows.BureauRecord.objects.get().recalled_at is not None


def test_a_record_for_the_unnamed(board: Board, desk: Desk, tmp_path: Path) -> None:
    board.body("R7", party="adverse")
    record = tmp_path / "record.pdf"
    answer = desk.json("records", "identification", "bureau", "R7", "--out", record)
    assert answer["named"] is False and "not known" in _text(record)
    desk.refused("cora", "identification", "bureau", "R7", "--out", record)


def test_a_body_on_no_list(board: Board, desk: Desk) -> None:
    body = board.body()
    for code in ("M1", "M2"):
        board.lead(body, board.missing(code, name=f"Person {code}"))
    close = ("identification", "close", "R1", "--reason", "candidates-excluded")
    assert "M1, M2" in desk.refused("cora", *close)
    why = ("--ground", "no-support", "--grounds", "Nothing but the place")
    assert desk.json("cora", "identification", "exclude", "R1", *why)["closed"] == 2
    assert desk.json("cora", *close)["outcome"] == "inconclusive"
    shown = desk.json("cora", "identification", "show", "R1")
    assert [one["request"] for one in shown["exclusions"]] == ["M1", "M2"]
    assert shown["open_leads"] == []


def test_views_that_differ_are_settled(board: Board, desk: Desk) -> None:
    agreed = _agreed(board)
    board.views(agreed.candidate, MATCH, EXCLUSION, discipline=FACE)
    propose = ("identification", "propose", "R1", "M1", "--grounds", GROUNDS)
    assert "Examiners differ" in desk.refused("cora", *propose)
    settle = ("identification", "settle", "R1", "M1", "--discipline", "face", "--follows", "first")
    desk.done("dora", *settle, "--grounds", "The second saw a reflection")
    assert desk.json("cora", *propose)["signatures"] == 1


def test_rules_are_proposed_and_approved(board: Board, desk: Desk, tmp_path: Path) -> None:
    held = desk.json("cora", "identification", "rules")
    assert held["version"] == 1 and held["rules"]["exception"] is None
    file = tmp_path / "rules.json"
    exception = {"disciplines": ["face"], "beside": 2}
    file.write_text(json.dumps(held["rules"] | {"exception": exception}))
    because = ("--because", "No dental records here")
    proposed = desk.json("cora", "identification", "rules", "--propose", file, *because)
    assert len(proposed["drafts"]) == 1 and proposed["version"] == 1
    assert "yourself" in desk.refused("cora", "identification", "rules", "--approve")
    assert desk.json("dora", "identification", "rules", "--approve")["version"] == 2
    file.write_text(json.dumps({"confirms": {"face": True}}))
    said = desk.refused("cora", "identification", "rules", "--propose", file, *because)
    assert "primary identifiers" in said
    file.write_text("[]")
    assert desk.run("cora", "identification", "rules", "--propose", file, *because)[0] == 2


def test_each_copy_of_a_dossier_is_its_readers(board: Board, desk: Desk, tmp_path: Path) -> None:
    agreed = _agreed(board)
    differing = board.views(agreed.candidate, MATCH, EXCLUSION, discipline=FACE)
    assert isinstance(differing, rows.Disagreement)
    file = tmp_path / "dossier.pdf"
    first = desk.json("cora", "identification", "dossier", "R1", "--out", file)
    assert first["copy"] == 1
    text = _text(file)
    for printed in ("restricted", "cora", "DNA", "two examiners differ", "Ines Alba", "copy 1"):
        assert printed in text, printed
    entry = last_entry()
    assert entry.action == "dossier.view"
    assert "dossier.copy" in {purpose for purpose, _ in entry.commitments}
    second = desk.json("dora", "identification", "dossier", "R1", "M1", "--out", file)
    assert second["copy"] == 2 and second["sha256"] != first["sha256"]
    with within(board.staff.operation):
        copies = rows.DossierCopy.objects.order_by("number")
        assert [bytes(one.digest).hex() for one in copies] == [first["sha256"], second["sha256"]]
        assert [one.recorded_by_id for one in copies] == [
            board.cora.account_id,
            board.dora.account_id,
        ]
    desk.refused("clerk", "identification", "dossier", "R1", "M1", "--out", file)


def test_a_dossier_needs_a_lead(board: Board, desk: Desk, tmp_path: Path) -> None:
    board.body()
    board.missing()
    file = tmp_path / "dossier.pdf"
    assert desk.run("cora", "identification", "dossier", "R1", "--out", file)[0] == 2
    assert "no candidate" in desk.refused(
        *("cora", "identification", "dossier", "R1", "M1", "--out", file)
    )
    assert not file.exists()


def test_numbers_in_which_nobody_is_recognised(board: Board, desk: Desk, tmp_path: Path) -> None:
    for number in range(6):
        board.missing(f"M{number}")
    board.lead(board.body(), board.missing("M9"), CandidateSource.DOCUMENT, "A ticket")
    sheet = tmp_path / "numbers.pdf"
    answer = desk.json("records", "stats", "--pdf", sheet)
    assert answer["withheld_below"] == 5
    (missing,) = [one for one in answer["tables"] if one["name"] == "Missing people"]
    assert missing["counts"]["open"] == 7 and missing["total"] == {"missing": 7}
    (bodies,) = [one for one in answer["tables"] if "Bodies" in one["name"]]
    assert bodies["counts"] == {"open": None, "inconclusive": None}
    assert set(answer["median_days"].values()) == {None}
    assert "withheld" in desk.done("records", "stats")
    assert "<5" in _text(sheet) and "Missing people" in _text(sheet)
    desk.refused("clerk", "stats")


def test_the_codes_are_those_of_the_rows() -> None:
    for written, defined in (
        (codes.EXCLUSION_GROUNDS, kinds.ExclusionGround),
        (codes.UNIDENTIFIED, UnidentifiedBecause),
        (codes.PLACES, review.Place),
    ):
        assert written == tuple(one.value for one in defined)
