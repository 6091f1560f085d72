"""Commands about farewell, burial and the way home: view, inter, raise, entitle, verify, release."""

import click

from antigone.cli.custody import (
    because_option,
    confirm_option,
    handed_by_option,
    labelled,
    place_option,
    received_by_option,
)
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.command(
    epilog=example(
        "antigone handover view R-0042 --relative T-0031/1"
        ' --supported-by "N. Pons, psychologist" --place "Chapel" --effects-shown'
    )
)
@click.argument("remains")
@click.option("--relative", required=True, help="Who says farewell, such as T-0031/1.")
@click.option("--supported-by", default="", help="Who is at her side.")
@click.option("--effects-shown", is_flag=True, help="Effects were shown, cleaned.")
@place_option
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


@click.command(
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
@handed_by_option
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


@click.command(
    "raise",
    epilog=example(
        'antigone handover raise R-0042 --because "Identified" --to "Pier 3, cold room"'
        ' --handed-by "Funerals Office" --received-by "M. Ruiz"'
    ),
)
@click.argument("remains")
@click.option("--to", "to_place", default="", help="Where the deceased goes.")
@because_option
@handed_by_option
@received_by_option
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


@click.command(
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


@click.command(epilog=example("antigone handover verify R-0042"))
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


@click.command(
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
@received_by_option
@handed_by_option
@confirm_option
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
            effects=labelled(desk, "Effect", effects, action.value),
            packets=labelled(desk, "SealedPacket", packets, action.value),
        )
        steps.release(desk.actor, homegoing)
        said = N_("{code}: prepared; a second person hands over.")
    desk.say({"remains": remains, "released": confirm}, tell(said, code=remains))
