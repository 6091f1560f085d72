"""Working copies: how somebody looked at a photograph of the dead, kept so that it can be made again."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework.models import PostMortemPhotograph, WorkingCopy
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.faces.derivation import Derivation
from antigone.wording import N_


class NoCopyName(Refusal):
    """A copy without a name cannot be found again."""

    code = "no-copy-name"
    sentence = N_("The copy has no name. Nothing was kept.")
    remedy = N_("Give it a short name, such as “ear, brighter”.")


class CopyNameTaken(Refusal):
    """No copy takes the place of another."""

    code = "copy-name-taken"
    sentence = N_("You have a copy “{name}” of this photograph. It was not replaced.")
    remedy = N_("Give this one another name.")


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The steps of a copy, under its name."""

    photograph: UUID
    name: str
    steps: Derivation = field(default_factory=Derivation)


def keep_copy(actor: Actor, looked: Looked) -> WorkingCopy:
    """Keep the steps from which a copy is made; the original is not touched, no pixel is kept.

    Raises `NotHere`, `NoCopyName` and `CopyNameTaken`.
    """
    with step(actor, Action.KEEP_COPY) as doing:
        photograph = doing.case(PostMortemPhotograph, looked.photograph)
        name = looked.name.strip()[:80]
        if not name:
            raise NoCopyName
        mine = WorkingCopy.objects.filter(photograph=photograph, recorded_by=actor.account_id)
        if mine.filter(name=name).exists():
            raise CopyNameTaken(name=name)
        return doing.write(
            WorkingCopy(photograph=photograph, name=name, parameters=looked.steps.as_json())
        )
