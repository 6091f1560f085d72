"""What is held against each other, what was weighed of it, and why the rest could not be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from antigone.casework.description import Absent, Description, PartialDate, Range
from antigone.casework.observed.outstanding import Expected
from antigone.errors import Refusal
from antigone.evidence import LikelihoodRatio
from antigone.evidence.findings import Span
from antigone.wording import N_

Side = Literal["found", "reported"]
Word = tuple[str, str]
"""A coded value for the sentence: the list of `vocabulary` it is of, and its code."""
MAY_BE_UNREAD = N_(
    "“{text}”: something on the body is not described in words that are counted; it may be that."
)


def in_figures(span: Range | Span) -> str:
    """Return a range as it stands in a sentence: one number where both ends are the same."""
    ends = [f"{end:g}" for end in (span.least, span.most)]
    return "–".join(dict.fromkeys(ends))


@dataclass(frozen=True, kw_only=True)
class Body:
    """What examinations established of a body or a part: of each field the newest that states it.

    `condition` is a code of `Condition` or of `Absent`; `whole` says that it is no part; `kept` are
    things that were taken into custody with it, as they are described.
    """

    code: str
    description: Description
    condition: str
    whole: bool = True
    recovered: PartialDate | None = None
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Person:
    """A missing person as the family describes her; `code` is that of the request."""

    code: str
    description: Description
    born: PartialDate | None = None
    last_seen: PartialDate | None = None


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """One finding with its worth. `kind` and `rests_on` are codes; a sentence says what was seen.

    `words` are the parameters of the sentence: texts, numbers, or a `Word`.
    """

    kind: str
    ratio: LikelihoodRatio
    sentence: str
    words: Mapping[str, str | float | Word] = field(default_factory=dict)
    rests_on: str = ""


@dataclass(frozen=True, kw_only=True)
class Unweighed:
    """What could not be held against each other, on which side, and what would help.

    `absent` is the reason that the record itself gives, None where a value is there and cannot be
    used. `expected` says how much the examination would tell, None where no examination would.
    """

    kind: str
    side: Side
    sentence: str
    words: Mapping[str, str | float | Word] = field(default_factory=dict)
    absent: Absent | None = None
    expected: Expected | None = None


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Everything about one pair: what was weighed, and what was not."""

    weighed: tuple[Weighed, ...]
    unweighed: tuple[Unweighed, ...]


class ContradictingRecords(Refusal):
    """Two records of one pair cannot both be true, and no number expresses it."""

    code = "contradicting-records"
    sentence = N_(
        "{person} was born on {born}, and {remains} was recovered on {recovered}: both cannot be."
        " Nothing was weighed."
    )
    remedy = N_("Check both dates. If both are right, exclude the pair, with this as its ground.")
