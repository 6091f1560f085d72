"""The letter of a notice: of which kind, to which address, on which grounds; words come from `letters`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from antigone.access.clock import today
from antigone.access.roles import Discipline
from antigone.casework.models import (
    Identification,
    IdentificationWithdrawal,
    MissingPerson,
    Notice,
    Operation,
    TracingRequest,
)
from antigone.casework.models.notices import NoticeKind, RecipientKind
from antigone.casework.models.relatives import Way
from antigone.casework.procedures.notices.heard import told_on
from antigone.casework.procedures.notices.recipients import address_for, address_lines
from antigone.casework.sealed import unseal
from antigone.documents.letters import Ground, Letter, LetterKind, Recipient, Sex
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.casework.procedures.notices.preparing import Prepare

_GROUNDS = {
    Discipline.DNA: Ground.DNA,
    Discipline.DENTAL: Ground.TEETH,
    Discipline.FINGERPRINT: Ground.FINGERPRINTS,
    Discipline.MEDICAL: Ground.MEDICAL,
}


class NoNameToTell(Refusal):
    """The name went with what the family withdrew."""

    code = "no-name-to-tell"
    sentence = N_("The missing person's name was withdrawn or sealed. Nothing was prepared.")
    remedy = N_("The data protection officer may read what was sealed, and knows whom to ask.")


class NoGroundsToTell(Refusal):
    """The letter would not say on what the identification rests."""

    code = "no-grounds-to-tell"
    sentence = N_("A family asks on what it rests, and the letter does not say it. Not prepared.")
    remedy = N_("Name the grounds of the board's decision.")


@dataclass(frozen=True)
class Matter:
    """What was decided, as far as a letter needs it."""

    request: TracingRequest
    kind: NoticeKind
    identification: Identification | None = None
    withdrawal: IdentificationWithdrawal | None = None
    told: Notice | None = None


def compose(matter: Matter, wanted: "Prepare", notice: Notice) -> Letter:
    """Return the letter of a notice that is about to be written.

    Raises `NoNameToTell`, `NoGroundsToTell`, `NoSuchContact` and the refusals of `Letter`.
    """
    operation = Operation.objects.get()
    person = MissingPerson.objects.filter(request=matter.request).first()
    if person is None:
        raise NoNameToTell
    kind = _letter_kind(notice)
    tells = kind in (LetterKind.IDENTIFICATION, LetterKind.FURTHER_REMAINS, LetterKind.AUTHORITY)
    alive = kind is LetterKind.FOUND_ALIVE
    plain = kind is LetterKind.CONTACT
    sex = person.description.sex
    return Letter(
        kind=kind,
        language=notice.language,
        recipient=_recipient(notice, wanted),
        person=person.name,
        reference=matter.request.code,
        operation=operation.name,
        authority=operation.authority,
        liaison=wanted.liaison,
        dated=today(),
        sex=Sex(sex) if wanted.sex is Sex.UNKNOWN and sex in ("male", "female") else wanted.sex,
        grounds=_grounds(matter.identification, wanted) if tells else (),
        appointment="" if plain else wanted.appointment,
        told_on=told_on(matter.told) if kind is LetterKind.CORRECTION else None,
        found_person_words=wanted.found_person_words if alive else "",
        # Whoever opens a letter that only asks for a call must not read there why.
        paragraphs=() if plain else wanted.paragraphs,
        simulated=settings.ANTIGONE.is_exercise,
    )


def _letter_kind(notice: Notice) -> LetterKind:
    if notice.kind == NoticeKind.CORRECTION:
        return LetterKind.CORRECTION
    if notice.recipient != RecipientKind.RELATIVE:
        return LetterKind.AUTHORITY
    if notice.way == Way.E_MAIL and not notice.wishes.e_mail_may_tell:
        return LetterKind.CONTACT
    return {
        NoticeKind.IDENTIFICATION: LetterKind.IDENTIFICATION,
        NoticeKind.LATER_FRAGMENTS: LetterKind.FURTHER_REMAINS,
        NoticeKind.FOUND_ALIVE: LetterKind.FOUND_ALIVE,
    }[NoticeKind(notice.kind)]


def _recipient(notice: Notice, wanted: "Prepare") -> Recipient:
    if notice.relative is None:
        return Recipient(name=wanted.office.name, address=wanted.office.address)
    # A correction is owed also where a visit has to be arranged first.
    correction = notice.kind == NoticeKind.CORRECTION
    address = (
        address_lines(notice.relative)
        if correction
        else address_for(notice.relative, Way(notice.way))
    )
    return Recipient(name=unseal(notice.relative, "name"), address=address)


def _grounds(identification: Identification, wanted: "Prepare") -> tuple[Ground, ...]:
    """The grounds in general words: named, or that of the discipline which decided."""
    usual = _GROUNDS.get(Discipline(identification.discipline))
    if not wanted.grounds and usual is None:
        raise NoGroundsToTell
    return wanted.grounds or (usual,)
