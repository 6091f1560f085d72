"""A stand for the browser's modules: their markup, their files, and answers that a test decides.

It speaks the protocols of drafts, uploads and photographs and nothing else, so that a lost connection or
an ended session happens exactly when a test wants it. The pages themselves are tested on a real house.
"""

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from PIL import Image, ImageDraw

from antigone.workbench.browser import words_for

STATIC = Path(__file__).parents[2] / "antigone" / "workbench" / "static" / "antigone"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """What a form sent, urlencoded or in parts."""
        kind = self.headers.get("content-type", "")
        if "multipart" not in kind:
            return dict(parse_qsl(self.body.decode()))
        boundary = kind.split("boundary=")[1].encode()
        fields = {}
        for part in self.body.split(b"--" + boundary)[1:-1]:
            head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
            fields[head.split(b'name="')[1].split(b'"')[0].decode()] = content.decode()
        return fields


Answer = tuple[int, Any] | None
"""Status and JSON; None breaks the connection without an answer."""


@dataclass
class Stand:
    """What was asked so far, what is answered to it, and the page that is shown."""

    address: str = ""
    body: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: dict[str, Callable[[Asked], Answer]] = field(default_factory=dict)

    def of(self, path: str, method: str = "") -> list[Asked]:
        """Return what was asked of a path."""
        return [one for one in self.asked if one.path == path and method in ("", one.method)]

    def page(self) -> str:
        """Return the page around the body, with everything the modules read."""
        words = json.dumps(words_for("en"))
        return (
            '<!doctype html><html lang="en" dir="ltr" data-account="7" data-single-keys="on"><head>'
            '<meta charset="utf-8"><meta name="csrf" content="old"><title>Stand</title>'
            '<meta name="token-url" content="/me/token">'
            '<link rel="icon" href="/static/favicon.svg"><link rel="stylesheet" href="/static/app.css">'
            '<script defer src="/static/app.js"></script><script defer src="/static/stage.js"></script>'
            f"</head><body><main><h1>Stand</h1>{self.body}</main>"
            '<p id="polite" role="status"></p><p id="assertive" role="alert"></p>'
            f'<script type="application/json" id="words">{words}</script></body></html>'
        )


def picture(tone: str) -> bytes:
    """Return a drawing of 300 × 400 pixels, with one corner that tells which way it lies."""
    image = Image.new("RGB", (300, 400), (120, 120, 120) if tone == "grey" else (150, 110, 90))
    ImageDraw.Draw(image).rectangle((0, 0, 40, 40), fill=(255, 255, 255))
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


@contextmanager
def stand() -> Iterator[Stand]:
    """Serve a stand until the block ends."""
    here = Stand()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            file = STATIC / parts.path.removeprefix("/static/")
            if parts.path.startswith("/static/") and file.is_file():
                self._send(200, file.read_bytes(), _KINDS.get(file.suffix[1:], "text/plain"))
            elif parts.path == "/":
                self._send(200, here.page().encode(), "text/html")
            else:
                self._answer()

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query))
            asked = Asked(self.command, parts.path, query, headers, self.rfile.read(length))
            here.asked.append(asked)
            if parts.path == "/picture":
                self._send(200, picture(query["tone"]), "image/png")
                return
            answer = here.answers.get(parts.path, lambda _: (404, {}))(asked)
            if answer is None:
                self.close_connection = True
                self.connection.close()
            else:
                self._send(answer[0], json.dumps(answer[1]).encode(), "application/json")

        def do_POST(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self._answer()

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here.address = f"http://localhost:{server.server_port}/"
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
