"""Commands about the missing: request open, list, show, found-alive, erase-kept, close, withdraw.

Those about files of many are in `bulk`.
"""

from datetime import datetime
from typing import IO

import click

from antigone.cli import bulk, codes
from antigone.cli.describing import description as described
from antigone.cli.describing import description_file, partial_date
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_


@click.group()
def request() -> None:
    """Tracing requests: each looks for one missing person."""


for _of_many in (bulk.enter, bulk.sign, bulk.import_file):
    request.add_command(_of_many)


@request.command(
    "open",
    epilog=example(
        'antigone request open T-0031 --name "Ines Alba" --because "Was aboard; cabin 12"'
        ' --enquirer relative --enquirer-name "Rosa Alba" --controller "Coroner"'
        ' --article "Coroners Act, s. 12" --permits identify --biometrics'
    ),
)
@click.argument("code")
@click.option("--name", required=True, help="The missing person, as the family says it.")
@click.option("--other-name", multiple=True, help="Another of her names; may be repeated.")
@click.option("--because", default="", help="Why she is missing in this operation.")
@click.option("--born", default="", help="As precise as known: 1987, 1987-04 or 1987-04-23.")
@click.option("--last-seen", default="", help="A date, as precise as known.")
@click.option("--last-seen-place", default="")
@description_file
@click.option("--enquirer", type=click.Choice(codes.ENQUIRERS), default="relative")
@click.option("--enquirer-name", default="", help="Who asks; it is sealed.")
@click.option("--enquirer-contact", default="", help="How she is reached; it is sealed.")
@click.option("--authority", default="", help="The authority or bureau that asks.")
@click.option("--controller", default="", help="Who answers for the missing person's data.")
@click.option("--article", default="", help="The article that permits to hold them.")
@click.option("--purpose", type=click.Choice(codes.PURPOSES), default="identify", show_default=True)
@click.option("--permits", type=click.Choice(codes.PURPOSES), help="What the enquirer permits.")
@click.option("--biometrics", is_flag=True, help="She permits a search by face.")
@click.option("--sharing", type=click.Choice(codes.SHARING), default="operation", show_default=True)
@click.option("--until", type=codes.day, help="Last day of the permission.")
@at_desk()
def open_request(
    desk: Desk,
    code: str,
    name: str,
    other_name: tuple[str, ...],
    because: str,
    born: str,
    last_seen: str,
    last_seen_place: str,
    description: IO[str] | None,
    enquirer: str,
    enquirer_name: str,
    enquirer_contact: str,
    authority: str,
    controller: str,
    article: str,
    purpose: str,
    permits: str | None,
    biometrics: bool,
    sharing: str,
    until: datetime | None,
) -> None:
    """Open a request under CODE for a person who is missing.

    Without --permits no photograph of her can come in.
    """
    from antigone.access.clock import today
    from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
    from antigone.casework.procedures import intake

    last_day = until.date() if until else None
    report = intake.Report(
        code=code,
        name=name,
        other_names=other_name,
        missing_because=because,
        born=partial_date(born),
        last_seen=partial_date(last_seen),
        last_seen_place=last_seen_place,
        description=described(description),
        asking=intake.Asking(
            kind=EnquirerKind(enquirer),
            name=enquirer_name,
            contact=enquirer_contact,
            authority=authority,
        ),
        basis=intake.Basis(
            controller=controller, article=article, purpose=Purpose(purpose), valid_from=today()
        ),
        permitted=intake.Permitted(
            scope=Purpose(permits),
            biometrics=biometrics,
            sharing=SharingLevel(sharing),
            valid_from=today(),
            valid_until=last_day,
        )
        if permits
        else None,
    )
    intake.open_request(desk.actor, report)
    desk.say({"request": code}, tell(N_("The request {code} is open."), code=code))


@request.command("list", epilog=example("antigone request list --operation FERRY"))
@at_desk(opened=False)
def list_requests(desk: Desk) -> None:
    """List every request of the operation with its outcome; nobody falls off."""
    from antigone.casework import lists

    desk.show_list(
        "requests",
        lists.requests(desk.actor),
        shown=("request", "missing_person", "outcome", "reason", "photographs", "enrolled"),
        empty=N_("Nobody was reported missing in this operation yet."),
    )


@request.command(epilog=example("antigone request show T-0031 --json"))
@click.argument("code")
@at_desk(opened=False)
def show(desk: Desk, code: str) -> None:
    """Show one request. Who asks, and how she is reached, stays sealed."""
    from antigone.casework import lists

    found = lists.request(desk.actor, code)
    person = found["missing_person"] or {}
    rows = [
        (tell(N_("missing person")), person.get("name") or "–"),
        (tell(N_("born")), person.get("born") or "–"),
        (tell(N_("last seen")), person.get("last_seen") or "–"),
        (tell(N_("missing because")), person.get("missing_because") or "–"),
        (tell(N_("outcome")), found["outcome"]),
        (
            tell(N_("permissions")),
            ", ".join(_permission(one) for one in found["permissions"]) or "–",
        ),
        (tell(N_("photographs")), str(len(found["photographs"]))),
    ]
    desk.say(found, code, *(f"  {line}" for line in columns(rows)))


@request.command(
    "found-alive",
    epilog=example(
        'antigone request found-alive T-0031 --seen in-person --basis "Came to the desk with her'
        ' passport" --family-may-hear alive'
    ),
)
@click.argument("code")
@click.option("--seen", required=True, type=click.Choice(codes.SEEN), help="How it is known.")
@click.option("--basis", required=True, help="On what it rests.")
@click.option(
    "--family-may-hear",
    type=click.Choice(codes.MAY_HEAR),
    default="nothing",
    show_default=True,
    help="What she allows the family to hear.",
)
@at_desk(doors=True)
def found_alive(desk: Desk, code: str, seen: str, basis: str, family_may_hear: str) -> None:
    """Confirm that the missing person lives; the second person's word closes the request.

    It also erases the photographs, and what was made of them; under a legal hold they are restricted
    instead. The name and the family stay, for they are to be told. Files are removed by the worker.
    """
    from antigone.casework.models.alive import MayHear, Seen
    from antigone.casework.procedures import requests

    word = requests.SeenAlive(
        request=resolved(desk, "TracingRequest", code, "request.found-alive"),
        seen=Seen(seen),
        basis=basis,
        family_may_hear=MayHear(family_may_hear),
    )
    life = requests.found_alive(desk.actor, word)
    answer = {
        "request": code,
        "confirmations": life.confirmations,
        "found_alive": life.found_alive,
        "family_may_hear": str(life.family_may_hear),
    }
    if life.withdrawal is None:
        desk.say(
            answer, tell(N_("{code}: one word more, of another person, is needed."), code=code)
        )
        return
    said = tell(N_("{code}: found alive. The family may hear: {what}."), code=code,
                what=life.family_may_hear)  # fmt: skip
    because = life.withdrawal.because
    answer |= {"outcome": str(life.withdrawal.outcome), "because": because}
    gone = N_("{code}: photographs erased. Remove the files with: antigone worker --once")
    kept = N_("{code}: photographs kept for the law alone: {because}.")
    desk.say(answer, said, tell(kept if because else gone, code=code, because=because))


@request.command("erase-kept", epilog=example("antigone request erase-kept T-0031"))
@click.argument("code")
@at_desk(doors=True)
def erase_kept(desk: Desk, code: str) -> None:
    """Erase what a legal hold kept of somebody found alive, once it is lifted."""
    from antigone.casework.procedures import requests

    key = resolved(desk, "TracingRequest", code, "request.found-alive")
    erased = requests.erase_kept(desk.actor, key)
    said = tell(N_("{code}: photographs erased. Remove the files with: antigone worker --once"),
                code=code)  # fmt: skip
    desk.say({"request": code, "outcome": str(erased.outcome)}, said)


@request.command(epilog=example("antigone request close T-0031 --reason no-usable-photograph"))
@click.argument("code")
@click.option(
    "--reason",
    required=True,
    type=click.Choice(codes.INCONCLUSIVE),
    metavar="REASON",
    help=f"One of {', '.join(codes.INCONCLUSIVE)}.",
)
@at_desk()
def close(desk: Desk, code: str, reason: str) -> None:
    """Close a request as inconclusive. It stays on the list, and a photograph opens it again."""
    from antigone.casework.procedures import requests

    closing = requests.Closing(
        request=resolved(desk, "TracingRequest", code, "request.close"),
        reason=requests.Inconclusive(reason),
    )
    requests.close_as_inconclusive(desk.actor, closing)
    said = tell(N_("{code}: inconclusive, {reason}."), code=code, reason=reason)
    desk.say({"request": code, "outcome": "inconclusive", "reason": reason}, said)


@request.command(
    epilog=example(
        "antigone request permit T-0031 --permits identify --biometrics --until 2031-12-31\n"
        'antigone request permit T-0031 --permits identify --enquirer-name "Jon Alba"'
    )
)
@click.argument("code")
@click.option("--permits", required=True, type=click.Choice(codes.PURPOSES), help="For what.")
@click.option("--biometrics", is_flag=True, help="A search by face is permitted.")
@click.option("--sharing", type=click.Choice(codes.SHARING), default="operation", show_default=True)
@click.option("--until", type=codes.day, help="Last day of the permission.")
@click.option("--enquirer", type=click.Choice(codes.ENQUIRERS), default="relative")
@click.option("--enquirer-name", default="", help="Somebody else who asks now; it is sealed.")
@click.option("--enquirer-contact", default="", help="How that person is reached; it is sealed.")
@at_desk()
def permit(
    desk: Desk,
    code: str,
    permits: str,
    biometrics: bool,
    sharing: str,
    until: datetime | None,
    enquirer: str,
    enquirer_name: str,
    enquirer_contact: str,
) -> None:
    """Record what an enquirer permits from now on; her earlier word for it ends.

    Without --biometrics the faces leave the gallery, unless somebody else permits their search.
    """
    from antigone.access.clock import today
    from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
    from antigone.casework.procedures import intake, permissions

    asking = (
        intake.Asking(kind=EnquirerKind(enquirer), name=enquirer_name, contact=enquirer_contact)
        if enquirer_name
        else None
    )
    permissions.record_permission(
        desk.actor,
        permissions.GivenPermission(
            request=resolved(desk, "TracingRequest", code, "permission.record"),
            permitted=intake.Permitted(
                scope=Purpose(permits),
                biometrics=biometrics,
                sharing=SharingLevel(sharing),
                valid_from=today(),
                valid_until=until.date() if until else None,
            ),
            asking=asking,
        ),
    )
    said = tell(N_("{code}: the permission holds from today."), code=code)
    desk.say({"request": code, "permits": permits, "biometrics": biometrics}, said)


@request.command(epilog=example("antigone request restricted T-0031"))
@click.argument("code")
@at_desk()
def restricted(desk: Desk, code: str) -> None:
    """Read what a restriction keeps of a missing person. That it was read is on the record."""
    from antigone.casework.procedures import permissions

    key = resolved(desk, "TracingRequest", code, "restricted.read")
    kept = permissions.read_restricted(desk.actor, key)
    rows = [(name, str(value)) for name, value in kept.items() if value]
    desk.say({"request": code, "kept": kept}, code, *(f"  {line}" for line in columns(rows)))


@request.command(epilog=example("antigone request withdraw T-0031"))
@click.argument("code")
@at_desk(doors=True)
def withdraw(desk: Desk, code: str) -> None:
    """Withdraw what the enquirer permitted, and erase what she gave.

    Under a legal hold it is restricted instead. Files are removed by the worker.
    """
    from antigone.casework.procedures import erasure

    key = resolved(desk, "TracingRequest", code, "permission.withdraw")
    done = erasure.withdraw(desk.actor, erasure.Withdrawing(request=key))
    if str(done.outcome) == "erased":
        said = tell(N_("{code}: withdrawn and erased. Remove the files with: antigone worker --once"),
                    code=code)  # fmt: skip
    else:
        said = tell(N_("{code}: withdrawn, and kept for the law alone: {because}."), code=code,
                    because=done.because)  # fmt: skip
    answer = {"request": code, "outcome": str(done.outcome), "because": done.because}
    desk.say(answer, said)


def _permission(one: dict[str, object]) -> str:
    words = [str(one["scope"])]
    if one["biometrics"]:
        words.append(tell(N_("by face")))
    if one["withdrawn"]:
        words.append(tell(N_("withdrawn")))
    return " ".join(words)
