"""The command that holds the exercise and says where to look."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from antigone.cli.desk import require_server
from antigone.cli.edge import as_json, columns, example, progress, show_json, tell
from antigone.config import Config, home_mark
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.exercise.findings import BodyLine, Held


class NotAnExercise(Refusal):
    """The folder holds something else; an exercise never replaces it."""

    code = "not-an-exercise"
    sentence = N_("{path} is not a home of an earlier exercise. Nothing was changed.")
    remedy = N_("Name another folder with --into, or move away what is there.")


@click.command(
    epilog=example(
        "antigone exercise\nantigone exercise --serve\nantigone exercise --into ~/ferry --json"
    )
)
@click.option("--into", type=click.Path(path_type=Path), help="Folder for the exercise's own home.")
@click.option(
    "--keep", is_flag=True, help="Keep the home of an earlier exercise; make another beside it."
)
@click.option(
    "--serve", is_flag=True, help="Open the workbench on it, until Ctrl-C; see: antigone serve."
)
@as_json
def exercise(into: Path | None, keep: bool, serve: bool, as_json: bool) -> None:
    """Walk the path with people who do not exist: a ferry, nine bodies, eleven missing.

    Everything it makes lies in a home of its own, which the next run replaces.
    """
    require_server()
    from antigone.exercise.people import PEOPLE, picture

    # What is missing is said before an earlier exercise is replaced.
    picture(PEOPLE[0], "studio_portrait")
    if serve:
        from antigone.site.serving import PORT, refuse_taken

        refuse_taken(PORT)
    read = Config.read()
    home = _home_for_exercise(read, into, keep=keep)
    held = _hold(_of_exercise(read, home))
    sheet = home / "contact-sheet.png"
    _write_sheet(held, sheet)
    papers = _write_papers(held, home / "papers", read)
    _note_tried(held, home)
    if as_json:
        made = {"home": str(home), "contact_sheet": str(sheet), "papers": papers}
        show_json({**made, **_as_json(held)})
    else:
        _show(held, home, sheet, read.language)
    if serve:
        _serve(home)


def _serve(home: Path) -> None:
    """Become the server of this home: another program, without the engine that walked the path."""
    import os
    import sys

    sys.stdout.flush()
    # No database, no key of the reader's own home: those stand in the variables of that one.
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ANTIGONE_")}
    environment = {**mine, "ANTIGONE_HOME": str(home)}
    os.execve(sys.executable, [sys.executable, "-m", "antigone", "serve"], environment)


def _home_for_exercise(config: Config, into: Path | None, *, keep: bool) -> Path:
    """Return a path for the exercise; an earlier exercise there is removed, nothing else ever is."""
    import shutil

    path = (into or config.home.with_name(config.home.name + "-exercise")).expanduser().absolute()
    if keep:
        number = 2
        first = path
        while path.exists():
            path = first.with_name(f"{first.name}-{number}")
            number += 1
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        try:
            kind = home_mark(path).kind
        except Refusal:
            kind = "real"
        if kind != "exercise":
            raise NotAnExercise(path=path)
        shutil.rmtree(path)
    return path


def _of_exercise(config: Config, home: Path) -> Config:
    """Return the configuration of the exercise: no database, no key of the reader's own home."""
    from antigone.exercise.cast import OPERATION

    settings = replace(
        config.settings, database="", key_file="", passphrase_file="", operation=OPERATION
    )
    return replace(config, home=home, settings=settings)


def _hold(config: Config) -> "Held":
    """Found the home, enter its house, and walk."""
    from antigone.exercise.cast import ADMINISTRATOR, OPERATION, PASSWORD
    from antigone.site import start
    from antigone.site.founding import Founding, found_home
    from antigone.vault import OpenToAll

    founding = Founding(
        path=config.home,
        kind="exercise",
        lock=OpenToAll(),
        sign_in_name=ADMINISTRATOR.name,
        shown_name=ADMINISTRATOR.shown,
        password=PASSWORD,
    )
    found_home(config, founding)
    with (config.home / "antigone.toml").open("a", encoding="utf-8") as file:
        file.write(f'operation = "{OPERATION}"\n')
    start(config)
    # The rooms of the casework are loaded only in a framework that is set up.
    from antigone.casework.house import inside, open_house
    from antigone.casework.instruments import put_away
    from antigone.exercise.script import hold, steps_of

    with (
        progress(tell(N_("Walking the path")), steps_of()) as show,
        inside(open_house(OpenToAll())),
    ):
        try:
            return hold(config, progress=show)
        finally:
            put_away()


def _write_sheet(held: "Held", path: Path) -> None:
    from antigone.exercise.sheet import contact_sheet

    contact_sheet(held).save(path)


def _note_tried(held: "Held", home: Path) -> None:
    from antigone.exercise.tried import note_tried

    note_tried(home, held.tried)


def _write_papers(held: "Held", folder: Path, config: Config) -> list[str]:
    """Write what was printed, and return the paths."""
    from antigone.exercise.papers import OVERVIEW, overview

    folder.mkdir()
    table = overview(held, language=config.language, at=config.clock())
    written = []
    for name, content in sorted({**held.papers, OVERVIEW: table}.items()):
        (folder / name).write_bytes(content)
        written.append(str(folder / name))
    return written


def _as_json(held: "Held") -> dict[str, Any]:
    return {
        "people_in_gallery": held.people_in_gallery,
        "remains": [
            {
                "remains": one.body.code,
                "outcome": one.outcome,
                "reason": one.reason,
                "identified_as": one.identified_as or None,
                "by": one.by or None,
                "state": one.state,
                "place": one.place,
                "readings": [
                    {"faces": list(faces), "reasons": list(reasons)}
                    for faces, reasons in zip(one.faces_in, one.reasons, strict=True)
                ],
                "usable": one.usable,
                "gallery": one.search and one.search["gallery"],
                "expected_false": one.search and one.search["expected_false"],
                "threshold": one.search and one.search["threshold"],
                "candidates": one.candidates,
                "leads": list(one.leads),
            }
            for one in held.remains
        ],
        "requests": [
            {
                "request": one.code,
                "missing_person": one.name,
                "outcome": one.outcome,
                "reason": one.reason,
                "photographs": one.photographs,
                "references": one.enrolled,
                "leads_from": list(one.first_of),
                "found_as": one.found_as or None,
                "told": one.told or None,
            }
            for one in held.requests
        ],
        "tried_and_refused": [
            {"tried": one.what, "refusal": one.refusal.as_json()} for one in held.tried
        ],
        "erased": list(held.withdrawals),
        "ledger": {"entries": held.entries, "verified": held.verified},
    }


def _show(held: "Held", home: Path, sheet: Path, language: str) -> None:
    from antigone.exercise.cast import on_manifest

    click.echo(tell(N_("Exercise: a ferry. Nobody here exists; every photograph is simulated.")))
    click.echo(
        tell(
            N_("{people} of {asked} missing people have a photograph that can be searched."),
            people=held.people_in_gallery,
            asked=len(held.requests),
        )
    )
    click.echo("")
    rows: list[list[str]] = []
    for one in held.remains:
        rows += _rows(one, language)
    _table(rows)
    click.echo("")
    click.echo(
        tell(
            N_(
                "A candidate is a lead, never an identification. "
                "The calibration is simulated: for ordering only, no evidence."
            )
        )
    )
    for one in held.remains:
        if on_manifest(one.body) is None:
            stranger = N_(
                "{code} is on no list: whoever leads its list resembles, and is someone else."
            )
            click.echo(tell(stranger, code=one.body.code))
    click.echo("")
    click.echo(tell(N_("Tried and refused:")))
    for tried in held.tried:
        click.echo(f"  {tell(tried.what)}")
        click.echo(f"    {tried.refusal.say(language)}")
    click.echo("")
    click.echo(tell(N_("What became of each request and each body:")))
    _show_outcomes(held, language)
    click.echo("")
    _say_what_was_recorded(held)
    _say_where_to_look(home, sheet)


def _table(rows: list[list[str]]) -> None:
    for line in columns(rows):
        click.echo(line)


def _show_outcomes(held: "Held", language: str) -> None:
    """Show a line for every request and every body: nobody falls off."""
    from antigone.exercise.papers import became, knows, rests

    _table(
        [
            [f"  {one.code}", one.name or "–", became(one, language), knows(one, language)]
            for one in held.requests
        ]
    )
    click.echo("")
    _table(
        [[f"  {body.body.code}", body.body.place, rests(body, language)] for body in held.remains]
    )


def _say_what_was_recorded(held: "Held") -> None:
    for one in held.withdrawals:
        if one["files_gone"]:
            erased = N_(
                "{code}: what was given is erased; {count} files were searched for its traces."
            )
            count = sum(place["files"] for place in one["searched"])
            click.echo(tell(erased, code=one["request"], count=count))
        else:
            waiting = N_(
                "{code}: what was given is erased; its files wait for: antigone worker --once"
            )
            click.echo(tell(waiting, code=one["request"]))
    record = (
        N_("The record holds {entries} entries, and verifies.")
        if held.verified
        else N_("The record holds {entries} entries, and does not verify.")
    )
    click.echo(tell(record, entries=held.entries))


# Who may look at what; every command works as it stands here.
LOOKS = (
    ("request list", "ines"),
    ("remains list", "mira"),
    ("photograph list R-0004", "bruno"),
    ("search show R-0004", "bruno"),
    ("candidate list R-0008", "bruno"),
    ("comparison show R-0004", "bruno"),
    ("identification list", "bruno"),
    ("notice list", "felix"),
    ("handover where", "rafi"),
    ("stats", "berta"),
    ("erase list", "petra"),
    ("ledger verify", "petra"),
    ("account list", "ada"),
)


def _say_where_to_look(home: Path, sheet: Path) -> None:
    import shlex

    click.echo("")
    click.echo(tell(N_("Look at the contact sheet: {sheet}"), sheet=sheet))
    papers = home / "papers"
    click.echo(
        tell(N_("Read the letters, the dossier and what happened here: {papers}"), papers=papers)
    )
    _table([[f"  {one.name}"] for one in sorted(papers.iterdir())])
    click.echo(tell(N_("The vault of an exercise is open to all. Look around as who works there:")))
    click.echo(f"  export ANTIGONE_HOME={shlex.quote(str(home))}")
    for command, name in LOOKS:
        click.echo(f"  antigone {command} --as {name}")
    click.echo(tell(N_("Try a photograph of your own: antigone faces FILE")))


def _rows(one: "BodyLine", language: str) -> list[list[str]]:
    """Return the lines of one body: reading on the left, first three candidates on the right."""
    left = [one.body.code, f"  {one.body.place}, {one.body.grade}"]
    left += [f"  {number}. {words}" for number, words in enumerate(one.in_words(language), start=1)]
    right: list[str] = []
    if one.search is None:
        right.append(tell(N_("no search: no photograph in which the face can be compared")))
    for letter, lead in zip("ABC", one.first_leads, strict=False):
        line = tell(N_(" (below the line)")) if lead["above_threshold"] is False else ""
        source = "" if lead["source"] == "face" else f" ({lead['source']})"
        right.append(
            f"{letter}  {lead['request']} {lead['missing_person'] or '–'}: "
            f"{lead['words']}{line}{source}"
        )
    if one.search is not None:
        right.append(
            tell(
                N_("wrong people expected above the line: {count}"),
                count=f"{one.search['expected_false']:.3f}",
            )
        )
    height = max(len(left), len(right)) + 1
    return [
        [
            left[row] if row < len(left) else "",
            right[row] if row < len(right) else "",
        ]
        for row in range(height)
    ]
