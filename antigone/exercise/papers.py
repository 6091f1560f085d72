"""What the exercise prints: every letter, a dossier, the board's reports, and what happened here."""

from datetime import datetime

from antigone.casework import lists
from antigone.casework.procedures import decisions
from antigone.documents.overview import OutcomeLine, Overview, overview_pdf
from antigone.exercise.cast import AUTHORITY
from antigone.exercise.findings import BodyLine, Held, RequestLine
from antigone.exercise.walk import Walk
from antigone.wording import N_, say

OVERVIEW = "what-happened-here.pdf"


def print_papers(walk: Walk) -> None:
    """Print what the families, the board and the bureau hold; each look is on the record."""
    officer, member = walk.crew["felix"], walk.crew["bruno"]
    for one in lists.notices(officer):
        if name := one["notice"]:
            file = f"letter-{name.replace('/', '-')}.pdf"
            walk.papers[file] = lists.letter_of_notice(officer, name)
    sister = walk.identifications["R-0004"]
    copy = decisions.make_dossier(member, remains=sister.remains_id, request=sister.request_id)
    walk.papers["dossier-R-0004.pdf"] = copy.pdf
    for code in ("R-0004", "R-0008"):
        report = decisions.make_report(member, walk.identifications[code].id)
        walk.papers[f"identification-report-{code}.pdf"] = report


def overview(held: Held, *, language: str, at: datetime) -> bytes:
    """Return the table of every request and every body, as PDF."""
    lines = [_of_request(one, language) for one in held.requests]
    lines += [_of_body(one, language) for one in held.remains if not one.identified_as]
    summary = say(
        N_("{asked} people were asked for, {found} bodies found, {named} have their names back."),
        language,
        asked=len(held.requests),
        found=len(held.remains),
        named=sum(1 for one in held.remains if one.identified_as),
    )
    return overview_pdf(
        Overview(
            language=language,
            operation="Ferry of the exercise",
            authority=AUTHORITY,
            summary=summary,
            lines=tuple(lines),
            made_at=at,
            simulated=True,
        )
    )


def became(one: RequestLine, language: str) -> str:
    """Return in words what became of a request."""
    if one.found_as:
        return say(N_("identified as {code}"), language, code=one.found_as)
    words = {
        "found-alive": N_("found alive; two people confirmed it, and the photographs were erased"),
        "withdrawn": N_("withdrawn: what the family gave was erased, the name too"),
        "no-photograph": N_("inconclusive: no photograph"),
        "open": N_("still missing"),
    }
    ending = one.reason or one.outcome
    return say(words.get(ending, ending), language)


def knows(one: RequestLine, language: str) -> str:
    """Return in words who was told, and how, empty where nobody was."""
    ways = {
        "visit": N_("the family, in person"),
        "call": N_("the family, by telephone"),
        "letter": N_("the family, by letter"),
        "e-mail": N_("the family, by e-mail"),
        "bureau": N_("the Central Tracing Agency, for the family"),
    }
    if not one.told:
        return ""
    way, _, state = one.told.partition(": ")
    confirmed = (
        N_("{told}; confirmed") if state == "acknowledged" else N_("{told}; not yet confirmed")
    )
    return say(confirmed, language, told=say(ways[way], language))


def rests(one: BodyLine, language: str) -> str:
    """Return in words what became of a body, and where the deceased is."""
    words = {
        "released": N_("gone home"),
        "in-grave": N_("buried: {place}"),
        "held": N_("kept at: {place}"),
    }
    where = say(words.get(one.state, N_("{state}: {place}")), language, place=one.place,
                state=one.state)  # fmt: skip
    if one.identified_as:
        named = N_("{code}, by {discipline}; {where}")
        return say(named, language, code=one.identified_as, discipline=one.by, where=where)
    return say(N_("no name; every lead closed with its grounds; {where}"), language, where=where)


def _of_request(one: RequestLine, language: str) -> OutcomeLine:
    return OutcomeLine(
        request=one.code,
        person=one.name,
        remains=one.found_as,
        outcome=became(one, language),
        told=knows(one, language),
    )


def _of_body(one: BodyLine, language: str) -> OutcomeLine:
    return OutcomeLine(
        request="", person="", remains=one.body.code, outcome=rests(one, language), told=""
    )
