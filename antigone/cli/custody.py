"""Commands about where the dead and what was theirs are: effects, samples, transfers, packets."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_

place_option = click.option("--place", default="", help="Where it is now.")
received_by_option = click.option("--received-by", default="", help="Who has it now.")
handed_by_option = click.option("--handed-by", default="", help="Who handed over.")
because_option = click.option("--because", default="", help="Why.")
confirm_option = click.option("--confirm", is_flag=True, help="Confirm, as the second person.")


@click.command(
    epilog=example(
        'antigone handover effect E-0007 --remains R-0042 --description "Ring, inscribed 1989"'
        ' --place "Pier 3, safe" --found-by "Dr Vidal" --received-by "M. Ruiz" --valuable'
    )
)
@click.argument("code")
@click.option("--remains", default="", help="With whom it was found; nobody if left out.")
@click.option("--description", default="", help="What it is, and what can be read on it.")
@click.option("--found-by", default="", help="Who found it and hands it over.")
@click.option("--valuable", is_flag=True, help="Money, or dear to a family: for a sealed packet.")
@place_option
@received_by_option
@at_desk()
def effect(
    desk: Desk,
    code: str,
    remains: str,
    description: str,
    found_by: str,
    valuable: bool,
    place: str,
    received_by: str,
) -> None:
    """Take an effect into custody under the CODE on its label."""
    from antigone.casework.procedures import handover as steps

    found = steps.FoundEffect(
        code=code,
        remains=resolved(desk, "Remains", remains, "effect.record") if remains else None,
        description=description,
        place=place,
        found_by=found_by,
        received_by=received_by,
        valuable=valuable,
    )
    steps.record_effect(desk.actor, found)
    desk.say({"effect": code}, tell(N_("{code} is recorded."), code=code))


@click.command(
    epilog=example(
        "antigone handover sample S-0007 --remains R-0042 --kind tooth --seal B-77"
        ' --taken-by "Dr Vidal" --place "Pier 3, sample safe" --received-by "M. Ruiz"\n'
        "antigone handover sample S-0007 --used-up"
    )
)
@click.argument("code")
@click.option("--remains", default="", help="Of whom.")
@click.option("--kind", type=click.Choice(codes.SAMPLE_KINDS), default="swab", show_default=True)
@click.option("--seal", default="", help="Number of its seal.")
@click.option("--taken-by", default="", help="Who took it and hands it over.")
@click.option("--used-up", is_flag=True, help="Nothing is left of it.")
@place_option
@received_by_option
@at_desk()
def sample(
    desk: Desk,
    code: str,
    remains: str,
    kind: str,
    seal: str,
    taken_by: str,
    used_up: bool,
    place: str,
    received_by: str,
) -> None:
    """Record a sample under the CODE on its label, or that it is used up."""
    from antigone.casework.models.handover import SampleKind
    from antigone.casework.procedures import handover as steps

    if used_up:
        steps.use_up_sample(desk.actor, resolved(desk, "Sample", code, "sample.record"))
    else:
        taken = steps.TakenSample(
            code=code,
            remains=resolved(desk, "Remains", remains, "sample.record"),
            kind=SampleKind(kind),
            seal=seal,
            taken_by=taken_by,
            place=place,
            received_by=received_by,
        )
        steps.record_sample(desk.actor, taken)
    answer = {"sample": code, "used_up": used_up}
    desk.say(answer, tell(N_("{code} is recorded."), code=code))


@click.command(
    epilog=example(
        'antigone handover transfer R-0042 --to "Hospital, cold room" --institution "Hospital"'
        ' --handed-by "M. Ruiz" --received-by "Dr Sol" --because "No room at the pier"'
    )
)
@click.argument("code")
@click.option("--to", "to_place", default="", help="Where it goes.")
@click.option("--institution", default="", help="Which institution has it then; the same if empty.")
@handed_by_option
@received_by_option
@because_option
@at_desk()
def transfer(
    desk: Desk,
    code: str,
    to_place: str,
    institution: str,
    handed_by: str,
    received_by: str,
    because: str,
) -> None:
    """Move what carries CODE: remains, an effect, a sample or a packet."""
    from antigone.access import Action
    from antigone.casework.lists.handing import label
    from antigone.casework.procedures import handover as steps

    kind, key = label(desk.actor, code, Action.TRANSFER)
    moved: dict[str, Any] = {kind: key}
    move = steps.Transfer(
        to_place=to_place,
        institution=institution,
        handed_by=handed_by,
        received_by=received_by,
        because=because,
        **moved,
    )
    event = steps.transfer(desk.actor, move)
    answer = {
        "code": code,
        "number": event.number,
        "place": event.to_place,
        "institution": event.institution,
    }
    desk.say(answer, tell(N_("{code} is at {place}."), code=code, place=event.to_place))


@click.command(
    epilog=example(
        "antigone handover seal P-0003 --seal 556677 --remains R-0042 --effect E-0007\n"
        "antigone handover seal P-0003 --seal 556677 --confirm"
    )
)
@click.argument("code")
@click.option("--seal", required=True, help="Number of the seal, as it is read there.")
@click.option("--remains", default="", help="Whose; nobody's if left out.")
@click.option("--effect", "effects", multiple=True, help="What lies in it; may be repeated.")
@confirm_option
@at_desk()
def seal(
    desk: Desk, code: str, seal: str, remains: str, effects: tuple[str, ...], confirm: bool
) -> None:
    """Seal a packet under CODE: prepared with its inventory by one, confirmed by another."""
    from antigone.casework.procedures import handover as steps

    if confirm:
        packet = resolved(desk, "SealedPacket", code, "packet.seal")
        steps.confirm_seal(desk.actor, steps.SealRead(packet=packet, seal=seal))
        said = N_("{code} is sealed by two people.")
    else:
        sealing = steps.Sealing(
            code=code,
            seal=seal,
            remains=resolved(desk, "Remains", remains, "packet.seal") if remains else None,
            effects=labelled(desk, "Effect", effects, "packet.seal"),
        )
        steps.seal_packet(desk.actor, sealing)
        said = N_("{code} is prepared; a second person confirms the seal.")
    desk.say({"packet": code, "sealed": confirm}, tell(said, code=code))


@click.command(
    "open",
    epilog=example(
        'antigone handover open P-0003 --because "The inscription is to be read"\n'
        "antigone handover open P-0003 --seal 556677 --confirm"
    ),
)
@click.argument("code")
@click.option("--seal", default="", help="Number of the seal, read before it is broken.")
@because_option
@confirm_option
@at_desk()
def open_(desk: Desk, code: str, seal: str, because: str, confirm: bool) -> None:
    """Open the packet CODE: asked for with a reason by one, confirmed by another."""
    from antigone.casework.procedures import handover as steps

    packet = resolved(desk, "SealedPacket", code, "packet.open")
    if confirm:
        steps.confirm_opening(desk.actor, steps.SealRead(packet=packet, seal=seal))
        said = N_("{code} is opened by two people.")
    else:
        steps.open_packet(desk.actor, steps.Opening(packet=packet, because=because))
        said = N_("{code} may be opened when a second person confirms it.")
    desk.say({"packet": code, "opened": confirm}, tell(said, code=code))


@click.command(epilog=example("antigone handover where\nantigone handover where R-0042"))
@click.argument("code", required=False)
@at_desk(opened=False)
def where(desk: Desk, code: str | None) -> None:
    """Say where everything is and who has it; with CODE, by what way it came there."""
    from antigone.casework.lists import register

    if code is None:
        desk.show_list(
            "custody",
            register.where_everything_is(desk.actor),
            shown=("code", "kind", "state", "place", "institution", "holder"),
            empty=N_("Nothing is in custody in this operation yet."),
        )
        return
    found = register.chain_of(desk.actor, code)
    line = N_("{number}. {at}  {origin} → {to}: {handed_by} to {received_by} ({because})")
    lines = [tell(line, origin=one["from"] or "–", **one) for one in found["chain"]]
    at = tell(
        N_("{code}: {state}, {place}"), **{key: found[key] for key in ("code", "state", "place")}
    )
    desk.say(found, at, *lines)


@click.command(epilog=example("antigone handover graves"))
@at_desk(opened=False)
def graves(desk: Desk) -> None:
    """Show the grave register: who lies where, and who was taken up again."""
    from antigone.casework.lists import register

    desk.show_list(
        "graves",
        register.graves(desk.actor),
        shown=("remains", "cemetery", "grave", "latitude", "longitude", "sample", "identified"),
        empty=N_("Nobody was buried in this operation."),
    )


@click.command(
    "print",
    epilog=example(
        "antigone handover print R-0042 grave.pdf\nantigone handover print P-0003 inventory.pdf"
    ),
)
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@at_desk(opened=False)
def print_(desk: Desk, code: str, file: Path) -> None:
    """Print the grave register entry of a body, or the inventory of a sealed packet."""
    from antigone.casework.handover_forms import form_of

    file.write_bytes(form_of(desk.actor, code))
    said = tell(N_("{code}: printed to {file}."), code=code, file=file)
    desk.say({"code": code, "file": str(file)}, said)


def labelled(desk: Desk, model: str, labels: tuple[str, ...], action: str) -> tuple[UUID, ...]:
    """Return the ids of what carries these labels. Raises `NotHere`."""
    return tuple(resolved(desk, model, one, action) for one in labels)
