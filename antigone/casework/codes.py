"""The codes by which people call a case, a packet or an operation, in speech, on paper and in addresses."""

from antigone.errors import Refusal
from antigone.wording import N_


class UnfitCode(Refusal):
    """A page, a paper and a photograph's number could not say which case is meant."""

    code = "unfit-code"
    sentence = N_(
        "“{key}” cannot be a code: a slash parts a case from its photograph. Nothing was recorded."
    )
    remedy = N_("Write a hyphen in its place, such as 2026-0142.")


def require_fit(code: str) -> None:
    """Raise `UnfitCode` for a code with a slash in it, or with what no keyboard types."""
    if "/" in code or not code.isprintable():
        raise UnfitCode(key=code)
