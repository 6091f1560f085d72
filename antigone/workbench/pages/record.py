"""The ledger: who saw or did what, and is the record whole?"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.procedures import recording
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.forms import number_sent
from antigone.workbench.page import Page

# As many as the database can number.
_MOST_ENTRIES = 2**63 - 1


class Ledger(Page):
    """Who did or saw what, filtered; and whether anything was altered, removed or forged."""

    path = "ledger/"
    name = "ledger"
    may = (Action.VERIFY_LEDGER,)
    title = N_("The record")
    template = "workbench/record/ledger.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show the newest entries that fit."""
        asked = desk.request.GET
        return {
            "found": lists.entries(
                desk.actor,
                code=asked.get("code", "").strip(),
                who=asked.get("who", "").strip(),
                action=asked.get("action", "").strip(),
                before=number_sent(asked.get("before", ""), most=_MOST_ENTRIES),
            ),
            "asked": {key: asked.get(key, "") for key in ("code", "who", "action")},
            "actions": sorted(one.value for one in Action),
            "verified": desk.more.get("verified"),
            "crumbs": [(desk.say(self.title), "")],
        }

    def act(self, desk: Desk, **keys: Any) -> str | HttpResponse:
        """Verify the whole record, also against the heads that lie outside the database."""
        found = recording.verify_record(desk.actor)
        desk.more["verified"] = {
            "whole": found.whole,
            "entries": found.entries,
            "findings": [one.say(desk.language) for one in found.findings],
            "limits": found.limits(desk.language),
        }
        return self._rendered(desk, self.show(desk))


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
    may = (Action.VERIFY_LEDGER,)

    def show(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Answer with the head as a text."""
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
