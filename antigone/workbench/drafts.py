"""Drafts: what somebody has typed and not yet recorded, kept sealed until it is.

One for each account and page. Two windows of one person do not write over each other: the second is
refused, and what it holds stays on its page.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict

from antigone.access.clock import now
from antigone.casework.unrecorded import pairs_about
from antigone.errors import Refusal
from antigone.site.sealing import seal, unseal
from antigone.wording import N_
from antigone.workbench.desk import Desk
from antigone.workbench.models import Draft

_NOT_KEPT = ("csrfmiddlewaretoken", "version", "do")
_LARGEST = 512 * 1024
# A name that was typed and never recorded has no legal basis: it does not stay because it was forgotten.
_LASTS = timedelta(days=30)


class DraftElsewhere(Refusal):
    """The same person has the same page open twice."""

    code = "draft-elsewhere"
    sentence = N_("You saved this page in another window at {time}. This one was not saved.")
    remedy = N_("Go on in the other window, or open this page anew; it then shows what was saved.")


class DraftTooLong(Refusal):
    """More text than any form asks for."""

    code = "draft-too-long"
    sentence = N_("This is more text than a draft holds. It was not saved.")
    remedy = N_("Record what is there, and add the rest afterwards.")


@dataclass(frozen=True)
class Kept:
    """A draft as it was saved."""

    values: dict[str, list[str]]
    version: int
    saved_at: datetime

    @property
    def initial(self) -> dict[str, Any]:
        """The values as a form takes them to begin with: a text, or a list where several stand."""
        return {
            name: stated[0] if len(stated) == 1 else stated
            for name, stated in self.values.items()
            if stated
        }


def kept(desk: Desk, page: str) -> Kept | None:
    """Return what this person has typed into a page and not recorded, if anything."""
    row = _mine(desk, page).first()
    if row is None:
        return None
    plain = unseal(bytes(row.sealed), purpose=_purpose(desk, page))
    # Sealed under another home's key: there is nothing to go on with.
    return Kept(json.loads(plain), row.version, row.saved_at) if plain is not None else None


def save(desk: Desk, page: str, said: QueryDict) -> Draft:
    """Keep what was typed, and let go of what nobody has touched for thirty days.

    Raises `DraftElsewhere` and `DraftTooLong`.
    """
    Draft.objects.filter(saved_at__lt=now() - _LASTS).delete()
    values = {name: stated for name, stated in said.lists() if name not in _NOT_KEPT}
    plain = json.dumps(values, ensure_ascii=False).encode()
    if len(plain) > _LARGEST:
        raise DraftTooLong
    sealed = seal(plain, purpose=_purpose(desk, page))
    seen = said.get("version", "")
    with transaction.atomic():
        row = _mine(desk, page).select_for_update().first()
        if row is None:
            if seen:
                # It was recorded, given up, or erased with its request: an open page must not bring it back.
                raise DraftElsewhere(time=f"{now():%H:%M}")
            return _begin(desk, page, sealed)
        if seen != str(row.version):
            raise DraftElsewhere(time=f"{row.saved_at:%H:%M}")
        row.sealed, row.version, row.saved_at = sealed, row.version + 1, now()
        row.save()
        return row


def drop(desk: Desk, page: str) -> None:
    """Let go of a draft: it was recorded, or is given up."""
    _mine(desk, page).delete()


def forget_request(operation: UUID, code: str) -> None:
    """Let go of what anybody has typed into the pages of a request: its permission was withdrawn."""
    typed = Draft.objects.filter(operation=operation, page__contains=f"/{code}")
    pages = {key: page.split("/") for key, page in typed.values_list("pk", "page")}
    Draft.objects.filter(pk__in=[key for key, parts in pages.items() if parts[1] == code]).delete()


def forget_comparisons(operation: UUID, code: str) -> None:
    """Let go of views of her face that somebody has begun to write and not committed."""
    typed = Draft.objects.filter(operation=operation, page__startswith="examine/")
    about = pairs_about(operation, code)
    pages = dict(typed.values_list("pk", "page"))
    gone = [key for key, page in pages.items() if page.rpartition("/")[2] in about]
    Draft.objects.filter(pk__in=gone).delete()


def begun(desk: Desk) -> list[tuple[str, datetime]]:
    """Return what this person has begun in this operation: page and time, the oldest first."""
    mine = Draft.objects.filter(account=desk.actor.account_id, operation=desk.actor.operation_id)
    return list(mine.order_by("saved_at").values_list("page", "saved_at"))


def _begin(desk: Desk, page: str, sealed: bytes) -> Draft:
    try:
        with transaction.atomic():
            return Draft.objects.create(
                account_id=desk.actor.account_id,
                operation_id=desk.actor.operation_id,
                page=page,
                sealed=sealed,
                version=1,
                saved_at=now(),
            )
    except IntegrityError:
        raise DraftElsewhere(time=f"{now():%H:%M}") from None


def _mine(desk: Desk, page: str) -> Any:
    return Draft.objects.filter(
        account=desk.actor.account_id, operation=desk.actor.operation_id, page=page
    )


def _purpose(desk: Desk, page: str) -> str:
    return f"draft.{desk.actor.account_id.hex}.{desk.actor.operation_id}.{page}"
