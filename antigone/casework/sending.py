"""E-mail by the relay that the settings name: plain text to one person, and nothing attached.

Without a relay nothing is sent. The connection is encrypted and the relay's name proved, unless the
relay is this very machine.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from antigone.config import Config
from antigone.errors import Refusal
from antigone.wording import N_

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class NoRelay(Refusal):
    """No relay is set, so nothing leaves by e-mail."""

    code = "no-relay"
    sentence = N_("No mail relay is set in this home. Nothing was sent.")
    remedy = N_("Set smtp_host and smtp_sender; see: antigone settings")


class UnfitRelay(Refusal):
    """The relay would carry a family's address in the open, or its password cannot be read."""

    code = "unfit-relay"
    sentence = N_("The mail relay cannot be used: {fault}. Nothing was sent.")
    remedy = N_("Take smtp_security starttls or tls, and a password file that can be read.")


class NotSent(Exception):
    """The relay did not take a message. `may_have_left`: it was cut off before it answered."""

    def __init__(self, *, may_have_left: bool) -> None:
        super().__init__("cut off before the answer" if may_have_left else "not taken")
        self.may_have_left = may_have_left


@dataclass(frozen=True, kw_only=True)
class Relay:
    """The mail relay of a home."""

    host: str
    port: int
    security: str
    seconds: int
    user: str
    password: str = field(repr=False)
    sender: str

    @classmethod
    def of(cls, config: Config) -> "Relay":
        """Return the relay that the settings name. Raises `NoRelay` and `UnfitRelay`."""
        settings = config.settings
        if not settings.smtp_host or "@" not in parseaddr(settings.smtp_sender)[1]:
            raise NoRelay
        if settings.smtp_security == "none" and settings.smtp_host not in _THIS_MACHINE:
            raise UnfitRelay(fault=f"smtp_security none, {settings.smtp_host}")
        password = ""
        if settings.smtp_password_file:
            path = Path(settings.smtp_password_file).expanduser()
            try:
                password = path.read_text(encoding="utf-8").strip()
            except (OSError, ValueError) as error:
                raise UnfitRelay(fault=f"{path}, {type(error).__name__}") from None
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            seconds=settings.smtp_seconds,
            user=settings.smtp_user,
            password=password,
            sender=settings.smtp_sender,
        )


@dataclass(frozen=True, kw_only=True)
class Message:
    """Plain text to one address. There is no field for anything else."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    id: str
    at: datetime

    def as_bytes(self, sender: str) -> bytes:
        """Return the message as it travels."""
        written = EmailMessage(policy=SMTP)
        written["From"] = sender
        written["To"] = self.to
        written["Subject"] = self.subject
        written["Date"] = format_datetime(self.at)
        written["Message-ID"] = self.id
        # Nobody's holiday notice answers a message about the dead.
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(self.text)
        return written.as_bytes()


def send(relay: Relay, message: Message) -> None:
    """Hand one message to the relay. Raises `NotSent`, which names neither address nor answer."""
    content = message.as_bytes(relay.sender)
    at_content = False
    try:
        with _connected(relay) as connection:
            _expect(connection.mail(parseaddr(relay.sender)[1]))
            _expect(connection.rcpt(message.to))
            at_content = True
            _expect(connection.data(content))
            at_content = False
    except (OSError, smtplib.SMTPException) as error:
        # An answer is an answer; only silence after the content leaves it open.
        answered = isinstance(error, smtplib.SMTPResponseException)
        raise NotSent(may_have_left=at_content and not answered) from None


@contextmanager
def _connected(relay: Relay) -> Iterator[smtplib.SMTP]:
    trusted = ssl.create_default_context()
    if relay.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host, relay.port, timeout=relay.seconds, context=trusted
        )
    else:
        connection = smtplib.SMTP(relay.host, relay.port, timeout=relay.seconds)
    try:
        if relay.security == "starttls":
            # Refused by a relay that offers none: never a step back to plain text.
            connection.starttls(context=trusted)
        connection.ehlo_or_helo_if_needed()
        if relay.user:
            connection.login(relay.user, relay.password)
        yield connection
        # The message is taken; whether the relay says goodbye changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
    finally:
        connection.close()


def _expect(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, said)
