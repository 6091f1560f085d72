"""Every step that needs a permission, and who may take it. What is not in the table is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from antigone.access.roles import Discipline, Role


class Action(StrEnum):
    """One step. The value is the action's code in the ledger."""

    ADD_ACCOUNT = "account.add"
    CLOSE_ACCOUNT = "account.close"
    GIVE_ROLE = "role.give"
    END_ROLE = "role.end"
    OPEN_OPERATION = "operation.open"
    CHANGE_SETTINGS = "settings.change"
    ROTATE_KEY = "vault.rotate"
    OPEN_REQUEST = "request.open"
    VIEW_REQUEST = "request.view"
    VIEW_CONTACTS = "contacts.view"
    CORRECT_REQUEST = "request.correct"
    FIND_ALIVE = "request.found-alive"
    CLOSE_REQUEST = "request.close"
    CLEAR_GALLERY = "gallery.clear"
    ENTER_BULK = "bulk.enter"
    SIGN_BULK = "bulk.sign"
    RECORD_RELATIVE = "relative.record"
    RECORD_PERMISSION = "permission.record"
    READ_RESTRICTED = "restricted.read"
    WITHDRAW_PERMISSION = "permission.withdraw"
    RECORD_REMAINS = "remains.record"
    CORRECT_REMAINS = "remains.correct"
    VIEW_CORRECTIONS = "corrections.view"
    EXAMINE_REMAINS = "remains.examine"
    RECORD_EXAMINATION = "examination.record"
    VIEW_REMAINS = "remains.view"
    VIEW_INQUIRY = "inquiry.view"
    SEE_ALERT = "alert.see"
    PLACE_HOLD = "hold.place"
    LIFT_HOLD = "hold.lift"
    LIFT_WITHDRAWN_HOLD = "hold.lift-withdrawn"
    LIST_BY_PARTY = "remains.list-by-party"
    RECEIVE_REFERENCE = "reference.receive"
    RECEIVE_POST_MORTEM = "post-mortem.receive"
    DISCLOSE_REFERENCE = "reference.disclose"
    DISCLOSE_PHOTOGRAPH = "photograph.disclose"
    KEEP_COPY = "photograph.copy"
    READ_FACES = "faces.read"
    MARK_FACE = "face.mark"
    CONFIRM_FACE = "face.confirm"
    UNMARK_FACE = "face.unmark"
    ENROL = "template.enrol"
    SEARCH = "search.run"
    SWEEP = "search.sweep"
    AUDIT = "search.audit"
    CHECK_SEARCH = "search.check"
    PROPOSE = "candidate.propose"
    WEIGH = "candidate.weigh"
    WEIGH_FINDINGS = "candidate.weigh-findings"
    IMPORT_PAIRS = "pairs.import"
    ADOPT_FIGURES = "figures.adopt"
    KEEP_RUN = "reconciliation.keep"
    VIEW_CANDIDATES = "candidate.view"
    ANALYSE = "review.analyse"
    VIEW_PAIR = "pair.view"
    COMPARE = "review.compare"
    ADD_REMARK = "review.remark"
    ADD_FILLER = "filler.add"
    DRAW_EXAMINER = "review.draw"
    RELIEVE_EXAMINER = "review.relieve"
    VIEW_REVIEW = "review.view"
    VIEW_PROFICIENCY = "proficiency.view"
    ADD_INSTITUTION = "institution.add"
    MAKE_PACKET_KEYS = "packet.keys"
    SEND_PACKET = "packet.send"
    ANSWER_PACKET = "packet.answer"
    RECEIVE_PACKET = "packet.receive"
    ERASE_PACKET = "packet.erase"
    IDENTIFY = "identification.decide"
    EXCLUDE = "identification.exclude"
    CLOSE_REMAINS = "remains.close"
    WITHDRAW_IDENTIFICATION = "identification.withdraw"
    SETTLE_VIEWS = "review.settle"
    PROPOSE_RULES = "rules.propose"
    APPROVE_RULES = "rules.approve"
    VIEW_DOSSIER = "dossier.view"
    RECORD_FOR_BUREAU = "bureau.record"
    VIEW_STATISTICS = "statistics.view"
    PREPARE_NOTICE = "notice.prepare"
    APPROVE_NOTICE = "notice.approve"
    DELIVER_NOTICE = "notice.deliver"
    VIEW_NOTICES = "notice.view"
    TRANSFER = "handover.transfer"
    INTER = "handover.inter"
    TAKE_UP = "handover.take-up"
    VIEW_IN_PERSON = "handover.view"
    RELEASE = "handover.release"
    RECORD_EFFECT = "effect.record"
    RECORD_SAMPLE = "sample.record"
    SEAL_PACKET = "packet.seal"
    OPEN_PACKET = "packet.open"
    ENTITLE = "entitlement.record"
    VERIFY_ENTITLEMENT = "entitlement.verify"
    RAISE_DISPUTE = "dispute.raise"
    SETTLE_DISPUTE = "dispute.settle"
    VIEW_CUSTODY = "custody.view"
    VERIFY_LEDGER = "ledger.verify"
    EXPORT_LEDGER = "ledger.export"


@dataclass(frozen=True)
class Office:
    """A role, and for an examiner the discipline that counts; empty means any."""

    role: Role
    discipline: Discipline | None = None


def _offices(*held: Role | Discipline) -> frozenset[Office]:
    """A discipline stands for the examiner who is trained in it."""
    return frozenset(
        Office(Role.EXAMINER, one) if isinstance(one, Discipline) else Office(one) for one in held
    )


_INTAKE = _offices(Role.INTAKE_OFFICER, Role.FAMILY_LIAISON_OFFICER)
_MORTUARY = _offices(Role.MORTUARY_OFFICER)
_DEATH = _offices(Discipline.MEDICAL, Discipline.ANTHROPOLOGY)
_STATIONS = _offices(Discipline.DENTAL, Discipline.FINGERPRINT)
_FACES = _offices(Discipline.FACE)
_EXAMINERS = _offices(Role.EXAMINER)
_BOARD = _offices(Role.BOARD_MEMBER)
_LIAISON = _offices(Role.FAMILY_LIAISON_OFFICER)
_RECORDS = _offices(Role.RECORDS_OFFICER)
_OFFICER = _offices(Role.DATA_PROTECTION_OFFICER)
_PROSECUTOR = _offices(Role.PROSECUTORS_LIAISON)
_ADMINISTRATOR = _offices(Role.ADMINISTRATOR)

PERMITTED: Mapping[Action, frozenset[Office]] = {
    Action.ADD_ACCOUNT: _ADMINISTRATOR,
    Action.CLOSE_ACCOUNT: _ADMINISTRATOR,
    Action.GIVE_ROLE: _ADMINISTRATOR,
    Action.END_ROLE: _ADMINISTRATOR | _OFFICER,
    Action.OPEN_OPERATION: _ADMINISTRATOR,
    Action.CHANGE_SETTINGS: _ADMINISTRATOR,
    Action.ROTATE_KEY: _ADMINISTRATOR,
    Action.OPEN_REQUEST: _INTAKE,
    Action.VIEW_REQUEST: _INTAKE | _BOARD | _RECORDS | _OFFICER,
    Action.VIEW_CONTACTS: _LIAISON,
    Action.CORRECT_REQUEST: _INTAKE | _RECORDS,
    Action.FIND_ALIVE: _INTAKE,
    Action.CLOSE_REQUEST: _INTAKE | _BOARD | _RECORDS,
    Action.CLEAR_GALLERY: _OFFICER,
    Action.ENTER_BULK: _INTAKE,
    Action.SIGN_BULK: _INTAKE | _RECORDS | _OFFICER,
    Action.RECORD_RELATIVE: _INTAKE,
    Action.RECORD_PERMISSION: _INTAKE,
    Action.READ_RESTRICTED: _OFFICER | _PROSECUTOR,
    Action.WITHDRAW_PERMISSION: _INTAKE | _OFFICER,
    Action.RECORD_REMAINS: _MORTUARY,
    Action.CORRECT_REMAINS: _MORTUARY | _RECORDS,
    Action.VIEW_CORRECTIONS: _MORTUARY | _BOARD | _RECORDS | _PROSECUTOR,
    Action.EXAMINE_REMAINS: _DEATH,
    Action.RECORD_EXAMINATION: _MORTUARY | _DEATH | _STATIONS,
    Action.VIEW_REMAINS: _MORTUARY | _EXAMINERS | _BOARD | _RECORDS | _PROSECUTOR,
    Action.VIEW_INQUIRY: _PROSECUTOR,
    Action.SEE_ALERT: _MORTUARY | _LIAISON | _BOARD | _RECORDS | _PROSECUTOR,
    Action.PLACE_HOLD: _PROSECUTOR,
    Action.LIFT_HOLD: _PROSECUTOR,
    Action.LIFT_WITHDRAWN_HOLD: _BOARD,
    Action.LIST_BY_PARTY: _RECORDS,
    Action.RECEIVE_REFERENCE: _INTAKE,
    Action.RECEIVE_POST_MORTEM: _MORTUARY,
    Action.DISCLOSE_REFERENCE: _INTAKE | _EXAMINERS | _BOARD | _PROSECUTOR,
    Action.DISCLOSE_PHOTOGRAPH: _MORTUARY | _EXAMINERS | _BOARD | _PROSECUTOR,
    Action.KEEP_COPY: _MORTUARY | _EXAMINERS | _BOARD | _PROSECUTOR,
    Action.READ_FACES: _INTAKE | _MORTUARY | _FACES,
    Action.MARK_FACE: _INTAKE | _MORTUARY | _FACES,
    Action.CONFIRM_FACE: _MORTUARY | _FACES,
    Action.UNMARK_FACE: _INTAKE | _MORTUARY | _FACES,
    Action.ENROL: _INTAKE | _MORTUARY | _FACES,
    Action.SEARCH: _FACES,
    Action.SWEEP: _FACES,
    Action.AUDIT: _FACES,
    Action.CHECK_SEARCH: _OFFICER,
    Action.PROPOSE: _EXAMINERS | _BOARD | _RECORDS,
    Action.WEIGH: _EXAMINERS,
    Action.WEIGH_FINDINGS: _EXAMINERS | _BOARD,
    Action.IMPORT_PAIRS: _offices(Discipline.DNA) | _RECORDS,
    Action.ADOPT_FIGURES: _BOARD,
    Action.KEEP_RUN: _BOARD,
    Action.VIEW_CANDIDATES: _EXAMINERS | _BOARD | _RECORDS,
    Action.ANALYSE: _EXAMINERS,
    Action.VIEW_PAIR: _EXAMINERS,
    Action.COMPARE: _EXAMINERS,
    Action.ADD_REMARK: _EXAMINERS,
    Action.ADD_FILLER: _RECORDS | _OFFICER,
    Action.DRAW_EXAMINER: _EXAMINERS | _BOARD | _RECORDS,
    Action.RELIEVE_EXAMINER: _BOARD | _RECORDS,
    Action.VIEW_REVIEW: _EXAMINERS | _BOARD,
    Action.VIEW_PROFICIENCY: _BOARD,
    Action.ADD_INSTITUTION: _RECORDS | _OFFICER,
    Action.MAKE_PACKET_KEYS: _BOARD | _RECORDS | _OFFICER,
    Action.SEND_PACKET: _BOARD | _RECORDS,
    Action.ANSWER_PACKET: _EXAMINERS,
    Action.RECEIVE_PACKET: _BOARD | _RECORDS,
    Action.ERASE_PACKET: _RECORDS | _OFFICER,
    Action.IDENTIFY: _BOARD,
    Action.EXCLUDE: _BOARD,
    Action.CLOSE_REMAINS: _BOARD,
    Action.WITHDRAW_IDENTIFICATION: _BOARD,
    Action.SETTLE_VIEWS: _BOARD,
    Action.PROPOSE_RULES: _BOARD,
    Action.APPROVE_RULES: _BOARD,
    Action.VIEW_DOSSIER: _BOARD | _PROSECUTOR,
    Action.RECORD_FOR_BUREAU: _RECORDS,
    Action.VIEW_STATISTICS: _BOARD | _RECORDS | _OFFICER,
    Action.PREPARE_NOTICE: _LIAISON,
    Action.APPROVE_NOTICE: _LIAISON | _BOARD,
    Action.DELIVER_NOTICE: _LIAISON,
    Action.VIEW_NOTICES: _LIAISON | _BOARD,
    Action.TRANSFER: _MORTUARY | _RECORDS,
    Action.INTER: _MORTUARY | _RECORDS,
    Action.TAKE_UP: _MORTUARY | _RECORDS,
    Action.VIEW_IN_PERSON: _LIAISON | _MORTUARY,
    Action.RELEASE: _MORTUARY | _RECORDS,
    Action.RECORD_EFFECT: _MORTUARY,
    Action.RECORD_SAMPLE: _MORTUARY,
    Action.SEAL_PACKET: _MORTUARY | _RECORDS,
    Action.OPEN_PACKET: _MORTUARY | _RECORDS,
    Action.ENTITLE: _LIAISON | _RECORDS,
    Action.VERIFY_ENTITLEMENT: _LIAISON | _RECORDS | _BOARD,
    Action.RAISE_DISPUTE: _LIAISON | _RECORDS | _INTAKE,
    Action.SETTLE_DISPUTE: _BOARD,
    Action.VIEW_CUSTODY: _MORTUARY | _RECORDS | _LIAISON | _BOARD,
    Action.VERIFY_LEDGER: _OFFICER | _RECORDS,
    Action.EXPORT_LEDGER: _OFFICER | _RECORDS,
}
