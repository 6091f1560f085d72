"""Commands about families: relative record, wishes, list."""

from datetime import datetime

import click

from antigone.cli import codes
from antigone.cli.desk import Desk, at_desk, resolved
from antigone.cli.edge import example, tell
from antigone.wording import N_


@click.group()
def relative() -> None:
    """Relatives of the missing, as interviews made them known."""


@relative.command(
    epilog=example(
        'antigone relative record T-0031 --name "Rosa Alba" --relation sister --tie both'
        " --language es --given-on 2026-01-05 --time-zone Europe/Madrid"
        ' --phone "+34 600" --enquirer'
    )
)
@click.argument("request")
@click.option("--name", required=True, help="Her name; it is sealed.")
@click.option("--relation", required=True, help="In her own words: sister, husband, friend.")
@click.option("--tie", type=click.Choice(codes.TIES), default="both", show_default=True)
@click.option("--language", required=True, help="Language she reads: en, fr, es, uk, ru, ar …")
@click.option(
    "--source",
    type=click.Choice(codes.CONTACT_SOURCES),
    default="relative-interview",
    metavar="SOURCE",
    show_default=True,
    help=f"Who gave the contact, one of: {', '.join(codes.CONTACT_SOURCES)}; the last leads to no"
    " notice.",
)
@click.option("--given-on", type=codes.day, help="Day of the interview, or of the extract.")
@click.option("--law", default="", help="The article that opens a civil registry.")
@click.option("--time-zone", default="UTC", show_default=True, help="As in Europe/Kyiv.")
@click.option("--phone", default="", help="Sealed.")
@click.option("--address", default="", help="Sealed; lines apart by ' / '.")
@click.option("--e-mail", default="", help="Sealed.")
@click.option("--enquirer", is_flag=True, help="She herself opened this request.")
@click.option("--renews", default="", metavar="NAME", help="The earlier entry, such as T-0031/1.")
@at_desk()
def record(
    desk: Desk,
    request: str,
    name: str,
    relation: str,
    tie: str,
    language: str,
    source: str,
    given_on: datetime | None,
    law: str,
    time_zone: str,
    phone: str,
    address: str,
    e_mail: str,
    enquirer: bool,
    renews: str,
) -> None:
    """Record a relative of REQUEST, or what a later interview changed about her."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.models.relatives import ContactSource, Tie
    from antigone.casework.procedures import notices

    key = resolved(desk, "TracingRequest", request, "relative.record")
    earlier = lists.relative_named(desk.actor, renews, Action.RECORD_RELATIVE) if renews else None
    known = notices.KnownRelative(
        request=key,
        name=name,
        relation=relation,
        tie=Tie(tie),
        language=language,
        contact_source=ContactSource(source),
        contact_given_on=given_on.date() if given_on else None,
        contact_law=law,
        time_zone=time_zone,
        phone=phone,
        address="\n".join(address.split(" / ")),
        e_mail=e_mail,
        enquirer=lists.enquirer_of(desk.actor, request) if enquirer else None,
        renews=earlier,
    )
    made = notices.record_relative(desk.actor, known)
    named = lists.name_of_relative(desk.actor, made.pk)
    said = N_("{relative} is recorded. Ask her what she wishes to hear, and how.")
    desk.say({"relative": named}, tell(said, relative=named))


@relative.command(
    epilog=example(
        "antigone relative wishes T-0031/1 --way call --call-back-word Heron --present 'Her son'\n"
        "antigone relative wishes T-0031/2 --not-told"
    )
)
@click.argument("name")
@click.option("--told/--not-told", default=True, help="Whether she wishes to be told at all.")
@click.option("--way", type=click.Choice(codes.WAYS_TO_TELL), default="visit", show_default=True)
@click.option("--by", default="", help="By whom she wishes to be told; sealed.")
@click.option("--present", default="", help="Who is to be with her; sealed.")
@click.option("--call-back-word", default="", help="By which she knows us; sealed, in no letter.")
@click.option("--voicemail", is_flag=True, help="A message may be left on a machine.")
@click.option("--marked-envelope", is_flag=True, help="The sender may stand on the envelope.")
@click.option("--endangered", is_flag=True, help="Contact from abroad endangers her.")
@click.option("--later-fragments", is_flag=True, help="She wishes to hear of later fragments.")
@click.option("--direct", is_flag=True, help="She asked to be told without the bureau.")
@click.option("--e-mail-may-tell", is_flag=True, help="An e-mail may say what happened.")
@click.option("--any-hour", is_flag=True, help="She may be called at any hour.")
@at_desk()
def wishes(
    desk: Desk,
    name: str,
    told: bool,
    way: str,
    by: str,
    present: str,
    call_back_word: str,
    voicemail: bool,
    marked_envelope: bool,
    endangered: bool,
    later_fragments: bool,
    direct: bool,
    e_mail_may_tell: bool,
    any_hour: bool,
) -> None:
    """Record what the relative NAME wishes. The newest word holds; notices that rest on another end."""
    from antigone.access import Action
    from antigone.casework import lists
    from antigone.casework.models.relatives import Way
    from antigone.casework.procedures import notices

    wished = notices.Wished(
        relative=lists.relative_named(desk.actor, name, Action.RECORD_RELATIVE),
        wishes_to_be_told=told,
        way=Way(way),
        told_by=by,
        present=present,
        call_back_word=call_back_word,
        no_voicemail=not voicemail,
        neutral_envelope=not marked_envelope,
        contact_from_abroad_endangers=endangered,
        told_of_later_fragments=later_fragments,
        direct_contact=direct,
        e_mail_may_tell=e_mail_may_tell,
        at_any_hour=any_hour,
    )
    made = notices.record_wishes(desk.actor, wished)
    answer = {"relative": name, "told": told, "way": made.way_to_her.value}
    desk.say(answer, tell(N_("{relative}: what she wishes is recorded."), relative=name))


@relative.command("list", epilog=example("antigone relative list T-0031"))
@click.argument("request")
@at_desk(opened=False)
def list_relatives(desk: Desk, request: str) -> None:
    """List the relatives of REQUEST without their names."""
    from antigone.casework import lists

    desk.show_list(
        "relatives",
        lists.relatives(desk.actor, request),
        shown=("relative", "relation", "language", "contact_source", "way", "may_be_told"),
        empty=N_("No relative is registered for this request yet."),
    )
