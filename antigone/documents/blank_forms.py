"""Forms to be written by hand where there is no power: the fields of the pages, typed in later."""

from dataclasses import dataclass
from datetime import datetime

from antigone.documents.languages import written_moment
from antigone.documents.page import Block, Heading, Items, Paragraph, Sheet, Table, sheet_pdf
from antigone.documents.typesetting import isolate
from antigone.wording import N_, say

# The least room, in mm, in which somebody standing at a quay can write a line by hand.
_ROOM = 8
_FIRST = (
    N_("Code on the label"),
    N_("Where the body lies"),
    N_("Photograph in which the label can be read: number on the camera"),
)
_SIGNED = (N_("Name"), N_("Day and time"), N_("Signature"))
_LATER = (
    N_("Body or part; part of which body"),
    N_("Recovered on, at, by whom"),
    N_("Condition"),
    N_("Party; in our care, or seen only in a picture"),
    N_("Clothing"),
    N_("Things found with the body"),
    N_("Marks, scars, tattoos: where on the body"),
    N_("Signs: bound, in custody, execution, torture, a child"),
    N_("Seal of the bag; place of storage"),
)


# In the order of a conversation: the person first, paperwork after.
_ASKED = (
    (
        N_("About the missing person"),
        (
            N_("Name, as the family says and writes it; other names"),
            N_("Born; sex"),
            N_("Stature, build, hair, eyes"),
            N_("Scars, tattoos, other marks: where"),
            N_("Teeth, operations, implants"),
            N_("Clothing and belongings"),
        ),
    ),
    (
        N_("Why missing in this operation"),
        (N_("Why this person is looked for here"), N_("Last seen: when, where, by whom")),
    ),
    (
        N_("Legal basis and permission"),
        (
            N_("Who asks, and how to reach this person"),
            N_("Who answers for the data; the article"),
            N_("Read aloud in which language; permits this search: yes, no, not asked"),
            N_("The face may be compared by a machine: yes, no, not asked"),
            N_("How far it may travel; until when"),
        ),
    ),
    (N_("Photographs"), (N_("Number of photographs; taken when; who else is in them"),)),
    (
        N_("Relatives and wishes"),
        (
            N_("Name and relation; biological, social or both"),
            N_("Telephone, address, e-mail; given by whom, on which day"),
            N_("Wishes to be told: yes, no, not asked"),
            N_("How, by whom, who is to be with her; agreed word; language"),
            N_("Contact from abroad would endanger her: yes, no"),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class BlankAsking:
    """The head of an empty form for an interview with a family."""

    language: str
    operation: str
    authority: str
    made_at: datetime
    simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class BlankRecording(BlankAsking):
    """The head of an empty form; `codes` are the codes that may be used next, if any are known."""

    codes: tuple[str, ...] = ()


def blank_recording_pdf(blank: BlankRecording) -> bytes:
    """Return the empty form for one body as PDF/A-2a. Raises `UnprintableText`."""
    language = blank.language
    blocks: list[Block] = [
        Paragraph(
            text=say(
                N_(
                    "One sheet for each body. What was not looked at stays empty; what was looked for"
                    " and not found is written as “none”."
                ),
                language,
            ),
            tone="quiet",
        ),
        Heading(text=say(N_("Needed"), language)),
        _lines(_FIRST, language),
        Heading(text=say(N_("Later, all optional"), language)),
        _lines(_LATER, language),
        Heading(text=say(N_("Who recorded it"), language)),
        _lines(_SIGNED, language),
    ]
    if blank.codes:
        blocks.append(Heading(text=say(N_("Codes that are free"), language)))
        blocks.append(Items(items=blank.codes))
    return _sheet(blank, say(N_("Recording a body"), language), blocks)


def blank_asking_pdf(blank: BlankAsking) -> bytes:
    """Return the empty form for an interview with a family as PDF/A-2a. Raises `UnprintableText`."""
    language = blank.language
    blocks: list[Block] = [
        Paragraph(
            text=say(
                N_(
                    "One sheet for each missing person. What was not asked stays empty: it differs"
                    " from “no”. The missing person is spoken of in the present tense."
                ),
                language,
            ),
            tone="quiet",
        ),
    ]
    for title, asked in _ASKED:
        blocks += [Heading(text=say(title, language)), _lines(asked, language)]
    blocks += [Heading(text=say(N_("Who asked"), language)), _lines(_SIGNED, language)]
    return _sheet(blank, say(N_("Somebody is missing"), language), blocks)


def _lines(asked: tuple[str, ...], language: str) -> Table:
    return Table(
        header=(say(N_("What is asked"), language), say(N_("Written by hand"), language)),
        rows=tuple((say(one, language), "") for one in asked),
        widths=(3, 4),
        room=_ROOM,
    )


def _sheet(blank: BlankAsking, title: str, blocks: list[Block]) -> bytes:
    language = blank.language
    return sheet_pdf(
        Sheet(
            language=language,
            title=title,
            heading=title,
            lead=f"{isolate(blank.authority)} · {isolate(blank.operation)}",
            blocks=tuple(blocks),
            made_at=blank.made_at,
            head=blank.operation,
            mark=say(N_("exercise, simulated"), language) if blank.simulated else "",
            foot=written_moment(blank.made_at, language),
        )
    )
