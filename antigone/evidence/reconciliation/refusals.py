"""Why a problem cannot be reconciled, by name, and the way out."""

from antigone.errors import Refusal
from antigone.wording import N_


class UnfitProblem(Refusal):
    """A problem contradicts itself or is not written as it should be.

    `parameters["field"]` names the field, `parameters["source"]` the file or "the problem".
    """

    code = "unfit-problem"
    sentence = N_("{source}, “{field}”: found {found}, not {wanted}. Nothing was reconciled.")
    remedy = N_("Correct “{field}” and try again; antigone reconcile --help shows the form.")


class SameNameTwice(UnfitProblem):
    """Two of the remains, or two of the missing, go by one name."""

    sentence = N_(
        "{source}, “{field}”: the name “{name}” stands there twice. Nothing was reconciled."
    )
    remedy = N_("Give each of them a name of its own, such as the code or the request's number.")


class UnknownName(UnfitProblem):
    """A lock, a part or a question names somebody who is not in the problem."""

    sentence = N_("{source}, “{field}”: nobody is called “{name}”. Nothing was reconciled.")
    remedy = N_("Use a name from “remains” or “missing”, letter by letter.")


class ImpossibleWeight(UnfitProblem):
    """A log10 LR is infinite or not a number."""

    sentence = N_(
        "{source}, “{field}”: log10 LR of {remains} and {missing} is {found}, and must be a finite "
        "number or null. Nothing was reconciled."
    )
    remedy = N_("Write null where the pair is excluded; correct the number where it is not.")


class LockedTwice(UnfitProblem):
    """One person is locked to two bodies, or one of the remains to two people."""

    sentence = N_(
        "{source}, “{field}”: {name} is locked to {first} and to {second}. Nothing was reconciled."
    )
    remedy = N_(
        "Remove one of the locks; where both are parts of one person, list them together in “parts”."
    )


class LockedApart(UnfitProblem):
    """A pair is locked although it is excluded."""

    sentence = N_(
        "{source}, “{field}”: {remains} and {missing} are locked together, and excluded. Nothing was "
        "reconciled."
    )
    remedy = N_("Remove the lock, or have the exclusion examined again.")


class NobodyLeft(UnfitProblem):
    """Some remains must each be one of the missing, and there are not enough people for them."""

    sentence = N_(
        "{source}: {remains} must each be one of the missing, and all that is left for them is "
        "{missing}. Nothing was reconciled."
    )
    remedy = N_(
        "Somebody may be missing from the list, or an exclusion or lock is wrong. Correct it, or "
        "declare the operation open."
    )


class TooManyParts(UnfitProblem):
    """A block with parts is too large to be reckoned exactly."""

    sentence = N_(
        "{source}, “{field}”: {count} remains with parts among them hang together, too many to be "
        "reckoned. Nothing was reconciled."
    )
    remedy = N_(
        "Join parts that laboratory or anatomy have shown to be of one person, or exclude pairs that "
        "cannot be."
    )
