"""What stands in the way of moving, burying, viewing or releasing somebody."""

from antigone.casework.models import Dispute, Identification, Interment, LegalHold, Release, Remains
from antigone.casework.models.handover import ReleaseOf
from antigone.casework.models.remains import Custody
from antigone.errors import Refusal
from antigone.wording import N_


class NotHeldHere(Refusal):
    """Remains that were only seen, for instance in a picture, are a lead and nothing more."""

    code = "not-held-here"
    sentence = N_("{remains} is not in the custody of this home. Nothing was done.")
    remedy = N_("Only whoever holds the deceased can do this; record what they report.")


class UnderLegalHold(Refusal):
    """What a prosecutor or a withdrawn identification holds back. Which of them is not told here."""

    code = "under-legal-hold"
    sentence = N_("{remains} is under a legal hold. Nothing was done.")
    remedy = N_(
        "Ask the prosecutor's liaison or the board of this operation; a move within the house is allowed."
    )


class UnderDispute(Refusal):
    """Somebody contests who it is, or who may receive."""

    code = "under-dispute"
    sentence = N_("A dispute about {remains} is open. Nothing was done.")
    remedy = N_("Ask the board of this operation to settle it.")


class GoneHome(Refusal):
    """Released: what happens now is the family's."""

    code = "gone-home"
    sentence = N_("{code} was released and is no longer in the custody of this home.")
    remedy = N_("Read its chain of custody with: antigone handover where {code}")


class LiesInAGrave(Refusal):
    """The dead are not disturbed without a reason that is recorded."""

    code = "lies-in-a-grave"
    sentence = N_("{remains} lies in a grave. Nothing was done.")
    remedy = N_("Take up the deceased first, with the reason: antigone handover raise {remains}")


class NotIdentified(Refusal):
    """No identification stands: nobody can be the family."""

    code = "not-identified"
    sentence = N_("No identification of {remains} stands. Nothing was done.")
    remedy = N_("The board of this operation decides on identifications.")


class ConfirmedBefore(Refusal):
    """Two people have acted; there is nothing left to confirm."""

    code = "confirmed-before"
    sentence = N_("Two people have confirmed this before. Nothing was done.")
    remedy = N_("Look at the record as it stands; a change needs a further step.")


class Unstated(Refusal):
    """A line of the record would stay empty that a chain of custody cannot do without."""

    code = "unstated"
    sentence = N_("The record needs: {missing}. Nothing was done.")
    remedy = N_("State it, in the words that will be read in court.")


def refuse_unstated(**stated: str) -> None:
    """Refuse what is blank, by its name. Raises `Unstated`."""
    if missing := [name.replace("_", " ") for name, text in stated.items() if not text.strip()]:
        raise Unstated(missing=", ".join(missing))


def is_on_hold(remains: Remains) -> bool:
    """Say whether a legal hold stands."""
    return LegalHold.objects.filter(remains=remains, lifted_at=None).exists()


def is_disputed(remains: Remains) -> bool:
    """Say whether a dispute is open."""
    return Dispute.objects.filter(remains=remains, settled_at=None).exists()


def grave_of(remains: Remains) -> Interment | None:
    """Return the grave in which somebody lies now."""
    return Interment.objects.filter(remains=remains, raised_at=None).first()


def release_of(remains: Remains) -> Release | None:
    """Return the release by which somebody went home, unless it was recalled."""
    released = Release.objects.filter(remains=remains, covers=ReleaseOf.PERSON, recalled_at=None)
    return released.exclude(witnessed_by=None).first()


def standing_identification(remains: Remains) -> Identification:
    """Return who it is. Raises `NotIdentified`."""
    found = Identification.objects.filter(remains=remains, withdrawn_at=None).first()
    if found is None:
        raise NotIdentified(remains=remains.code)
    return found


def refuse_not_held(remains: Remains) -> None:
    """Raise `NotHeldHere` for remains that were only seen."""
    if remains.custody != Custody.HELD:
        raise NotHeldHere(remains=remains.code)


def refuse_held_back(remains: Remains) -> None:
    """Raise `NotHeldHere`, `UnderLegalHold` and `UnderDispute`."""
    refuse_not_held(remains)
    if is_on_hold(remains):
        raise UnderLegalHold(remains=remains.code)
    if is_disputed(remains):
        raise UnderDispute(remains=remains.code)


def refuse_absent(remains: Remains) -> None:
    """Raise `GoneHome` and `LiesInAGrave`: who is not here is neither moved nor viewed."""
    if release_of(remains) is not None:
        raise GoneHome(code=remains.code)
    if grave_of(remains) is not None:
        raise LiesInAGrave(remains=remains.code)
