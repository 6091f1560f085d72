"""A motion: what one member of the board puts with its grounds, and a second one signs."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from antigone.casework.models import (
    Concurrence,
    Identification,
    IdentificationWithdrawal,
    MissingPerson,
    Motion,
    Signature,
)
from antigone.casework.sealed import seal, unseal
from antigone.casework.step import Step
from antigone.errors import Refusal
from antigone.wording import N_

_NEEDED = 2
_LONGEST = 4000


class NoGrounds(Refusal):
    """A decision without grounds cannot be examined by anybody later."""

    code = "no-grounds"
    sentence = N_(
        "The decision does not state its grounds, or at too great length. Nothing was done."
    )
    remedy = N_("Say on what it rests, in at most 4000 characters.")


class NameInGrounds(Refusal):
    """What a family gave may have to be erased; grounds stay."""

    code = "name-in-grounds"
    sentence = N_("The grounds name the missing person of {request}. Nothing was done.")
    remedy = N_("Write “{request}” instead: grounds are kept when a name must be erased.")


class OtherGrounds(Refusal):
    """Two people sign the same sentence, or they have not agreed."""

    code = "other-grounds"
    sentence = N_("This motion was put with other grounds. It was not signed.")
    remedy = N_("Read the motion, and sign its grounds; or let its proposer put another.")


class SignedAlready(Refusal):
    """One member cannot be two."""

    code = "signed-already"
    sentence = N_("You signed this motion. A second member of the board is needed.")
    remedy = N_("Ask a colleague on the board; one of the two signers must not have examined it.")


class SignersExamined(Refusal):
    """Whoever found the answer would also approve it."""

    code = "signers-examined"
    sentence = N_("{part} Nothing was signed.")
    remedy = N_("Ask a member of the board who examined nothing in this case.")


BOTH_EXAMINED = N_("Both signers are the examiners of this case.")
EXAMINER_OF_EXCEPTION = N_("An exception is signed by two who did not examine it.")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """How far a motion has come: who has signed, and what the second signature made true."""

    motion: Motion
    signers: tuple[UUID, ...]
    identification: Identification | None = None
    withdrawal: IdentificationWithdrawal | None = None

    @property
    def complete(self) -> bool:
        """Whether two members have signed."""
        return len(self.signers) >= _NEEDED


def require_grounds(grounds: str, requests: Iterable[UUID]) -> str:
    """Return grounds as they are kept. Raises `NoGrounds` and `NameInGrounds`."""
    kept = grounds.strip()
    if not kept or len(kept) > _LONGEST:
        raise NoGrounds
    words = set(_words(kept))
    for person in MissingPerson.objects.filter(request__in=list(requests)).select_related(
        "request"
    ):
        for name in (person.name, *person.other_names):
            parts = _words(name)
            # One word of several may be an ordinary one: a mark, a rose.
            if parts and len(words & set(parts)) >= min(2, len(set(parts))):
                raise NameInGrounds(request=person.request.code)
    return kept


def sign(doing: Step, put: Motion, grounds: str) -> tuple[Motion, tuple[UUID, ...]]:
    """Sign the open motion that is equal to `put`, or put it and sign it first.

    Returns the motion and everybody who has signed it, in order. Raises `OtherGrounds` and
    `SignedAlready`.
    """
    same = {name: getattr(put, name) for name in ("matter", "remains", "request", "concurrence")}
    waiting = Motion.objects.filter(**same, exception=put.exception, ended_at=None)
    # Put under rules that hold no longer: whoever signs now reads another sentence.
    for older in waiting.exclude(rules=put.rules):
        end(doing, older)
    motion = waiting.filter(rules=put.rules).first()
    if motion is None:
        seal(put, "grounds", grounds)
        motion = doing.write(put)
        doing.commit_to("motion.grounds", motion.pk.bytes, grounds)
    elif unseal(motion, "grounds") != grounds:
        raise OtherGrounds
    signed = list(motion.signatures.order_by("recorded_at").values_list("recorded_by", flat=True))
    if doing.actor.account_id in signed:
        raise SignedAlready
    require_uninvolved([*signed, doing.actor.account_id], motion.concurrence, motion.exception)
    doing.write(Signature(motion=motion))
    return motion, (*signed, doing.actor.account_id)


def require_uninvolved(
    signers: list[UUID], concurrence: Concurrence | None, exception: bool
) -> None:
    """Refuse signers of whom none, or for an exception not both, stood apart from the examination.

    Raises `SignersExamined`.
    """
    if concurrence is None:
        return
    examiners = {concurrence.examiner_a_id, concurrence.examiner_b_id}
    if exception and examiners & set(signers):
        raise SignersExamined(part=EXAMINER_OF_EXCEPTION)
    if len(signers) >= _NEEDED and set(signers) <= examiners:
        raise SignersExamined(part=BOTH_EXAMINED)


def end(doing: Step, motion: Motion) -> None:
    """End a motion: it was carried, or may not be signed any more."""
    motion.ended_at = doing.at
    motion.save(update_fields=["ended_at"])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one if one.isalnum() else " " for one in plain).split()
