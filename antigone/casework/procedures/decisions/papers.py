"""The papers of a decision: the dossier that the board reads, and the report that it leaves.

Each copy is made for one reader and leaves one entry; a copy that turns up elsewhere says whose it was.
"""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework import dossiers, forms
from antigone.casework.models import DossierCopy, Identification, Remains, TracingRequest
from antigone.casework.pairs import Pair
from antigone.casework.procedures.decisions.excluding import NotALead
from antigone.casework.step import step
from antigone.casework.unblinding import unblind


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One numbered copy of a dossier, for the one who asked for it."""

    number: int
    digest: str
    pdf: bytes = field(repr=False)


def make_dossier(actor: Actor, *, remains: UUID, request: UUID) -> Copy:
    """Return everything that a decision on this pair stands on, as PDF, restricted.

    The reader's name, the time and the number of the copy are on every page. Whoever reads it does
    not review the body any more. Raises `NotHere`, `NotALead`, `SeparatePerson` and
    `UnprintableText`.
    """
    from antigone.documents.dossier import dossier_pdf

    with step(actor, Action.VIEW_DOSSIER) as doing:
        body = doing.case(Remains, remains)
        asked = doing.case(TracingRequest, request)
        if not Pair(body, asked).candidates.exists():
            raise NotALead(remains=body.code, request=asked.code)
        number = DossierCopy.objects.filter(remains=body).count() + 1
        pdf = dossier_pdf(dossiers.dossier_of(doing, body, asked, copy=number))
        digest = dossiers.digest_of(pdf)
        doing.write(DossierCopy(remains=body, request=asked, number=number, digest=digest))
        doing.commit_to("dossier.copy", str(number), digest)
        unblind(doing, body)
        return Copy(number=number, digest=digest.hex(), pdf=pdf)


def make_report(actor: Actor, identification: UUID) -> bytes:
    """Return the Victim Identification Report of a decision, or that of its withdrawal, as PDF.

    Raises `NotHere` and `UnprintableText`.
    """
    from antigone.documents.report import report_pdf

    with step(actor, Action.VIEW_DOSSIER) as doing:
        decided = doing.case(Identification, identification)
        pdf = report_pdf(forms.report_of(doing, decided))
        doing.name(decided.ledger_id)
        doing.commit_to("report.copy", dossiers.digest_of(pdf))
        unblind(doing, decided.remains)
        return pdf
