"""What was tried and refused in an exercise, noted in its home for whoever looks around later."""

import json
from collections.abc import Iterable
from pathlib import Path

from antigone.errors import Refusal
from antigone.exercise.findings import Tried

FILE = "tried.json"


def note_tried(home: Path, tried: Iterable[Tried]) -> None:
    """Write down what was tried and which refusal it met."""
    noted = [{"tried": one.what, **one.refusal.as_json()} for one in tried]
    (home / FILE).write_text(json.dumps(noted, ensure_ascii=False), encoding="utf-8")


def tried_in(home: Path) -> list[Tried]:
    """Return what was tried in the exercise of this home, nothing where nobody noted it.

    A refusal that this version does not know any more is passed over.
    """
    try:
        noted = json.loads((home / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    kinds = {kind.code: kind for kind in _every_refusal()}
    return [
        Tried(what=one["tried"], refusal=kinds[one["code"]](**one["parameters"]))
        for one in noted
        if one["code"] in kinds
    ]


def _every_refusal() -> list[type[Refusal]]:
    found: list[type[Refusal]] = []
    ahead = Refusal.__subclasses__()
    while ahead:
        kind = ahead.pop()
        found.append(kind)
        ahead += kind.__subclasses__()
    return found
