"""Many requests from one file: let in by two, one of them the data protection officer.

The file itself is not kept: whoever signs has it, and its digest says that it is the same. Each
request is a step of its own, so that an import that was stopped goes on where it was.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import now, today
from antigone.access.isolation import within
from antigone.access.models import Grant
from antigone.access.requirement import SeparatePerson, require
from antigone.access.roles import Role
from antigone.casework.description import PartialDate, UnfitDate
from antigone.casework.models import BulkFile, BulkSignature, TracingRequest
from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
from antigone.casework.procedures import erasure, intake
from antigone.casework.step import Step, step
from antigone.errors import Refusal
from antigone.exchange.request_files import Fault, RequestLine, read_requests, refuse_faults
from antigone.wording import N_

_NEEDED = 2


class FileNotEntered(Refusal):
    """Nobody has entered this file, or a byte of it is another."""

    code = "file-not-entered"
    sentence = N_("{name} was not entered here as it is now. Nothing was recorded.")
    remedy = N_("Enter it first; if it was corrected since, it is another file, signed anew.")


class FileNotSigned(Refusal):
    """Two people have to let a file of many in."""

    code = "file-not-signed"
    sentence = N_("{name} is not signed by two people yet. No request was opened.")
    remedy = N_("Two have to sign it; one of them is the data protection officer.")


class FileEntered(Refusal):
    """The very same file is here already."""

    code = "file-entered"
    sentence = N_("{name} was entered here before. Nothing was recorded.")
    remedy = N_("Sign it, or open its requests; what was opened already is not opened twice.")


class NoReasonForFile(Refusal):
    """Many people's data come in, for no stated reason."""

    code = "no-reason-for-file"
    sentence = N_("It is not said why these requests come in one file. Nothing was recorded.")
    remedy = N_("Say which list it is, from whom, and on which agreement it rests.")


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """A file of requests as somebody holds it."""

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> bytes:
        """The digest that names the file."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What an import did, and what it left: codes of requests."""

    opened: tuple[str, ...]
    there_already: tuple[str, ...]
    # Lines of people whose data were withdrawn and erased here: an import does not bring them back.
    withdrawn_before: tuple[int, ...]


def enter_file(actor: Actor, file: GivenFile, *, because: str) -> BulkFile:
    """Enter a file of requests, and sign it. No request is opened.

    Raises `UnreadableTable`, `FaultyTable`, `NoReasonForFile` and `FileEntered`.
    """
    lines = _reports(file)
    with step(actor, Action.ENTER_BULK) as doing:
        if not because.strip():
            raise NoReasonForFile
        if BulkFile.objects.filter(sha256=file.sha256).exists():
            raise FileEntered(name=file.name)
        entered = doing.write(
            BulkFile(name=file.name, sha256=file.sha256, lines=len(lines), because=because)
        )
        _sign(doing, entered)
        return entered


def sign_file(actor: Actor, file: GivenFile) -> BulkSignature:
    """Sign a file that somebody else entered, having it at hand.

    Raises `FileNotEntered` and `SeparatePerson`.
    """
    with step(actor, Action.SIGN_BULK) as doing:
        entered = _entered(file)
        if entered.signatures.filter(recorded_by=actor.account_id).exists():
            raise SeparatePerson(action=Action.SIGN_BULK.value, part=N_("you signed it already"))
        return _sign(doing, entered)


def open_requests(
    actor: Actor, file: GivenFile, *, progress: Callable[[int], None] = lambda done: None
) -> Opened:
    """Open every request of a file that two have signed; what is open already is left alone.

    A gallery that grows beyond what was declared stops it there, and what was opened stays. Raises
    `FileNotEntered`, `FileNotSigned`, `CodeTaken` and `GalleryTooLarge`.
    """
    reports = _reports(file)
    with within(actor.operation_id):
        require(actor, Action.OPEN_REQUEST)
        entered = signed(file)
        mine = set(TracingRequest.objects.filter(bulk=entered).values_list("code", flat=True))
    opened, there, withdrawn = [], [], []
    for done, (line, report) in enumerate(reports, start=1):
        with within(actor.operation_id):
            gone = erasure.was_withdrawn(report.name, report.born.text if report.born else "")
        if report.code in mine:
            there.append(report.code)
        elif gone:
            withdrawn.append(line)
        else:
            intake.open_request(actor, report, bulk=entered)
            opened.append(report.code)
        progress(done)
    return Opened(
        opened=tuple(opened), there_already=tuple(there), withdrawn_before=tuple(withdrawn)
    )


def signed(file: GivenFile) -> BulkFile:
    """Return what was entered as this file, if two have signed it. Call it within the operation.

    Raises `FileNotEntered` and `FileNotSigned`.
    """
    entered = _entered(file)
    by = dict(entered.signatures.values_list("recorded_by", "role"))
    if len(by) < _NEEDED or Role.DATA_PROTECTION_OFFICER not in by.values():
        raise FileNotSigned(name=entered.name)
    return entered


def _entered(file: GivenFile) -> BulkFile:
    entered = BulkFile.objects.filter(sha256=file.sha256).first()
    if entered is None:
        raise FileNotEntered(name=file.name)
    return entered


def _sign(doing: Step, entered: BulkFile) -> BulkSignature:
    """Sign as the data protection officer if the person is one, else under the role that allowed it."""
    account = doing.actor.account_id
    here = Q(operation=None) | Q(operation=doing.actor.operation_id)
    held = Grant.objects.filter(here, account=account, valid_from__lte=now()).exclude(
        valid_until__lte=now()
    )
    officer = held.filter(role=Role.DATA_PROTECTION_OFFICER).exists()
    role = Role.DATA_PROTECTION_OFFICER if officer else Role(doing.allowed.because)
    return doing.write(BulkSignature(file=entered, role=role))


def _reports(file: GivenFile) -> list[tuple[int, intake.Report]]:
    """Return every line as the report it is. Raises `UnreadableTable` and `FaultyTable`."""
    faults: list[Fault] = []
    reports = []
    for line in read_requests(file.name, file.content):
        stated = _Stated(line, faults)
        reports.append((line.line, stated.report()))
    refuse_faults(file.name, faults)
    return reports


class _Stated:
    """One line, turned into the words of the casework; what cannot be turned is a fault."""

    def __init__(self, line: RequestLine, faults: list[Fault]) -> None:
        self.line, self.values, self.faults = line, line.values, faults

    def report(self) -> intake.Report:
        """Return the report."""
        permits = self._code("permits", tuple(Purpose), "")
        until = self._day("until")
        return intake.Report(
            code=self.values["code"],
            name=self.values["name"],
            other_names=self.line.other_names,
            missing_because=self.values["missing_because"],
            born=self._date("born"),
            last_seen=self._date("last_seen"),
            last_seen_place=self.values["last_seen_place"],
            asking=self._asking(),
            basis=intake.Basis(
                controller=self.values["controller"],
                article=self.values["article"],
                purpose=Purpose(self._code("purpose", tuple(Purpose), Purpose.IDENTIFY)),
                valid_from=today(),
            ),
            permitted=intake.Permitted(
                scope=Purpose(permits),
                biometrics=self.line.biometrics,
                sharing=SharingLevel(
                    self._code("sharing", tuple(SharingLevel), SharingLevel.OPERATION)
                ),
                valid_from=today(),
                valid_until=until,
            )
            if permits
            else None,
        )

    def _asking(self) -> intake.Asking:
        kind = EnquirerKind(self._code("enquirer", tuple(EnquirerKind), EnquirerKind.RELATIVE))
        of_authority = kind in (EnquirerKind.AUTHORITY, EnquirerKind.BUREAU)
        named = "authority" if of_authority else "enquirer_name"
        if not self.values[named]:
            self._fault(named, "it is empty")
        return intake.Asking(
            kind=kind,
            name=self.values["enquirer_name"],
            contact=self.values["enquirer_contact"],
            authority=self.values["authority"] if of_authority else "",
        )

    def _code(self, name: str, codes: Sequence[str], default: str) -> str:
        value = self.values[name] or default
        if value and value not in codes:
            self._fault(name, f"not one of {', '.join(codes)}")
            return default or codes[0]
        return value

    def _date(self, name: str) -> PartialDate | None:
        try:
            return PartialDate(self.values[name]) if self.values[name] else None
        except UnfitDate:
            self._fault(name, "not a date such as 1987, 1987-04 or 1987-04-23")
            return None

    def _day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.values[name]) if self.values[name] else None
        except ValueError:
            self._fault(name, "not a day such as 2027-04-23")
            return None

    def _fault(self, name: str, why: str) -> None:
        self.faults.append(Fault(line=self.line.line, field=name, why=why))
