"""Notices: one family or authority, told one thing, in words that two have read. No picture, ever."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse, HttpResponseRedirect

from antigone.access.actions import Action
from antigone.access.clock import now
from antigone.casework import lists
from antigone.casework.models.notices import AttemptOutcome, RecipientKind
from antigone.casework.models.relatives import Way
from antigone.casework.procedures import notices
from antigone.casework.vocabulary import choices_of
from antigone.documents.letters import Liaison
from antigone.wording import LANGUAGES, N_
from antigone.workbench.desk import LANGUAGE_NAMES, Desk
from antigone.workbench.forms import Form, key_sent, part_sent
from antigone.workbench.page import Page
from antigone.workbench.pages.decided import paper
from antigone.workbench.signature import require_signature

_OFFICES = tuple(one for one in choices_of("RecipientKind") if one[0] != RecipientKind.RELATIVE)
_STEPS = ("to-prepare", "to-approve", "to-tell", "to-acknowledge", "acknowledged")
# What can come of an attempt that a person made; those of a relay are written by the relay.
_MADE = ("reached", "nobody-there", "asked-for-later", "message-left", "returned")


class AllNotices(Page):
    """Who waits to be told, and what became of each notice."""

    path = "notices/"
    name = "all-notices"
    may = (Action.VIEW_NOTICES,)
    title = N_("Notices")
    template = "workbench/telling/all.html"

    def show(self, desk: Desk, **keys: Any) -> Mapping[str, Any]:
        """Show those owed first, corrections before everything else."""
        return {
            "waiting": lists.notices_waiting(desk.actor, part_sent(desk)),
            "over": lists.notices_over(desk.actor, part_sent(desk, "over")),
            "may_prepare": desk.can(Action.PREPARE_NOTICE),
            "crumbs": [(desk.say(self.title), "")],
        }


class _Preparing(Form):
    contact_name = forms.CharField(
        label=N_("Who the family can ask"),
        help_text=N_("A colleague’s name, printed in the letter"),
    )
    contact_phone = forms.CharField(label=N_("Telephone of this colleague"))
    contact_hours = forms.CharField(label=N_("When this colleague can be reached"), required=False)
    office_kind = forms.ChoiceField(label=N_("Authority"), choices=_OFFICES, required=False)
    office_name = forms.CharField(label=N_("Name of the authority"), required=False)
    office_address = forms.CharField(
        label=N_("Its address"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    way = forms.ChoiceField(
        label=N_("Way"),
        choices=[("", N_("as the relative wished")), *choices_of("TellingWay")],
        required=False,
    )
    language = forms.ChoiceField(
        label=N_("Language of the letter"),
        choices=[("", N_("as the relative wished")), *((x, LANGUAGE_NAMES[x]) for x in LANGUAGES)],
        required=False,
    )
    appointment = forms.CharField(label=N_("Time and place agreed upon"), required=False)
    her_words = forms.CharField(
        label=N_("What the person found alive allows, word for word"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class PrepareNotice(Page):
    """Prepare one notice for one recipient; a colleague approves it before anybody is told."""

    path = "notices/prepare/<str:matter>/<uuid:key>/<str:relative>"
    name = "prepare-notice"
    may = (Action.PREPARE_NOTICE,)
    title = N_("Prepare a notice")
    template = "workbench/telling/prepare.html"

    def show(
        self, desk: Desk, matter: str, key: UUID, relative: str, **keys: Any
    ) -> Mapping[str, Any]:
        """Ask for what the record does not know: who can be asked, and where."""
        about = lists.matter_to_tell(desk.actor, matter, key)
        form = _Preparing.at(desk, initial={"contact_name": desk.account.shown_name})
        of_office, of_living = relative == "office", matter == "alive"
        unasked = () if of_office else ("office_kind", "office_name", "office_address")
        for field in (*unasked, *(() if of_living else ("her_words",))):
            form.fields.pop(field, None)
        return {
            "form": form,
            "about": about,
            "of_office": of_office,
            "wishes": None if of_office else lists.wishes_of(desk.actor, key_sent(relative)),
            "crumbs": [(desk.say(AllNotices.title), desk.url("all-notices"))],
        }

    def act(self, desk: Desk, matter: str, key: UUID, relative: str, **keys: Any) -> str:
        """Prepare it; the letter is shown next, to whoever approves it."""
        self.show(desk, matter=matter, key=key, relative=relative)
        said = _Preparing.at(desk).stated()
        office = None
        about: dict[str, Any] = {matter: key}
        if relative == "office":
            lines = tuple(filter(None, said["office_address"].splitlines()))
            kind = RecipientKind(said["office_kind"] or RecipientKind.BUREAU)
            office = notices.Office(kind=kind, name=said["office_name"], address=lines)
        made = notices.prepare(
            desk.actor,
            notices.Prepare(
                **about,
                relative=None if office else key_sent(relative),
                office=office,
                liaison=Liaison(
                    name=said["contact_name"],
                    telephone=said["contact_phone"],
                    email="",
                    reachable=said["contact_hours"],
                ),
                way=Way(said["way"]) if said["way"] else None,
                language=said["language"],
                appointment=said["appointment"],
                found_person_words=said.get("her_words", ""),
            ),
        )
        return desk.url("notice", key=made.pk)


class _Attempting(Form):
    outcome = forms.ChoiceField(
        label=N_("What came of it"),
        choices=[one for one in choices_of("AttemptOutcome") if one[0] in _MADE],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=N_("Note, sealed"), required=False)
    she_came = forms.BooleanField(
        label=N_("The family came or called by themselves; the hour was theirs"), required=False
    )


class _Delivering(Form):
    told_by = forms.CharField(label=N_("Who told it, sealed"))
    present = forms.CharField(label=N_("Who was there as well, sealed"), required=False)
    note = forms.CharField(label=N_("Note, sealed"), required=False)


class _Acknowledging(Form):
    how = forms.ChoiceField(label=N_("How it was confirmed"), choices=choices_of("TellingWay"))
    said = forms.CharField(label=N_("What was said, sealed"), required=False)


class _Ending(Form):
    because = forms.CharField(label=N_("Why it ends, in a few words without names"))


class Notice(Page):
    """Is it right to tell this, now, in this way? The next step of one notice."""

    path = "notices/<uuid:key>/"
    name = "notice"
    may = (Action.VIEW_NOTICES,)
    title = N_("Notice")
    template = "workbench/telling/notice.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> Mapping[str, Any]:
        """Show wishes first, then the letter, what was tried, and the one next step."""
        found = lists.notice_shown(desk.actor, key)
        state = found["state"]
        reached = any(one["outcome"] in ("reached", "sent") for one in found["attempts"])
        steps = {
            "to-approve": None,
            "to-tell": _Delivering if reached else _Attempting,
            "to-acknowledge": _Acknowledging,
        }
        asked = None if found["fallen"] else steps.get(state)
        ending = _Ending.at(desk) if desk.more.get("ending") else _Ending()
        wishes = found["wishes"]
        return {
            "key": key,
            "notice": found,
            "reached": reached,
            "asked": asked.at(desk) if asked else None,
            "ending": ending,
            "form": ending if desk.more.get("ending") else asked and asked.at(desk),
            "may_approve": desk.can(Action.APPROVE_NOTICE),
            "may_tell": desk.can(Action.DELIVER_NOTICE),
            "may_ask_again": desk.can(Action.RECORD_RELATIVE),
            "sees_contacts": desk.can(Action.VIEW_CONTACTS),
            "letter_in": LANGUAGE_NAMES.get(found["language"], found["language"]),
            "there": wishes and now().astimezone(ZoneInfo(wishes["time_zone"])),
            "mine": found["prepared_by"] == desk.account.id,
            "steps": _STEPS[1:],
            "position": _STEPS.index(state) if state in _STEPS else -1,
            "crumbs": [
                (desk.say(AllNotices.title), desk.url("all-notices")),
                (found["notice"], ""),
            ],
        }

    def act(self, desk: Desk, key: UUID, **keys: Any) -> str | HttpResponse:
        """Take the step that was sent."""
        steps = {
            "approve": self._approve,
            "attempt": self._attempt,
            "send": self._send,
            "deliver": self._deliver,
            "acknowledge": self._acknowledge,
            "end": self._end,
        }
        wanted = steps.get(desk.request.POST.get("do", ""))
        if wanted is not None:
            wanted(desk, key)
        return desk.url("notice", key=key)

    @staticmethod
    def _approve(desk: Desk, key: UUID) -> None:
        require_signature(desk)
        notices.approve(desk.actor, key)

    @staticmethod
    def _attempt(desk: Desk, key: UUID) -> None:
        said = _Attempting.at(desk).stated()
        notices.record_attempt(
            desk.actor,
            notices.Attempted(
                notice=key,
                outcome=AttemptOutcome(said["outcome"]),
                note=said["note"],
                she_came=said["she_came"],
            ),
        )

    @staticmethod
    def _send(desk: Desk, key: UUID) -> None:
        notices.send_e_mail(desk.actor, key)

    @staticmethod
    def _deliver(desk: Desk, key: UUID) -> None:
        notices.record_delivery(
            desk.actor, notices.Delivered(notice=key, **_Delivering.at(desk).stated())
        )

    @staticmethod
    def _acknowledge(desk: Desk, key: UUID) -> None:
        said = _Acknowledging.at(desk).stated()
        confirmed = notices.Acknowledged(notice=key, how=Way(said["how"]), said=said["said"])
        notices.acknowledge(desk.actor, confirmed)

    @staticmethod
    def _end(desk: Desk, key: UUID) -> None:
        desk.more["ending"] = True
        notices.end(desk.actor, key, _Ending.at(desk).stated()["because"])


class NoticeContacts(Page):
    """What whoever goes or calls must know: contacts, company, call-back word. On record."""

    path = "notices/<uuid:key>/contacts"
    name = "notice-contacts"
    may = (Action.VIEW_CONTACTS,)
    title = N_("How to tell it")
    template = "workbench/telling/contacts.html"

    def show(self, desk: Desk, key: UUID, **keys: Any) -> HttpResponse:
        """Go to the notice: contacts are opened by a deliberate act, never by an address."""
        return HttpResponseRedirect(desk.url("notice", key=key))

    def act(self, desk: Desk, key: UUID, **keys: Any) -> HttpResponse:
        """Show the sealed contacts to family liaison alone; each look is on record."""
        name = lists.name_of_notice(desk.actor, key)
        shown = {
            "key": key,
            "name": name,
            "how": lists.how_to_tell(desk.actor, name),
            "crumbs": [
                (desk.say(AllNotices.title), desk.url("all-notices")),
                (name, desk.url("notice", key=key)),
            ],
        }
        return self._rendered(desk, shown)


class NoticeLetter(Page):
    """The letter, as it was prepared and as it is approved: the same bytes."""

    path = "notices/<uuid:key>/letter.pdf"
    name = "notice-letter"
    may = (Action.VIEW_NOTICES,)

    def show(self, desk: Desk, key: UUID, **keys: Any) -> HttpResponse:
        """Answer with the paper."""
        name = lists.name_of_notice(desk.actor, key)
        answer = paper(lists.letter_of_notice(desk.actor, name), f"{name.replace('/', '-')}.pdf")
        answer["Content-Disposition"] = "inline"
        return answer
