"""The rows of the casework. They hold constraints and write nothing by themselves."""

from antigone.casework.models.alive import AliveConfirmation
from antigone.casework.models.base import CaseRow, StoredBlob
from antigone.casework.models.bulk import BulkFile, BulkSignature, GalleryClearance
from antigone.casework.models.decisions import (
    BureauRecord,
    Exclusion,
    Identification,
    IdentificationWithdrawal,
    Motion,
    RuleDraft,
    RuleSet,
    Settlement,
    Signature,
)
from antigone.casework.models.handover import (
    CustodyEvent,
    Dispute,
    Effect,
    Entitlement,
    Interment,
    PacketItem,
    PacketOpening,
    Release,
    Sample,
    SealedPacket,
    Viewing,
)
from antigone.casework.models.jobs import Job
from antigone.casework.models.ledger import LedgerEdge, LedgerEntry, LedgerHead
from antigone.casework.models.looking import LabelReading, NotShown
from antigone.casework.models.notices import Acknowledgement, Approval, Attempt, Delivery, Notice
from antigone.casework.models.operation import ManifestEntry, Operation
from antigone.casework.models.packets import BlindPacket, Institution, PacketReturn
from antigone.casework.models.photographs import (
    MarkedFace,
    PostMortemPhotograph,
    Reading,
    ReferencePhotograph,
)
from antigone.casework.models.relatives import Relative, Wishes
from antigone.casework.models.remains import Alert, Examination, LegalHold, Remains
from antigone.casework.models.requests import (
    Enquirer,
    LegalBasis,
    MissingPerson,
    Permission,
    TracingRequest,
)
from antigone.casework.models.review import (
    Analysis,
    Comparison,
    Concurrence,
    Disagreement,
    Filler,
    Pair,
    Round,
)
from antigone.casework.models.search import Candidate, Finding, Probe, Search
from antigone.casework.models.templates import Gallery, GalleryRow, Template, VectorPlace
from antigone.casework.models.withdrawals import PurgeReceipt, Tombstone, Withdrawal

__all__ = [
    "Acknowledgement",
    "Alert",
    "AliveConfirmation",
    "Analysis",
    "Approval",
    "Attempt",
    "BlindPacket",
    "BulkFile",
    "BulkSignature",
    "BureauRecord",
    "Candidate",
    "CaseRow",
    "Comparison",
    "Concurrence",
    "CustodyEvent",
    "Delivery",
    "Disagreement",
    "Dispute",
    "Effect",
    "Enquirer",
    "Entitlement",
    "Examination",
    "Exclusion",
    "Filler",
    "Finding",
    "Gallery",
    "GalleryClearance",
    "GalleryRow",
    "Identification",
    "IdentificationWithdrawal",
    "Institution",
    "Interment",
    "Job",
    "LabelReading",
    "LedgerEdge",
    "LedgerEntry",
    "LedgerHead",
    "LegalBasis",
    "LegalHold",
    "ManifestEntry",
    "MarkedFace",
    "MissingPerson",
    "Motion",
    "NotShown",
    "Notice",
    "Operation",
    "PacketItem",
    "PacketOpening",
    "PacketReturn",
    "Pair",
    "Permission",
    "PostMortemPhotograph",
    "Probe",
    "PurgeReceipt",
    "Reading",
    "ReferencePhotograph",
    "Relative",
    "Release",
    "Remains",
    "Round",
    "RuleDraft",
    "RuleSet",
    "Sample",
    "SealedPacket",
    "Search",
    "Settlement",
    "Signature",
    "StoredBlob",
    "Template",
    "Tombstone",
    "TracingRequest",
    "VectorPlace",
    "Viewing",
    "Wishes",
    "Withdrawal",
]
