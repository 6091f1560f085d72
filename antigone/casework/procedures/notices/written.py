"""A letter as a notice keeps it: its values as text, which make the same pages and words again."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings

from antigone.casework.models import Notice
from antigone.casework.models.notices import MOST_OF_A_LETTER
from antigone.casework.sealed import seal, unseal
from antigone.documents.letters import (
    Ground,
    Letter,
    LetterKind,
    Liaison,
    Recipient,
    Sex,
    letter_pdf,
    letter_subject,
    letter_text,
    require_reviewed,
)
from antigone.errors import Refusal
from antigone.wording import N_


class LetterTooLong(Refusal):
    """More text than a letter has; an image would need this room, a family does not."""

    code = "letter-too-long"
    sentence = N_(
        "The letter holds {size} bytes of text; at most {most} are kept. It was not kept."
    )
    remedy = N_("Shorten it; what is longer is better said in person.")


class LetterErased(Refusal):
    """The words of this letter went with what the family withdrew."""

    code = "letter-erased"
    sentence = N_("The words of this letter were erased at the family's wish. Nothing was done.")
    remedy = N_("Nothing is sent any more; the record still says that there was a letter.")


@dataclass(frozen=True)
class Rendered:
    """What the recipient reads: pages, the plain text for an e-mail, and its subject."""

    pages: bytes
    text: str
    subject: str

    @property
    def digest(self) -> bytes:
        """The 32 bytes that an approval is bound to: pages, text and subject together."""
        parts = (self.pages, self.text.encode(), self.subject.encode())
        return sha256(b"".join(sha256(part).digest() for part in parts)).digest()


def render(letter: Letter) -> Rendered:
    """Return what a letter says. Raises `UnprintableText` and `TypefacesMissing`."""
    return Rendered(letter_pdf(letter), letter_text(letter), letter_subject(letter))


def keep(notice: Notice, letter: Letter) -> None:
    """Put a letter's values into a notice that is about to be written, and what they are bound to.

    Raises `LetterTooLong` and what `render` raises.
    """
    notice.digest = render(letter).digest
    seal(notice, "letter", json.dumps(asdict(letter), default=str, ensure_ascii=False))
    if len(notice.letter) > MOST_OF_A_LETTER:
        raise LetterTooLong(size=len(notice.letter), most=MOST_OF_A_LETTER)


def letter_of(notice: Notice) -> Letter:
    """Return the letter of a notice. Raises `LetterErased`."""
    text = unseal(notice, "letter")
    if not text:
        raise LetterErased
    values = json.loads(text)
    told_on = values["told_on"]
    return Letter(
        **values
        | {
            "kind": LetterKind(values["kind"]),
            "recipient": _recipient(**values["recipient"]),
            "liaison": Liaison(**values["liaison"]),
            "dated": date.fromisoformat(values["dated"]),
            "sex": Sex(values["sex"]),
            "grounds": tuple(map(Ground, values["grounds"])),
            "told_on": date.fromisoformat(told_on) if told_on else None,
            "paragraphs": tuple(values["paragraphs"]),
        }
    )


def refuse_unreviewed(language: str) -> None:
    """Raise `UnreviewedLanguage` in a real home, where nobody has read its letters yet."""
    if not settings.ANTIGONE.is_exercise:
        require_reviewed(language)


def _recipient(name: str, address: list[str]) -> Recipient:
    return Recipient(name=name, address=tuple(address))
