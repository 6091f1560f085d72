"""What a correction is, and when it is refused: the writer saw something else than stands there now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from antigone.casework.models import Correction, Remains, TracingRequest
from antigone.casework.recorded import Written, as_text
from antigone.casework.sealed import seal
from antigone.casework.step import Step
from antigone.errors import Refusal
from antigone.wording import N_

Said = tuple[str, datetime]
"""By whom a field says what it says, and since when."""


class NoReasonToCorrect(Refusal):
    """A record that changes without a reason is not one."""

    code = "no-reason-to-correct"
    sentence = N_("It is not said why the record is wrong. Nothing was changed.")
    remedy = N_("Say in a few words how it is known: read again, misheard, another label.")


class NothingToCorrect(Refusal):
    """The record says all of this already."""

    code = "nothing-to-correct"
    sentence = N_("The record says this already. Nothing was changed.")
    remedy = N_("Change a field, or go back; what a colleague corrected meanwhile stands.")


class NotCorrected(Refusal):
    """A code, an outcome, an examination: what is decided or signed is not corrected away."""

    code = "not-corrected"
    sentence = N_("“{field}” is not changed by a correction. Nothing was changed.")
    remedy = N_("A code stays as it is; an outcome is decided; an examination is signed anew.")


class UnfitCorrection(Refusal):
    """The field cannot say that."""

    code = "unfit-correction"
    sentence = N_("“{field}” cannot say this. Nothing was changed.")
    remedy = N_("Write what the field takes, and no more than it holds.")


class NoticeUnderWay(Refusal):
    """Somebody is about to be told, in a way or in words that follow from this."""

    code = "notice-under-way"
    sentence = N_("A notice that rests on “{field}” is under way. Nothing was changed.")
    remedy = N_("End that notice, correct the record, and prepare the notice anew.")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field that says something else than when the writer began: what, by whom, since when."""

    field: str
    theirs: Written = field(repr=False)
    mine: Written = field(repr=False)
    who: str
    when: datetime


class ChangedMeanwhile(Refusal):
    """Somebody else corrected the same fields. Both stand in `differences`; neither is lost."""

    code = "changed-meanwhile"
    sentence = N_(
        "{name} changed this record at {time}, while you were writing. Fields that differ: {count}."
        " Nothing was changed; yours are kept here."
    )
    remedy = N_("Choose for each, theirs or yours, and send again.")

    def __init__(self, *, differences: Sequence[Difference] = (), **parameters: object) -> None:
        self.differences = tuple(differences)
        super().__init__(**parameters)

    def __reduce__(self) -> tuple[object, ...]:
        return partial(ChangedMeanwhile, differences=self.differences, **self.parameters), ()

    @classmethod
    def of(cls, differences: Sequence[Difference]) -> "ChangedMeanwhile":
        """Return the refusal about these fields; one at least."""
        newest = max(differences, key=lambda one: one.when)
        return cls(
            differences=differences,
            name=newest.who,
            time=f"{newest.when:%H:%M}",
            count=len(differences),
        )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field: what it said when the writer began, and what it is to say."""

    field: str
    seen: Written = field(repr=False)
    to: Written = field(repr=False)


def reason(because: str) -> str:
    """Return how it is known that the record is wrong. Raises `NoReasonToCorrect`."""
    if not because.strip():
        raise NoReasonToCorrect
    return because.strip()


def still_open(
    standing: Mapping[str, Written], changes: Iterable[Change], who: Callable[[str], Said]
) -> list[Change]:
    """Return what the record does not say yet, if nobody said anything else meanwhile.

    Raises `NotCorrected`, `ChangedMeanwhile` and `NothingToCorrect`.
    """
    wanted = list(changes)
    for one in wanted:
        if one.field not in standing:
            raise NotCorrected(field=one.field)
    left = [one for one in wanted if standing[one.field] != one.to]
    differ = []
    for one in left:
        if standing[one.field] != one.seen:
            name, when = who(one.field)
            theirs = standing[one.field]
            differ.append(
                Difference(field=one.field, theirs=theirs, mine=one.to, who=name, when=when)
            )
    if differ:
        raise ChangedMeanwhile.of(differ)
    if not left:
        raise NothingToCorrect
    return left


def last_said(case: Remains | TracingRequest, name: str) -> Said:
    """Return who said last what a field says: in a correction, or when it was recorded."""
    corrections = case.corrections.filter(field=name).select_related("recorded_by")
    last = corrections.order_by("recorded_at").last() or case
    return last.recorded_by.shown_name, last.recorded_at


def under_way(notices: Any) -> Any:
    """Return which of these notices are neither ended nor delivered."""
    return notices.filter(ended_at=None, delivery=None)


def write_corrections(
    doing: Step,
    changes: Iterable[Change],
    standing: Mapping[str, Written],
    because: str,
    **of: Any,
) -> tuple[Correction, ...]:
    """Keep what each field said, and bind the entry to it."""
    written = []
    for one in changes:
        former, corrected = as_text(standing[one.field]), as_text(one.to)
        row = Correction(field=one.field, **of)
        seal(row, "former", former)
        seal(row, "corrected", corrected)
        seal(row, "because", because)
        doing.write(row)
        doing.commit_to(f"correction.{one.field}", row.id.bytes, former, corrected, because)
        written.append(row)
    return tuple(written)
