"""Forms: what is asked on a page, with labels of the one catalogue, kept whole when it is refused."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from django import forms

from antigone.casework.step import NotHere
from antigone.casework.vocabulary import choices_of
from antigone.errors import Refusal
from antigone.wording import N_, say
from antigone.workbench.desk import Desk

_DAY_LETTERS = 10
_MOST_PARTS = 100_000


class Unfit(Refusal):
    """Something that was typed cannot be taken; each field says what."""

    code = "unfit-form"
    sentence = N_("Some fields need another look. Nothing was recorded; all you typed is kept.")
    remedy = N_("Go through the list; each line leads to its field.")


class Form(forms.Form):
    """A form of the workbench.

        class Recording(Form):
            place = forms.CharField(label=N_("Where"), help_text=N_("Quay, tent, container"))

        form = Recording.at(desk)            in `show`: empty, or with what was sent
        stated = Recording.at(desk).stated() in `act`: raises `Unfit`

    Labels, hints and the names of choices are English sentences of the catalogue.
    """

    use_required_attribute = False

    @classmethod
    def at(cls, desk: Desk, *, initial: dict[str, Any] | None = None, **more: Any) -> Self:
        """Return the form as it stands at this desk: the same object for `act` and `show`."""
        kept = desk.more.get(cls)
        if kept is None:
            kept = cls.of(desk, desk.said, initial=initial, **more)
            desk.more[cls] = kept
        return kept

    @classmethod
    def of(
        cls, desk: Desk, said: Any, *, initial: dict[str, Any] | None = None, **more: Any
    ) -> Self:
        """Return a form that holds what was said elsewhere, such as in a draft; None holds nothing."""
        made = cls(said, initial=initial, **more)
        made.desk = desk
        made._name_choices()
        made._dress()
        return made

    def _name_choices(self) -> None:
        """Put the choices into the reader's language."""
        for one in self.fields.values():
            if isinstance(one, forms.ChoiceField):
                one.choices = [
                    (code, say(str(name), self.desk.language) if name else "")
                    for code, name in one.choices
                ]

    def _dress(self) -> None:
        """Give each control its class, and free text the direction of what is typed."""
        for one in self.fields.values():
            widget = one.widget
            if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
                style = "form-check-input"
            else:
                style = "form-select" if isinstance(widget, forms.Select) else "form-control"
            widget.attrs.setdefault("class", style)
            if type(widget) in (forms.TextInput, forms.Textarea):
                widget.attrs.setdefault("dir", "auto")
                widget.attrs.setdefault("autocomplete", "off")

    def stated(self) -> dict[str, Any]:
        """Return what was stated, by field. Raises `Unfit`."""
        if not self.is_valid():
            raise Unfit
        return dict(self.cleaned_data)


def coded(kind: str, *, label: str, required: bool = True, hint: str = "") -> forms.ChoiceField:
    """Return a field for a coded value, such as the condition of a body; blank where it may be."""
    blank = [] if required else [("", N_("not stated"))]
    return forms.ChoiceField(
        choices=[*blank, *choices_of(kind)], label=label, help_text=hint, required=required
    )


def needed(label: str, *, unsaid: str, most: int = 200, hint: str = "") -> forms.CharField:
    """Return a field for a line of at most `most` letters; `unsaid` asks for it where it is empty."""
    return forms.CharField(
        label=label, max_length=most, help_text=hint, error_messages={"required": unsaid}
    )


def number_sent(written: str, *, most: int) -> int | None:
    """Return the whole number that a page sent, None for anything else and for more than `most`."""
    fits = written.isascii() and written.isdigit() and len(written) <= len(str(most))
    return int(written) if fits and int(written) <= most else None


def day_sent(written: str) -> date | None:
    """Return the day that a page sent, as in 2026-05-12; None for anything else."""
    try:
        return date.fromisoformat(written) if len(written) == _DAY_LETTERS else None
    except ValueError:
        return None


def part_sent(desk: Desk, name: str = "part") -> int:
    """Return which part of a list is asked for; the first for anything that is no number."""
    return number_sent(desk.request.GET.get(name, ""), most=_MOST_PARTS) or 1


def key_sent(written: str) -> UUID:
    """Return the id that a page sent. Raises `NotHere` for what is none."""
    try:
        return UUID(written)
    except ValueError:
        raise NotHere(kind="row", key=written[:40]) from None
