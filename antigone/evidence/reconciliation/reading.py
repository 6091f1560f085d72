"""A problem as it is written in a file."""

import json
import math
from typing import Any, NoReturn

from antigone.evidence.reconciliation.problem import Pair, Problem, share_prior
from antigone.evidence.reconciliation.refusals import UnfitProblem

_OWED = ("remains", "missing", "log10_lr")
_KNOWN = (*_OWED, "prior", "operation", "parts", "locked")


def problem_from_json(text: str | bytes, *, source: str) -> Problem:
    """Return the problem that a JSON text states; `source` is the file's name, for refusals.

    An object with

    - `remains`, `missing`: lists of names;
    - `log10_lr`: a list for each of the remains with a number for each of the missing, null where
      the pair is excluded;
    - `prior` (default "flat"): "flat", every permitted assignment equally likely; or {"match": p}, p
      being the probability before the evidence that remains taken at random are one of the missing
      on the list (see `share_prior`);
    - `operation` (default "open"): "closed" if every one of the remains is one of the missing;
    - `parts`: lists of remains that may be parts of one body;
    - `locked`: pairs [remains, missing] taken as given.

    Refuses with `UnfitProblem` and its kinds, a key it does not know among them: a misspelt "locked"
    would be passed over in silence.
    """
    stated = _object(text, source)
    for key in stated:
        if key not in _KNOWN:
            raise UnfitProblem(
                source=source, field=key, found="this key", wanted=f"one of {', '.join(_KNOWN)}"
            )
    for key in _OWED:
        if key not in stated:
            raise UnfitProblem(source=source, field=key, found="nothing", wanted="a list")
        if not isinstance(stated[key], list):
            raise UnfitProblem(source=source, field=key, found=_shown(stated[key]), wanted="a list")
    operation = stated.get("operation", "open")
    if operation not in ("open", "closed"):
        raise UnfitProblem(
            source=source, field="operation", found=_shown(operation), wanted="“open” or “closed”"
        )
    return Problem(
        remains=stated["remains"],
        missing=stated["missing"],
        log10_lr=stated["log10_lr"],
        log10_prior=_prior(stated, closed=operation == "closed", source=source),
        closed=operation == "closed",
        parts=_parts(stated.get("parts", []), source),
        locked=_locks(stated.get("locked", []), source),
        source=source,
    )


def _object(text: str | bytes, source: str) -> dict[str, Any]:
    def refuse(constant: str) -> NoReturn:
        raise UnfitProblem(
            source=source, field="log10_lr", found=constant, wanted="a finite number or null"
        )

    try:
        stated = json.loads(text, parse_constant=refuse)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnfitProblem(
            source=source, field="JSON", found=str(error), wanted="a JSON object"
        ) from None
    if not isinstance(stated, dict):
        raise UnfitProblem(
            source=source, field="JSON", found=_shown(stated), wanted="a JSON object"
        )
    return stated


def _prior(stated: dict[str, Any], *, closed: bool, source: str) -> float:
    prior = stated.get("prior", "flat")
    if prior == "flat":
        return 0.0
    share = prior.get("match") if isinstance(prior, dict) and set(prior) == {"match"} else None
    if isinstance(share, bool) or not isinstance(share, int | float) or not math.isfinite(share):
        raise UnfitProblem(
            source=source, field="prior", found=_shown(prior), wanted="“flat” or {“match”: p}"
        )
    if closed:
        raise UnfitProblem(
            source=source,
            field="prior",
            found=_shown(prior),
            wanted="“flat”: in a closed operation everybody is on the list",
        )
    return share_prior(
        share, remains=len(stated["remains"]), missing=len(stated["missing"]), source=source
    )


def _parts(stated: Any, source: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(stated, list) or not all(_is_names(group) for group in stated):
        raise UnfitProblem(
            source=source, field="parts", found=_shown(stated), wanted="a list of lists of remains"
        )
    return tuple(tuple(group) for group in stated)


def _locks(stated: Any, source: str) -> tuple[Pair, ...]:
    if not isinstance(stated, list) or not all(_is_names(it) and len(it) == 2 for it in stated):
        raise UnfitProblem(
            source=source,
            field="locked",
            found=_shown(stated),
            wanted="a list of pairs [remains, missing]",
        )
    return tuple((of, person) for of, person in stated)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _shown(value: Any) -> str:
    """Return a value as JSON, short enough for a sentence."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
