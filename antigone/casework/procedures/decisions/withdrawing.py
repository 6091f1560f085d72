"""It was wrong: what rested on an identification falls with it, in one stroke or not at all."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.roles import Role
from antigone.casework.models import (
    Alert,
    BureauRecord,
    Identification,
    IdentificationWithdrawal,
    LegalHold,
    Motion,
    Release,
)
from antigone.casework.models.decisions import Matter
from antigone.casework.models.remains import WITHDRAWN_HOLD
from antigone.casework.models.requests import Outcome
from antigone.casework.procedures import notices
from antigone.casework.procedures.decisions.motions import Decision, end, require_grounds, sign
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.wording import N_

_NEEDED = 2
# Whom it concerns at once: who stands before the family, who has the body, who answers to the bureau
# and to a court.
_ALERTED = (
    Role.FAMILY_LIAISON_OFFICER,
    Role.MORTUARY_OFFICER,
    Role.RECORDS_OFFICER,
    Role.PROSECUTORS_LIAISON,
)


class NotStanding(Refusal):
    """It was withdrawn before."""

    code = "not-standing"
    sentence = N_("This identification was withdrawn before. Nothing was changed.")
    remedy = N_("Look at what was decided since.")


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    """An identification that does not hold, and why."""

    identification: UUID
    grounds: str = field(repr=False)


def withdraw(actor: Actor, motion: Withdraw) -> Decision:
    """Put a motion to withdraw and sign it, or sign the same motion as the second member.

    With the second signature, in this order and in one transaction: a legal hold freezes every
    handover; the bureau's record is recalled; the withdrawal is recorded; releases are recalled; what
    was not yet told is ended, and a correction prepared for each who was told, to be approved by a
    second person; both outcomes open again; the identification stands no longer; the roles concerned
    are alerted. The database refuses the last step unless those before it were done.

    Raises `NotHere`, `NotStanding`, `NoGrounds`, `NameInGrounds`, `OtherGrounds` and `SignedAlready`.
    """
    with step(actor, Action.WITHDRAW_IDENTIFICATION) as doing:
        identification = doing.case(Identification, motion.identification)
        if identification.withdrawn_at is not None:
            raise NotStanding
        grounds = require_grounds(motion.grounds, [identification.request_id])
        put = Motion(
            matter=Matter.WITHDRAW,
            remains=identification.remains,
            request=identification.request,
        )
        signed, signers = sign(doing, put, grounds)
        if len(signers) < _NEEDED:
            return Decision(motion=signed, signers=signers)
        withdrawal = _complete(doing, identification, signed, signers)
        return Decision(motion=signed, signers=signers, withdrawal=withdrawal)


def _complete(
    doing: Step, identification: Identification, motion: Motion, signers: tuple[UUID, ...]
) -> IdentificationWithdrawal:
    remains, request = identification.remains, identification.request
    doing.write(LegalHold(remains=remains, because=WITHDRAWN_HOLD))
    records = BureauRecord.objects.filter(remains=remains, recalled_at=None)
    records.exclude(identification=None).update(recalled_at=doing.at)
    first, second = signers[:_NEEDED]
    withdrawal = IdentificationWithdrawal(
        identification=identification, motion=motion, signer_a_id=first, signer_b_id=second
    )
    seal(withdrawal, "grounds", unseal(motion, "grounds"))
    doing.write(withdrawal)
    releases = Release.objects.filter(identification=identification, recalled_at=None)
    releases.update(recalled_at=doing.at)
    notices.open_correction(doing, withdrawal)
    others = Identification.objects.filter(request=request, withdrawn_at=None)
    for case in (remains, request):
        # Of several parts, the others may still be hers.
        if case is remains or not others.exclude(pk=identification.pk).exists():
            case.outcome, case.outcome_reason = Outcome.OPEN, ""
            case.save(update_fields=["outcome", "outcome_reason"])
    identification.withdrawn_at = doing.at
    identification.save(update_fields=["withdrawn_at"])
    for waiting in Motion.objects.filter(remains=remains, request=request, ended_at=None):
        end(doing, waiting)
    for role in _ALERTED:
        doing.write(Alert(role=role, about=remains, reason=WITHDRAWN_HOLD))
    return withdrawal
