"""The statement of a pair on paper, for one reader, and without any picture."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.models import Account
from antigone.casework.dossiers import digest_of, name_of, operation_of
from antigone.casework.models import Candidate, DossierCopy, Remains
from antigone.casework.pairs import Pair
from antigone.casework.statements import stated_of
from antigone.casework.step import found, step
from antigone.casework.unblinding import unblind
from antigone.errors import Refusal
from antigone.wording import N_


class NothingToState(Refusal):
    """No finding of the pair carries a number."""

    code = "nothing-to-state"
    sentence = N_("No finding on {remains} and {request} carries a number. No statement was made.")
    remedy = N_("Have the findings weighed first, or read the dossier.")


@dataclass(frozen=True, kw_only=True)
class StatementCopy:
    """One numbered copy of a statement, for the one who asked for it."""

    number: int
    digest: str
    pdf: bytes = field(repr=False)


def make_statement(actor: Actor, candidate: UUID, *, language: str = "en") -> StatementCopy:
    """Return what all findings say of a pair, as PDF, restricted.

    The reader's name, the time and the number of the copy are on every page; copies are counted with
    those of the dossier. Whoever reads it does not review the body any more. Raises `NotHere`,
    `NothingToState`, `SeparatePerson` and `UnprintableText`.
    """
    from antigone.documents.dossier import Reader
    from antigone.documents.statement import WrittenStatement, statement_pdf

    with step(actor, Action.VIEW_DOSSIER) as doing:
        one = found(Candidate, candidate)
        body, asked = doing.case(Remains, one.remains_id), one.request
        unblind(doing, body)
        statement = stated_of(Pair(body, asked), language).statement
        if statement is None:
            raise NothingToState(remains=body.code, request=asked.code)
        number = DossierCopy.objects.filter(remains=body).count() + 1
        operation = operation_of(doing)
        reader = Account.objects.get(pk=actor.account_id)
        pdf = statement_pdf(
            WrittenStatement(
                language=language,
                operation=operation.name,
                authority=operation.authority,
                remains=body.code,
                request=asked.code,
                person=name_of(asked),
                statement=statement,
                reader=Reader(
                    name=reader.shown_name, account=reader.sign_in_name, at=doing.at, copy=number
                ),
            )
        )
        digest = digest_of(pdf)
        doing.write(DossierCopy(remains=body, request=asked, number=number, digest=digest))
        doing.commit_to("statement.copy", str(number), digest)
        return StatementCopy(number=number, digest=digest.hex(), pdf=pdf)
