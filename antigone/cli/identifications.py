"""Commands of the board: propose and sign, exclude, settle, withdraw, and the papers it leaves."""

import json
from pathlib import Path
from typing import IO, Any

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import columns, example, tell
from antigone.wording import N_

_out = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="PDF to write."
)
_grounds = click.option("--grounds", required=True, help="On what it rests; codes, no names.")


@click.group()
def identification() -> None:
    """Identifications: what the board decides, by two signatures on two independent views."""


@identification.command(
    epilog=example(
        'antigone identification propose R-0042 T-0031 --grounds "DNA agrees, report 14/2026"'
    )
)
@click.argument("remains")
@click.argument("request")
@_grounds
@click.option("--discipline", type=codes.discipline, help="On whose agreement it rests.")
@click.option("--exception", is_flag=True, help="No primary identifier carries it.")
@at_desk()
def propose(
    desk: Desk, remains: str, request: str, grounds: str, discipline: str | None, exception: bool
) -> None:
    """Move that REMAINS is the missing person of REQUEST, and sign first."""
    from antigone.casework import lists
    from antigone.casework.procedures import decisions

    motion = decisions.Identify(
        remains=resolved(desk, "Remains", remains, "identification.decide"),
        request=resolved(desk, "TracingRequest", request, "identification.decide"),
        concurrence=lists.concurrence_between(
            desk.actor, remains, request, discipline=discipline or ""
        ),
        grounds=grounds,
        exception=exception,
    )
    _answer(desk, remains, request, decisions.identify(desk.actor, motion))


@identification.command(epilog=example("antigone identification sign R-0042 T-0031"))
@click.argument("remains")
@click.argument("request")
@at_desk()
def sign(desk: Desk, remains: str, request: str) -> None:
    """Sign the motion on REMAINS and REQUEST that another member put. Read it first with `show`."""
    from antigone.casework import lists
    from antigone.casework.procedures import decisions

    put = lists.motion_between(desk.actor, remains, request)
    grounds = {"grounds": put["grounds"]}
    if put["matter"] == "withdraw":
        withdrawing = decisions.Withdraw(identification=put["identification"], **grounds)
        decision = decisions.withdraw(desk.actor, withdrawing)
    else:
        named = ("remains", "request", "concurrence", "exception")
        motion = decisions.Identify(**{one: put[one] for one in named}, **grounds)
        decision = decisions.identify(desk.actor, motion)
    _answer(desk, remains, request, decision)


@identification.command(
    epilog=example('antigone identification withdraw R-0042 --grounds "Samples were exchanged"')
)
@click.argument("remains")
@_grounds
@at_desk()
def withdraw(desk: Desk, remains: str, grounds: str) -> None:
    """Move to withdraw the identification of REMAINS, and sign first.

    With a second member's `sign`, handover is frozen, the bureau's record recalled, and a correction
    prepared for everybody who was told.
    """
    from antigone.casework import lists
    from antigone.casework.procedures import decisions

    key = lists.identification_of_remains(desk.actor, remains)
    withdrawing = decisions.Withdraw(identification=key, grounds=grounds)
    _answer(desk, remains, "", decisions.withdraw(desk.actor, withdrawing))


@identification.command("list", epilog=example("antigone identification list --operation FERRY"))
@click.option("--waiting", is_flag=True, help="Motions that wait for a second signature.")
@at_desk()
def list_identifications(desk: Desk, waiting: bool) -> None:
    """List the identifications of the operation, withdrawn ones included."""
    from antigone.casework import lists

    if waiting:
        desk.show_list(
            "motions",
            lists.motions(desk.actor),
            shown=("matter", "remains", "request", "signed_by", "put_on"),
            empty=N_("No motion waits for a signature."),
        )
        return
    desk.show_list(
        "identifications",
        lists.identifications(desk.actor),
        shown=("remains", "request", "discipline", "signed_by", "decided_on", "withdrawn_on"),
        empty=N_("Nobody was identified in this operation yet."),
    )


@identification.command(epilog=example("antigone identification show R-0042"))
@click.argument("remains")
@at_desk()
def show(desk: Desk, remains: str) -> None:
    """Show what was decided on REMAINS, and what is put, each with its grounds."""
    from antigone.casework import lists

    found = lists.decisions_on(desk.actor, remains)
    rows = [(tell(N_("outcome")), found["outcome"], found["reason"])]
    for one in found["identifications"]:
        state = tell(N_("withdrawn")) if one["withdrawn_on"] else tell(N_("identified"))
        rows.append((state, one["request"], one["grounds"]))
    rows += [(one["ground"], one["request"], one["grounds"]) for one in found["exclusions"]]
    rows += [(one["matter"] + "?", one["request"], one["grounds"]) for one in found["motions"]]
    rows += [(tell(N_("open lead")), one, "") for one in found["open_leads"]]
    desk.say(found, remains, *(f"  {line}" for line in columns(rows)))


@identification.command(
    epilog=example(
        'antigone identification exclude R-0042 T-0031 T-0040 --ground no-support --grounds "…"\n'
        'antigone identification exclude R-0042 --ground identified-otherwise --grounds "…"'
    )
)
@click.argument("remains")
@click.argument("requests", nargs=-1)
@click.option("--ground", required=True, type=click.Choice(codes.EXCLUSION_GROUNDS))
@_grounds
@at_desk()
def exclude(desk: Desk, remains: str, requests: tuple[str, ...], ground: str, grounds: str) -> None:
    """Close leads of REMAINS with one ground: those of REQUESTS, or all that are open."""
    from antigone.casework import lists
    from antigone.casework.models.decisions import ExclusionGround
    from antigone.casework.procedures import decisions

    body = resolved(desk, "Remains", remains, "identification.exclude")
    keys = [
        resolved(desk, "TracingRequest", one, "identification.exclude") for one in requests
    ] or lists.leads_of(desk.actor, remains)
    excluding = decisions.Exclude(
        leads=tuple(decisions.Lead(remains=body, request=one) for one in keys),
        ground=ExclusionGround(ground),
        grounds=grounds,
    )
    closed = decisions.exclude(desk.actor, excluding)
    answer = {"remains": remains, "closed": len(closed), "ground": ground}
    said = N_("{remains}: {count} leads closed ({ground}).")
    desk.say(answer, tell(said, remains=remains, count=len(closed), ground=ground))


@identification.command(
    epilog=example("antigone identification close R-0042 --reason candidates-excluded")
)
@click.argument("remains")
@click.option(
    "--reason",
    required=True,
    type=click.Choice(codes.UNIDENTIFIED),
    metavar="REASON",
    help=f"Why it ends, one of: {', '.join(codes.UNIDENTIFIED)}.",
)
@at_desk()
def close(desk: Desk, remains: str, reason: str) -> None:
    """End the search for the name of REMAINS; somebody new on its list opens it again."""
    from antigone.casework.procedures import decisions

    ending = decisions.Unidentified(
        remains=resolved(desk, "Remains", remains, "remains.close"),
        reason=decisions.UnidentifiedBecause(reason),
    )
    decisions.close_unidentified(desk.actor, ending)
    answer = {"remains": remains, "outcome": "inconclusive", "reason": reason}
    desk.say(answer, tell(N_("{remains} stays without a name: {reason}."), **answer))


@identification.command(
    epilog=example(
        "antigone identification settle R-0042 T-0031 --discipline face --follows first"
        ' --grounds "The second photograph is of another"'
    )
)
@click.argument("remains")
@click.argument("request")
@click.option("--discipline", required=True, type=codes.discipline)
@click.option("--follows", type=click.Choice(codes.PLACES), help="Whose view; without it, neither.")
@_grounds
@at_desk()
def settle(
    desk: Desk, remains: str, request: str, discipline: str, follows: str | None, grounds: str
) -> None:
    """Resolve that examiners differ on REMAINS and REQUEST. Every view stays on record."""
    from antigone.casework import lists
    from antigone.casework.procedures import decisions

    key, view = lists.disagreement_between(
        desk.actor, remains, request, discipline=discipline, place=follows or ""
    )
    settling = decisions.Settle(disagreement=key, grounds=grounds, follows=view)
    decisions.settle(desk.actor, settling)
    answer = {"remains": remains, "request": request, "follows": follows}
    said = N_("{remains} and {request}: the disagreement is settled.")
    desk.say(answer, tell(said, remains=remains, request=request))


@identification.command(
    epilog=example(
        "antigone identification rules\n"
        'antigone identification rules --propose rules.json --because "No dental records here"\n'
        "antigone identification rules --approve"
    )
)
@click.option("--propose", "proposed", type=click.File(), help="JSON, in the form --json shows.")
@click.option("--because", default="", help="Why this operation needs other rules.")
@click.option("--approve", is_flag=True, help="Let another member's newest draft hold.")
@at_desk()
def rules(desk: Desk, proposed: IO[str] | None, because: str, approve: bool) -> None:
    """Show which identifiers confirm; propose other rules, or approve those of another member."""
    from antigone.casework import lists
    from antigone.casework.procedures import decisions
    from antigone.casework.rules import Rules

    if proposed is not None:
        stated = decisions.ProposedRules(rules=Rules.from_json(_object(proposed)), because=because)
        decisions.propose_rules(desk.actor, stated)
    elif approve:
        decisions.approve_rules(desk.actor, lists.draft_waiting(desk.actor))
    found = lists.rules(desk.actor)
    version = tell(N_("Version {version}: {words}"), **found)
    waiting = [
        tell(N_("Proposed by {by}, because: {because}. {words}"), **one) for one in found["drafts"]
    ]
    desk.say(found, version, *waiting)


@identification.command(epilog=example("antigone identification dossier R-0042 --out R-0042.pdf"))
@click.argument("remains")
@click.argument("request", required=False)
@_out
@at_desk()
def dossier(desk: Desk, remains: str, request: str | None, out: Path) -> None:
    """Write everything a decision on REMAINS stands on, for you alone: numbered and watermarked.

    Without REQUEST, for the only lead that there is.
    """
    from antigone.casework import lists
    from antigone.casework.procedures import decisions

    body = resolved(desk, "Remains", remains, "dossier.view")
    if request:
        asked = resolved(desk, "TracingRequest", request, "dossier.view")
    else:
        leads = lists.leads_of(desk.actor, remains)
        if len(leads) != 1:
            raise click.UsageError(tell(N_("There are several leads, or none: name the request.")))
        (asked,) = leads
    copy = decisions.make_dossier(desk.actor, remains=body, request=asked)
    out.write_bytes(copy.pdf)
    answer = {"remains": remains, "file": str(out), "copy": copy.number, "sha256": copy.digest}
    desk.say(answer, tell(N_("{file}: copy {copy}, for you alone."), **answer))


@identification.command(epilog=example("antigone identification report R-0042 --out report.pdf"))
@click.argument("remains")
@_out
@at_desk()
def report(desk: Desk, remains: str, out: Path) -> None:
    """Write the Victim Identification Report of REMAINS, or that of its withdrawal."""
    from antigone.casework import lists
    from antigone.casework.procedures import decisions

    key = lists.identification_of_remains(desk.actor, remains, standing=False)
    out.write_bytes(decisions.make_report(desk.actor, key))
    desk.say({"remains": remains, "file": str(out)}, tell(N_("{file} is written."), file=out))


@identification.command(
    epilog=example(
        'antigone identification bureau R-0042 --power "Arland" --enclosure "Death certificate"'
        " --out R-0042-record.pdf"
    )
)
@click.argument("remains")
@click.option("--surname", default="", help="As its bearer parted the name.")
@click.option("--first-names", default="")
@click.option("--power", default="", help="Power on which the person depends.")
@click.option("--service-number", default="", help="Army, regimental, personal or serial number.")
@click.option("--disc", default="", help="Other particulars on the identity card or disc.")
@click.option("--particulars", default="", help="Wounds, illness or cause of death.")
@click.option("--enclosure", "enclosures", multiple=True, help="What goes with it; repeatable.")
@_out
@at_desk()
def bureau(desk: Desk, remains: str, enclosures: tuple[str, ...], out: Path, **stated: str) -> None:
    """Write the record that is owed for every dead person, named or not (GC I article 16)."""
    from antigone.casework.procedures import decisions

    forwarding = decisions.Forwarding(
        remains=resolved(desk, "Remains", remains, "bureau.record"),
        enclosures=enclosures,
        **stated,
    )
    sent = decisions.record_for_bureau(desk.actor, forwarding)
    out.write_bytes(sent.pdf)
    answer = {
        "remains": remains,
        "file": str(out),
        "named": sent.record.identification_id is not None,
        "sha256": bytes(sent.record.digest).hex(),
    }
    desk.say(answer, tell(N_("{file} is written."), file=out))


def _answer(desk: Desk, remains: str, request: str, decision: Any) -> None:
    state = {
        (False, False): N_("{remains}: signed by you; a second member must sign."),
        (True, False): N_("{remains} is identified as {request}."),
        (True, True): N_("{remains}: the identification is withdrawn."),
    }[decision.complete, decision.withdrawal is not None]
    answer = {
        "remains": remains,
        "matter": str(decision.motion.matter),
        "signatures": len(decision.signers),
        "complete": decision.complete,
    }
    desk.say(answer, tell(state, remains=remains, request=request))


def _object(file: IO[str]) -> Any:
    try:
        written = json.load(file)
        if not isinstance(written, dict):
            raise ValueError
    except ValueError:
        raise click.BadParameter(
            tell(N_("It is no JSON object.")), param_hint="--propose"
        ) from None
    return written
