"""The stations a body goes through, how far each is, and what stands in its one line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antigone.access.actions import Action
from antigone.casework.vocabulary import name_of
from antigone.wording import N_
from antigone.workbench import teeth
from antigone.workbench.desk import Desk

# Complete, started with something missing, not started, closed because it cannot be done.
STATES = {
    "complete": N_("Complete"),
    "started": N_("Started"),
    "not-started": N_("Not started"),
    "closed": N_("Closed"),
}

BASIS = N_("What was found, and how")
# How far prints could be taken; the code leads what the record says of them.
PRINTS = {
    "taken": N_("taken"),
    "in-part": N_("taken in part"),
    "not-possible": N_("cannot be taken"),
}


def basis_in_words(desk: Desk, basis: str) -> str:
    """Return on what an examination rests, with how far prints could be taken in words."""
    code, found, rest = basis.partition(": ")
    return f"{desk.say(PRINTS[code])}: {rest}" if found and code in PRINTS else basis


@dataclass(frozen=True, kw_only=True)
class Station:
    """One station of one body. `address` is empty where this person has nothing to open."""

    number: int
    name: str
    state: str
    told: str = ""
    address: str = ""
    shown: str = ""

    @property
    def state_name(self) -> str:
        """How far it is, as an English sentence of the catalogue."""
        return STATES[self.state]

    @property
    def waits(self) -> bool:
        """Whether something is still to be done here."""
        return self.state in ("started", "not-started")

    @property
    def tag(self) -> str:
        """The class of its tag: the state of the work, never of a person."""
        return {
            "complete": "tag-kept",
            "started": "tag-waits",
            "not-started": "tag-quiet",
            "closed": "",
        }[self.state]


def stations_of(desk: Desk, known: Mapping[str, Any]) -> list[Station]:
    """Return the six stations of a body, in their order."""
    code = known["remains"]
    made: Sequence[tuple[str, Callable[..., tuple[str, str]], str, Action]] = (
        (N_("Photographs"), _photographs, "remains-photographs", Action.VIEW_REMAINS),
        (N_("Fingerprints"), _fingerprints, "fingerprints", Action.VIEW_REMAINS),
        (N_("Examination of death"), _death, "examination-of-death", Action.VIEW_REMAINS),
        (N_("Teeth"), _teeth, "teeth", Action.VIEW_REMAINS),
        (N_("Sample"), _samples, "samples", Action.VIEW_REMAINS),
        (N_("Storage"), _storage, "handover", Action.VIEW_CUSTODY),
    )
    stations = []
    for number, (name, look, page, step) in enumerate(made, start=1):
        state, told = look(desk, known)
        address = desk.url(page, code=code) if desk.can(step) else ""
        stations.append(
            Station(
                number=number,
                name=name,
                shown=desk.say(name),
                state=state,
                told=told,
                address=address,
            )
        )
    return stations


def _photographs(desk: Desk, known: Mapping[str, Any]) -> tuple[str, str]:
    every = known["photographs"]
    legible = sum(one["code_legible"] for one in every)
    confirmed = any(one["state"] == "confirmed" for one in every)
    if not every:
        return "not-started", desk.say(N_("none"))
    told = desk.say(N_("{count}, code readable in {legible}"), count=len(every), legible=legible)
    waits = sum(one["state"] == "waits" for one in every)
    if waits:
        one = N_("one marked face waits for a second person")
        many = N_("{count} marked faces wait for a second person")
        told = f"{told} · {desk.say_count(one, many, waits)}"
    return ("complete" if legible and confirmed else "started"), told


def _fingerprints(desk: Desk, known: Mapping[str, Any]) -> tuple[str, str]:
    state, told = _signed(desk, known, "fingerprints")
    if state == "complete":
        basis = known["examinations"]["fingerprints"][-1]["basis"]
        told = f"{basis_in_words(desk, basis)} · {told}"
        state = "closed" if basis.startswith("not-possible") else state
        state = "started" if basis.startswith("in-part") else state
    return state, told


def _death(desk: Desk, known: Mapping[str, Any]) -> tuple[str, str]:
    return _signed(desk, known, "death")


def _teeth(desk: Desk, known: Mapping[str, Any]) -> tuple[str, str]:
    state, told = _signed(desk, known, "dental")
    signed = known["examinations"].get("dental", [])
    chart = teeth.read(str(signed[-1]["description"].teeth)) if signed else None
    if chart is None:
        return state, told
    looked = len(chart.teeth)
    said = desk.say(N_("{looked} of {all} teeth looked at"), looked=looked, all=len(teeth.ORDER))
    return ("complete" if looked >= len(teeth.ORDER) else "started"), f"{said} · {told}"


def _signed(desk: Desk, known: Mapping[str, Any], kind: str) -> tuple[str, str]:
    signed = known["examinations"].get(kind, [])
    if not signed:
        return "not-started", ""
    last = signed[-1]
    return "complete", desk.say(N_("signed by {name}"), name=last["by"])


def _samples(desk: Desk, known: Mapping[str, Any]) -> tuple[str, str]:
    kept = [one for one in known["samples"] if not one["used_up"]]
    named = ", ".join(
        f"{one['code']} ({desk.say(name_of('SampleKind', one['kind']))})"
        for one in known["samples"]
    )
    if not known["samples"]:
        return "not-started", ""
    return ("complete" if kept else "started"), named


def _storage(desk: Desk, known: Mapping[str, Any]) -> tuple[str, str]:
    if known["stored"] is None:
        return "not-started", desk.say(N_("where it was recorded: {place}"), place=known["place"])
    return "complete", str(known["stored"]["place"])
