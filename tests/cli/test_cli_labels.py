"""`antigone labels`: a sheet that can be printed, codes that never meet, nothing replaced."""

from pathlib import Path

import pytest
from desk import Desk


def test_a_block_of_labels_is_printed_and_says_where_the_next_begins(desk: Desk) -> None:
    answer = desk.run(
        *("labels", "--operation", "FERRY", "--first", "40", "--count", "5"),
        *("--out", "tent-b.pdf", "--json"),
    )
    assert (answer.status, answer.err) == (0, "")
    assert answer.json["file"] == "tent-b.pdf"
    assert (answer.json["pages"], answer.json["next"]) == (2, 45)
    assert [one["code"] for one in answer.json["labels"]] == [
        *("R-0040", "R-0041", "R-0042", "R-0043", "R-0044"),
    ]
    assert answer.json["labels"][2]["payload"].startswith("ANTIGONE:1:FERRY:R-0042:")
    printed = (desk.folder / "tent-b.pdf").read_bytes()
    assert printed.startswith(b"%PDF")

    # Again: the same sheet is never replaced, and elsewhere it is the same, byte for byte.
    again = ("labels", "--operation", "FERRY", "--first", "40", "--count", "5", "--out")
    refused = desk.run(*again, "tent-b.pdf")
    assert refused.status == 1
    assert refused.said[0] == "tent-b.pdf is there already. No label was made."
    said = desk.run(*again, "copy.pdf")
    assert said.out.splitlines() == [
        "5 labels, R-0040 to R-0044, on 2 pages: copy.pdf",
        "The next block may begin with 45. Print at 100 %.",
    ]
    assert (desk.folder / "copy.pdf").read_bytes() == printed


def test_no_tent_begins_at_one_by_leaving_the_number_out(desk: Desk) -> None:
    answer = desk.run("labels", "--operation", "FERRY", "--out", "tent.pdf")
    assert answer.status == 2
    assert "--first" in answer.err
    assert not list(desk.folder.iterdir())


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("--operation", "the ferry"), "“the ferry” cannot be the short code of an operation."),
        (("--count", "0"), "No block of 0 codes R can begin at 40."),
        (("--name", "Пором"), "П о р м cannot be printed with this font."),
        (("--font", "letter.txt"), "letter.txt cannot be used as a font."),
        (("--out", "nowhere/tent.pdf"), "nowhere/tent.pdf could not be written"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_left(
    desk: Desk, changed: tuple[str, str], said: str
) -> None:
    (desk.folder / "letter.txt").write_text("Dear sister")
    arguments = {"--operation": "FERRY", "--first": "40", "--out": "tent.pdf"}
    arguments.update([changed])
    answer = desk.run("labels", *(word for pair in arguments.items() for word in pair))
    assert answer.status == 1
    assert answer.said[0].startswith(said)
    assert len(answer.said) == 2, "a remedy follows"
    assert list(desk.folder.iterdir()) == [desk.folder / Path("letter.txt")]
