"""Which identifiers confirm: the rule of an operation, in words, and whether it holds in one case.

Primary identifiers are friction ridges, comparative dental findings and DNA (INTERPOL DVI Guide,
2023); an implant with a serial number can confirm where the operation says so. Everything else is
secondary: it must not contradict, and it carries an identification only as an exception for which two
members of the board give their grounds. A face alone never passes "candidate", whatever the rules say.

Pure: it knows no database and no framework beyond the values that it is given.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from antigone.access.roles import Discipline
from antigone.errors import Refusal
from antigone.wording import N_, say

PRIMARY = (Discipline.DENTAL, Discipline.DNA, Discipline.FINGERPRINT)
SECONDARY = (Discipline.FACE, Discipline.MEDICAL, Discipline.ANTHROPOLOGY)
# A reported ratio contradicts when even the end of its interval that favours the identification
# supports the other explanation at least moderately (ENFSI: a ratio of 1 to 10 against).
_CONTRADICTS = -1.0
_MOST_WANTED = 9


class UnfitRules(Refusal):
    """Rules that would let a face, or nothing, make an identification."""

    code = "unfit-rules"
    sentence = N_("The rules cannot stand: {fault}. Nothing was recorded.")
    remedy = N_("State what confirms, how much must agree, and what an exception may rest on.")


_NOTHING_CONFIRMS = N_("no identifier confirms, and no exception is possible")
_NOT_PRIMARY = N_("only fingerprint, dental and DNA findings are primary identifiers")
_COUNT = N_("a number of findings is from 0 to 9")
_NOT_SECONDARY = N_("an exception rests on the face, a doctor's or an anthropologist's finding")
_NOTHING_BESIDE = N_("an exception needs at least one finding beside the one it rests on")
_UNREADABLE = N_("they are not written in the form in which rules are shown")


@dataclass(frozen=True, kw_only=True)
class Exceptional:
    """On what a board may decide without a primary identifier: the discipline, and how much beside.

    `beside` counts findings of other kinds that support it, from 1 to 9. Raises `UnfitRules`.
    """

    disciplines: frozenset[Discipline]
    beside: int

    def __post_init__(self) -> None:
        if not self.disciplines or not self.disciplines <= set(SECONDARY):
            raise UnfitRules(fault=say(_NOT_SECONDARY))
        if self.beside < 1:
            # A face with nothing beside it would be a face alone.
            raise UnfitRules(fault=say(_NOTHING_BESIDE))
        if self.beside > _MOST_WANTED:
            raise UnfitRules(fault=say(_COUNT))


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What confirms in one operation.

    `confirms`: primary identifiers, each of which is enough; `implant`: whether an implant with a
    serial number is, too; `agreeing`: how many secondary findings must have been looked at without
    contradicting, 0 to 9; `exception`: on what a board may decide otherwise, None for never. A
    finding that contradicts stops every identification. Raises `UnfitRules`.
    """

    confirms: frozenset[Discipline] = frozenset(PRIMARY)
    implant: bool = False
    agreeing: int = 0
    exception: Exceptional | None = None

    def __post_init__(self) -> None:
        if not self.confirms <= set(PRIMARY):
            raise UnfitRules(fault=say(_NOT_PRIMARY))
        if not (self.confirms or self.implant or self.exception):
            raise UnfitRules(fault=say(_NOTHING_CONFIRMS))
        if not 0 <= self.agreeing <= _MOST_WANTED:
            raise UnfitRules(fault=say(_COUNT))

    def as_json(self) -> dict[str, object]:
        """Return the rules as plain JSON values; the database's guards read this form as well."""
        confirms = {one.value: one in self.confirms for one in PRIMARY}
        exception = self.exception and {
            "disciplines": sorted(self.exception.disciplines),
            "beside": self.exception.beside,
        }
        return {
            "confirms": {**confirms, Discipline.MEDICAL.value: self.implant},
            "agreeing": self.agreeing,
            "exception": exception,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, object]) -> "Rules":
        """Return what `as_json` wrote. Raises `UnfitRules`."""
        try:
            confirms = dict(written["confirms"])
            implant = confirms.pop(Discipline.MEDICAL, False)
            stated = written.get("exception")
            exception = stated and Exceptional(
                disciplines=frozenset(Discipline(one) for one in stated["disciplines"]),
                beside=int(stated["beside"]),
            )
            return cls(
                confirms=frozenset(Discipline(one) for one, does in confirms.items() if does),
                implant=implant is True,
                agreeing=int(written.get("agreeing", 0)),
                exception=exception or None,
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            raise UnfitRules(fault=say(_UNREADABLE)) from None

    def in_words(self, language: str = "en") -> str:
        """Return the rules in sentences, for people and for the record."""
        return " ".join(_sentences(self, language))


def _sentences(rules: Rules, language: str) -> Iterable[str]:
    if rules.confirms:
        listed = _listed(rules.confirms, language)
        yield say(
            N_("Each of these confirms an identification: {listed}."), language, listed=listed
        )
    if rules.implant:
        yield say(N_("An implant with a serial number confirms it, too."), language)
    if rules.agreeing:
        sentence = N_("At least {count} secondary findings must have been compared, and agree.")
        yield say(sentence, language, count=rules.agreeing)
    yield say(N_("A finding that contradicts stops every identification."), language)
    if rules.exception is None:
        yield say(N_("The board decides no exception."), language)
    else:
        sentence = N_(
            "Without a primary identifier the board may decide an exception, on {listed}, if at least"
            " {count} findings of other kinds support it, and neither signer was its examiner."
        )
        listed = _listed(rules.exception.disciplines, language)
        yield say(sentence, language, listed=listed, count=rules.exception.beside)
    yield say(N_("A face alone never identifies anybody."), language)


_NAMES = {
    Discipline.FINGERPRINT: N_("fingerprints"),
    Discipline.DENTAL: N_("teeth"),
    Discipline.DNA: N_("DNA"),
    Discipline.FACE: N_("the face"),
    Discipline.MEDICAL: N_("a doctor's finding"),
    Discipline.ANTHROPOLOGY: N_("an anthropologist's finding"),
}


def _listed(disciplines: Iterable[Discipline], language: str) -> str:
    return ", ".join(say(_NAMES[one], language) for one in Discipline if one in set(disciplines))


@dataclass(frozen=True, kw_only=True)
class Support:
    """One thing that was looked at beside the deciding finding.

    `kind` is a discipline or the kind of a source; `upper` and `lower` bound its log10 likelihood
    ratio, infinite where examiners agreed on a conclusion without a number.
    """

    kind: str
    lower: float
    upper: float

    @property
    def contradicts(self) -> bool:
        """Whether it speaks against the identification, at its most favourable."""
        return self.upper <= _CONTRADICTS

    @property
    def supports(self) -> bool:
        """Whether it speaks for it, at its least favourable."""
        return self.lower > 0


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is there when a board decides: the examiners' discipline, and everything beside it.

    `serials` are the serial numbers of implants that were found in the body and stated for the
    missing person as well.
    """

    discipline: Discipline
    beside: tuple[Support, ...] = ()
    serials: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of the rule, in words, and whether it holds."""

    code: str
    words: str
    holds: bool
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Whether the rule holds; the conditions in the order in which they are examined."""

    conditions: tuple[Condition, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether all of them do. An empty judgement is none."""
        return bool(self.conditions) and all(one.holds for one in self.conditions)

    @property
    def fails(self) -> str:
        """The code of the first condition that does not hold, empty if all do."""
        return next((one.code for one in self.conditions if not one.holds), "")


FACE_ALONE = "face-alone"
NO_PRIMARY = "no-primary-identifier"
NO_EXCEPTION = "no-exception"
TOO_FEW = "too-few-findings"
CONTRADICTED = "contradicted"


def judge(rules: Rules, evidence: Evidence, *, exception: bool, language: str = "en") -> Judgement:
    """Hold the evidence against the rules; `exception` says that the board decides one.

    (0) it is not a face alone, whatever the rules say; (1) the deciding finding is one that
    confirms, or one on which an exception may rest, with enough beside it; (2) enough secondary
    findings agree; (3) nothing contradicts.
    """
    beside = [one for one in evidence.beside if one.kind != evidence.discipline]
    supporting = {one.kind for one in beside if one.supports}
    against = sorted({one.kind for one in evidence.beside if one.contradicts})
    is_face = evidence.discipline == Discipline.FACE
    agreeing = {one.kind for one in beside if one.kind not in set(PRIMARY) and not one.contradicts}

    def condition(code: str, sentence: str, holds: bool, because: str = "") -> Condition:
        return Condition(code=code, words=say(sentence, language), holds=holds, because=because)

    return Judgement(
        conditions=(
            condition(
                FACE_ALONE,
                N_("It does not rest on a face alone."),
                not is_face or (exception and bool(supporting)),
                ", ".join(sorted(supporting)),
            ),
            _deciding(rules, evidence, supporting, exception=exception, language=language),
            condition(
                TOO_FEW,
                N_("Enough secondary findings were compared, and agree."),
                len(agreeing) >= rules.agreeing,
                f"{len(agreeing)} / {rules.agreeing}",
            ),
            condition(CONTRADICTED, N_("No finding contradicts."), not against, ", ".join(against)),
        )
    )


def _deciding(
    rules: Rules,
    evidence: Evidence,
    supporting: set[str],
    *,
    exception: bool,
    language: str,
) -> Condition:
    discipline = evidence.discipline
    if exception:
        allowed = rules.exception
        holds = (
            allowed is not None
            and discipline in allowed.disciplines
            and len(supporting) >= allowed.beside
        )
        return Condition(
            code=NO_EXCEPTION,
            words=say(N_("The board may decide this exception."), language),
            holds=holds,
            because=", ".join([discipline.value, *sorted(supporting)]),
        )
    by_implant = discipline == Discipline.MEDICAL and rules.implant and bool(evidence.serials)
    return Condition(
        code=NO_PRIMARY,
        words=say(N_("An identifier that confirms was found to agree."), language),
        holds=discipline in rules.confirms or by_implant,
        because=", ".join([discipline.value, *sorted(evidence.serials)]),
    )


_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{3,}")
_LEAST_DIGITS = 3


def shared_serials(found: Iterable[str], stated: Iterable[str]) -> frozenset[str]:
    """Return the serial numbers that both descriptions of implants hold.

    A serial number has at least four characters, three of them digits; hyphens, points and case do
    not count. A year or a size alone would be shared by many: four digits alone are none.
    """
    return _serials(found) & _serials(stated)


def _serials(texts: Iterable[str]) -> frozenset[str]:
    written = (re.sub(r"[./-]", "", one).upper() for text in texts for one in _SERIAL.findall(text))
    return frozenset(
        one
        for one in written
        if sum(letter.isdigit() for letter in one) >= _LEAST_DIGITS
        and not (one.isdigit() and len(one) <= 4)
    )


STANDARD = Rules()
"""What every operation begins with: INTERPOL's primary identifiers, and no exception."""
