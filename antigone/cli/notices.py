"""Commands about notices: prepare, approve, attempt, send, deliver, acknowledge, end, list, show."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import columns, example, tell
from antigone.errors import Refusal
from antigone.wording import LANGUAGES, N_

if TYPE_CHECKING:
    from uuid import UUID

_name = click.argument("name", metavar="NOTICE")
_at = click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M"]),
    help="When, with its zone (2026-01-07T10:30+0100; UTC without one); now if left out.",
)


class LetterNotWritten(Refusal):
    """The system did not let the file be written, or it is there already."""

    code = "letter-not-written"
    sentence = N_("{path} could not be written ({fault}). The notice is unchanged.")
    remedy = N_("Name a new file in a folder that is there and in which you may write.")


@click.group()
def notice() -> None:
    """Notices: one family or authority is told one thing, in words that two have read."""


@notice.command(
    epilog=example(
        "antigone notice prepare --remains R-0042 --relative T-0031/1"
        ' --contact-name "Ana Ferrer" --contact-phone "+34 900"\n'
        "antigone notice prepare --remains R-0042 --office consulate"
        ' --office-name "Consulate of Arland" --contact-name "Ana Ferrer" --contact-phone "+34 900"'
    )
)
@click.option(
    "--remains", default="", metavar="CODE", help="The body whose identification is told."
)
@click.option("--correction", is_flag=True, help="What was told of these remains was withdrawn.")
@click.option(
    "--alive", default="", metavar="REQUEST", help="A request whose person was found alive."
)
@click.option("--relative", default="", metavar="NAME", help="Who is told, such as T-0031/1.")
@click.option("--office", type=click.Choice(codes.OFFICES), help="Or which kind of authority.")
@click.option("--office-name", default="", help="Its name.")
@click.option("--office-address", default="", help="Its address; lines apart by ' / '.")
@click.option("--contact-name", required=True, help="Whom the family can reach.")
@click.option("--contact-phone", required=True, help="At which number.")
@click.option("--contact-e-mail", default="")
@click.option("--contact-hours", default="", help="When, in words.")
@click.option("--way", type=click.Choice(codes.WAYS_TO_TELL), help="By default the way she wished.")
@click.option("--language", type=click.Choice(LANGUAGES), help="By default the one she reads.")
@click.option("--ground", multiple=True, type=click.Choice(codes.GROUNDS), help="On what it rests.")
@click.option("--appointment", default="", help="Time and place agreed upon.")
@click.option("--paragraph", multiple=True, help="A paragraph of your own; may be repeated.")
@click.option("--her-words", default="", help="What a person found alive allows, word for word.")
@at_desk()
def prepare(desk: Desk, **given: Any) -> None:
    """Prepare one notice for one recipient; a colleague approves it before anybody is told."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.models.notices import RecipientKind
    from antigone.casework.models.relatives import Way
    from antigone.casework.procedures import notices
    from antigone.documents.letters import Ground, Liaison

    told: dict[str, Any] = {}
    if given["remains"] and given["correction"]:
        told["withdrawal"] = lists.withdrawal_of(desk.actor, given["remains"])
    elif given["remains"]:
        told["identification"] = lists.identification_of(desk.actor, given["remains"])
    if given["alive"]:
        told["alive"] = resolved(desk, "TracingRequest", given["alive"], "notice.prepare")
    if given["relative"]:
        action = Action.PREPARE_NOTICE
        told["relative"] = lists.relative_named(desk.actor, given["relative"], action)
    office = None
    if given["office"]:
        lines = tuple(line for line in given["office_address"].split(" / ") if line)
        office = notices.Office(
            kind=RecipientKind(given["office"]), name=given["office_name"], address=lines
        )
    wanted = notices.Prepare(
        **told,
        office=office,
        liaison=Liaison(
            name=given["contact_name"],
            telephone=given["contact_phone"],
            email=given["contact_e_mail"],
            reachable=given["contact_hours"],
        ),
        way=Way(given["way"]) if given["way"] else None,
        language=given["language"] or "",
        grounds=tuple(map(Ground, given["ground"])),
        appointment=given["appointment"],
        paragraphs=given["paragraph"],
        found_person_words=given["her_words"],
    )
    made = notices.prepare(desk.actor, wanted)
    name = lists.name_of_notice(desk.actor, made.pk)
    answer = {"notice": name, "kind": made.kind, "way": str(made.way), "language": made.language}
    said = N_("{notice} is prepared. A colleague reads the letter and approves it.")
    desk.say(answer, tell(said, notice=name))


@notice.command(epilog=example("antigone notice approve T-0031/1"))
@_name
@at_desk()
def approve(desk: Desk, name: str) -> None:
    """Approve the letter of NOTICE as it is now; never one that you prepared."""
    from antigone.casework.procedures import notices

    notices.approve(desk.actor, _key(desk, name, "notice.approve"))
    said = N_("{notice} is approved. It is told by the way the family wished.")
    desk.say({"notice": name, "approved": True}, tell(said, notice=name))


@notice.command(
    epilog=example('antigone notice attempt T-0031/1 --outcome nobody-there --note "Come in May"')
)
@_name
@click.option(
    "--outcome",
    required=True,
    type=click.Choice(codes.OUTCOMES),
    metavar="OUTCOME",
    help=f"What came of it, one of: {', '.join(codes.OUTCOMES)}.",
)
@_at
@click.option("--note", default="", help="Sealed.")
@click.option("--she-came", is_flag=True, help="She came or called herself; the hour was hers.")
@at_desk()
def attempt(
    desk: Desk, name: str, outcome: str, at: datetime | None, note: str, she_came: bool
) -> None:
    """Record one attempt to tell NOTICE, and what came of it."""
    from antigone.casework.models.notices import AttemptOutcome
    from antigone.casework.procedures import notices

    made = notices.Attempted(
        notice=_key(desk, name, "notice.deliver"),
        outcome=AttemptOutcome(outcome),
        at=_aware(at),
        note=note,
        she_came=she_came,
    )
    notices.record_attempt(desk.actor, made)
    desk.say({"notice": name, "outcome": outcome}, tell(N_("{notice}: recorded."), notice=name))


@notice.command(epilog=example("antigone notice send T-0031/1"))
@_name
@at_desk()
def send(desk: Desk, name: str) -> None:
    """Send NOTICE by e-mail through the relay of this home, if that is the way she wished."""
    from antigone.casework.procedures import notices

    made = notices.send_e_mail(desk.actor, _key(desk, name, "notice.deliver"))
    sent = str(made.outcome) == "sent"
    said = (
        N_("{notice}: the relay took it.") if sent else N_("{notice}: the relay did not take it.")
    )
    desk.say({"notice": name, "outcome": str(made.outcome)}, tell(said, notice=name))


@notice.command(
    epilog=example("antigone notice deliver T-0031/1 --by 'Ana Ferrer' --present 'Her son'")
)
@_name
@click.option("--by", required=True, help="Who told it; sealed.")
@_at
@click.option("--present", default="", help="Who was with her; sealed.")
@click.option("--note", default="", help="Sealed.")
@at_desk()
def deliver(desk: Desk, name: str, by: str, at: datetime | None, present: str, note: str) -> None:
    """Record that the recipient of NOTICE was told."""
    from antigone.casework.procedures import notices

    told = notices.Delivered(
        notice=_key(desk, name, "notice.deliver"),
        told_by=by,
        told_at=_aware(at),
        present=present,
        note=note,
    )
    notices.record_delivery(desk.actor, told)
    answer = {"notice": name, "delivered": True}
    desk.say(answer, tell(N_("{notice}: the family was told."), notice=name))


@notice.command(epilog=example("antigone notice acknowledge T-0031/1 --how call"))
@_name
@click.option("--how", required=True, type=click.Choice(codes.WAYS_TO_TELL))
@_at
@click.option("--said", default="", help="What she said; sealed.")
@at_desk()
def acknowledge(desk: Desk, name: str, how: str, at: datetime | None, said: str) -> None:
    """Record that the recipient of NOTICE confirmed it."""
    from antigone.casework.models.relatives import Way
    from antigone.casework.procedures import notices

    confirmed = notices.Acknowledged(
        notice=_key(desk, name, "notice.deliver"), how=Way(how), at=_aware(at), said=said
    )
    notices.acknowledge(desk.actor, confirmed)
    answer = {"notice": name, "acknowledged": True}
    desk.say(answer, tell(N_("{notice}: confirmed by the recipient."), notice=name))


@notice.command(epilog=example('antigone notice end T-0031/1 --because "The tone is wrong"'))
@_name
@click.option("--because", required=True, help="In a few words; no names.")
@at_desk()
def end(desk: Desk, name: str, because: str) -> None:
    """End a NOTICE that was not delivered; a new one can then be prepared."""
    from antigone.casework.procedures import notices

    notices.end(desk.actor, _key(desk, name, "notice.prepare"), because)
    desk.say({"notice": name, "ended": True}, tell(N_("{notice} has ended."), notice=name))


@notice.command(
    "list",
    epilog=example(
        "antigone notice list\nantigone notice list --state to-prepare --state to-approve"
    ),
)
@click.option(
    "--state",
    multiple=True,
    type=click.Choice(codes.NOTICE_STATES),
    help="to-prepare: who waits to be told; to-approve: what waits for a second reader.",
)
@at_desk()
def list_notices(desk: Desk, state: tuple[str, ...]) -> None:
    """List who waits to be told, and what became of each notice. No name stands here."""
    from antigone.casework import lists

    desk.show_list(
        "notices",
        lists.notices(desk.actor, states=state or lists.STATES),
        shown=("notice", "request", "remains", "kind", "recipient", "way", "state"),
        empty=N_("Nobody waits to be told."),
    )


@notice.command(
    epilog=example(
        "antigone notice show T-0031/1\nantigone notice show T-0031/1 --letter letter.pdf --how"
    )
)
@_name
@click.option("--letter", type=click.Path(path_type=Path), help="Write its pages to this PDF.")
@click.option("--how", is_flag=True, help="Contacts and call-back word, for who tells it.")
@at_desk()
def show(desk: Desk, name: str, letter: Path | None, how: bool) -> None:
    """Show NOTICE: its state and its attempts."""
    from antigone.casework import lists

    found = lists.notice(desk.actor, name)
    if how:
        found["how"] = lists.how_to_tell(desk.actor, name)
    if letter is not None:
        _write(letter, lists.letter_of_notice(desk.actor, name))
        found["letter"] = str(letter)
    rows = [
        (tell(N_("kind")), found["kind"]),
        (tell(N_("recipient")), found["recipient"]),
        (tell(N_("way")), found["way"]),
        (tell(N_("state")), found["state"]),
        (tell(N_("approved by")), found["approved_by"] or "–"),
        *((one["at"], one["outcome"]) for one in found["attempts"]),
        *(
            (key.replace("_", " "), str(value or "–"))
            for key, value in found.get("how", {}).items()
        ),
    ]
    desk.say(found, name, *(f"  {line}" for line in columns(rows)))


def _write(path: Path, pages: bytes) -> None:
    """Write a letter that only its owner can read, and replace none."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pages)
    except OSError as error:
        raise LetterNotWritten(path=path, fault=error.strerror) from None


def _key(desk: Desk, name: str, action: str) -> "UUID":
    from antigone.access import Action
    from antigone.casework import lists

    return lists.notice_named(desk.actor, name, Action(action))


def _aware(at: datetime | None) -> datetime | None:
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
