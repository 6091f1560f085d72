"""The command that weighs all remains against all missing at once."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from antigone.cli.edge import as_json, columns, example, reader_language, show_json, tell
from antigone.errors import Refusal
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.evidence.reconciliation import Problem, Reconciliation


class UnreadableProblem(Refusal):
    """The file of a problem cannot be opened."""

    code = "unreadable-problem"
    sentence = N_("{file} could not be read: {reason}. Nothing was reconciled.")
    remedy = N_(
        "Give the path of a JSON file that you may read; antigone reconcile --help shows one."
    )


class UnclearQuestion(Refusal):
    """A question after --what-if could not be read."""

    code = "unclear-question"
    sentence = N_("“{question}” is no question that can be asked. Nothing was reconciled.")
    remedy = N_(
        "Write “R1 = M1” to take a pair as given, “R1 <> M1” to exclude it, or “R1 ~ M1 2.5” to add a "
        "finding of log10 LR 2.5."
    )


@click.command(
    epilog=example(
        "antigone reconcile problem.json\n"
        "antigone reconcile problem.json --json > result.json\n"
        'antigone reconcile problem.json --what-if "R1 = M2"'
    )
)
@click.argument("problem", type=click.Path(path_type=Path), metavar="PROBLEM.json")
@click.option(
    "--what-if",
    "questions",
    multiple=True,
    metavar="TEXT",
    help="Also reckon with “R1 = M1” (given), “R1 <> M1” (excluded) or “R1 ~ M1 2.5” (one more "
    "finding of log10 LR 2.5), and say what would change; may be repeated, all hold together.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="For what is drawn by lot.",
)
@as_json
def reconcile(problem: Path, questions: tuple[str, ...], seed: int, as_json: bool) -> None:
    """Weigh all remains against all missing at once: everybody can be only one person.

    PROBLEM.json holds "remains" and "missing", lists of names; "log10_lr", a list for each of the
    remains with a number for each of the missing, null where the pair is excluded; "prior": "flat",
    or {"match": p}, where p is the probability that remains taken at random are one of the missing.
    Also "operation": "open" or "closed", "parts": lists of remains that may be of one body, and
    "locked": pairs taken as given. Nothing is stored or changed.
    """
    from antigone.evidence.reconciliation import difference
    from antigone.evidence.reconciliation import reconcile as reckon

    stated = _read(problem)
    asked = _assuming(stated, questions)
    result = reckon(stated, seed=seed)
    changed = reckon(asked, seed=seed) if questions else None
    changes = difference(result, changed, reader_language()) if changed else ()
    if as_json:
        answer = result.as_json()
        if changed:
            answer["what_if"] = {
                "assumed": list(questions),
                "changes": list(changes),
                "result": changed.as_json(),
            }
        show_json(answer)
        return
    _show(result)
    if changed:
        click.echo()
        click.echo(tell(N_("If {assumed}:"), assumed="; ".join(questions)))
        for sentence in changes:
            click.echo(f"  {sentence}")


def _read(file: Path) -> "Problem":
    from antigone.evidence.reconciliation import problem_from_json

    try:
        text = file.read_bytes()
    except OSError as error:
        raise UnreadableProblem(file=file, reason=error.strerror or type(error).__name__) from None
    return problem_from_json(text, source=str(file))


def _assuming(problem: "Problem", questions: Sequence[str]) -> "Problem":
    from antigone.evidence.reconciliation import with_exclusion, with_finding, with_lock

    for question in questions:
        for sign in ("<>", "~", "="):
            remains, found, rest = (part.strip() for part in question.partition(sign))
            if found:
                break
        weight: float | None = None
        if found == "~":
            rest, _, number = (part.strip() for part in rest.rpartition(" "))
            try:
                weight = float(number)
            except ValueError:
                found = ""
        if not (found and remains and rest):
            raise UnclearQuestion(question=question)
        if weight is not None:
            problem = with_finding(problem, remains=remains, missing=rest, log10_lr=weight)
        elif found == "=":
            problem = with_lock(problem, remains=remains, missing=rest)
        else:
            problem = with_exclusion(problem, remains=remains, missing=rest)
    return problem


def _show(result: "Reconciliation") -> None:
    from antigone.evidence.statement import in_per_cent

    problem = result.problem
    rows: list[list[Any]] = [
        [tell(N_("remains")), tell(N_("best together")), "", tell(N_("next")), "", tell(N_("none"))]
    ]
    for row, name in enumerate(problem.remains):
        best = result.best[name]
        ranked = sorted(
            zip(result.posterior[row], problem.missing, strict=True), key=lambda one: -one[0]
        )
        following = next(((p, who) for p, who in ranked if who != best and p >= 0.0001), None)
        rows.append(
            [
                name,
                best or "–",
                in_per_cent(result.of(name, best)) if best else "",
                following[1] if following else "–",
                in_per_cent(following[0]) if following else "",
                in_per_cent(float(result.none_remains[row])),
            ]
        )
    for line in columns(rows):
        click.echo(line)
    absent = [
        f"{name} ({in_per_cent(float(share))})"
        for name, share in zip(problem.missing, result.none_missing, strict=True)
        if share >= 0.5
    ]
    for sentence, names in (
        (N_("Probably not among the remains: {names}."), absent),
        (N_("Nothing disputes: {names}."), [" – ".join(pair) for pair in result.undisputed]),
    ):
        if names:
            click.echo(tell(sentence, names=", ".join(names)))
    for alike in result.symmetric:
        click.echo(
            tell(
                N_("The findings cannot tell apart: {missing}, for {remains}."),
                missing=", ".join(alike.missing),
                remains=", ".join(alike.remains),
            )
        )
    click.echo(_how(result))


def _how(result: "Reconciliation") -> str:
    if result.convergence is None:
        return tell(N_("Reckoned exactly. A probability here is no identification."))
    sentence = N_(
        "Drawn in {chains} chains of {sweeps} sweeps (R-hat {r_hat:.3f}, at least {effective:.0f} "
        "effective draws): no probability is expected to be off by more than {error:.3f}. A "
        "probability here is no identification."
    )
    said = tell(sentence, **vars(result.convergence))
    if not result.convergence.converged:
        said += " " + tell(
            N_(
                "The chains have not settled: take these figures for a hint, and exclude more pairs."
            )
        )
    return said
