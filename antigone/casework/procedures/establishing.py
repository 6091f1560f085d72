"""What examinations beside that of death establish: fingers, teeth, the outside and the inside.

Signed, and never changed: what turns out wrong is corrected by a further examination.
"""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.description import Absent, Description
from antigone.casework.models import Examination, Remains
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.procedures.intake import NoBasisOfDeath
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_


class NotTheDeath(Refusal):
    """Death is established by who may sign it, with what it obliges to."""

    code = "not-the-death"
    sentence = N_("Death is not established by this examination. Nothing was signed.")
    remedy = N_("Sign the examination of death at its own station.")


class SignedMeanwhile(Refusal):
    """Somebody else signed the same station while this was being written."""

    code = "signed-meanwhile"
    sentence = N_("{name} signed this station at {time}, while you were writing.")
    remedy = N_("Look at what differs, and choose for each; yours is kept here until then.")


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What somebody signs of a body beside its death, and on what that rests.

    `after` is the examination of this kind that was the newest when the writing began.
    """

    remains: UUID
    kind: ExaminationKind
    basis: str
    description: Description = field(default_factory=Description)
    after: UUID | None = None


def record_examination(actor: Actor, examined: Examined) -> Examination:
    """Sign what an examination found.

    Raises `NotHere`, `NotTheDeath`, `NoBasisOfDeath`, and `SignedMeanwhile` where another one of its
    kind was signed after `after`.
    """
    with step(actor, Action.RECORD_EXAMINATION) as doing:
        remains = doing.case(Remains, examined.remains)
        if examined.kind is ExaminationKind.DEATH:
            raise NotTheDeath
        if not examined.basis.strip():
            raise NoBasisOfDeath
        same = Examination.objects.filter(remains=remains, kind=examined.kind)
        newest = same.select_related("signed_by").order_by("-signed_at").first()
        if newest is not None and newest.pk != examined.after:
            raise SignedMeanwhile(
                name=newest.signed_by.shown_name, time=f"{newest.signed_at:%H:%M}"
            )
        examination = doing.write(
            Examination(
                remains=remains,
                kind=examined.kind,
                signed_by_id=actor.account_id,
                signed_at=doing.at,
                basis=examined.basis,
                condition=Absent.NOT_EXAMINED,
                description=examined.description,
            )
        )
        doing.commit_to("examination.basis", examination.id.bytes, examined.basis)
        return examination
