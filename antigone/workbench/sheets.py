"""The sheet of nineteen components: shown, filled in, and read back as what an examiner judged."""

from collections.abc import Mapping
from typing import Any

from antigone.casework.components import Component, Finding, Judgement, Seen, Weight
from antigone.casework.procedures.review import PointPair
from antigone.casework.vocabulary import choices_of, name_of
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench import drafts
from antigone.workbench.desk import Desk

Said = Mapping[str, Any]

_SEEN = (("seen", N_("seen")), ("part", N_("in part")), ("not", N_("not")))
_COMPARED = (
    ("similar", N_("similar")),
    ("dissimilar", N_("different")),
    ("not", N_("not comparable")),
)
_NOT_SEEN = "not to be seen in this photograph"
_IN_PART = "seen in part"


class RowsLeft(Refusal):
    """A sheet is committed whole."""

    code = "rows-left"
    sentence = N_("{count} rows of the sheet are not filled in. Nothing was committed.")
    remedy = N_(
        "The first is “{component}”. Fill them in, or say once why the rest cannot be judged."
    )


class NoReason(Refusal):
    """That a photograph allows nothing is a full answer, and says why."""

    code = "no-reason-for-none"
    sentence = N_("Why nothing can be compared is not said. Nothing was committed.")
    remedy = N_("Write the reason into the last row of the sheet; what you filled in is kept.")


def typed(desk: Desk, draft: drafts.Kept | None) -> Said:
    """Return what stands on the sheet: what was sent just now, else what was kept of it."""
    if desk.said is not None:
        return desk.said.dict()
    return draft.initial if draft else {}


def seen_rows(desk: Desk, said: Said) -> list[dict[str, Any]]:
    """Return the rows of an analysis, with what stands on it."""
    return [_row(desk, said, one, _SEEN) for one in Component]


def compared_rows(desk: Desk, said: Said) -> list[dict[str, Any]]:
    """Return the rows of a comparison, with what stands on it."""
    weights = choices_of("Weight")
    return [
        {
            **_row(desk, said, one, _COMPARED),
            "weights": [
                (code, desk.say(name), code == _stated(said, one, "weight"))
                for code, name in weights
            ],
            "explained": bool(_stated(said, one, "explained")),
        }
        for one in Component
    ]


def seen(desk: Desk, said: Said) -> dict[Component, Seen]:
    """Return what the sheet says of one face. Raises `RowsLeft` and `NoReason`."""
    rest = str(said.get("rest", "")).strip()
    if said.get("allows") == "no":
        if not rest:
            raise NoReason
        return {one: Seen(comparable=False, why_not=rest) for one in Component}
    _require_filled(desk, said, rest)
    judged = {}
    for one in Component:
        stated, note = _stated(said, one, "seen"), _stated(said, one, "note")
        note = f"{_IN_PART}. {note}".strip() if stated == "part" else note
        why = "" if stated in ("seen", "part") else (note or rest or _NOT_SEEN)
        judged[one] = Seen(
            comparable=not why,
            why_not=why,
            changed=bool(_stated(said, one, "changed")),
            note="" if why else note,
        )
    return judged


def judged(desk: Desk, said: Said) -> dict[Component, Judgement]:
    """Return what the sheet says of two faces. Raises `RowsLeft`."""
    rest = str(said.get("rest", "")).strip()
    _require_filled(desk, said, rest)
    found = {}
    for one in Component:
        stated, note = _stated(said, one, "seen"), _stated(said, one, "note")
        comparable = stated in ("similar", "dissimilar")
        weight = _stated(said, one, "weight")
        found[one] = Judgement(
            comparable=comparable,
            why_not="" if comparable else (note or rest or _NOT_SEEN),
            changed=bool(_stated(said, one, "changed")),
            note=note if comparable else "",
            finding=Finding(stated) if comparable else None,
            explained=bool(_stated(said, one, "explained")),
            weight=Weight(weight) if comparable and weight in set(Weight) else None,
        )
    return found


def points(written: str, sides: str) -> tuple[PointPair, ...]:
    """Return the pairs of points that were set, as parts of width and height.

    `written` is "xa,ya xb,yb; …" in pixels of each picture, `sides` their "wa,ha wb,hb". What cannot
    be read is left out: a point is an aid, and no view is lost for one.
    """
    try:
        (wide_a, high_a), (wide_b, high_b) = (_two(one) for one in sides.split())
        return tuple(
            PointPair(
                post_mortem=(first[0] / wide_a, first[1] / high_a),
                reference=(second[0] / wide_b, second[1] / high_b),
            )
            for one in filter(str.strip, written.split(";"))
            for first, second in [tuple(_two(part) for part in one.split())]
        )
    except (ValueError, ZeroDivisionError):
        return ()


def _row(
    desk: Desk, said: Said, one: Component, choices: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    return {
        "component": one.value,
        "name": desk.say(name_of("Component", one)),
        "choices": [
            (code, desk.say(name), code == _stated(said, one, "seen")) for code, name in choices
        ],
        "changed": bool(_stated(said, one, "changed")),
        "note": _stated(said, one, "note"),
    }


def _stated(said: Said, one: Component, column: str) -> str:
    return str(said.get(f"{one.value}-{column}", "")).strip()


def _require_filled(desk: Desk, said: Said, rest: str) -> None:
    left = [one for one in Component if not _stated(said, one, "seen")]
    if left and not rest:
        raise RowsLeft(count=len(left), component=desk.say(name_of("Component", left[0])))


def _two(written: str) -> tuple[float, float]:
    first, second = written.split(",")
    return float(first), float(second)
