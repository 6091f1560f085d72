"""How the worklist speaks: for each kind of waiting thing a verb, a reason, and where it leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from antigone.access.clock import now
from antigone.casework.lists import Waiting
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.page import PAGES, Page


@dataclass(frozen=True)
class Words:
    """What is to be done, why (by the reader's code of the reason), and the pages that do it.

    Of `pages` the first counts that this person may open; `by` says which key of its address is
    which: "code" the code of the case, "key" an id, "why" a code that the reason carries, "" none.
    """

    verb: str
    pages: tuple[tuple[str, str], ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


_BODY = ("remains", "code")
_PHOTOGRAPH = ("photograph", "key")
_REQUEST = ("request", "code")
_HANDOVER = (("handover", "code"), _BODY)

KINDS: Mapping[str, Words] = {
    "next-examination": Words(N_("Next examination"), (("examine", ""),), {"": N_("it is ready")}),
    "read-faces": Words(
        N_("Read the faces"), (_PHOTOGRAPH,), {"": N_("nobody has read this photograph yet")}
    ),
    "mark-face": Words(
        N_("Mark the face"),
        (("mark-face", "key"), _PHOTOGRAPH),
        {"": N_("it is not said which face is meant")},
    ),
    "choose-face": Words(
        N_("Choose the face in a video"),
        (("recording", "key"),),
        {"": N_("it is not said which face is meant")},
    ),
    "confirm-face": Words(
        N_("Confirm the marked face"),
        (("mark-face", "key"), _PHOTOGRAPH),
        {"marked-by": N_("{by} marked it")},
    ),
    "enrol": Words(
        N_("Let the face be compared"),
        (_PHOTOGRAPH,),
        {"": N_("it is marked, and may be compared")},
    ),
    "photograph-remains": Words(
        N_("Photograph the face with the label"),
        (("remains-photographs", "code"), _BODY),
        {
            "no-photograph": N_("no photograph yet"),
            "no-legible-code": N_("in none can the code be read"),
        },
    ),
    "examine-death": Words(
        N_("Examine and sign"),
        (("examination-of-death", "code"), _BODY),
        {"": N_("death is not established by a signed examination")},
    ),
    "search": Words(
        N_("Search"),
        (("search-remains", "code"), _BODY),
        {"": N_("examined, labelled, with a face that can be compared")},
    ),
    "search-again": Words(
        N_("Search again"),
        (("search-remains", "code"), _BODY),
        {"references-added": N_("people were added since the last search")},
    ),
    "send-to-examination": Words(
        N_("Send to examination"),
        (("search-remains", "code"), _BODY),
        {
            "candidates-listed": N_("somebody is on the list, and nobody was asked to compare"),
            "searched-again": N_("the search was repeated since"),
        },
    ),
    "settle-views": Words(
        N_("Settle views that differ"),
        (("decision", "key"), ("all-decisions", "")),
        {"": N_("two examiners differ")},
    ),
    "sign-motion": Words(
        N_("Read and sign"),
        (("decision", "key"), ("all-decisions", "")),
        {
            "identify": N_("{by} put the identification"),
            "withdraw": N_("{by} put the withdrawal of the identification"),
        },
    ),
    "decide": Words(
        N_("Decide"),
        (("decision", "key"), ("all-decisions", "")),
        {"": N_("two examiners agree, and nothing is decided")},
    ),
    "approve-rules": Words(
        N_("Approve the rules"), (("all-decisions", ""),), {"": N_("{by} proposed them")}
    ),
    "release-packet": Words(N_("Let a blind packet go"), (), {"": N_("{by} prepared it")}),
    "prepare-notice": Words(
        N_("Prepare a notice"),
        (("all-notices", ""),),
        {
            "identification": N_("identified; the family is owed a word"),
            "correction": N_("what was told is wrong"),
            "later-fragments": N_("more was found, and she wishes to hear of it"),
            "found-alive": N_("found alive; the family may hear something"),
        },
    ),
    "approve-notice": Words(
        N_("Read and approve a notice"),
        (("notice", "key"),),
        {"": N_("{by} prepared it"), "correction": N_("a correction; {by} prepared it")},
    ),
    "tell": Words(
        N_("Tell the family"),
        (("notice", "key"),),
        {"": N_("approved"), "correction": N_("a correction, approved")},
    ),
    "acknowledge": Words(
        N_("Record that she knows"),
        (("notice", "key"),),
        {"": N_("told; she has not answered yet")},
    ),
    "see-alert": Words(
        N_("Read an alert"),
        (("alerts", ""), *_HANDOVER),
        {
            "inquiry-signs": N_("the examination found signs that oblige to an inquiry"),
            "identification-withdrawn": N_("the identification was withdrawn"),
        },
    ),
    "lift-hold": Words(
        N_("Decide on a hold"), (("alerts", ""), *_HANDOVER), {"": N_("it stands since then")}
    ),
    "lift-withdrawn-hold": Words(
        N_("Decide on a hold"),
        _HANDOVER,
        {"": N_("it stands since the identification was withdrawn")},
    ),
    "confirm-release": Words(
        N_("Hand over, as the second person"), _HANDOVER, {"": N_("{by} prepared the release")}
    ),
    "release": Words(
        N_("Prepare the release"), _HANDOVER, {"": N_("named, with an entitled receiver")}
    ),
    "verify-receiver": Words(
        N_("Verify who may receive"), _HANDOVER, {"": N_("{by} recorded the paper")}
    ),
    "ask-receiver": Words(N_("Record who may receive"), _HANDOVER, {"": N_("the family was told")}),
    "confirm-seal": Words(
        N_("Confirm a seal"), (("handover", "why"), ("remains", "why")), {"": N_("{by} sealed it")}
    ),
    "confirm-opening": Words(
        N_("Confirm an opening"),
        (("handover", "why"), ("remains", "why")),
        {"": N_("{by} prepared it")},
    ),
    "settle-dispute": Words(N_("Settle a dispute"), _HANDOVER, {"": N_("{by} recorded it")}),
    "record-for-bureau": Words(
        N_("Make the record for the bureau"),
        (_BODY,),
        {"": N_("identified, and the bureau has no record")},
    ),
    "finish-request": Words(
        N_("Finish the request"),
        (_REQUEST,),
        {
            "no-permission": N_("nobody has permitted anything yet"),
            "no-photograph": N_("no photograph"),
            "no-relatives": N_("it is not said who is to be told"),
            "wishes-unknown": N_("a relative was not asked what she wishes"),
        },
    ),
    "renew": Words(
        N_("Ask again"),
        (_REQUEST,),
        {
            "permission-ends": N_("the permission ends within a month, or has ended"),
            "basis-ends": N_("the legal basis ends within a month, or has ended"),
        },
    ),
    "confirm-alive": Words(
        N_("Confirm that this person lives"),
        (("found-alive", "code"), _REQUEST),
        {"": N_("{by} said so")},
    ),
    "erase-kept": Words(
        N_("Erase what was kept for the law"),
        (("found-alive", "code"), _REQUEST),
        {"": N_("nothing obliges to keep it any more")},
    ),
    "take-back": Words(
        N_("Take back and erase what was given"),
        (("withdraw-request", "code"), _REQUEST),
        {
            "permission-ends": N_("the permission ends within a month, or has ended"),
            "basis-ends": N_("the legal basis ends within a month, or has ended"),
        },
    ),
    "sign-file": Words(
        N_("Sign a file of requests"), (("request-files", ""),), {"": N_("{by} entered it")}
    ),
    "open-file": Words(
        N_("Open the requests of a file"), (("request-files", ""),), {"": N_("two have signed it")}
    ),
    "remove-files": Words(
        N_("See that files are removed"),
        (("protection", ""),),
        {"": N_("withdrawn; the receipt is not written yet")},
    ),
    "erase-restricted": Words(
        N_("Erase what was kept for the law"),
        (("protection", ""),),
        {"": N_("nothing obliges to keep it any more")},
    ),
    "clear-gallery": Words(
        N_("Decide how many may be looked for"),
        (("clear-gallery", ""),),
        {"": N_("more are looked for than were declared missing")},
    ),
    "check-search": Words(
        N_("Look into a search"),
        (("check-search", "key"),),
        {"": N_("{by} searched; it was drawn to be looked into")},
    ),
    "give-role": Words(
        N_("Give a role"), (("administration", ""),), {"": N_("{by} can sign in, and do nothing")}
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of the worklist as it is read. An empty `address` leads nowhere for this person."""

    waiting: Waiting
    verb: str
    reason: str
    age: str
    what: str
    address: str


def row_of(desk: Desk, one: Waiting) -> Row:
    """Return a thing that waits in the reader's words."""
    words = KINDS[one.kind]
    reason = words.reasons.get(one.why) or words.reasons.get("", "")
    return Row(
        waiting=one,
        verb=desk.say(words.verb),
        reason=desk.say(reason, by=one.by) if reason else "",
        age=age_of(desk, one.since),
        what=_which(desk, one),
        address=address_of(desk, one),
    )


def address_of(desk: Desk, one: Waiting) -> str:
    """Return where a thing is done, of the pages that this person may open."""
    keys: dict[str, dict[str, Any]] = {
        "": {},
        "code": {"code": one.code},
        "key": {"key": one.goes and UUID(str(one.goes))},
        "why": {"code": one.why},
    }
    for name, by in KINDS[one.kind].pages:
        page, given = pages_by_name().get(name), keys[by]
        if page is None or not all(given.values()):
            continue
        if not page.may or any(desk.can(step) for step in page.may):
            return desk.url(name, **given)
    return ""


def age_of(desk: Desk, since: datetime | None) -> str:
    """Return how long something has waited, in its largest unit; nothing of what tells no age."""
    if since is None:
        return ""
    minutes = max(0, int((now() - since).total_seconds() // 60))
    if minutes == 0:
        return desk.say(N_("just now"))
    if minutes < 60:
        return desk.say_count("{count} minute", "{count} minutes", minutes)
    if minutes < 48 * 60:
        return desk.say_count("{count} hour", "{count} hours", minutes // 60)
    return desk.say_count("{count} day", "{count} days", minutes // (24 * 60))


def _which(desk: Desk, one: Waiting) -> str:
    if one.nth is None:
        return ""
    notice = one.kind in ("approve-notice", "tell", "acknowledge")
    sentence = N_("notice {number}") if notice else N_("photograph {number}")
    return desk.say(sentence, number=one.nth)


def pages_by_name() -> dict[str, type[Page]]:
    """Return the pages that there are."""
    return {page.name: page for page in PAGES}
