"""Write the first migrations of casework and workbench anew, from the models as they are. Until 0.1 only.

Django's own command adds columns and constraints one by one, and renders all models again for each:
a new home would take a minute. Here every table is made whole, and all of them at once; what refers
to a later table comes after.
"""

import os
import subprocess
import sys
from pathlib import Path

_DEPENDENCIES = {
    "casework": [("access", "0001_first")],
    "workbench": [("access", "0001_first"), ("casework", "0001_first")],
}


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("TEST_DATABASE", None)
    sys.path.insert(0, str(Path.cwd()))
    import django

    django.setup()
    for app, dependencies in _DEPENDENCIES.items():
        print(_write(app, dependencies))


def _write(app: str, dependencies: list[tuple[str, str]]) -> Path:
    from django.db import migrations
    from django.db.migrations.writer import MigrationWriter

    migration = type(
        "Migration",
        (migrations.Migration,),
        {"operations": _operations(app), "dependencies": dependencies, "initial": True},
    )("0001_first", app)
    written = MigrationWriter(migration, include_header=False).as_string()
    folder = Path("antigone") / app / "migrations"
    for path in folder.glob("0*.py"):
        path.unlink()
    path = folder / "0001_first.py"
    path.write_text(written, encoding="utf-8")
    # Sorted and put in form; lint says later whether anything is left.
    for how in (["check", "--select", "I", "--fix"], ["format"]):
        subprocess.run([".venv/bin/ruff", *how, "--quiet", path], check=True)
    return path


def _operations(app: str) -> list[object]:
    from django.apps import apps
    from django.db.migrations.operations import AddConstraint, AddField, CreateModel
    from django.db.migrations.state import ModelState

    from antigone.casework.tables import MakeTables

    waiting = {
        model._meta.model_name: ModelState.from_model(model, exclude_rels=False)
        for model in apps.get_app_config(app).get_models()
    }
    made: list[object] = []
    later: list[object] = []
    done: set[str] = set()
    while waiting:
        # The first whose tables are all there; where tables refer to each other, the first of all.
        name = next(
            (one for one in waiting if _needs(waiting[one], app) <= done), next(iter(waiting))
        )
        state = waiting.pop(name)
        missing = {
            field: column
            for field, column in state.fields.items()
            if _refers(column, app) not in {*done, name, ""}
        }
        constraints = state.options.get("constraints", [])
        held_up = [one for one in constraints if set(missing) & _columns(one)]
        options = {**state.options}
        if constraints:
            options["constraints"] = [one for one in constraints if one not in held_up]
        # An empty list of indexes is what Django's own state holds, and writes nothing.
        options = {key: value for key, value in options.items() if value or key == "abstract"}
        fields = [pair for pair in state.fields.items() if pair[0] not in missing]
        made.append(
            CreateModel(state.name, fields=fields, options=options, bases=state.bases, managers=())
        )
        later += [AddField(name, field, column) for field, column in missing.items()]
        later += [AddConstraint(name, one) for one in held_up]
        done.add(name)
    return [MakeTables(made), *later]


def _needs(state: object, app: str) -> set[str]:
    refers = {_refers(column, app) for column in state.fields.values()}  # type: ignore[attr-defined]
    return refers - {"", state.name_lower}  # type: ignore[attr-defined]


def _refers(column: object, app: str) -> str:
    """Return the app's own table to which a column refers, empty if to none."""
    remote = getattr(column, "remote_field", None)
    if remote is None:
        return ""
    target = remote.model
    label = target if isinstance(target, str) else target._meta.label_lower
    of, _, name = label.lower().rpartition(".")
    return name if of in ("", app) else ""


def _columns(constraint: object) -> set[str]:
    """Return the fields that a constraint names, in a condition or for being unique."""
    names = set(getattr(constraint, "fields", ()))
    condition = getattr(constraint, "condition", None)
    for leaf in condition.flatten() if condition is not None else ():
        if isinstance(leaf, tuple):
            names.add(str(leaf[0]).partition("__")[0])
        elif hasattr(leaf, "name"):
            names.add(leaf.name)
    return names


if __name__ == "__main__":
    main()
