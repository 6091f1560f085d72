"""Words of the report that stand in tables, and what the terms of the trade mean."""

import re

from antigone.wording import N_

BY = {"age": N_("By age"), "sex": N_("By sex"), "skin_tone": N_("By skin tone")}
GROUPS = {"female": N_("female"), "male": N_("male"), "other": N_("other")}

_CONDITIONS = {
    "clean": N_("as they are"),
    "turned_90": N_("turned by 90°"),
    "turned_180": N_("turned by 180°"),
    "turned_270": N_("turned by 270°"),
    "pallor": N_("pallor"),
    "eyes_closed": N_("eyes closed"),
    "occl_lower30": N_("lower face covered"),
    "occl_upper30": N_("upper face covered"),
    "dark_noise": N_("dark, with noise"),
    "blur": N_("out of focus"),
    "motion": N_("moved"),
    "swelling": N_("swelling"),
    "from_above": N_("from above"),
    "mortuary": N_("mortuary"),
    "field_hard": N_("field, hard"),
    "unusable": N_("unusable"),
}
_FAMILIES = {
    "tilted": N_("tilted by {strength}°"),
    "jpeg": N_("JPEG {strength}"),
    "low": N_("face {strength} px wide"),
}


def name_of(condition: str) -> tuple[str, str]:
    """Return the words for a simulated condition, and its strength where it is one of a family."""
    if found := re.fullmatch(r"([a-z]+)_([0-9]+)", condition):
        family, strength = found.groups()
        if family in _FAMILIES:
            return _FAMILIES[family], strength
    return _CONDITIONS[condition], ""


GLOSSARY = (
    (
        N_("Probe, reference, gallery"),
        N_(
            "The probe is the photograph that searches, here in the place of the dead. References are "
            "the photographs of a missing person; all of them together are the gallery."
        ),
    ),
    (
        N_("Failure to acquire (FTA)"),
        N_("No face was found in a photograph. It counts as missed everywhere."),
    ),
    (
        N_("Rank, CMC"),
        N_(
            "The place of the right person on the list. The curve of ranks (CMC) says how often she "
            "stands at a place or before it. Everybody searched for is on file (closed set); who could "
            "not be enrolled counts as missed."
        ),
    ),
    (
        N_("FPIR, FNIR, DET"),
        N_(
            "With a line: the share of searches for somebody who is not there that put a stranger above "
            "it, and the share of searches for somebody who is there that leave her below (open set). "
            "The DET curve shows one against the other. Measured with this many people enrolled: with "
            "ten times as many, false alarms are about ten times as frequent at the same line."
        ),
    ),
    (
        N_("FAR, TAR"),
        N_(
            "Of two photographs alone: the share of strangers accepted as one person, and the share of "
            "pairs of one person that are accepted."
        ),
    ),
    (
        N_("Likelihood ratio, Cllr"),
        N_(
            "How many times more often a similarity like this comes between two photographs of one "
            "person than between two people. Cllr is what following such ratios costs, in bits; Cllr "
            "min what it would cost with the calibration that suits these photographs best."
        ),
    ),
    (
        N_("Interval"),
        N_(
            "If other people of the same kind were measured in the same way, the figure would lie "
            "between its ends about 95 of 100 times."
        ),
    ),
)
