"""Commands about blind packets: another institution compares, without names, and signs."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from antigone.cli import codes
from antigone.cli.analyses import components_option, folder_option, judged, seconds_option
from antigone.cli.comparisons import View, with_view
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.errors import Refusal
from antigone.wording import N_


class NoSuchPacketFile(Refusal):
    """The file is not there, or may not be read."""

    code = "no-such-packet-file"
    sentence = N_("{name} could not be opened: {fault}. Nothing was done.")
    remedy = N_("Check the path, and that you may read the file.")


_file = click.argument("file", type=click.Path(path_type=Path))
_out = click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write."
)


@click.group()
def packet() -> None:
    """Blind packets: pairs without names, compared by another institution.

    Here: institution, send, look, release, receive, recall. There: take, begin, analyse, next,
    compare, return. On both sides: key, list, notices, erase, acknowledge.
    """


@packet.command(epilog=example("antigone packet key"))
@at_desk()
def key(desk: Desk) -> None:
    """Print the two public keys of this operation; they are made when first asked for.

    Hand both lines to the other institution, and compare them by telephone.
    """
    from antigone.casework.procedures import packets

    keys = packets.make_keys(desk.actor)
    desk.say({"reads_with": keys.reads_with, "signs_with": keys.signs_with}, *vars(keys).values())


@packet.command(
    epilog=example(
        'antigone packet institution "Institute of Legal Medicine" --reads-with age1… --signs-with …'
    )
)
@click.argument("name")
@click.option("--reads-with", required=True, help="The line that begins with age1.")
@click.option("--signs-with", required=True, help="The other line that it printed.")
@at_desk()
def institution(desk: Desk, name: str, reads_with: str, signs_with: str) -> None:
    """Record an institution under NAME with the keys that it printed."""
    from antigone.casework.procedures import packets

    new = packets.NewInstitution(name=name, reads_with=reads_with, signs_with=signs_with)
    packets.add_institution(desk.actor, new)
    desk.say({"institution": name}, tell(N_("{name} is known."), name=name))


@packet.command(epilog=example("antigone packet institutions"))
@at_desk(opened=False)
def institutions(desk: Desk) -> None:
    """List the institutions whose keys are known."""
    from antigone.casework.lists.packets import institutions

    desk.show_list(
        "institutions",
        institutions(desk.actor),
        shown=("institution", "reads_with", "signs_with"),
        empty=N_("No institution is known yet. Add one with: antigone packet institution"),
    )


@packet.command(
    epilog=example(
        'antigone packet send R-0042 --to "Institute of Legal Medicine"'
        ' --because "Two people work here" --until 2027-03-01'
    )
)
@click.argument("remains")
@click.option("--to", "to", required=True, help="Name of the institution.")
@click.option("--because", required=True, help="Why it is asked, without a name.")
@click.option("--until", type=codes.day, help="Day by which its answer must be here; 90 days.")
@at_desk()
def send(desk: Desk, remains: str, to: str, because: str, until: datetime | None) -> None:
    """Prepare a packet of REMAINS for whoever waits for a second or third view.

    Nothing leaves yet: a second person looks at it and releases it.
    """
    from antigone.casework.lists.packets import institution_named
    from antigone.casework.procedures import packets

    preparing = packets.Preparing(
        remains=resolved(desk, "Remains", remains, "packet.send"),
        institution=institution_named(desk.actor, to),
        because=because,
        until=until.date() if until else None,
    )
    prepared = packets.prepare(desk.actor, preparing)
    code = prepared.packet.code
    answer = {
        "packet": code,
        "pairs": prepared.pairs,
        "fillers": prepared.fillers,
        "left_out": prepared.left_out,
    }
    lines = [
        tell(
            N_(
                "{packet}: {pairs} pairs, {fillers} of them strangers. A second person releases it."
            ),
            packet=code,
            pairs=prepared.pairs,
            fillers=prepared.fillers,
        )
    ]
    if prepared.left_out:
        said = N_("{count} stay out: the family does not permit partners to see the photograph.")
        lines.append(tell(said, count=prepared.left_out))
    desk.say(answer, *lines)


@packet.command(epilog=example("antigone packet look B0001 --to desk"))
@click.argument("packet")
@folder_option
@at_desk()
def look(desk: Desk, packet: str, folder: Path) -> None:
    """Write the pictures that would leave with PACKET, for whoever shall release it.

    The look is recorded; whoever has looked does not review these remains any more.
    """
    from antigone.casework.procedures import packets

    key = resolved(desk, "BlindPacket", packet, "packet.send")
    files = {}
    for name, picture in packets.look(desk.actor, key).items():
        file = folder / f"{packet}-{name}"
        _write(file, picture)
        files[name] = str(file)
    desk.say({"packet": packet, "files": files}, *files.values())


@packet.command(epilog=example("antigone packet release B0001 --out B0001.age"))
@click.argument("packet")
@_out
@at_desk()
def release(desk: Desk, packet: str, out: Path) -> None:
    """Release PACKET, as the second person, into a file that only the institution can open."""
    from antigone.casework.procedures import packets

    key = resolved(desk, "BlindPacket", packet, "packet.send")
    released = packets.release(desk.actor, key)
    _write(out, released.file)
    answer = {
        "packet": packet,
        "file": str(out),
        "institution": released.packet.institution.name,
        "digest": bytes(released.packet.digest).hex(),
    }
    said = N_("{file}: give it to {institution}; nobody else can open it.")
    desk.say(answer, tell(said, file=out, institution=released.packet.institution.name))


@packet.command(epilog=example("antigone packet recall B0001"))
@click.argument("packet")
@at_desk()
def recall(desk: Desk, packet: str) -> None:
    """End PACKET before its answer; whoever holds it is owed a notice to erase it."""
    from antigone.casework.procedures import packets

    recalled = packets.recall(desk.actor, resolved(desk, "BlindPacket", packet, "packet.send"))
    left = recalled.released_at is not None
    said = N_("{packet} is recalled.")
    lines = [tell(said, packet=packet)]
    if left:
        lines.append(tell(N_("Tell the institution with: antigone packet notices --to FOLDER")))
    desk.say({"packet": packet, "recalled": True, "to_erase": left}, *lines)


@packet.command(epilog=example("antigone packet receive B0001-answer.age"))
@_file
@at_desk()
def receive(desk: Desk, file: Path) -> None:
    """Receive the answer in FILE; it stands as the view of one examiner."""
    from antigone.casework.procedures import packets

    received = packets.receive(desk.actor, _given(file))
    answer = {
        "packet": received.packet.code,
        "remains": received.packet.remains.code,
        "views": received.views,
        "dropped": received.dropped,
    }
    said = N_("{packet}: {views} views stand, {dropped} pairs were dropped.")
    desk.say(answer, tell(said, **answer))


@packet.command(epilog=example("antigone packet take B0001.age"))
@_file
@at_desk()
def take(desk: Desk, file: Path) -> None:
    """Take the packet of another institution in FILE, to answer it yourself."""
    from antigone.casework.procedures import packets

    taken = packets.take(desk.actor, _given(file))
    answer = {
        "packet": taken.code,
        "institution": taken.institution.name,
        "discipline": str(taken.discipline),
        "until": taken.valid_until.isoformat(),
    }
    said = N_("{packet}: look at the body alone first: antigone packet begin {packet}")
    desk.say(answer, tell(said, packet=taken.code))


@packet.command(epilog=example("antigone packet begin F0001 --to desk --json > analysis.json"))
@click.argument("packet")
@folder_option
@at_desk()
def begin(desk: Desk, packet: str, folder: Path) -> None:
    """Write the body of PACKET alone as pictures, and the components that are judged."""
    from antigone.casework.components import EDITION, Component
    from antigone.casework.procedures import packets
    from antigone.cli.analyses import write_picture

    key = resolved(desk, "ForeignPacket", packet, "packet.answer")
    files = {}
    for name, pixels in packets.body_of(desk.actor, key).items():
        file = folder / f"{packet}-{name}"
        write_picture(file, pixels)
        files[name] = str(file)
    blank = {"comparable": None, "why_not": "", "changed": False, "note": ""}
    answer = {
        "packet": packet,
        "files": files,
        "edition": EDITION,
        "components": {one.value: blank for one in Component},
    }
    desk.say(answer, *files.values())


@packet.command(
    epilog=example("antigone packet analyse F0001 --components analysis.json --seconds 240")
)
@click.argument("packet")
@components_option
@click.option("--note", default="", help="What else was seen.")
@seconds_option
@at_desk()
def analyse(desk: Desk, packet: str, components: IO[str] | None, note: str, seconds: int) -> None:
    """Commit what you saw of the body of PACKET alone. It is never changed."""
    from antigone.casework.components import seen_from_json
    from antigone.casework.procedures import packets

    seen = packets.SeenAlone(
        packet=resolved(desk, "ForeignPacket", packet, "packet.answer"),
        components=seen_from_json(judged(components)),
        note=note,
        seconds=seconds,
    )
    packets.analyse(desk.actor, seen)
    said = N_("{packet}: your analysis stands. Go on with: antigone packet next {packet}")
    desk.say({"packet": packet, "committed": True}, tell(said, packet=packet))


@packet.command("next", epilog=example("antigone packet next F0001 --to desk"))
@click.argument("packet")
@folder_option
@at_desk()
def next_one(desk: Desk, packet: str, folder: Path) -> None:
    """Show the pair of PACKET that waits for you: two pictures of one size."""
    from antigone.casework.procedures import packets
    from antigone.cli.analyses import write_picture
    from antigone.cli.comparisons import blank_judgements

    key = resolved(desk, "ForeignPacket", packet, "packet.answer")
    shown = packets.next_pair(desk.actor, key)
    if shown is None:
        said = N_("Every pair is compared. Write the answer with: antigone packet return {packet}")
        desk.say({"packet": packet, "pair": None}, tell(said, packet=packet))
        return
    files = {}
    for name, pixels in (("body", shown.body), ("beside", shown.beside)):
        file = folder / f"{packet}-pair-{shown.position}-{name}.png"
        write_picture(file, pixels)
        files[name] = str(file)
    answer = {
        "packet": packet,
        "pair": str(shown.pair),
        "position": shown.position,
        "of": shown.of,
        "files": files,
        "components": blank_judgements(shown.components),
    }
    head = tell(N_("Pair {position} of {of}: {pair}"), position=shown.position, of=shown.of,
                pair=shown.pair)  # fmt: skip
    desk.say(answer, head, *files.values())


@packet.command(
    epilog=example(
        "antigone packet compare F0001 5f0c1f6e-9d5c-4a86-9a4e-6f5b7a0c1d2e --conclusion exclusion"
        " --support moderate-against --components pair.json --seconds 300"
    )
)
@click.argument("packet")
@click.argument("pair", type=click.UUID)
@with_view
@at_desk()
def compare(desk: Desk, packet: str, pair: Any, view: View) -> None:
    """Commit your view of PAIR of PACKET, the one that waits for you. It is never changed."""
    from antigone.casework.procedures import packets

    key = resolved(desk, "ForeignPacket", packet, "packet.answer")
    waiting = packets.compare(desk.actor, key, view(pair))
    said = N_("Your view stands. {count} pairs wait.")
    desk.say({"pair": str(pair), "waiting": waiting}, tell(said, count=waiting))


@packet.command("return", epilog=example("antigone packet return F0001 --out answer.age"))
@click.argument("packet")
@_out
@at_desk()
def return_packet(desk: Desk, packet: str, out: Path) -> None:
    """Write your answer to PACKET into a file for the institution that asked.

    The pictures of the packet are erased. Your name stays here; the answer has a code for you.
    """
    from antigone.casework.procedures import packets

    key = resolved(desk, "ForeignPacket", packet, "packet.answer")
    _write(out, packets.give_answer(desk.actor, key))
    said = N_("{file}: give it to the institution that asked; nobody else can open it.")
    desk.say({"packet": packet, "file": str(out)}, tell(said, file=out))


@packet.command("list", epilog=example("antigone packet list\nantigone packet list --foreign"))
@click.option("--foreign", is_flag=True, help="Those of others that you answer.")
@at_desk(opened=False)
def list_packets(desk: Desk, foreign: bool) -> None:
    """List what was sent and where it stands, or what you answer for others."""
    from antigone.casework.lists.packets import packets_sent, packets_to_answer

    if foreign:
        desk.show_list(
            "packets",
            packets_to_answer(desk.actor),
            shown=("packet", "institution", "analysed", "compared", "until", "returned"),
            empty=N_("You have taken no packet."),
        )
        return
    desk.show_list(
        "packets",
        packets_sent(desk.actor),
        shown=("packet", "remains", "institution", "state", "until", "to_erase"),
        empty=N_("No packet was prepared here yet."),
    )


@packet.command(epilog=example("antigone packet notices --to outbox"))
@folder_option
@at_desk()
def notices(desk: Desk, folder: Path) -> None:
    """Write for each institution what it must erase: permissions withdrawn, packets recalled."""
    from antigone.casework.procedures import packets

    files = {}
    for number, (name, content) in enumerate(packets.write_notices(desk.actor).items(), start=1):
        file = folder / f"erase-{number}.age"
        _write(file, content)
        files[name] = str(file)
    lines = [tell(N_("{file}: give it to {name}."), file=file, name=name)
             for name, file in files.items()]  # fmt: skip
    desk.say({"files": files}, *lines)


@packet.command(epilog=example("antigone packet erase erase-1.age --out erased-1.age"))
@_file
@_out
@at_desk()
def erase(desk: Desk, file: Path, out: Path) -> None:
    """Erase here what the notice in FILE asks for, and write the acknowledgement."""
    from antigone.casework.procedures import packets

    _write(out, packets.erase(desk.actor, _given(file)))
    said = N_("It is erased. {file}: give it to the institution that asked.")
    desk.say({"erased": True, "file": str(out)}, tell(said, file=out))


@packet.command(epilog=example("antigone packet acknowledge erased-1.age"))
@_file
@at_desk()
def acknowledge(desk: Desk, file: Path) -> None:
    """Record the acknowledgement in FILE: the institution has erased what it was asked to."""
    from antigone.casework.procedures import packets

    count = packets.acknowledge(desk.actor, _given(file))
    said = N_("{count} notices are acknowledged.")
    desk.say({"acknowledged": count}, tell(said, count=count))


def _given(file: Path) -> Any:
    from antigone.casework.procedures import packets

    try:
        content = file.read_bytes()
    except OSError as error:
        raise NoSuchPacketFile(name=file.name, fault=error.strerror) from None
    return packets.GivenPackage(name=file.name, content=content)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
