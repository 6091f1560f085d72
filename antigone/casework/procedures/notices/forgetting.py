"""What a family takes back leaves no word behind: letters, notes and contacts are emptied.

That there was a notice, when and by which way, stays: it holds no name.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from antigone.casework.models import (
    Acknowledgement,
    Attempt,
    Delivery,
    Notice,
    Relative,
    TracingRequest,
    Wishes,
)
from antigone.casework.procedures.notices.standing import waits
from antigone.casework.sealed import seal
from antigone.casework.step import Step

WITHDRAWN = "permission-withdrawn"
_SEALED = {
    Notice: ("letter",),
    Attempt: ("note",),
    Delivery: ("told_by", "present", "note"),
    Acknowledgement: ("said",),
}


def forget_relatives(doing: Step, relatives: Iterable[Relative]) -> None:
    """Erase relatives: their rows where nothing refers to them, else every word in them.

    Part of the erasure's own step. What was open for them ends.
    """
    for relative in list(relatives):
        _empty(doing, Notice.objects.filter(relative=relative))
        names = ("name", "phone", "address", "e_mail")
        referred = (relative.notices, relative.entitlements, relative.viewings)
        if not any(rows.exists() for rows in referred):
            Wishes.objects.filter(relative=relative).delete()
            relative.delete()
            continue
        for wishes in Wishes.objects.filter(relative=relative):
            _clear(wishes, "told_by", "present", "call_back_word")
        _clear(relative, *names)


def forget_letters(doing: Step, request: TracingRequest) -> None:
    """Empty every letter of a request, also those to offices: each names who is missing."""
    _empty(doing, Notice.objects.filter(request=request))


def _empty(doing: Step, notices: QuerySet) -> None:
    notices.filter(waits()).update(ended_at=doing.at, ended_because=WITHDRAWN)
    for one in notices:
        for model, names in _SEALED.items():
            for row in _rows(model, one):
                _clear(row, *names)


def _rows(model: type, notice: Notice) -> Iterable[object]:
    if model is Notice:
        return Notice.objects.filter(pk=notice.pk)
    key = "delivery__notice" if model is Acknowledgement else "notice"
    return model.objects.filter(**{key: notice})


def _clear(row: object, *names: str) -> None:
    for name in names:
        seal(row, name, "")
    indexes = [f"{name}_index" for name in names if hasattr(row, f"{name}_index")]
    row.save(update_fields=[*names, *indexes])
