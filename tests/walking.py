"""Run alone: imports every module of the package, and prints as JSON what each refusal is.

In an interpreter of its own, because some rooms want the web framework set up for one home, and
that can be done once for each process.
"""

import json
import pickle
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from string import Formatter
from tempfile import TemporaryDirectory
from typing import Any

import antigone
from antigone.config import Config, Settings, make_home
from antigone.errors import Refusal

# Never imported but run: importing them would run a command.
_ENTRANCES = {"antigone.__main__"}


def main() -> None:
    with TemporaryDirectory() as place:
        home = Path(place) / "home"
        make_home(home, kind="exercise")
        # With a provider named, so that what only such a home loads is seen as well.
        settings = Settings(oidc_server="https://provider.example", oidc_client="antigone")
        import_module("antigone.site").set_up(Config(home=home, settings=settings), doors=True)
        failed = {}
        modules = [one.name for one in walk_packages(antigone.__path__, "antigone.")]
        for name in modules:
            try:
                if name not in _ENTRANCES:
                    import_module(name)
            except Exception as error:  # noqa: BLE001 - reported by name, and the walk goes on
                failed[name] = f"{type(error).__name__}: {error}"
    found = {f"{kind.__module__}.{kind.__name__}": described(kind) for kind in refusals()}
    json.dump({"modules": modules, "failed": failed, "refusals": found}, sys.stdout)


def refusals() -> list[type[Refusal]]:
    """Return every kind of refusal that the package defines."""
    found: list[type[Refusal]] = []
    ahead = Refusal.__subclasses__()
    while ahead:
        kind = ahead.pop()
        found.append(kind)
        ahead += kind.__subclasses__()
    return [kind for kind in dict.fromkeys(found) if kind.__module__.startswith("antigone.")]


def described(kind: type[Refusal]) -> dict[str, Any]:
    """Return what a kind of refusal states, and how one of it behaves."""
    whole = parameters_of(kind.sentence, kind.remedy)
    refusal = kind(**whole)
    revived = pickle.loads(pickle.dumps(refusal))
    return {
        "code": kind.code,
        "states_its_code": "code" in vars(kind),
        "kin": [f"{one.__module__}.{one.__name__}" for one in kind.__mro__],
        "documentation": kind.__doc__ or "",
        "sentence": kind.sentence,
        "remedy": kind.remedy,
        "said": refusal.say(),
        "advised": refusal.advise(),
        "text": str(refusal),
        "parameters": whole,
        "json": refusal.as_json(),
        "revived_whole": type(revived) is kind
        and revived.parameters == refusal.parameters
        and str(revived) == str(refusal),
        "raised_without": [name for name in whole if is_printable_without(kind, whole, name)],
    }


def parameters_of(*texts: str) -> dict[str, object]:
    """Return a value for each parameter that the texts name."""
    return {
        name: 2.5 if form else f"some-{name}"
        for text in texts
        for _, name, form, _ in Formatter().parse(text)
        if name is not None
    }


def is_printable_without(kind: type[Refusal], whole: dict[str, object], missing: str) -> bool:
    try:
        kind(**{name: value for name, value in whole.items() if name != missing})
    except KeyError:
        return False
    return True


if __name__ == "__main__":
    main()
