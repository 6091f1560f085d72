"""The ledger: who saw or did what, and is the record whole?"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse

from antigone.access.actions import Action
from antigone.access.clock import now
from antigone.casework import lists
from antigone.casework.entry_words import PHOTOGRAPH_STEPS, TASKS
from antigone.casework.procedures import recording
from antigone.casework.unblinding import compares_anywhere
from antigone.casework.vocabulary import name_of, office_in_words
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.filtering import filters_of, is_filtering, keep_filters
from antigone.workbench.forms import day_sent, number_sent
from antigone.workbench.page import Page

# As many as the database can number.
_MOST_ENTRIES = 2**63 - 1
_FILTERS = ("code", "who", "action", "first", "last")


class Ledger(Page):
    """Who did or saw what, filtered; and whether anything was altered, removed or forged."""

    path = "ledger/"
    name = "ledger"
    may = (Action.VERIFY_LEDGER,)
    title = N_("The record")
    template = "workbench/record/ledger.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show the newest entries that fit."""
        asked = filters_of(desk, self.name, _FILTERS)
        days = {name: day_sent(asked[name]) for name in ("first", "last")}
        found = lists.entries(
            desk.actor,
            lists.Sought(
                code=asked["code"],
                who=asked["who"],
                action=asked["action"],
                first=days["first"],
                last=days["last"],
                before=number_sent(desk.request.GET.get("before", ""), most=_MOST_ENTRIES),
            ),
        )
        kept = {name: said for name, said in asked.items() if said}
        comparing = compares_anywhere(desk.account.id)
        steps = [(one.value, desk.say(name_of("Step", one.value))) for one in Action]
        return {
            "rows": [entry_in_words(desk, one) for one in found["entries"]],
            "hidden": found["hidden"],
            "older": found["older"] and urlencode({**kept, "before": found["older"]}),
            "asked": asked,
            "filtered": bool(kept),
            # A day that was typed and is none hides nothing, and is said to be none.
            "unread": [asked[name] for name, day in days.items() if asked[name] and day is None],
            "steps": sorted(steps, key=lambda one: one[1].casefold()),
            "people": lists.people_of_record(desk.actor),
            "may_prove": desk.can(Action.EXPORT_LEDGER) and not comparing,
            "not_yet": recording.RecordWouldTell() if comparing else None,
            "last_copy": lists.last_copy(desk.actor),
            "verified": desk.more.get("verified"),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **keys: Any) -> str | HttpResponse:
        """Verify the whole record, also against the heads that lie outside the database; or keep what
        is looked for.
        """
        if is_filtering(desk):
            keep_filters(desk, self.name, _FILTERS)
            return desk.url(self.name)
        found = recording.verify_record(desk.actor)
        wrong = [seq for one in found.findings for seq in (one.seq, one.through)]
        desk.more["verified"] = {
            "at": now(),
            "whole": found.whole,
            "entries": found.entries,
            "findings": [one.say(desk.language) for one in found.findings],
            "limits": found.limits(desk.language),
            "first": min(wrong, default=0),
            "cases": lists.cases_of_entries(desk.actor, wrong),
        }
        return self._rendered(desk, self.show(desk))


def entry_in_words(desk: Desk, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry as people read it; the code of its step stands in the record, not here."""
    said = desk.say(name_of("Step", entry["action"]))
    if entry["action"] in PHOTOGRAPH_STEPS and len(entry["photographs"]) == 1:
        ((code, number),) = entry["photographs"]
        said = desk.say(PHOTOGRAPH_STEPS[entry["action"]], number=number, code=code)
    who = desk.say(TASKS[entry["who"]]) if entry["who"] in TASKS else entry["who"]
    because = office_in_words(entry["because"], desk.language)
    return {**entry, "who": who, "said": said, "because": because}


class Proof(Page):
    """The proof that one entry is in the record, for whoever has the public key."""

    path = "ledger/<int:seq>/proof"
    name = "ledger-proof"
    may = (Action.EXPORT_LEDGER,)

    def show(self, desk: Desk, seq: int, **keys: Any) -> HttpResponse:
        """Answer with the proof as a text."""
        answer = HttpResponse(recording.prove_entry(desk.actor, seq), content_type="text/plain")
        answer["Content-Disposition"] = f'attachment; filename="entry-{seq}-proof.txt"'
        return answer


class Checkpoint(Page):
    """The newest signed head, to be kept by somebody else."""

    path = "ledger/checkpoint"
    name = "ledger-checkpoint"
    may = (Action.EXPORT_LEDGER,)

    def act(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Answer with the head as a text; that it was handed out stands in the record."""
        head = recording.checkpoint(desk.actor)
        answer = HttpResponse(head, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="head.txt"'
        return answer


class Export(Page):
    """The whole record: opaque ids and commitments, no names."""

    path = "ledger/export"
    name = "ledger-export"
    may = (Action.EXPORT_LEDGER,)

    def act(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Answer with the record line by line; that it was exported stands in it."""
        lines = recording.export_record(desk.actor)
        answer = StreamingHttpResponse(lines, content_type="application/jsonl")
        answer["Content-Disposition"] = 'attachment; filename="ledger.jsonl"'
        return answer
