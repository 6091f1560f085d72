"""What the board's report and the form of the law say: frozen values, for `antigone.documents`.

Reads only, within the step that owes the entry.
"""

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings

from antigone.access.models import Account
from antigone.access.roles import Discipline
from antigone.casework.dossiers import (
    AGREED,
    name_of,
    operation_of,
    rules_in_words,
)
from antigone.casework.models import (
    Concurrence,
    Identification,
    LedgerEntry,
    LedgerHead,
    MissingPerson,
    Motion,
    Remains,
)
from antigone.casework.outside import as_stored
from antigone.casework.pairs import Pair
from antigone.casework.rules import PRIMARY
from antigone.casework.sealed import unseal
from antigone.casework.step import Step
from antigone.casework.vocabulary import word
from antigone.ledger import Entry
from antigone.wording import N_, say

if TYPE_CHECKING:
    from antigone.documents.records import ArticleSixteenRecord
    from antigone.documents.report import Identifier, Report, Signatory

_BOARD_MEMBER = N_("member of the board")


def report_of(doing: Step, identification: Identification) -> "Report":
    """Return the decision as the board signed it, or as it was withdrawn."""
    from antigone.documents.report import LedgerProof, Report, ReportForm

    language = settings.ANTIGONE.language
    operation = operation_of(doing)
    remains, request = identification.remains, identification.request
    withdrawal = getattr(identification, "withdrawal", None)
    decided = withdrawal or identification
    entry, size, head = _proof(decided.ledger_id)
    identifiers = [_identifier(one, language) for one in Pair(remains, request).concurrences]
    primary = set(PRIMARY)
    if not identification.exception:
        # An implant with a serial number, where the rules take it.
        primary.add(Discipline(identification.discipline))
    person = MissingPerson.objects.filter(request=request).first()
    born = ((say(N_("Date of birth"), language), str(person.born)),) if person else ()
    earlier = say(
        N_("the decision of {day}"), language, day=identification.recorded_at.date().isoformat()
    )
    return Report(
        language=language,
        form=ReportForm.WITHDRAWAL if withdrawal else ReportForm.IDENTIFICATION,
        operation=operation.name,
        authority=operation.authority,
        remains=remains.code,
        request=request.code,
        person=name_of(request),
        particulars=tuple(one for one in born if one[1]),
        primary=tuple(one for kind, one in identifiers if kind in primary),
        secondary=tuple(one for kind, one in identifiers if kind not in primary),
        rule=f"{identification.rules.version}. {rules_in_words(identification.rules, language)}",
        grounds=(unseal(decided.motion, "grounds") or say(N_("erased"), language),),
        signatories=tuple(_signatories(decided.motion, language)),
        ledger=LedgerProof(entry=entry, size=size, head=head),
        made_at=doing.at,
        earlier=earlier if withdrawal else "",
        simulated=settings.ANTIGONE.is_exercise,
    )


def article_sixteen(
    doing: Step,
    remains: Remains,
    identification: Identification | None,
    *,
    number: int,
    enclosures: tuple[str, ...],
    **stated: str,
) -> "ArticleSixteenRecord":
    """Return the record of GC I article 16; what nobody knows stays empty, and is printed so.

    `stated` holds the further fields of the form. Without an identification it is for the unnamed.
    """
    from antigone.documents.records import ArticleSixteenRecord, FormHead
    from antigone.documents.report import Signatory

    language = settings.ANTIGONE.language
    operation = operation_of(doing)
    by = Account.objects.get(pk=doing.actor.account_id)
    person = None
    if identification is not None:
        person = MissingPerson.objects.filter(request=identification.request).first()
    surname = stated.pop("surname") or (person.name if person else "")
    found = ", ".join(filter(None, (str(remains.recovered_on or ""), remains.recovered_at)))
    return ArticleSixteenRecord(
        head=FormHead(
            language=language,
            operation=operation.name,
            authority=remains.authority,
            number=f"{remains.code}/{number}",
            code=remains.code,
            made_at=doing.at,
            signatories=(
                Signatory(
                    name=by.shown_name, role=say(N_("records officer"), language), at=doing.at
                ),
            ),
            simulated=settings.ANTIGONE.is_exercise,
        ),
        surname=surname,
        born=str(person.born) if person and person.born else "",
        when_and_where=found,
        enclosures=enclosures,
        **stated,
    )


def _identifier(concurrence: Concurrence, language: str) -> tuple[Discipline, "Identifier"]:
    from antigone.documents.report import Identifier

    examiners = (concurrence.examiner_a.shown_name, concurrence.examiner_b.shown_name)
    return Discipline(concurrence.discipline), Identifier(
        name=concurrence.discipline,
        result=say(
            AGREED, language, conclusion=word("Conclusion", concurrence.conclusion, language)
        ),
        expert=", ".join(examiners),
        laboratory="",
        reference="",
        dated=concurrence.recorded_at.date().isoformat(),
    )


def _signatories(motion: Motion, language: str) -> Iterator["Signatory"]:
    from antigone.documents.report import Signatory

    for one in motion.signatures.select_related("recorded_by").order_by("recorded_at"):
        yield Signatory(
            name=one.recorded_by.shown_name, role=say(_BOARD_MEMBER, language), at=one.recorded_at
        )


def _proof(ledger_id: str) -> tuple[int, int, str]:
    """Return the entry in which a row was written, the size of the ledger after it, and its root."""
    stored = LedgerEntry.objects.order_by("seq").values_list("seq", "payload")
    named = (seq for seq, payload in stored.iterator() if _names(as_stored(payload), ledger_id))
    first = next(named)
    note = LedgerHead.objects.values_list("note", flat=True).get(size=first + 1)
    # The third line of a signed head is the root of the tree, in base64 (C2SP checkpoints).
    return first, first + 1, base64.b64decode(str(note).splitlines()[2]).hex()


def _names(payload: bytes, ledger_id: str) -> bool:
    return ledger_id.encode() in payload and ledger_id in Entry.parse(payload).objects
