"""What a board decides: rules, identifications, exclusions, withdrawals, settled views, the record.

Nothing here is decided by one person alone but the closing of a lead, and nothing is overwritten. An
identification stands until two members of the board withdraw it, and then everything that rested on
it falls in the same stroke.
"""

from antigone.casework.procedures.decisions.bureau import Forwarding, Sent, record_for_bureau
from antigone.casework.procedures.decisions.excluding import (
    EndedOpen,
    Exclude,
    ExcludedBefore,
    ExcludesIdentified,
    GroundDoesNotHold,
    Lead,
    LeadsOpen,
    NotALead,
    SupportStands,
    Unidentified,
    UnidentifiedBecause,
    close_unidentified,
    exclude,
    reopen,
)
from antigone.casework.procedures.decisions.identifying import (
    ConcurrenceOfAnother,
    ExaminerRecordedBody,
    ExcludedByExaminers,
    Identify,
    NotAMatch,
    OtherIdentity,
    RequestClosed,
    ViewsDiffer,
    identify,
)
from antigone.casework.procedures.decisions.motions import (
    Decision,
    NameInGrounds,
    NoGrounds,
    OtherGrounds,
    SignedAlready,
    SignersExamined,
)
from antigone.casework.procedures.decisions.papers import Copy, make_dossier, make_report
from antigone.casework.procedures.decisions.ruling import (
    DraftSettled,
    NoReasonForRules,
    OwnDraft,
    ProposedRules,
    RuleDoesNotHold,
    approve_rules,
    propose_rules,
)
from antigone.casework.procedures.decisions.settling import (
    OwnView,
    Settle,
    SettledAlready,
    ViewOfAnother,
    settle,
)
from antigone.casework.procedures.decisions.withdrawing import (
    NotStanding,
    Withdraw,
    withdraw,
)

__all__ = [
    "ConcurrenceOfAnother",
    "Copy",
    "Decision",
    "DraftSettled",
    "EndedOpen",
    "ExaminerRecordedBody",
    "Exclude",
    "ExcludedBefore",
    "ExcludedByExaminers",
    "ExcludesIdentified",
    "Forwarding",
    "GroundDoesNotHold",
    "Identify",
    "Lead",
    "LeadsOpen",
    "NameInGrounds",
    "NoGrounds",
    "NoReasonForRules",
    "NotALead",
    "NotAMatch",
    "NotStanding",
    "OtherGrounds",
    "OtherIdentity",
    "OwnDraft",
    "OwnView",
    "ProposedRules",
    "RequestClosed",
    "RuleDoesNotHold",
    "Sent",
    "Settle",
    "SettledAlready",
    "SignedAlready",
    "SignersExamined",
    "SupportStands",
    "Unidentified",
    "UnidentifiedBecause",
    "ViewOfAnother",
    "ViewsDiffer",
    "Withdraw",
    "approve_rules",
    "close_unidentified",
    "exclude",
    "identify",
    "make_dossier",
    "make_report",
    "propose_rules",
    "record_for_bureau",
    "reopen",
    "settle",
    "withdraw",
]
