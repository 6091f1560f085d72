"""The command that holds the exercise and says where to look."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from antigone.cli.edge import as_json, columns, example, progress, show_json, tell
from antigone.config import Config, home_mark, make_home
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.exercise.script import Held, Searched


class NotAnExercise(Refusal):
    """The folder holds something else; an exercise never replaces it."""

    code = "not-an-exercise"
    sentence = N_("{path} is not a home of an earlier exercise. Nothing was changed.")
    remedy = N_("Name another folder with --into, or move away what is there.")


@click.command(epilog=example("antigone exercise\nantigone exercise --into ~/ferry --json"))
@click.option("--into", type=click.Path(path_type=Path), help="Folder for the exercise's own home.")
@click.option(
    "--keep", is_flag=True, help="Keep the home of an earlier exercise; make another beside it."
)
@as_json
def exercise(into: Path | None, keep: bool, as_json: bool) -> None:
    """Walk the path with people who do not exist: a ferry, nine bodies, eleven missing.

    Everything it makes lies in a home of its own, which the next run replaces.
    """
    from antigone.exercise.script import hold, steps_of

    config = Config.read()
    home = _home_for_exercise(config, into, keep=keep)
    with progress(tell(N_("Walking the path")), steps_of()) as show:
        held = hold(Config(home=home, settings=config.settings, clock=config.clock), progress=show)
    sheet = home / "contact-sheet.png"
    _write_sheet(held, sheet)
    if as_json:
        show_json({"home": str(home), "contact_sheet": str(sheet), **_as_json(held)})
    else:
        _show(held, sheet, config.language)


def _home_for_exercise(config: Config, into: Path | None, *, keep: bool) -> Path:
    """Return a new home for the exercise; an earlier exercise's is replaced, nothing else ever is."""
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
    make_home(path, kind="exercise", clock=config.clock)
    return path


def _write_sheet(held: "Held", path: Path) -> None:
    from antigone.exercise.sheet import contact_sheet

    contact_sheet(held).save(path)


def _as_json(held: "Held") -> dict[str, Any]:
    return {
        "people_in_gallery": held.people_in_gallery,
        "remains": [
            {
                "remains": one.body.code,
                "readings": [
                    {"faces": [face.as_json() for face in reading.faces],
                     "reasons": [str(reason) for reason in reading.reasons]}
                    for reading in one.readings
                ],
                "usable": one.template is not None,
                "expected_false": one.shortlist and one.shortlist.line.expected_false,
                "threshold": one.shortlist and one.shortlist.line.threshold,
                "candidates": [
                    {
                        "request": candidate.missing.code,
                        "missing_person": candidate.missing.name,
                        "rank": rank,
                        "similarity": round(candidate.similarity, 4),
                        "log10_lr": candidate.ratio and round(candidate.ratio.log10, 3),
                        "interval": candidate.ratio
                        and [round(end, 3) for end in candidate.ratio.interval],
                        "above_threshold": candidate.above_threshold,
                    }
                    for rank, candidate in enumerate(one.candidates, start=1)
                ],
            }
            for one in held.searched
        ],
        "requests": [
            {
                "request": one.missing.code,
                "missing_person": one.missing.name,
                "photographs": len(one.faces) + len(one.without_face),
                "references": one.template.references if one.template else 0,
            }
            for one in held.enrolled
        ],
    }  # fmt: skip


def _show(held: "Held", sheet: Path, language: str) -> None:
    from antigone.exercise.cast import on_manifest

    click.echo(tell(N_("Exercise: a ferry. Nobody here exists; every photograph is simulated.")))
    click.echo("")
    for one in held.enrolled:
        if one.template is None:
            click.echo(_not_in_gallery(one.missing.code, one.missing.name, one.missing.note))
    click.echo(
        tell(
            N_("{people} of {asked} missing people have a photograph that can be searched."),
            people=held.people_in_gallery,
            asked=len(held.enrolled),
        )
    )
    click.echo("")
    rows: list[list[str]] = []
    for searched in held.searched:
        rows += _rows(searched, language)
    for line in columns(rows):
        click.echo(line)
    click.echo("")
    click.echo(
        tell(
            N_(
                "A candidate is a lead, never an identification. "
                "The calibration is simulated: for ordering only, no evidence."
            )
        )
    )
    for searched in held.searched:
        if on_manifest(searched.body) is None:
            stranger = N_(
                "{code} is on no list: whoever leads its list resembles, and is someone else."
            )
            click.echo(tell(stranger, code=searched.body.code))
    click.echo("")
    click.echo(tell(N_("Look at the contact sheet: {sheet}"), sheet=sheet))
    click.echo(tell(N_("Try a photograph of your own: antigone faces FILE")))


def _not_in_gallery(code: str, name: str, note: str) -> str:
    return tell(N_("{code} {name}: not searched, {note}."), code=code, name=name, note=note)


def _rows(searched: "Searched", language: str) -> list[list[str]]:
    """Return the lines of one body: reading on the left, first three candidates on the right."""
    from antigone.exercise.script import readings_in_words

    left = [searched.body.code, f"  {searched.body.place}, {searched.body.grade}"]
    left += [
        f"  {number}. {words}"
        for number, words in enumerate(readings_in_words(searched, language), start=1)
    ]
    right: list[str] = []
    if searched.shortlist is None:
        right.append(tell(N_("no search: no photograph in which the face can be compared")))
    else:
        for letter, candidate in zip("ABC", searched.candidates, strict=False):
            words = (
                candidate.ratio.in_short(language) if candidate.ratio else tell(N_("outside reach"))
            )
            line = "" if candidate.above_threshold else tell(N_(" (below the line)"))
            right.append(
                f"{letter}  {candidate.missing.code} {candidate.missing.name}: {words}{line}"
            )
        right.append(
            tell(
                N_("wrong people expected above the line: {count}"),
                count=f"{searched.shortlist.line.expected_false:.3f}",
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
