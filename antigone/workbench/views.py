"""Pictures of one page view: in this process alone, for one person, for a quarter of an hour.

What was disclosed once is shown as often as the page asks (grey, colour, brighter), without a second
entry and without a decrypted byte on any disk. Every picture carries its viewer's name and the time.
"""

import io
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Timer
from uuid import UUID

import numpy
from django.http import HttpResponse
from PIL import Image

from antigone.access.clock import now
from antigone.access.exposure import begin_look, end_look
from antigone.access.isolation import within
from antigone.casework.step import NotHere
from antigone.casework.unrecorded import withdrawn_since
from antigone.documents.watermark import watermarked
from antigone.errors import Refusal
from antigone.faces.derivation import Derivation
from antigone.faces.geometry import Pixels
from antigone.wording import N_
from antigone.workbench.desk import Desk

LASTS = timedelta(minutes=15)
# As many views as a morning's tabs, and no more of decoded photographs than memory can spare.
_MOST = 48
_MOST_BYTES = 768 * 1024 * 1024
_GREY_SIDE = 640
_WARMER = 1.12


class ViewOver(Refusal):
    """A view ends by itself; nobody leaves an open picture behind."""

    code = "view-over"
    sentence = N_("This view of the photograph is over. It is covered again.")
    remedy = N_("Open the page again; that is a new view, and recorded as one.")


@dataclass(frozen=True)
class _View:
    account: UUID
    operation: UUID | None
    since: datetime
    pictures: Mapping[str, Pixels] = field(repr=False)


_views: OrderedDict[str, _View] = OrderedDict()
_held = Lock()
# The one timer that waits, if any.
_clearing: list[Timer] = []


def new_key() -> str:
    """Return the key of a page view that may come."""
    return secrets.token_urlsafe(18)


def keep(
    desk: Desk, pictures: Mapping[str, Pixels], *, key: str = "", of_the_dead: bool = True
) -> str:
    """Keep the pictures (RGB, (H, W, 3)) of one page view by their names, and return its key.

    A page that is uncovered later may have its `key` already; nobody gets into another's view by it.
    Looks at the dead are counted, for whoever looks and nobody else.
    """
    with _held:
        if not key or (key in _views and not _is_of(desk, _views[key])):
            key = new_key()
    if of_the_dead:
        begin_look(desk.account.id, key)
    with _held:
        _drop_what_is_over()
        _views[key] = _View(desk.account.id, desk.actor.operation_id, now(), dict(pictures))
        while len(_views) > _MOST or (len(_views) > 1 and _bytes_held() > _MOST_BYTES):
            _views.popitem(last=False)
        _clear_when_over()
    return key


def _is_of(desk: Desk, view: _View) -> bool:
    """Whether a view is this person's, of the operation in which she asks for it."""
    return (view.account, view.operation) == (desk.account.id, desk.actor.operation_id)


def _drop_what_is_over() -> None:
    for key in [key for key, view in _views.items() if view.since + LASTS < now()]:
        del _views[key]


def _clear_when_over() -> None:
    """Let a picture that nobody asks for again leave the memory too; one thread waits for all of them."""
    if not _clearing and _views:
        oldest = min(view.since for view in _views.values())
        left = (oldest + LASTS - now()).total_seconds()
        timer = Timer(max(left, 0) + 1, _clear)
        timer.daemon = True
        _clearing.append(timer)
        timer.start()


def _clear() -> None:
    with _held:
        _drop_what_is_over()
        _clearing.clear()
        _clear_when_over()


def _bytes_held() -> int:
    return sum(one.nbytes for view in _views.values() for one in view.pictures.values())


def kept(desk: Desk, key: str, name: str) -> Pixels:
    """Return a picture of this person's page view. Raises `ViewOver` and `NotHere`."""
    with _held:
        _drop_what_is_over()
        view = _views.get(key)
    if view is None:
        raise ViewOver
    if not _is_of(desk, view) or name not in view.pictures:
        raise NotHere(kind="picture", key=name)
    with within(view.operation):
        # Taken back at the command line, or by another server of this home.
        if withdrawn_since(view.operation, view.since):
            _forget(view.operation)
            raise ViewOver
    return view.pictures[name]


def looked(desk: Desk, key: str, seconds: str) -> None:
    """Count how long a picture of a page view was uncovered, as the page states it."""
    if seconds.isascii() and seconds.isdigit():
        end_look(desk.account.id, key, int(seconds[:6]))


def forget_request(operation: UUID, code: str) -> None:
    """End every view of the operation: one of them may show her whose permission was withdrawn."""
    _forget(operation)


def _forget(operation: UUID | None) -> None:
    with _held:
        for key in [key for key, view in _views.items() if view.operation == operation]:
            del _views[key]


def steps_of(exposure: str, warmth: str, *, rotate: str = "0") -> Derivation:
    """Return the steps that a stage states: stops, steps of warmth, degrees clockwise.

    Raises `UnfitDerivation`.
    """
    return Derivation(
        rotate=_number(rotate) % 360,
        exposure=_number(exposure),
        white_balance=_gains(_number(warmth)),
    )


def shown(desk: Desk, pixels: Pixels) -> HttpResponse:
    """Answer with a picture as the page asked for it: `tone`, `exposure` and `warmth`.

    Grey is smaller as well. The same steps for every picture, so that neither size nor form tells
    one from another. Raises `UnfitDerivation`.
    """
    asked = desk.request.GET
    steps = steps_of(asked.get("exposure", "0"), asked.get("warmth", "0"))
    copy = Image.fromarray(steps.apply(pixels))
    if asked.get("tone") != "colour":
        copy = copy.convert("L").convert("RGB")
        copy.thumbnail((_GREY_SIDE, _GREY_SIDE), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    _signed(copy, desk).save(content, "JPEG", quality=90)
    answer = HttpResponse(content.getvalue(), content_type="image/jpeg")
    answer["Content-Disposition"] = "inline"
    return answer


def veil(desk: Desk, cover: Pixels) -> HttpResponse:
    """Answer with what lies over a picture until it is uncovered, under the viewer's name."""
    copy = Image.fromarray(watermarked(cover, (desk.account.shown_name,)))
    content = io.BytesIO()
    copy.save(content, "JPEG", quality=80)
    return HttpResponse(content.getvalue(), content_type="image/jpeg")


def _signed(copy: Image.Image, desk: Desk) -> Image.Image:
    """Write viewer and time across the picture, so that a copy says who let it out."""
    lines = (desk.account.shown_name, f"{now():%Y-%m-%d %H:%M} UTC")
    return Image.fromarray(watermarked(numpy.asarray(copy), lines))


def _number(written: str) -> float:
    try:
        found = float(written)
    except ValueError:
        return 0.0
    return found if numpy.isfinite(found) else 0.0


def _gains(warmth: float) -> tuple[float, float, float]:
    steps = max(-3.0, min(3.0, warmth))
    return (_WARMER**steps, 1.0, _WARMER**-steps)
