"""Signing in by a provider of one's own institution, with a provider that answers as the standard says."""

import base64
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.site.test_serving import PASSWORD, environment, home, port, serving

pytestmark = pytest.mark.slow
__all__ = ["home", "port"]


class _Provider(BaseHTTPRequestHandler):
    """OpenID Connect Discovery 1.0 and the code flow of Core 1.0, section 3.1, for one person."""

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._answer(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert asked["client_secret"] == ["shared"] and asked["code"] == ["once"]
        # Proof Key for Code Exchange, RFC 7636: whoever stole the code could not use it.
        assert asked["code_verifier"]
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        told = {"iss": here, "aud": "antigone", "sub": "person-17", "exp": 4_000_000_000, "iat": 1}
        parts = [{"alg": "RS256", "typ": "JWT", "kid": "1"}, told]
        token = ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=")
                         for one in parts)  # fmt: skip
        self._answer({"access_token": "a", "token_type": "Bearer", "id_token": f"{token}.c2ln"})

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


class Browser:
    """As much of a browser as signing in needs: it keeps cookies and follows nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, **form: str) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        head = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"http://localhost:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with closing(HTTPConnection("localhost", self.port, timeout=60)) as asked:
            asked.request(method, address, urlencode(form) if form else None, head)
            answer = asked.getresponse()
            page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].strip().partition("=")
                self.cookies[key] = kept
        return answer.status, answer.getheader("Location", ""), page

    def post(self, address: str, **form: str) -> tuple[int, str, str]:
        """Send a form with the mark that the sign-in page carries."""
        page = self.ask("GET", "/sign-out")[2] or self.ask("GET", "/sign-in")[2]
        mark = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
        assert mark is not None
        return self.ask("POST", address, csrfmiddlewaretoken=mark[1], **form)

    def by_provider(self, provider: str, **form: str) -> str:
        """Go to the provider and come back; return where the house then leads."""
        status, away, _ = self.post("/sign-in/by/oidc", **form)
        assert status == 302 and away.startswith(f"{provider}/authorize?")
        asked = parse_qs(urlsplit(away).query)
        assert asked["scope"] == ["openid"] and asked["code_challenge_method"] == ["S256"]
        back = urlencode({"code": "once", "state": asked["state"][0]})
        return self.ask("GET", f"/sign-in/by/oidc/back?{back}")[1]


def test_a_provider_opens_only_an_account_that_was_joined_with_it(
    home: Path, port: int, provider: str
) -> None:
    (home.parent / "shared").write_text("shared")
    told = {
        "ANTIGONE_OIDC_SERVER": provider,
        "ANTIGONE_OIDC_NAME": "Ministry",
        "ANTIGONE_OIDC_CLIENT": "antigone",
        "ANTIGONE_OIDC_SECRET_FILE": str(home.parent / "shared"),
    }
    subprocess.run(
        [sys.executable, "-m", "antigone", "init", "--migrate", str(home)],
        env=environment(home, **told),
        check=True,
    )
    with serving(home, port, **told):
        stranger = Browser(port)
        assert "Sign in by Ministry" in stranger.ask("GET", "/sign-in")[2]
        assert stranger.by_provider(provider) == "/sign-in?refused=provider"
        assert stranger.ask("GET", "/me/token")[0] == 302
        # A link that somebody sends leads nowhere.
        assert stranger.ask("GET", "/sign-in/by/oidc")[0] == 404

        rosa = Browser(port)
        assert rosa.post("/sign-in", login="rosa", password=PASSWORD)[0] == 302
        assert rosa.by_provider(provider, process="connect") == "/me#second-factors"

        again = Browser(port)
        assert "refused" not in again.by_provider(provider)
        signed_in = again.ask("GET", "/me/token")
        assert signed_in[0] == 200 and "account" in signed_in[2]


def test_without_a_provider_there_is_no_such_address(home: Path, port: int) -> None:
    with serving(home, port):
        browser = Browser(port)
        assert "by Ministry" not in browser.ask("GET", "/sign-in")[2]
        assert browser.post("/sign-in/by/oidc")[0] == 404
