"""Dossier, reports, forms, counts: complete, marked on every page, whatever the names."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import Image

from antigone.documents.counts import CountSheet, CountTable, counts_pdf, printed_count
from antigone.documents.dossier import (
    COMPONENTS,
    ComponentView,
    DisciplineResult,
    Dossier,
    FindingLine,
    Objection,
    Reader,
    Rule,
    RuleLine,
    UnknownComponent,
    UnprintablePicture,
    View,
    dossier_pdf,
)
from antigone.documents.overview import OutcomeLine, Overview, overview_pdf
from antigone.documents.page import Bar, Bars, Picture, as_values
from antigone.documents.records import (
    Article,
    ArticleSixteenRecord,
    FormHead,
    GraveEntry,
    PacketStatement,
    grave_pdf,
    packet_pdf,
    record_pdf,
)
from antigone.documents.report import (
    Identifier,
    LedgerProof,
    Report,
    ReportForm,
    Signatory,
    report_pdf,
)
from antigone.documents.typesetting import NothingToPrint
from tests.documents.hostile import NAMES
from tests.documents.reading import carried, compact, read

AT = datetime(2026, 5, 12, 10, 31, tzinfo=UTC)
SIGNED = (
    Signatory(name="A. Lind", role="board member", at=AT),
    Signatory(name="J. Moreau", role="chair", at=AT),
)
OUR_NAME = "Ivan Kovalenko"


def photograph() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (120, 150), (120, 110, 100)).save(written, "JPEG")
    return written.getvalue()


def view(examiner: str, *, scars_similar: bool = True) -> View:
    seen = [key for key in COMPONENTS if key not in ("other", "skin")]
    return View(
        examiner=examiner,
        analysed_at=AT,
        analysis="Eyes closed, lower lip swollen.",
        committed_at=AT,
        components=(
            ComponentView(component="skin", similar=None, note="skin lost"),
            *(
                ComponentView(component=key, similar=key != "scars" or scars_similar)
                for key in seen
            ),
        ),
        support="moderate support",
        conclusion="Potential match",
        reasons="Ears and brows agree.",
    )


def finding(**changes) -> FindingLine:
    given = {
        "name": "DNA",
        "sentence": "A million times more probable for a brother of the donor.",
        "log10": 6.0,
        "interval": (6.0, 6.0),
        "bound": True,
        "words": "extremely strong support",
        "same": "a brother of the donor",
        "other": "an unrelated person",
        "source": "LAB-77",
    }
    return FindingLine(**{**given, **changes})


def dossier(name: str = OUR_NAME, **changes) -> Dossier:
    given = {
        "language": "en",
        "operation": name,
        "authority": name,
        "remains": "R-0042",
        "request": "T-0031",
        "person": name,
        "rule": Rule(
            name="Ferry-2",
            words="One primary identifier.",
            lines=(
                RuleLine(condition="DNA", holds=True, because="LAB-77"),
                RuleLine(condition="Prints", holds=None, because="none taken"),
            ),
        ),
        "views": (view(f"1 {name}"), view(f"2 {name}", scars_similar=False)),
        "results": (
            DisciplineResult(discipline="DNA", result=name, by=name, reference=name, primary=True),
        ),
        "findings": (
            finding(),
            finding(name=name, log10=-0.3, interval=(-0.6, 0.0), bound=False, words="no support"),
        ),
        "missing": ("Fingerprints", name),
        "objections": (Objection(by=name, at=AT, text=name),),
        "history": ((AT, name),),
        "reader": Reader(name=name, account="lind", at=AT, copy=3),
    }
    return Dossier(**{**given, **changes})


def report(form: ReportForm = ReportForm.IDENTIFICATION, name: str = OUR_NAME, **changes) -> Report:
    identifier = Identifier(
        name="DNA", result=name, expert=name, laboratory=name, reference="LAB-77", dated="11 May"
    )
    given = {
        "language": "en",
        "form": form,
        "operation": name,
        "authority": name,
        "remains": "R-0042",
        "request": "T-0031",
        "person": name,
        "particulars": (("Born", "3 April 1988"),),
        "primary": (identifier,),
        "secondary": (),
        "rule": "Ferry-2",
        "grounds": ("DNA through the sister.", name),
        "signatories": SIGNED,
        "ledger": LedgerProof(entry=4182, size=4183, head="9f86d081" * 8),
        "made_at": AT,
        "earlier": "ledger entry 3107",
    }
    return Report(**{**given, **changes})


def head(name: str = OUR_NAME) -> FormHead:
    return FormHead(
        language="en",
        operation=name,
        authority=name,
        number="16-004",
        code="R-0042",
        made_at=AT,
        signatories=SIGNED,
    )


def sheets(name: str) -> dict[str, bytes]:
    """Return one of each document with the name in its fields."""
    line = OutcomeLine(request="T-0031", person=name, remains="R-0042", outcome=name, told=name)
    return {
        "dossier": dossier_pdf(dossier(name)),
        "report": report_pdf(report(name=name)),
        "record": record_pdf(
            ArticleSixteenRecord(head=head(name), surname=name, disc=name, enclosures=(name,))
        ),
        "grave": grave_pdf(grave(name)),
        "packet": packet_pdf(packet(name)),
        "counts": counts_pdf(counts(name)),
        "overview": overview_pdf(
            Overview(
                language="en",
                operation=name,
                authority=name,
                summary=name,
                lines=(line,) * 3,
                made_at=AT,
            )
        ),
    }


def grave(name: str = OUR_NAME) -> GraveEntry:
    return GraveEntry(
        head=head(name),
        name="",
        cemetery=name,
        grave="C 14",
        position="46.48572 N, 30.74383 E (WGS 84)",
        buried="20 May 2026",
        rite=name,
        marker=name,
        disc="on the body",
        examination="Dr. L. Berg, 12 May 2026",
        sample="S-0042-1",
    )


def packet(name: str = OUR_NAME) -> PacketStatement:
    return PacketStatement(
        head=head(name),
        packet="P-0042-1",
        seal="88214",
        owner=name,
        identified_by=name,
        articles=(Article(description=name, count=1, where=name),),
        kept_at=name,
    )


def counts(name: str = OUR_NAME) -> CountSheet:
    return CountSheet(
        language="en",
        operation=name,
        authority=name,
        period="May 2026",
        tables=(
            CountTable(
                title=name,
                rows=((name, 1412), ("Found alive", 1), ("Withdrawn", None), ("By letter", 0)),
            ),
        ),
        made_at=AT,
    )


@pytest.mark.parametrize("key", [key for key in NAMES if key != "marks"])
def test_every_sheet_prints_any_name_within_the_page(key: str) -> None:
    for kind, made in sheets(NAMES[key][:400]).items():
        paper = read(made)
        # In narrow columns words are broken anywhere, and figures of two columns lie between.
        letters = set(compact(NAMES[key][:400]))
        assert letters <= set(paper.text), kind
        if key not in ("long", "wide", "long-right-to-left"):
            assert not [word for word in paper.lacks(NAMES[key]) if len(word) < 8], kind
        assert len(paper.pages) <= 12
        assert carried(made) == 0
        if kind != "dossier":
            # The watermark of a dossier runs over the edges on purpose.
            assert paper.least_margin > 24, (kind, paper.least_margin)


def test_every_sheet_is_the_same_bytes_twice() -> None:
    assert sheets(OUR_NAME) == sheets(OUR_NAME)


def test_a_dossier_names_its_reader_on_every_page() -> None:
    paper = read(dossier_pdf(dossier(history=((AT, "Something happened."),) * 60)))
    assert len(paper.pages) > 2
    for page in map(compact, paper.pages):
        assert "restricted" in page
        assert "copy3,12May2026,10:31UTC,readbylind:IvanKovalenko" in page
        assert page.count("lind·2026-05-1210:31·#3") > 5
        assert "simulated" not in page
    other = dossier(reader=Reader(name="J. Moreau", account="moreau", at=AT, copy=4))
    assert dossier_pdf(other) != dossier_pdf(dossier())


def test_a_simulated_calibration_marks_the_whole_dossier() -> None:
    made = dossier(findings=(finding(), finding(simulated=True)))
    assert made.simulated and not dossier().simulated
    for page in map(compact, read(dossier_pdf(made)).pages):
        assert page.count("exercise,simulated") > 5


def test_all_nineteen_components_stand_in_the_dossier_those_that_differ_first() -> None:
    text = read(dossier_pdf(dossier())).text
    places = {
        key: text.find(compact(label), text.find("Component")) for key, label in COMPONENTS.items()
    }
    assert len(places) == 19 and -1 not in places.values()
    assert min(places, key=places.get) == "scars"
    assert "notcomparable;skinlost" in text
    assert "notlookedat" in text
    with pytest.raises(UnknownComponent):
        ComponentView(component="aura", similar=True)


def test_a_finding_shows_number_interval_bound_words_and_question() -> None:
    text = read(dossier_pdf(dossier())).text
    for part in (
        "+6.0(+6.0…+6.0)",
        "extremelystrongsupport,atthelimitofthereferencedata",
        "abrotherofthedonor/anunrelatedperson.Source:LAB-77.",
        "-0.3(-0.6…+0.0)",
        "Nothingisaddeduphere",
    ):
        assert part in text


def test_an_empty_dossier_says_what_is_not_there() -> None:
    nothing = dossier(views=(), results=(), findings=(), missing=(), objections=())
    text = read(dossier_pdf(nothing)).text
    for sentence in (
        "No discipline has given a result.",
        "No finding has been weighed.",
        "No comparison has been committed.",
        "Nobody has objected.",
    ):
        assert compact(sentence) in text


def test_photographs_are_for_the_board_alone_and_checked() -> None:
    pictures = (
        Picture(caption="Photograph 1 of R-0042", content=photograph()),
        Picture(caption="Reference 1 of T-0031", content=photograph()),
    )
    made = dossier_pdf(dossier(pictures=pictures))
    paper = read(made)
    assert paper.images == 2
    # The reader of letters would see an image: here it does.
    assert carried(made) > 0
    assert "Reference1ofT-0031" in paper.text
    for content in (b"GIF89a", b"<svg/>", b"", photograph() + b"\0" * 2_000_000):
        with pytest.raises(UnprintablePicture):
            dossier_pdf(dossier(pictures=(Picture(caption="x", content=content),)))


def test_bars_keep_their_scale() -> None:
    bars = Bars(
        caption="",
        bars=(
            Bar(label="for", figure="", value=2.0, low=0.0, high=4.0),
            Bar(label="against", figure="", value=-1.0, low=-2.0, high=0.0),
        ),
    )
    drawn = as_values([bars])[0]
    # The scale runs from -2 to 6: zero lies at a quarter, one unit is an eighth.
    first, second = drawn["bars"]
    assert (first["start"], first["length"], first["low"], first["high"]) == (
        0.25,
        0.25,
        0.25,
        0.75,
    )
    assert (second["start"], second["length"], second["against"]) == (0.125, 0.125, True)
    assert drawn["ticks"] == [["-2", 0.0], ["0", 0.25], ["+2", 0.5], ["+4", 0.75], ["+6", 1.0]]


@pytest.mark.parametrize("form", ReportForm)
def test_a_report_says_what_was_decided_by_whom_and_where_it_is_proven(form: ReportForm) -> None:
    made = report(form, earlier="ledger entry 3107" if form is ReportForm.WITHDRAWAL else "")
    paper = read(report_pdf(made))
    said = {
        ReportForm.IDENTIFICATION: "R-0042 is identified as Ivan Kovalenko (T-0031).",
        ReportForm.EXCLUSION: "R-0042 is not Ivan Kovalenko (T-0031).",
        ReportForm.WITHDRAWAL: "This takes back: ledger entry 3107.",
    }[form]
    assert compact(said) in paper.text
    for part in ("A.Lind", "J.Moreau", "chair", "4182", "9f86d081" * 8, "DNAthroughthesister."):
        assert part in paper.text
    assert len(paper.pages) == 1


def test_nobody_signs_for_nobody() -> None:
    for changes in ({"signatories": ()}, {"grounds": ()}):
        with pytest.raises(NothingToPrint):
            report(**changes)
    with pytest.raises(NothingToPrint):
        report(ReportForm.WITHDRAWAL, earlier="")


def test_a_record_is_made_for_the_unnamed_and_leaves_no_field_out() -> None:
    paper = read(record_pdf(ArticleSixteenRecord(head=head())))
    # Eight fields of article 16, none of them known.
    assert paper.text.count("notknown") == 8
    assert len(paper.pages) == 1
    named = replace(ArticleSixteenRecord(head=head()), surname="Kovalenko")
    assert read(record_pdf(named)).text.count("notknown") == 7


def test_forms_fit_one_page() -> None:
    for made in (grave_pdf(grave()), packet_pdf(packet()), counts_pdf(counts())):
        assert len(read(made).pages) == 1
    assert "46.48572N,30.74383E(WGS84)" in read(grave_pdf(grave())).text


def test_nobody_can_be_recognised_in_the_counts() -> None:
    assert [printed_count(count) for count in (0, 1, 4, 5, None)] == ["0", "<5", "<5", "5", "<5"]
    assert printed_count(1_412_000) == "1\u202f412\u202f000"
    text = read(counts_pdf(counts())).text
    assert text.count("<5") == 3  # one alive, one suppressed beforehand, and the explanation
    assert "aperson" in text


def test_the_overview_of_the_exercise_fits_one_page() -> None:
    lines = tuple(
        OutcomeLine(
            request=f"T-{number:04d}" if number < 12 else "",
            person="Anne-Sophie Lefèvre-Dubois",
            remains=f"R-{number:04d}",
            outcome="identified by DNA and teeth; released to the sister, buried at home",
            told="sister, in person, 14 May 2026, with her aunt",
        )
        for number in range(1, 14)
    )
    made = Overview(
        language="en",
        operation="Ferry",
        authority="Coroner",
        summary="Eleven people, nine bodies.",
        lines=lines,
        made_at=AT,
        simulated=True,
    )
    paper = read(overview_pdf(made))
    assert len(paper.pages) == 1
    assert len(set(re.findall(r"R-\d{4}", paper.text))) == 13
    assert "nobodynamedhereexists" in paper.text
