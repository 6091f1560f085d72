"""The nineteen components of a face that examiners go through, and what they may say of each.

Morphological analysis by the FISWG Facial Image Comparison Feature List for Morphological Analysis
(version 2.0, 2018; the same list as ASTM E3149). The codes are ours and the grouping is to be checked
against the original before official use. After death, skin tone, eyes, mouth, outline and cheeks
weigh less; ears, scars, marks and hairline more.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from antigone.errors import Refusal
from antigone.wording import N_

EDITION = "FISWG Feature List 2.0 (2018)"


class Component(StrEnum):
    """One part of a face, in the order of the list."""

    SKIN = "skin"
    OUTLINE = "face-outline"
    COMPOSITION = "face-composition"
    HAIRLINE = "hairline"
    FOREHEAD = "forehead"
    EYEBROWS = "eyebrows"
    EYES = "eyes"
    CHEEKS = "cheeks"
    NOSE = "nose"
    EARS = "ears"
    MOUTH = "mouth"
    CHIN = "chin-jawline"
    NECK = "neck"
    FACIAL_HAIR = "facial-hair"
    LINES = "facial-lines"
    SCARS = "scars"
    MARKS = "facial-marks"
    ALTERATIONS = "alterations"
    OTHER = "other"


class Finding(StrEnum):
    """What a component shows when two faces are held against each other."""

    SIMILAR = "similar"
    DISSIMILAR = "dissimilar"


class Weight(StrEnum):
    """How much a component counts in this case, in the examiner's opinion."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


_LONGEST_NOTE = 400


class UnfitComponents(Refusal):
    """A component is missing, unknown, or says two things at once."""

    code = "unfit-components"
    sentence = N_("“{component}” {fault}. Nothing was committed.")
    remedy = N_(
        "Say of each of the nineteen components whether it can be compared, and what it shows."
    )


_MISSING = "is not among what was judged"
_UNKNOWN = "is no component of the list"
_WHY = "cannot be compared, and no reason is given"
_NO_FINDING = "can be compared, and neither similarity nor its weight is stated"
_BOTH = "cannot be compared, and yet something is found"
_LONG = "has a note that is too long"
_UNREADABLE = "is not stated in the form that `components` prints"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one component of one face shows, before anybody is compared with it.

    `why_not` says why it cannot be compared; `changed` that death or what followed has altered it.
    """

    comparable: bool
    why_not: str = ""
    changed: bool = False
    note: str = field(default="", repr=False)

    def faults(self) -> str:
        """Return what is wrong with it, empty if nothing is."""
        if not self.comparable and not self.why_not.strip():
            return _WHY
        return _LONG if max(len(self.note), len(self.why_not)) > _LONGEST_NOTE else ""


@dataclass(frozen=True, kw_only=True)
class Judgement(Seen):
    """What one component shows in two faces; `explained` if post-mortem change explains it."""

    finding: Finding | None = None
    explained: bool = False
    weight: Weight | None = None

    def faults(self) -> str:
        """Return what is wrong with it, empty if nothing is."""
        if fault := super().faults():
            return fault
        if self.comparable and (self.finding is None or self.weight is None):
            return _NO_FINDING
        if not self.comparable and (self.finding is not None or self.weight is not None):
            return _BOTH
        return ""


def require_all(judged: Mapping[Component, Seen]) -> None:
    """Refuse unless each of the nineteen is judged. Raises `UnfitComponents`."""
    for component in Component:
        if component not in judged:
            raise UnfitComponents(component=component.value, fault=_MISSING)
        if fault := judged[component].faults():
            raise UnfitComponents(component=component.value, fault=fault)


def as_json(judged: Mapping[Component, Seen]) -> dict[str, dict[str, Any]]:
    """Return the judgements as plain JSON values, in the order of the list."""
    return {one.value: asdict(judged[one]) for one in Component if one in judged}


def seen_from_json(written: Mapping[str, Any]) -> dict[Component, Seen]:
    """Return what `as_json` wrote of one face. Raises `UnfitComponents`."""
    return {_component(name): _seen(name, said) for name, said in written.items()}


def judgements_from_json(written: Mapping[str, Any]) -> dict[Component, Judgement]:
    """Return what `as_json` wrote of two faces. Raises `UnfitComponents`."""
    return {_component(name): _judgement(name, said) for name, said in written.items()}


def _component(name: str) -> Component:
    if name not in set(Component):
        raise UnfitComponents(component=name, fault=_UNKNOWN)
    return Component(name)


def _seen(name: str, said: Any) -> Seen:
    try:
        return Seen(**said)
    except TypeError:
        raise UnfitComponents(component=name, fault=_UNREADABLE) from None


def _judgement(name: str, said: Any) -> Judgement:
    try:
        finding = Finding(said["finding"]) if said.get("finding") else None
        weight = Weight(said["weight"]) if said.get("weight") else None
        return Judgement(**{**said, "finding": finding, "weight": weight})
    except (AttributeError, TypeError, ValueError):
        raise UnfitComponents(component=name, fault=_UNREADABLE) from None
