"""Letters to families and authorities: gentle, exact, in six languages, without any image.

A letter is a frozen value; its bytes follow from it alone, so that an approval can be bound to
them. The words live in `texts`, one file for each language, and each says who has reviewed it.
What a letter cannot say has no field: no photograph, no other family's contact, and not the
call-back word agreed with a relative, which would be worthless once printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from antigone.documents.languages import texts, written_day
from antigone.documents.page import Block, Facts, Heading, Items, Paragraph, as_values
from antigone.documents.typesetting import (
    RIGHT_TO_LEFT,
    isolate,
    readable,
    require_text,
    typeset,
)
from antigone.errors import Refusal
from antigone.wording import LANGUAGES, N_

_LONGEST_NAME, _LONGEST_LINE, _LONGEST_PARAGRAPH = 400, 400, 2000
_LONGEST_REFERENCE, _MOST_LINES, _MOST_PARAGRAPHS = 60, 8, 12


class UnreviewedLanguage(Refusal):
    """Nobody whose first language it is has read these letters yet."""

    code = "unreviewed-language"
    sentence = N_("The letters in “{language}” have not been reviewed. Nothing may be sent in it.")
    remedy = N_(
        "Have them read by a native speaker with experience of bereavement and enter who and when,"
        " or take a reviewed language that the recipient reads."
    )


class UnknownLetterLanguage(Refusal):
    """There are no letters in this language."""

    code = "unknown-letter-language"
    sentence = N_("There are no letters in “{language}”. Nothing was made.")
    remedy = N_("Take one of: {languages}; or tell the recipient in person, with an interpreter.")


class TooManyParts(Refusal):
    """More lines or paragraphs than a letter is made for."""

    code = "too-many-parts"
    sentence = N_("“{field}” has {count} parts; a letter holds {most}. Nothing was made.")
    remedy = N_("Leave out what can be said in person.")


class LetterKind(StrEnum):
    """What a letter is about."""

    IDENTIFICATION = "identification"
    CONTACT = "contact"
    CORRECTION = "correction"
    FURTHER_REMAINS = "further-remains"
    AUTHORITY = "authority"
    VIEWING = "viewing"
    FOUND_ALIVE = "found-alive"


class Ground(StrEnum):
    """What an identification rests on, in the general words that a letter uses."""

    DNA = "dna"
    TEETH = "teeth"
    FINGERPRINTS = "fingerprints"
    IMPLANT = "implant"
    MEDICAL = "medical"
    BELONGINGS = "belongings"
    CIRCUMSTANCES = "circumstances"


class Sex(StrEnum):
    """For grammar alone: five of the six languages say “has died” differently."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """To whom the letter goes: a name, and the lines of a postal address (none for e-mail)."""

    name: str
    address: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Liaison:
    """The family liaison officer whom the recipient can reach; `reachable` says when, in words."""

    name: str
    telephone: str
    email: str = ""
    reachable: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter to one recipient.

    `person` is the name as the family knows it. `dated` is the day of the letter. `grounds` belong
    to an identification, further remains and a notice to an authority; `told_on` (the day of the
    notice that is corrected) to a correction; `appointment` (time and place, in words) to a
    viewing, and to a visit agreed upon; `found_person_words` to a person found alive: the words
    that this person allows, and nothing else. `paragraphs` are the officer's own. `simulated` marks
    every page as an exercise.

    Raises `UnknownLetterLanguage`, `NothingToPrint` and `TextTooLong`.
    """

    kind: LetterKind
    language: str
    recipient: Recipient
    person: str
    reference: str
    operation: str
    authority: str
    liaison: Liaison
    dated: date
    sex: Sex = Sex.UNKNOWN
    grounds: tuple[Ground, ...] = ()
    appointment: str = ""
    told_on: date | None = None
    found_person_words: str = ""
    paragraphs: tuple[str, ...] = ()
    simulated: bool = False

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownLetterLanguage(language=self.language, languages=", ".join(LANGUAGES))
        for field, text, most in self._needed():
            require_text(field, text, most=most)
        for field, parts, most in (
            ("recipient.address", self.recipient.address, _MOST_LINES),
            ("paragraphs", self.paragraphs, _MOST_PARAGRAPHS),
        ):
            if len(parts) > most:
                raise TooManyParts(field=field, count=len(parts), most=most)

    def _needed(self) -> Iterator[tuple[str, str, int]]:
        """Yield name, text and greatest length of each field that must hold something."""
        yield "recipient.name", self.recipient.name, _LONGEST_NAME
        yield "person", self.person, _LONGEST_NAME
        yield "reference", self.reference, _LONGEST_REFERENCE
        yield "operation", self.operation, _LONGEST_NAME
        yield "authority", self.authority, _LONGEST_NAME
        yield "liaison.name", self.liaison.name, _LONGEST_NAME
        yield "liaison.telephone", self.liaison.telephone, _LONGEST_NAME
        for line in self.recipient.address:
            yield "recipient.address", line, _LONGEST_LINE
        for paragraph in self.paragraphs:
            yield "paragraphs", paragraph, _LONGEST_PARAGRAPH
        for name in ("email", "reachable"):
            if text := getattr(self.liaison, name):
                yield f"liaison.{name}", text, _LONGEST_LINE
        if self.kind is LetterKind.VIEWING or self.appointment:
            yield "appointment", self.appointment, _LONGEST_LINE
        if self.kind is LetterKind.FOUND_ALIVE or self.found_person_words:
            yield "found_person_words", self.found_person_words, _LONGEST_PARAGRAPH
        if self.kind is LetterKind.CORRECTION:
            yield "told_on", str(self.told_on or ""), _LONGEST_NAME
        if self.kind in (
            LetterKind.IDENTIFICATION,
            LetterKind.FURTHER_REMAINS,
            LetterKind.AUTHORITY,
        ):
            yield "grounds", " ".join(self.grounds), _LONGEST_NAME


@dataclass(frozen=True, kw_only=True)
class Review:
    """Who has read the letters of a language, and when; both `None` where nobody has."""

    language: str
    by: str | None
    on: date | None

    def require(self) -> None:
        """Refuse a language that nobody has reviewed on any day. Raises `UnreviewedLanguage`."""
        if self.by is None or self.on is None:
            raise UnreviewedLanguage(language=self.language)


def review_of(language: str) -> Review:
    """Return who reviewed the letters of a language. Raises `UnknownLetterLanguage`."""
    if language not in LANGUAGES:
        raise UnknownLetterLanguage(language=language, languages=", ".join(LANGUAGES))
    words = texts(language)
    by, on = words["reviewed_by"], words["reviewed_on"]
    return Review(language=language, by=by or None, on=date.fromisoformat(on) if on else None)


def require_reviewed(language: str) -> Review:
    """Return the review of a language; real homes call this before anything is sent.

    Raises `UnreviewedLanguage` and `UnknownLetterLanguage`.
    """
    review = review_of(language)
    review.require()
    return review


def letter_pdf(letter: Letter) -> bytes:
    """Return the letter as PDF/A-2a; the same letter gives the same bytes.

    Raises `UnprintableText` where a character has no shape in any typeface.
    """
    words = _Words(letter)
    return typeset(
        "letter.typ",
        {
            "authority": isolate(letter.authority),
            "operation": words.operation,
            "mark": words.mark,
            "recipient": [isolate(letter.recipient.name), *map(isolate, letter.recipient.address)],
            "dated": words.day(letter.dated),
            "reference": words.label("reference"),
            "heading": words.text.get("heading", ""),
            "blocks": as_values([Paragraph(text=words.salutation), *words.body()]),
            "closing": words.text["closing"],
            "signatory": isolate(letter.liaison.name),
            "signed_for": words.label("signatory"),
            "foot": isolate(letter.reference),
        },
        language=letter.language,
        title=letter.reference,
        made_at=datetime.combine(letter.dated, time(12), tzinfo=UTC),
    )


def letter_text(letter: Letter) -> str:
    """Return the letter as plain text for an e-mail: the same words in the same order."""
    words = _Words(letter)
    parts = [words.mark] if words.mark else []
    parts += [
        "\n".join(filter(None, (isolate(letter.authority), words.operation))),
        f"{words.day(letter.dated)}\n{words.label('reference')}",
        words.text.get("heading", ""),
        words.salutation,
    ]
    for block in words.body():
        match block:
            case Items(items=items):
                parts.append("\n".join(f"- {item}" for item in items))
            case Facts(rows=rows):
                parts.append("\n".join(f"{label}: {isolate(value)}" for label, value in rows))
            case Heading(text=text) | Paragraph(text=text):
                parts.append(text)
    parts.append(
        f"{words.text['closing']}\n\n{isolate(letter.liaison.name)}\n{words.label('signatory')}"
    )
    text = "\n\n".join(filter(None, parts)) + "\n"
    return _plain(text, letter.language)


def letter_subject(letter: Letter) -> str:
    """Return the subject of the e-mail: who writes, and nothing else.

    A subject is read on locked screens and over shoulders.
    """
    return readable(_Words(letter).label("subject"))


def _plain(text: str, language: str) -> str:
    """Drop what guided the typesetter; keep isolates only where text runs both ways."""
    both_ways = language in RIGHT_TO_LEFT or any("\u0590" <= one <= "\u08ff" for one in text)
    return readable(text, isolates=both_ways)


class _Words:
    """The words of one letter: its language's texts with the letter's own values in them."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._texts = texts(letter.language)
        self.text: dict[str, Any] = self._texts["letters"][letter.kind]
        # Every value is set apart before it meets a sentence, so that none can turn it around.
        self._values = {
            "recipient": isolate(letter.recipient.name),
            "person": isolate(letter.person),
            "reference": isolate(letter.reference),
            "operation": isolate(letter.operation),
            "authority": isolate(letter.authority),
            "liaison": isolate(letter.liaison.name),
            "appointment": isolate(letter.appointment),
            "told_on": self.day(letter.told_on) if letter.told_on else "",
        }
        self._values["died"] = self._fill(self._texts["died"][letter.sex])

    @property
    def mark(self) -> str:
        """What stands on every page of an exercise, else nothing."""
        return self.label("simulated") if self._letter.simulated else ""

    @property
    def operation(self) -> str:
        """The operation under the letterhead; a letter that only asks for a call names none.

        Whoever opens such a letter by mistake must not learn that somebody may have died.
        """
        return "" if self._letter.kind is LetterKind.CONTACT else self._values["operation"]

    @property
    def salutation(self) -> str:
        return self._fill(self.text["salutation"])

    def label(self, name: str) -> str:
        return self._fill(self._texts["labels"][name])

    def day(self, day: date) -> str:
        return written_day(day, self._letter.language)

    def body(self) -> Iterator[Block]:
        """Yield the blocks between salutation and closing, in the order of the text."""
        for part in self.text["body"]:
            if part.startswith("@"):
                yield from self._part(part[1:])
            elif part.startswith("# "):
                yield Heading(text=self._fill(part[2:]))
            else:
                yield Paragraph(text=self._fill(part))

    def _part(self, name: str) -> Iterator[Block]:
        letter, shared = self._letter, self._texts["shared"]
        if name == "grounds":
            yield Items(items=tuple(self._texts["grounds"][ground] for ground in letter.grounds))
        elif name == "appointment":
            agreed = "appointment" if letter.appointment else "without_appointment"
            yield Paragraph(text=self._fill(shared[agreed]))
        elif name == "officer":
            for paragraph in letter.paragraphs:
                yield Paragraph(text=isolate(paragraph))
        elif name == "when":
            yield Facts(rows=((self.label("appointment"), letter.appointment),))
        elif name == "found_person_words":
            yield Paragraph(text=isolate(letter.found_person_words), tone="strong")
        elif name == "contact":
            yield Facts(rows=tuple(self._contact()))
        elif isinstance(shared[name], str):
            yield Paragraph(text=self._fill(shared[name]))
        else:
            yield Items(items=tuple(map(self._fill, shared[name])))

    def _contact(self) -> Iterator[tuple[str, str]]:
        liaison = self._letter.liaison
        yield self.label("liaison"), liaison.name
        yield self.label("telephone"), liaison.telephone
        if liaison.email:
            yield self.label("email"), liaison.email
        if liaison.reachable:
            yield self.label("reachable"), liaison.reachable

    def _fill(self, text: str) -> str:
        return text.format(**self._values)
