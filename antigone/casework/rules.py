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
from antigone.casework.vocabulary import kind_in_words
from antigone.errors import Refusal
from antigone.wording import N_, say, say_count

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
    contradicting, 0 to 9; `posterior`: whether a statement of findings states a probability, which no
    condition turns on; `exception`: on what a board may decide otherwise, None for never. A
    finding that contradicts stops every identification. Raises `UnfitRules`.
    """

    confirms: frozenset[Discipline] = frozenset(PRIMARY)
    implant: bool = False
    agreeing: int = 0
    exception: Exceptional | None = None
    posterior: bool = False

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
            "posterior": self.posterior,
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
                posterior=written.get("posterior", False) is True,
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
    if rules.posterior:
        yield say(
            N_(
                "A statement of findings also says how probable it is, with what is assumed before."
            ),
            language,
        )


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
    """One condition of the rule, and whether it holds; in words for whoever reads it.

    `kinds` are the disciplines and sources that it turns on, `serials` those of implants, `compared`
    how many secondary findings there are of `wanted`.
    """

    code: str
    holds: bool
    kinds: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    compared: int = 0
    wanted: int = 0

    def __str__(self) -> str:
        return self.in_words("en")

    def in_words(self, language: str) -> str:
        """Return the condition with what it turns on."""
        stated, because = self.stated(language).rstrip("."), self.because(language).rstrip(".")
        return f"{stated} ({because})" if because else stated

    def stated(self, language: str = "en") -> str:
        """Return the condition as a sentence."""
        return say(_CONDITIONS[self.code], language)

    def because(self, language: str = "en") -> str:
        """Return what was found, as a sentence; empty where there is nothing to say."""
        kinds = ", ".join(kind_in_words(one, language) for one in self.kinds)
        if self.code == TOO_FEW:
            return say_count(
                N_("One of {wanted} wanted was compared and does not contradict."),
                N_("{count} of {wanted} wanted were compared and do not contradict."),
                self.compared,
                language,
                wanted=self.wanted,
            )
        if not kinds:
            return ""
        if self.serials:
            serials = ", ".join(self.serials)
            return say(_WITH_SERIALS, language, kinds=kinds, serials=serials)
        return say(_BECAUSE[self.code], language, kinds=kinds)


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
_CONDITIONS = {
    FACE_ALONE: N_("It does not rest on a face alone."),
    NO_PRIMARY: N_("An identifier that confirms was found to agree."),
    NO_EXCEPTION: N_("The board may decide this exception."),
    TOO_FEW: N_("Enough secondary findings were compared, and agree."),
    CONTRADICTED: N_("No finding contradicts."),
}
_BECAUSE = {
    FACE_ALONE: N_("Beside the deciding finding, these support it: {kinds}."),
    NO_PRIMARY: N_("It rests on: {kinds}."),
    NO_EXCEPTION: N_("It rests on, and beside that is supported by: {kinds}."),
    CONTRADICTED: N_("These contradict: {kinds}."),
}
_WITH_SERIALS = N_("It rests on: {kinds}. Implants with these serial numbers agree: {serials}.")


def judge(rules: Rules, evidence: Evidence, *, exception: bool) -> Judgement:
    """Hold the evidence against the rules; `exception` says that the board decides one.

    (0) it is not a face alone, whatever the rules say; (1) the deciding finding is one that
    confirms, or one on which an exception may rest, with enough beside it; (2) enough secondary
    findings agree; (3) nothing contradicts.
    """
    beside = [one for one in evidence.beside if one.kind != evidence.discipline]
    supporting = tuple(sorted({one.kind for one in beside if one.supports}))
    against = tuple(sorted({one.kind for one in evidence.beside if one.contradicts}))
    is_face = evidence.discipline == Discipline.FACE
    agreeing = {one.kind for one in beside if one.kind not in set(PRIMARY) and not one.contradicts}
    return Judgement(
        conditions=(
            Condition(
                code=FACE_ALONE,
                holds=not is_face or (exception and bool(supporting)),
                kinds=supporting,
            ),
            _deciding(rules, evidence, supporting, exception=exception),
            Condition(
                code=TOO_FEW,
                holds=len(agreeing) >= rules.agreeing,
                compared=len(agreeing),
                wanted=rules.agreeing,
            ),
            Condition(code=CONTRADICTED, holds=not against, kinds=against),
        )
    )


def _deciding(
    rules: Rules, evidence: Evidence, supporting: tuple[str, ...], *, exception: bool
) -> Condition:
    discipline = evidence.discipline
    if exception:
        allowed = rules.exception
        holds = (
            allowed is not None
            and discipline in allowed.disciplines
            and len(supporting) >= allowed.beside
        )
        return Condition(code=NO_EXCEPTION, holds=holds, kinds=(discipline.value, *supporting))
    by_implant = discipline == Discipline.MEDICAL and rules.implant and bool(evidence.serials)
    return Condition(
        code=NO_PRIMARY,
        holds=discipline in rules.confirms or by_implant,
        kinds=(discipline.value,),
        serials=tuple(sorted(evidence.serials)),
    )


_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{3,}")
_LEAST_DIGITS = 3


def shared_serials(found: Iterable[str], stated: Iterable[str]) -> frozenset[str]:
    """Return the serial numbers that both descriptions of implants hold.

    A serial number has at least four characters, three of them digits; hyphens, points and case do
    not count. A year or a size alone would be shared by many: four digits alone are none.
    """
    return serials_in(found) & serials_in(stated)


def serials_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the serial numbers that texts hold, spelt in one way."""
    written = (re.sub(r"[./-]", "", one).upper() for text in texts for one in _SERIAL.findall(text))
    return frozenset(
        one
        for one in written
        if sum(letter.isdigit() for letter in one) >= _LEAST_DIGITS
        and not (one.isdigit() and len(one) <= 4)
    )


STANDARD = Rules()
"""What every operation begins with: INTERPOL's primary identifiers, and no exception."""
