"""Where files come in: begun, sent in pieces, gone on with, finished with a receipt each."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse

from antigone.access.actions import Action
from antigone.casework import lists
from antigone.casework.models import Remains, TracingRequest
from antigone.casework.procedures import photographs, recordings
from antigone.errors import Refusal
from antigone.wording import N_
from antigone.workbench import uploads
from antigone.workbench.desk import Desk
from antigone.workbench.forms import number_sent
from antigone.workbench.page import NotThisWay, Page
from antigone.workbench.uploads import Receipt, SentFile, Stream

_RECEIVE = (Action.RECEIVE_POST_MORTEM, Action.RECEIVE_REFERENCE)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_TRUTH = {"yes": True, "no": False}


class BeginUpload(Page):
    """Begin to send a file, or find where it stopped."""

    path = "uploads/"
    name = "uploads"
    title = N_("Files")
    may = _RECEIVE

    def act(self, desk: Desk, **keys: Any) -> HttpResponse:
        """Return where the file goes, and from which byte on; or that it is here already."""
        said = desk.request.POST.dict()
        known = _known(desk, said)
        if known is not None:
            return JsonResponse({"receipt": known.as_json()})
        upload = uploads.begin(desk, said)
        address = desk.url("upload", key=upload.pk)
        status = HTTPStatus.OK if upload.received else HTTPStatus.CREATED
        return JsonResponse({"url": address, "offset": upload.received}, status=status)


class SendUpload(Page):
    """One file on its way."""

    path = "uploads/<uuid:key>/"
    name = "upload"
    title = N_("Files")
    may = _RECEIVE

    def show(self, desk: Desk, *, key: UUID, **keys: Any) -> HttpResponse:
        """Return how much of the file is here."""
        offset, size = uploads.reached(desk, key)
        return JsonResponse({"offset": offset, "size": size})

    def take(self, desk: Desk, *, key: UUID, **keys: Any) -> HttpResponse:
        """Keep the next piece."""
        stated = desk.request.headers.get("Upload-Offset", "")
        offset = number_sent(stated, most=uploads.LARGEST_VIDEO)
        try:
            reached = uploads.receive(desk, key, offset=offset, piece=desk.request.body)
        except uploads.WrongOffset as refusal:
            told = {**refusal.as_json(desk.language), **refusal.parameters}
            return JsonResponse(told, status=HTTPStatus.CONFLICT)
        return JsonResponse({"offset": reached})

    def act(self, desk: Desk, *, key: UUID, **keys: Any) -> HttpResponse:
        """Finish the file, or give it up."""
        match desk.request.POST.get("do"):
            case "finish":
                receipt = uploads.finish(desk, key)
                return JsonResponse({"receipt": receipt.as_json()}, status=HTTPStatus.CREATED)
            case "forget":
                uploads.forget(desk, key)
                return JsonResponse({})
        raise NotThisWay


@uploads.takes("photograph", videos=True)
def take_post_mortem(desk: Desk, sent: SentFile) -> Receipt:
    """Keep a photograph or a video of remains that are recorded already."""
    code = sent.about.get("remains", "")
    key = lists.by_code(desk.actor, Remains, code, Action.RECEIVE_POST_MORTEM)
    if sent.is_video:
        return _video_kept(
            desk,
            recordings.TakenRecording(
                remains=key,
                name=sent.name,
                source=Stream(sent.pieces()),
                cleaned=sent.about.get("cleaned") == "yes",
            ),
        )
    taken = photographs.TakenPhotograph(
        remains=key,
        name=sent.name,
        content=sent.content,
        code_stated=_TRUTH.get(sent.about.get("legible", "")),
        cleaned=sent.about.get("cleaned") == "yes",
    )
    return kept_or_known(desk, code, lambda: photographs.receive_post_mortem(desk.actor, taken))


@uploads.takes("reference", videos=True)
def take_reference(desk: Desk, sent: SentFile) -> Receipt:
    """Keep a photograph or a video of a missing person, under what her family permits."""
    code = sent.about.get("request", "")
    key = lists.by_code(desk.actor, TracingRequest, code, Action.RECEIVE_REFERENCE)
    if sent.is_video:
        source = Stream(sent.pieces())
        came = recordings.GivenRecording(request=key, name=sent.name, source=source)
        return _video_kept(desk, came)
    given = photographs.GivenPhotograph(request=key, name=sent.name, content=sent.content)
    return kept_or_known(desk, code, lambda: photographs.receive_reference(desk.actor, given))


def _known(desk: Desk, said: Mapping[str, str]) -> Receipt | None:
    """Return the receipt of a file that is here already, before its bytes are sent in vain."""
    digest = said.get("sha256", "")
    # A photograph whose request is not opened yet is held against the dead alone, when it is here.
    if not _SHA256.match(digest) or said.get("kind") == "asked":
        return None
    request = None
    if said.get("kind") == "reference":
        case, may = said.get("request", ""), Action.RECEIVE_REFERENCE
        request = lists.by_code(desk.actor, TracingRequest, case, may)
    try:
        photographs.refuse_known(desk.actor, bytes.fromhex(digest), request=request)
    except photographs.AlreadyHere as known:
        return Receipt(sentence=refusal_in_words(desk, known), state="already")
    return None


def kept_or_known(desk: Desk, code: str, receive: Any) -> Receipt:
    """Return the receipt of a file that was received; one that was here before is no fault."""
    try:
        row = receive()
    except photographs.AlreadyHere as known:
        return Receipt(sentence=refusal_in_words(desk, known), state="already")
    named = lists.name_of_photograph(desk.actor, row.pk, code)
    number = named.rpartition("/")[2]
    said = desk.say(N_("Kept as photograph {number} of {code}."), number=number, code=code)
    return Receipt(sentence=said, address=desk.url("photograph", key=row.pk))


def _video_kept(desk: Desk, came: recordings.GivenRecording | recordings.TakenRecording) -> Receipt:
    try:
        row = recordings.receive_recording(desk.actor, came)
    except recordings.RecordingHere as known:
        return Receipt(sentence=refusal_in_words(desk, known), state="already")
    code, _, number = lists.name_of_video(desk.actor, row.pk).rpartition("/v")
    said = desk.say(
        N_("Kept as video {number} of {code}. Its faces are being followed."),
        number=number,
        code=code,
    )
    return Receipt(sentence=said, address=desk.url("recording", key=row.pk))


def refusal_in_words(desk: Desk, refusal: Refusal) -> str:
    """Return what was not done and why, in the reader's language."""
    return refusal.say(desk.language)
