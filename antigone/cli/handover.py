"""Commands about the way home: custody, packets, farewell, burial, release."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_

_place = click.option("--place", default="", help="Where it is now.")
_received_by = click.option("--received-by", default="", help="Who has it now.")
_handed_by = click.option("--handed-by", default="", help="Who handed over.")
_because = click.option("--because", default="", help="Why.")
_confirm = click.option("--confirm", is_flag=True, help="Confirm, as the second person.")


@click.group()
def handover() -> None:
    """Handover: where the dead and what was theirs are, and how they come home."""


@handover.command(
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
@_place
@_received_by
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


@handover.command(
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
@_place
@_received_by
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


@handover.command(
    epilog=example(
        'antigone handover transfer R-0042 --to "Hospital, cold room" --institution "Hospital"'
        ' --handed-by "M. Ruiz" --received-by "Dr Sol" --because "No room at the pier"'
    )
)
@click.argument("code")
@click.option("--to", "to_place", default="", help="Where it goes.")
@click.option("--institution", default="", help="Which institution has it then; the same if empty.")
@_handed_by
@_received_by
@_because
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


@handover.command(
    epilog=example(
        "antigone handover seal P-0003 --seal 556677 --remains R-0042 --effect E-0007\n"
        "antigone handover seal P-0003 --seal 556677 --confirm"
    )
)
@click.argument("code")
@click.option("--seal", required=True, help="Number of the seal, as it is read there.")
@click.option("--remains", default="", help="Whose; nobody's if left out.")
@click.option("--effect", "effects", multiple=True, help="What lies in it; may be repeated.")
@_confirm
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
            effects=_each(desk, "Effect", effects, "packet.seal"),
        )
        steps.seal_packet(desk.actor, sealing)
        said = N_("{code} is prepared; a second person confirms the seal.")
    desk.say({"packet": code, "sealed": confirm}, tell(said, code=code))


@handover.command(
    "open",
    epilog=example(
        'antigone handover open P-0003 --because "The inscription is to be read"\n'
        "antigone handover open P-0003 --seal 556677 --confirm"
    ),
)
@click.argument("code")
@click.option("--seal", default="", help="Number of the seal, read before it is broken.")
@_because
@_confirm
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


@handover.command(
    epilog=example(
        "antigone handover view R-0042 --relative T-0031/1"
        ' --supported-by "N. Pons, psychologist" --place "Chapel" --effects-shown'
    )
)
@click.argument("remains")
@click.option("--relative", required=True, help="Who says farewell, such as T-0031/1.")
@click.option("--supported-by", default="", help="Who is at her side.")
@click.option("--effects-shown", is_flag=True, help="Effects were shown, cleaned.")
@_place
@at_desk()
def view(
    desk: Desk, remains: str, relative: str, supported_by: str, effects_shown: bool, place: str
) -> None:
    """Record that a relative, at her request, said farewell to REMAINS in person."""
    from antigone.access import Action
    from antigone.casework.lists.notices import relative_named
    from antigone.casework.procedures import handover as steps

    farewell = steps.Farewell(
        remains=resolved(desk, "Remains", remains, "handover.view"),
        relative=relative_named(desk.actor, relative, Action.VIEW_IN_PERSON),
        supported_by=supported_by,
        place=place,
        effects_shown=effects_shown,
    )
    steps.view(desk.actor, farewell)
    answer = {"remains": remains, "relative": relative}
    desk.say(answer, tell(N_("The farewell to {code} is recorded."), code=remains))


@handover.command(
    epilog=example(
        'antigone handover inter R-0042 --sample S-0007 --cemetery "Harbour" --grave "C 14"'
        ' --position 42.2406 -8.7207 --handed-by "M. Ruiz" --buried-by "Funerals Office"'
    )
)
@click.argument("remains")
@click.option("--sample", required=True, help="The sample that is kept.")
@click.option("--cemetery", default="", help="Where.")
@click.option("--grave", default="", help="The mark on the grave.")
@click.option("--position", nargs=2, type=float, required=True, help="Latitude and longitude.")
@click.option("--buried-by", default="", help="Who lays the deceased to rest.")
@click.option("--rite", default="", help="In which rite.")
@click.option("--cremated-because", default="", help="Cremated, for this imperative reason.")
@_handed_by
@at_desk()
def inter(
    desk: Desk,
    remains: str,
    sample: str,
    cemetery: str,
    grave: str,
    position: tuple[float, float],
    buried_by: str,
    rite: str,
    cremated_because: str,
    handed_by: str,
) -> None:
    """Bury REMAINS, whether or not the name is known, in a grave that can be found again."""
    from antigone.casework.procedures import handover as steps

    burial = steps.Burial(
        remains=resolved(desk, "Remains", remains, "handover.inter"),
        sample=resolved(desk, "Sample", sample, "handover.inter"),
        cemetery=cemetery,
        grave=grave,
        latitude=position[0],
        longitude=position[1],
        handed_by=handed_by,
        buried_by=buried_by,
        rite=rite,
        cremated=bool(cremated_because),
        cremation_because=cremated_because,
    )
    steps.inter(desk.actor, burial)
    answer = {"remains": remains, "cemetery": cemetery, "grave": grave}
    said = N_("{code} lies in {cemetery}, {grave}.")
    desk.say(answer, tell(said, code=remains, cemetery=cemetery, grave=grave))


@handover.command(
    "raise",
    epilog=example(
        'antigone handover raise R-0042 --because "Identified" --to "Pier 3, cold room"'
        ' --handed-by "Funerals Office" --received-by "M. Ruiz"'
    ),
)
@click.argument("remains")
@click.option("--to", "to_place", default="", help="Where the deceased goes.")
@_because
@_handed_by
@_received_by
@at_desk()
def raise_(
    desk: Desk, remains: str, to_place: str, because: str, handed_by: str, received_by: str
) -> None:
    """Take REMAINS up from the grave again, for a reason."""
    from antigone.casework.procedures import handover as steps

    taking = steps.TakingUp(
        remains=resolved(desk, "Remains", remains, "handover.take-up"),
        because=because,
        to_place=to_place,
        handed_by=handed_by,
        received_by=received_by,
    )
    steps.take_up(desk.actor, taking)
    said = tell(N_("{code} is at {place}."), code=remains, place=to_place)
    desk.say({"remains": remains, "place": to_place}, said)


@handover.command(
    epilog=example(
        'antigone handover entitle R-0042 --relative T-0031/1 --document "Family book, p. 3"\n'
        'antigone handover entitle R-0042 --authority "Consulate" --document "Note 14/2026"'
    )
)
@click.argument("remains")
@click.option("--relative", default="", help="Who may receive, such as T-0031/1.")
@click.option("--authority", default="", help="Which authority may, where no relative does.")
@click.option("--document", default="", help="On what paper.")
@at_desk()
def entitle(desk: Desk, remains: str, relative: str, authority: str, document: str) -> None:
    """Record who may receive REMAINS, on what paper."""
    from antigone.access import Action
    from antigone.casework.lists.notices import relative_named
    from antigone.casework.procedures import handover as steps

    entitling = steps.Entitling(
        remains=resolved(desk, "Remains", remains, "entitlement.record"),
        relative=relative_named(desk.actor, relative, Action.ENTITLE) if relative else None,
        authority=authority,
        document=document,
    )
    steps.entitle(desk.actor, entitling)
    answer = {"remains": remains, "verified": False}
    desk.say(answer, tell(N_("Recorded; a second officer verifies it.")))


@handover.command(epilog=example("antigone handover verify R-0042"))
@click.argument("remains")
@at_desk()
def verify(desk: Desk, remains: str) -> None:
    """Verify, as a second officer, the paper of who may receive REMAINS."""
    from antigone.access import Action
    from antigone.casework.lists.handing import entitlement_of
    from antigone.casework.procedures import handover as steps

    action = Action.VERIFY_ENTITLEMENT
    key = entitlement_of(desk.actor, remains, action=action, verified=False)
    steps.verify_entitlement(desk.actor, key)
    desk.say({"remains": remains, "verified": True}, tell(N_("The entitlement is verified.")))


@handover.command(
    epilog=example(
        'antigone handover release R-0042 --received-by "Rosa Alba" --place "East gate"'
        " --effect E-0008 --packet P-0003\n"
        'antigone handover release R-0042 --confirm --handed-by "J. Etxea" --inventory-signed'
    )
)
@click.argument("remains")
@click.option("--place", default="", help="Where the deceased is handed over.")
@click.option("--effect", "effects", multiple=True, help="What goes along; may be repeated.")
@click.option("--packet", "packets", multiple=True, help="A sealed packet; may be repeated.")
@click.option("--effects-only", is_flag=True, help="Effects follow who has gone home already.")
@click.option("--inventory-signed", is_flag=True, help="The receiver signed the inventory.")
@_received_by
@_handed_by
@_confirm
@at_desk()
def release(
    desk: Desk,
    remains: str,
    place: str,
    effects: tuple[str, ...],
    packets: tuple[str, ...],
    effects_only: bool,
    inventory_signed: bool,
    received_by: str,
    handed_by: str,
    confirm: bool,
) -> None:
    """Release REMAINS to who is entitled: prepared by one, handed over by another."""
    from antigone.access import Action
    from antigone.casework.lists.handing import entitlement_of, prepared_release
    from antigone.casework.procedures import handover as steps

    if confirm:
        handing = steps.Handing(
            release=prepared_release(desk.actor, remains),
            handed_by=handed_by,
            inventory_signed=inventory_signed,
        )
        steps.confirm_release(desk.actor, handing)
        said = N_("{code}: handed over, by two people.")
    else:
        action = Action.RELEASE
        homegoing = steps.Homegoing(
            remains=resolved(desk, "Remains", remains, action.value),
            entitlement=entitlement_of(desk.actor, remains, action=action, verified=True),
            received_by=received_by,
            place=place,
            person=not effects_only,
            effects=_each(desk, "Effect", effects, action.value),
            packets=_each(desk, "SealedPacket", packets, action.value),
        )
        steps.release(desk.actor, homegoing)
        said = N_("{code}: prepared; a second person hands over.")
    desk.say({"remains": remains, "released": confirm}, tell(said, code=remains))


@handover.command(
    epilog=example(
        'antigone handover dispute R-0042 --raised-by "Pablo Alba" --because "He says it is not her"'
    )
)
@click.argument("remains")
@click.option("--raised-by", default="", help="Who contests.")
@_because
@at_desk()
def dispute(desk: Desk, remains: str, raised_by: str, because: str) -> None:
    """Record that somebody contests who REMAINS is, or who may receive."""
    from antigone.casework.procedures import handover as steps

    contested = steps.Contested(
        remains=resolved(desk, "Remains", remains, "dispute.raise"),
        raised_by=raised_by,
        because=because,
    )
    steps.raise_dispute(desk.actor, contested)
    said = N_("{code}: nobody is buried, viewed or released while the dispute is open.")
    desk.say({"remains": remains, "dispute": "open"}, tell(said, code=remains))


@handover.command(
    epilog=example('antigone handover settle R-0042 --grounds "Nine concordant points"')
)
@click.argument("remains")
@click.option("--grounds", default="", help="On what the board settles it.")
@at_desk()
def settle(desk: Desk, remains: str, grounds: str) -> None:
    """Settle the dispute about REMAINS, as a member of the board."""
    from antigone.casework.lists.handing import open_dispute
    from antigone.casework.procedures import handover as steps

    key = open_dispute(desk.actor, remains)
    steps.settle_dispute(desk.actor, steps.Settling(dispute=key, grounds=grounds))
    said = tell(N_("{code}: the dispute is settled."), code=remains)
    desk.say({"remains": remains, "dispute": "settled"}, said)


@handover.command(epilog=example('antigone handover hold R-0042 --reference "File 14/2026"'))
@click.argument("remains")
@click.option("--reference", default="", help="The inquiry's file.")
@at_desk()
def hold(desk: Desk, remains: str, reference: str) -> None:
    """Hold REMAINS back for an inquiry, as the prosecutor's liaison."""
    from antigone.casework.procedures import handover as steps

    key = resolved(desk, "Remains", remains, "hold.place")
    steps.place_hold(desk.actor, steps.Holding(remains=key, reference=reference))
    said = tell(N_("{code}: a legal hold stands."), code=remains)
    desk.say({"remains": remains, "legal_hold": True}, said)


@handover.command(
    epilog=example(
        'antigone handover lift R-0042 --because "File 14/2026 was closed"\n'
        'antigone handover lift R-0042 --after-withdrawal --because "Examined again"'
    )
)
@click.argument("remains")
@click.option(
    "--after-withdrawal", is_flag=True, help="The hold of a withdrawn identification; the board's."
)
@_because
@at_desk()
def lift(desk: Desk, remains: str, after_withdrawal: bool, because: str) -> None:
    """Lift the holds on REMAINS that are yours to lift, with the reason."""
    from antigone.casework.lists.handing import open_holds
    from antigone.casework.procedures import handover as steps

    keys = open_holds(desk.actor, remains, after_withdrawal=after_withdrawal)
    for key in keys:
        lifting = steps.Lifting(hold=key, because=because)
        if after_withdrawal:
            steps.lift_withdrawn_hold(desk.actor, lifting)
        else:
            steps.lift_hold(desk.actor, lifting)
    said = tell(N_("{code}: {count} holds lifted."), code=remains, count=len(keys))
    desk.say({"remains": remains, "lifted": len(keys)}, said)


@handover.command(epilog=example("antigone handover alerts\nantigone handover alerts --seen"))
@click.option("--seen", is_flag=True, help="Say that you have seen those that are listed.")
@at_desk()
def alerts(desk: Desk, seen: bool) -> None:
    """List the alerts to your roles that nobody has seen yet."""
    from antigone.casework.lists import handing
    from antigone.casework.procedures import handover as steps

    waiting = handing.alerts(desk.actor)
    for one in waiting if seen else []:
        steps.see_alert(desk.actor, UUID(one["alert"]))
    desk.show_list(
        "alerts",
        waiting,
        shown=("remains", "reason", "role", "since"),
        empty=N_("No alert waits for you."),
    )


@handover.command(epilog=example("antigone handover inquiries"))
@at_desk(opened=False)
def inquiries(desk: Desk) -> None:
    """List the remains that oblige to an inquiry; for the prosecutor's liaison alone."""
    from antigone.casework.lists import handing

    desk.show_list(
        "inquiries",
        handing.inquiries(desk.actor),
        shown=("remains", "place", "signs", "holds", "unseen"),
        empty=N_("Nothing obliges to an inquiry here."),
    )


@handover.command(epilog=example("antigone handover where\nantigone handover where R-0042"))
@click.argument("code", required=False)
@at_desk(opened=False)
def where(desk: Desk, code: str | None) -> None:
    """Say where everything is and who has it; with CODE, by what way it came there."""
    from antigone.casework import custody

    if code is None:
        desk.show_list(
            "custody",
            custody.where_everything_is(desk.actor),
            shown=("code", "kind", "state", "place", "institution", "holder"),
            empty=N_("Nothing is in custody in this operation yet."),
        )
        return
    found = custody.chain_of(desk.actor, code)
    line = N_("{number}. {at}  {origin} → {to}: {handed_by} to {received_by} ({because})")
    lines = [tell(line, origin=one["from"] or "–", **one) for one in found["chain"]]
    at = tell(
        N_("{code}: {state}, {place}"), **{key: found[key] for key in ("code", "state", "place")}
    )
    desk.say(found, at, *lines)


@handover.command(epilog=example("antigone handover graves"))
@at_desk(opened=False)
def graves(desk: Desk) -> None:
    """Show the grave register: who lies where, and who was taken up again."""
    from antigone.casework import custody

    desk.show_list(
        "graves",
        custody.graves(desk.actor),
        shown=("remains", "cemetery", "grave", "latitude", "longitude", "sample", "identified"),
        empty=N_("Nobody was buried in this operation."),
    )


@handover.command(
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


def _each(desk: Desk, model: str, labels: tuple[str, ...], action: str) -> tuple[UUID, ...]:
    return tuple(resolved(desk, model, one, action) for one in labels)
