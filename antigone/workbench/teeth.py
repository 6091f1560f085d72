"""The chart of the teeth: FDI numbers, what each looks like, and how it is written in a record.

A tooth that is not in it was not looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from antigone.casework.observed import read_chart, written_chart
from antigone.evidence.findings.dental import Tooth
from antigone.wording import N_

# The order of a chart seen from the front: the body's right on the left.
ORDER = (
    *(18, 17, 16, 15, 14, 13, 12, 11, 21, 22, 23, 24, 25, 26, 27, 28),
    *(48, 47, 46, 45, 44, 43, 42, 41, 31, 32, 33, 34, 35, 36, 37, 38),
)
MILK_ORDER = (
    *(55, 54, 53, 52, 51, 61, 62, 63, 64, 65),
    *(85, 84, 83, 82, 81, 71, 72, 73, 74, 75),
)

STATES: Mapping[Tooth, str] = {
    Tooth.SOUND: N_("sound"),
    Tooth.DECAYED: N_("decayed"),
    Tooth.FILLED: N_("filled"),
    Tooth.ROOT_FILLED: N_("root filled"),
    Tooth.CROWNED: N_("crowned"),
    Tooth.MISSING: N_("missing"),
    Tooth.REPLACED: N_("replaced"),
    Tooth.UNERUPTED: N_("not erupted"),
}
# What the drawing calls them.
MARKS: Mapping[Tooth, str] = {
    Tooth.SOUND: "sound",
    Tooth.DECAYED: "caries",
    Tooth.FILLED: "filled",
    Tooth.ROOT_FILLED: "root-filled",
    Tooth.CROWNED: "crown",
    Tooth.MISSING: "missing",
    Tooth.REPLACED: "implant",
    Tooth.UNERUPTED: "unerupted",
}
SURFACE_NAMES: Mapping[str, str] = {
    "M": N_("mesial"),
    "O": N_("chewing surface"),
    "D": N_("distal"),
    "B": N_("cheek or lip"),
    "L": N_("tongue or palate"),
    "I": N_("cutting edge"),
}
_QUADRANTS = {
    1: N_("upper right"),
    2: N_("upper left"),
    3: N_("lower left"),
    4: N_("lower right"),
}
_PLACES = {
    1: N_("central incisor"),
    2: N_("lateral incisor"),
    3: N_("canine"),
    4: N_("first premolar"),
    5: N_("second premolar"),
    6: N_("first molar"),
    7: N_("second molar"),
    8: N_("third molar"),
}


@dataclass(frozen=True)
class Place:
    """Where a tooth stands, in two sentences of the catalogue: "upper right", "third molar"."""

    quadrant: str
    name: str


def place_of(number: int) -> Place:
    """Return where the tooth of an FDI number stands; milk molars are called first and second."""
    quadrant, place = divmod(number, 10)
    if quadrant > 4:
        milk = {4: N_("first milk molar"), 5: N_("second milk molar")}
        return Place(_QUADRANTS[quadrant - 4], milk.get(place, _PLACES[place]))
    return Place(_QUADRANTS[quadrant], _PLACES[place])


# A chart stands in a record as one text.
written, read = written_chart, read_chart
