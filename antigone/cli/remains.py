"""Commands about the dead: remains record, list, show, examine."""

from typing import IO

import click

from antigone.cli import codes
from antigone.cli.describing import description as described
from antigone.cli.describing import description_file, partial_date
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_


@click.group()
def remains() -> None:
    """Remains: bodies, and parts of bodies."""


@remains.command(
    epilog=example(
        'antigone remains record R-0042 --place "Pier 3" --authority "Coroner of the county"'
    )
)
@click.argument("code")
@click.option("--place", default="", help="Where the deceased lies.")
@click.option("--authority", default="", help="For whom.")
@click.option("--kind", type=click.Choice(codes.REMAINS_KINDS), default="body", show_default=True)
@click.option("--part-of", default="", help="Code of the body to which a part belongs.")
@click.option("--custody", type=click.Choice(codes.CUSTODIES), default="held", show_default=True)
@click.option("--party", type=click.Choice(codes.PARTIES), default="unknown", show_default=True)
@click.option("--condition", type=click.Choice(codes.CONDITIONS))
@click.option("--recovered-on", default="", help="As precise as known.")
@click.option("--recovered-at", default="", help="Where.")
@click.option("--recovered-by", default="", help="By whom.")
@at_desk()
def record(
    desk: Desk,
    code: str,
    place: str,
    authority: str,
    kind: str,
    part_of: str,
    custody: str,
    party: str,
    condition: str | None,
    recovered_on: str,
    recovered_at: str,
    recovered_by: str,
) -> None:
    """Record a body, or a part of one, under the CODE on its label."""
    from antigone.casework.description import Absent
    from antigone.casework.models.remains import Condition, Custody, Party, RemainsKind
    from antigone.casework.procedures import intake

    found = intake.FoundRemains(
        code=code,
        place=place,
        authority=authority,
        kind=RemainsKind(kind),
        custody=Custody(custody),
        part_of=resolved(desk, "Remains", part_of, "remains.record") if part_of else None,
        party=Party(party),
        condition=Condition(condition) if condition else Absent.NOT_EXAMINED,
        recovered_on=partial_date(recovered_on),
        recovered_at=recovered_at,
        recovered_by=recovered_by,
    )
    intake.record_remains(desk.actor, found)
    desk.say({"remains": code}, tell(N_("{code} is recorded."), code=code))


@remains.command("list", epilog=example("antigone remains list --operation FERRY"))
@at_desk(opened=False)
def list_remains(desk: Desk) -> None:
    """List the remains of the operation, each with its outcome."""
    from antigone.casework import lists

    desk.show_list(
        "remains",
        lists.remains(desk.actor),
        shown=("remains", "kind", "place", "condition", "photographs", "outcome", "reason"),
        empty=N_("No remains were recorded in this operation yet."),
    )


@remains.command(epilog=example("antigone remains show R-0042"))
@click.argument("code")
@at_desk(opened=False)
def show(desk: Desk, code: str) -> None:
    """Show one body or part."""
    from antigone.casework import lists

    found = lists.remains_named(desk.actor, code)
    established = [one for one in found["examinations"] if one["kind"] == "death"]
    signed = "; ".join(f"{one['signed_by']}, {one['signed_on']}" for one in established)
    rows = [
        (tell(N_("kind")), found["kind"]),
        (tell(N_("place")), found["place"]),
        (tell(N_("authority")), found["authority"]),
        (tell(N_("condition")), found["condition"]),
        (tell(N_("death established by")), signed or "–"),
        (tell(N_("legal hold")), tell(N_("yes")) if found["legal_hold"] else tell(N_("no"))),
        (tell(N_("photographs")), str(len(found["photographs"]))),
        (tell(N_("outcome")), found["outcome"]),
    ]
    desk.say(found, code, *(f"  {line}" for line in columns(rows)))


@remains.command(
    epilog=example('antigone remains examine R-0042 --basis "Rigor and lividity" --condition fresh')
)
@click.argument("code")
@click.option("--basis", required=True, help="Which signs were found, and how.")
@click.option("--condition", type=click.Choice(codes.CONDITIONS))
@click.option(
    "--inquiry-sign",
    multiple=True,
    type=click.Choice(codes.INQUIRY_SIGNS),
    help="A sign that obliges to an inquiry; may be repeated.",
)
@description_file
@at_desk()
def examine(
    desk: Desk,
    code: str,
    basis: str,
    condition: str | None,
    inquiry_sign: tuple[str, ...],
    description: IO[str] | None,
) -> None:
    """Sign that death is established, and on what that rests.

    Signs of an inquiry alert the prosecutor's liaison and set a legal hold.
    """
    from antigone.casework.description import Absent
    from antigone.casework.models.remains import Condition, InquirySign
    from antigone.casework.procedures import intake

    death = intake.DeathFound(
        remains=resolved(desk, "Remains", code, "remains.examine"),
        basis=basis,
        condition=Condition(condition) if condition else Absent.NOT_EXAMINED,
        description=described(description),
        inquiry_signs=frozenset(InquirySign(one) for one in inquiry_sign),
    )
    intake.examine_remains(desk.actor, death)
    answer = {"remains": code, "death_established": True, "legal_hold": bool(inquiry_sign)}
    said = [tell(N_("{code}: death is established."), code=code)]
    if inquiry_sign:
        said.append(tell(N_("{code}: a legal hold stands; the prosecutor was alerted."), code=code))
    desk.say(answer, *said)
