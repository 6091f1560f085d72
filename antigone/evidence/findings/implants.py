"""Implants: a serial number, or a maker and a model alone."""

from antigone.evidence.findings.figures import SAME_OR_UNRELATED, Figure, weighed
from antigone.evidence.findings.population import Population, default_population
from antigone.evidence.findings.refusals import UnfitFinding
from antigone.evidence.ratio import Hypotheses, LikelihoodRatio


def implant_serial(
    *,
    found: str,
    reported: str,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what two serial numbers of implants of one maker and model say.

    Spaces, hyphens and case do not count. With m how often a register leads to the wrong patient, r
    how often a number is misread in one place, n how often two implants of a lot differ in one
    place only: equal (1 - r)(1 - m) / m; differing in one place r / n; otherwise m + r, because a
    serial number that is another one is another implant, unless a record is wrong.
    Source: numbers lead to patients only through registers, Simpson et al. 2007, J Forensic Sci
    52:442; all default figures are assumptions. Whether a serial number confirms by itself is for
    the operation's rules. Refuses an empty number with `UnfitFinding`.
    """
    one, other = _plain("found", found), _plain("reported", reported)
    of = population or default_population()
    apart = sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))

    def times(record: float, misread: float, neighbours: float) -> float:
        if apart == 0:
            return (1 - misread) * (1 - record) / record
        return misread / neighbours if apart == 1 else record + misread

    return weighed(
        times,
        [of.figure(f"implants.{name}") for name in ("record", "misread", "neighbours")],
        source=f"implant's serial number; {of}",
        hypotheses=hypotheses,
    )


def implant_model(
    *,
    corresponds: bool,
    rarity: Figure,
    population: Population | None = None,
    hypotheses: Hypotheses = SAME_OR_UNRELATED,
) -> LikelihoodRatio:
    """Return what an implant of a reported maker, model and place says where no number is legible.

    `rarity` is the share of people with such an implant there. With m how often the record is wrong:
    (1 - m + m·f) / f if it corresponds, m if there is none or another one. Source: as for
    `implant_serial`.
    """
    of = population or default_population()

    def times(record: float, often: float) -> float:
        return (1 - record + record * often) / often if corresponds else record

    return weighed(
        times,
        (of.figure("implants.record"), rarity),
        source=f"implant's model; {of}",
        hypotheses=hypotheses,
    )


def _plain(field: str, serial: str) -> str:
    plain = "".join(one for one in serial.casefold() if one.isalnum())
    if not plain:
        raise UnfitFinding(
            finding="implant", field=field, found=repr(serial), wanted="letters or digits"
        )
    return plain
