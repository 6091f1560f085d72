"""Sessions of the workbench: in the database, sealed, and found by a keyed name only.

Whoever reads the rows, or a backup of them, can neither take a session over nor learn what is in it.
A session ends when nothing was asked for a while, and at the end of a long shift in any case.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Rows
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from antigone.access.clock import now
from antigone.site.sealing import keyed_name, seal, unseal

AT_MOST = timedelta(hours=12)
WITHOUT_A_SIGN = timedelta(hours=1)
_NOTED_EVERY = timedelta(minutes=2)
_PURPOSE = "session"
_BEGAN, _SEEN = "began", "seen"


class SessionStore(Rows):
    """A session as a sealed row."""

    def encode(self, session_dict: Mapping[str, Any]) -> str:
        """Return the content of a session, sealed."""
        return b64encode(seal(json.dumps(session_dict).encode(), purpose=_PURPOSE)).decode()

    def decode(self, session_data: str) -> dict[str, Any]:
        """Return the content of a session; nothing if it was altered or is another vault's."""
        opened = unseal(b64decode(session_data), purpose=_PURPOSE)
        return {} if opened is None else dict(json.loads(opened))

    def exists(self, session_key: str) -> bool:
        """Say whether there is a session under the key that a browser holds."""
        return bool(super().exists(_stored(session_key)))

    def create_model_instance(self, data: Mapping[str, Any]) -> Any:
        """Return the row to write."""
        row = super().create_model_instance(data)
        row.session_key = _stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Remove a session, by default this one."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=_stored(key)).delete()

    def _get_session_from_db(self) -> Any:
        row = self.model.objects.filter(
            session_key=_stored(self.session_key), expire_date__gt=now()
        ).first()
        if row is None:
            self._session_key = None
        return row


class Sessions(SessionMiddleware):
    """Opens the session of a request, and ends one that is over."""

    def process_request(self, request: HttpRequest) -> None:
        """Open the session; what has ended is removed before anything looks at it."""
        super().process_request(request)
        session = request.session
        if session.session_key is None or _BEGAN not in session:
            return
        at = now()
        began = datetime.fromisoformat(session[_BEGAN])
        seen = datetime.fromisoformat(session[_SEEN])
        if at - began > AT_MOST or at - seen > WITHOUT_A_SIGN:
            session.flush()
        elif at - seen > _NOTED_EVERY:
            session[_SEEN] = at.isoformat()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Note when a session began that is to be kept."""
        if request.session.modified and not request.session.is_empty():
            at = now().isoformat()
            request.session.setdefault(_BEGAN, at)
            request.session.setdefault(_SEEN, at)
        answer: HttpResponse = super().process_response(request, response)
        return answer


def forget_ended() -> int:
    """Remove the rows of sessions that are over, and return how many; none while others write.

    Nobody opens them any more; but who was signed in when, and how often, need not be kept either.
    """
    try:
        return int(
            SessionStore.get_model_class().objects.filter(expire_date__lte=now()).delete()[0]
        )
    except OperationalError:
        return 0


def _stored(key: str) -> str:
    return keyed_name(key, purpose=_PURPOSE)
