"""A real home, new, with one administrator and no second factor yet; and the keys of a person's own."""

import base64
import hashlib
import hmac
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page

ADMINISTRATOR = "rosa"
PASSWORD = "two small grey boats"


def found(folder: Path) -> Path:
    """Found a real home, as whoever sets up a site does, and return where it is."""
    (folder / "password").write_text(PASSWORD)
    home = folder / "home"
    subprocess.run(
        [
            *(sys.executable, "-m", "antigone", "init", str(home)),
            *("--administrator", ADMINISTRATOR),
            *("--password-file", str(folder / "password")),
            *("--key-file", str(folder / "antigone.key")),
        ],
        check=True,
        capture_output=True,
    )
    return home


def add_key(page: Page) -> None:
    """Give the browser a key that holds passkeys and knows its person."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def code_of(secret: str, *, ahead: int = 0) -> str:
    """Return the code of RFC 6238 for this period, as a clock shows it that is so many seconds ahead."""
    period = int(time.time() + ahead) // 30
    mac = hmac.digest(base64.b32decode(secret), period.to_bytes(8), hashlib.sha1)
    # RFC 4226, section 5.3: four bytes from where the last half byte points, without the sign.
    start = mac[-1] & 0xF
    return f"{(int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"
