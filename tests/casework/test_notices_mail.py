"""Notices by e-mail, through a real relay on this machine: plain, neutral, and sent once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from antigone.casework import models as rows
from antigone.casework.house import house
from antigone.casework.models.notices import AttemptOutcome
from antigone.casework.models.relatives import Way
from antigone.casework.procedures import notices
from antigone.casework.sending import NoRelay, Relay, UnfitRelay
from antigone.config import Config, Settings
from tests.casework.identified import Family, family
from tests.homes import unfenced

__all__ = ["family"]

# The relay of the tests lies on this machine, where a password travels nowhere.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@dataclass
class Taken:
    """What a relay takes, and what it answers."""

    answer: str = "250 2.0.0 Ok: queued as 4XyZ12"
    messages: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    hangs_up: bool = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(envelope.content)
        self.recipients.append(envelope.rcpt_tos)
        if self.hangs_up:
            server.transport.abort()
        return self.answer

    def one(self) -> EmailMessage:
        """The only message that was taken."""
        (content,) = self.messages
        read = message_from_bytes(content, policy=default)
        assert isinstance(read, EmailMessage)
        return read


class _Listening(Controller):
    """A server on a port that the system chose."""

    def _trigger_server(self) -> None:
        assert self.server
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def relay(family: Family, config: Config, settings: Any, tmp_path: Path) -> Iterator[Taken]:
    """A relay on this machine that asks for a name and a password, set in the home."""
    taken = Taken()
    password = tmp_path / "relay-password"
    password.write_text("seven quiet red lamps\n")

    def authenticate(
        server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        fits = given.login == b"home" and given.password == b"seven quiet red lamps"
        return AuthResult(success=fits)

    controller = _Listening(
        taken,
        hostname="127.0.0.1",
        port=0,
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    chosen = Settings(
        smtp_host="127.0.0.1",
        smtp_port=controller.port,
        smtp_security="none",
        smtp_user="home",
        smtp_password_file=str(password),
        smtp_sender="Family contact <contact@example.org>",
    )
    settings.ANTIGONE = replace(config, settings=chosen)
    yield taken
    controller.stop()


def by_e_mail(family: Family, **wishes: Any) -> rows.Notice:
    sister = family.told(way=Way.E_MAIL, **wishes)
    return family.approved(family.identify(), relative=sister.id, paragraphs=("Not for e-mail.",))


def outcomes(family: Family) -> list[str]:
    with family.here():
        return list(rows.Attempt.objects.order_by("recorded_at").values_list("outcome", flat=True))


def test_an_e_mail_asks_for_a_call_and_tells_nothing(family: Family, relay: Taken) -> None:
    notice = by_e_mail(family)
    sent = notices.send_e_mail(family.liaison, notice.id)
    assert outcomes(family) == ["under-way", "sent"]
    message = relay.one()
    assert relay.recipients == [["rosa@example.org"]]
    assert (message["Subject"], message["From"]) == ("M1", "Family contact <contact@example.org>")
    assert message.get_content_type() == "text/plain"
    assert list(message.iter_attachments()) == []
    text = message.get_content()
    assert "+34 900 123 456" in text
    for word in ("Ines", "falleci", "muert", "identific", "Not for e-mail", "ADN", "Ferry"):
        assert word not in text
    digest = house().vault.commitments.commit(message["Message-ID"], purpose="notice.message-id")
    assert bytes(sent.message_digest) == digest
    with unfenced():
        kept = b"".join(repr(vars(one)).encode() for one in rows.Attempt.objects.all())
    assert message["Message-ID"].encode() not in kept
    told = notices.Delivered(notice=notice.id, told_by="Ana Ferrer")
    notices.record_delivery(family.liaison, told)


def test_it_tells_where_she_asked_for_it(family: Family, relay: Taken) -> None:
    notice = by_e_mail(family, e_mail_may_tell=True, neutral_envelope=False)
    notices.send_e_mail(family.liaison, notice.id)
    assert "Ines Alba" in relay.one().get_content()
    assert "Not for e-mail." in relay.one().get_content()
    subject = relay.one()["Subject"]
    assert "Ines" not in subject and subject != "M1"


def test_without_a_relay_nothing_is_sent(family: Family, config: Config, settings: Any) -> None:
    notice = by_e_mail(family)
    with pytest.raises(NoRelay):
        notices.send_e_mail(family.liaison, notice.id)
    for chosen, kind in (
        ({"smtp_host": "relay.example.org"}, NoRelay),
        ({"smtp_host": "relay.example.org", "smtp_sender": "nobody"}, NoRelay),
        (
            {"smtp_host": "relay.example.org", "smtp_security": "none", "smtp_sender": "a@b.org"},
            UnfitRelay,
        ),
        (
            {"smtp_host": "h", "smtp_sender": "a@b.org", "smtp_password_file": "/no/such/file"},
            UnfitRelay,
        ),
    ):
        with pytest.raises(kind):
            Relay.of(replace(config, settings=Settings(**chosen)))
    assert outcomes(family) == []


@pytest.mark.parametrize("answer", ["550 5.1.1 No such person", "451 4.3.0 Try later"])
def test_what_the_relay_refuses_failed_and_may_be_repeated(
    family: Family, relay: Taken, answer: str
) -> None:
    notice = by_e_mail(family)
    relay.answer = answer
    failed = notices.send_e_mail(family.liaison, notice.id)
    assert failed.outcome == AttemptOutcome.FAILED
    with pytest.raises(notices.NobodyReached):
        told = notices.Delivered(notice=notice.id, told_by="Ana Ferrer")
        notices.record_delivery(family.liaison, told)
    relay.answer = "250 Ok"
    notices.send_e_mail(family.liaison, notice.id)
    assert outcomes(family) == ["under-way", "failed", "under-way", "sent"]


def test_a_relay_that_is_not_there_or_offers_no_encryption_takes_nothing(
    family: Family, relay: Taken, settings: Any
) -> None:
    notice = by_e_mail(family)
    config, chosen = settings.ANTIGONE, settings.ANTIGONE.settings
    # A relay that speaks no TLS never answers: nobody waits for it here as long as in a home.
    chosen = replace(chosen, smtp_seconds=2)
    for change in (
        {"smtp_security": "starttls"},
        {"smtp_security": "tls"},
        {"smtp_port": 1},
        {"smtp_user": "somebody"},
    ):
        settings.ANTIGONE = replace(config, settings=replace(chosen, **change))
        assert notices.send_e_mail(family.liaison, notice.id).outcome == "failed", change
    assert relay.messages == []


def test_a_relay_that_hangs_up_leaves_it_under_way(family: Family, relay: Taken) -> None:
    """It may have gone out: a second one would be one too many until somebody has looked."""
    notice = by_e_mail(family)
    relay.hangs_up = True
    for _ in range(2):
        with pytest.raises(notices.SendingUnderWay):
            notices.send_e_mail(family.liaison, notice.id)
    assert (outcomes(family), len(relay.messages)) == (["under-way"], 1)
    # Meanwhile her wishes change, and the notice ends: what became of it is recorded all the same.
    with family.here():
        sister = rows.Relative.objects.get()
    family.wishes(sister)
    looked = notices.Attempted(notice=notice.id, outcome=AttemptOutcome.SENT)
    notices.record_attempt(family.liaison, looked)
    assert outcomes(family) == ["under-way", "sent"]
    with pytest.raises(notices.NoticeEnded):
        notices.send_e_mail(family.liaison, notice.id)


def test_an_e_mail_waits_for_the_day_the_approval_and_its_own_way(
    family: Family, relay: Taken
) -> None:
    sister, identification = family.told(way=Way.E_MAIL), family.identify()
    notice = family.prepare(identification, relative=sister.id)
    with pytest.raises(notices.NotApproved):
        notices.send_e_mail(family.liaison, notice.id)
    notices.approve(family.second, notice.id)
    family.at_hour(2, days=2)
    with pytest.raises(notices.QuietHours):
        notices.send_e_mail(family.liaison, notice.id)
    family.watch.ahead += timedelta(hours=9)
    notices.send_e_mail(family.liaison, notice.id)
    brother = family.relative(name="Luis Alba", relation="brother")
    family.wishes(brother, way=Way.LETTER)
    letter = family.approved(identification, relative=brother.id)
    with pytest.raises(notices.NoEMail):
        notices.send_e_mail(family.liaison, letter.id)
    assert len(relay.messages) == 1
