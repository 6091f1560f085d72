"""Serving pages: what the one worker begins when it starts, and puts away when it ends.

The server is a parent and one worker. The parent holds the address, and starts another worker when
one dies; everything that holds the dead and the missing (vault, index, decoders, long work) is in the
worker alone, from its first moment.
"""

import os
import signal
import socket
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.util import Finalize
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from antigone.config import Config
from antigone.errors import Refusal
from antigone.site.doors import LOCAL
from antigone.vault import Lock
from antigone.wording import N_

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
PORT = 8000
THREADS = 4
# A request that is under way when the server is asked to end gets this long.
_SECONDS_TO_END = 20
_SECRET = "framework"


class PortTaken(Refusal):
    """Another program answers at this address, perhaps Antigone itself."""

    code = "port-taken"
    sentence = N_("Port {port} of {host} is taken by another program. Nothing was started.")
    remedy = N_("End the other one, or choose another port with --port.")


class NotAnAddress(Refusal):
    """The address is none that browsers could use safely."""

    code = "not-an-address"
    sentence = N_("“{address}” is not an address for browsers. Nothing was started.")
    remedy = N_(
        "Write https://NAME, with a proxy in front that speaks https; or leave it out to serve"
        " this machine only."
    )


@dataclass(frozen=True)
class Worker:
    """What the worker does first. Handed over by the parent in memory: the lock is never written."""

    config: Config
    lock: Lock = field(repr=False)

    def __call__(self) -> Application:
        """Open the house, begin long work, and return the application. Raises what `start` raises."""
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application
        from django.urls import get_resolver

        from antigone.site.start import start

        start(self.config, doors=True)
        from antigone.casework import jobs
        from antigone.casework.house import enter, open_house
        from antigone.casework.instruments import put_away
        from antigone.site.sealing import secret_of
        from antigone.site.sessions import forget_ended

        Thread(target=_end_with_the_parent, daemon=True).start()
        enter(open_house(self.lock))
        # The same after every start, so that nobody is signed out by it; on no disk.
        settings.SECRET_KEY = secret_of(_SECRET)
        answer: Application = get_wsgi_application()
        # Everything is imported before there is a second thread: two that import at once can meet
        # a module that is half made.
        jobs.load_handlers()
        get_resolver().url_patterns  # noqa: B018
        long_work = jobs.Worker(quiet=(*jobs.QUIET, forget_ended))
        long_work.start()
        # A child of the parent ends without the interpreter's own farewell.
        Finalize(None, put_away, exitpriority=10)
        Finalize(None, long_work.stop, exitpriority=20)
        return answer if urlsplit(address_of(self.config)).scheme == "http" else _behind(answer)


def serve(
    config: Config, lock: Lock, *, port: int, answers: Callable[[str], None] = lambda _: None
) -> None:
    """Serve pages until asked to end; `answers` is called with the address once they can be opened.

    Raises `PortTaken`, `NotAnAddress`, and what `start` and `Vault.open` raise: what would keep the
    worker from working is found before it begins.
    """
    from granian import Granian

    from antigone.site.start import start
    from antigone.vault import Vault

    address = address_of(config)
    start(config, doors=True)
    Vault.open(config.home / "vault", lock)
    refuse_taken(port)
    _let_go_of_database()
    server = Granian(
        "antigone",
        address="127.0.0.1",
        port=port,
        interface="wsgi",
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=_SECONDS_TO_END,
        log_level="error",
        log_dictconfig=_logs(),
    )
    Thread(target=_announce, args=(address, port, answers), daemon=True).start()
    server.serve(target_loader=Worker(config, lock), wrap_loader=False)


def address_of(config: Config) -> str:
    """Return the address that browsers use. Raises `NotAnAddress`."""
    address = config.settings.address or LOCAL
    parts = urlsplit(address)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise NotAnAddress(address=address)
    # Without https whoever listens on the way reads passwords and cases.
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise NotAnAddress(address=address)
    return address.rstrip("/")


def _behind(answer: Application) -> Application:
    """A proxy speaks https with browsers; what arrives here came that way."""

    def answered(environment: dict[str, Any], begin: Any) -> Iterable[bytes]:
        return answer({**environment, "wsgi.url_scheme": "https"}, begin)

    return answered


def refuse_taken(port: int) -> None:
    """Raise `PortTaken` if another program answers there."""
    with closing(socket.socket()) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port=port, host="127.0.0.1") from None


def _end_with_the_parent() -> None:
    """A worker whose parent was killed would hold the vault's key and the address, with nobody to end it."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _let_go_of_database() -> None:
    """A connection of the parent must not be shared with the worker that is made from it."""
    from django.db import connections

    connections.close_all()


def _announce(address: str, port: int, answers: Callable[[str], None]) -> None:
    from http.client import HTTPConnection, HTTPException
    from time import sleep

    while True:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as asked:
            try:
                asked.request("GET", "/sign-in", headers={"Host": urlsplit(address).netloc})
                asked.getresponse().read()
            except (OSError, HTTPException):
                sleep(0.1)
                continue
        answers(address)
        return


def _logs() -> dict[str, Any]:
    from antigone.site.logs import logging_options

    told = logging_options()
    quiet = {"handlers": [], "propagate": True}
    return {**told, "loggers": {**told["loggers"], "_granian": quiet, "granian.access": quiet}}
