"""The rows of the casework. They hold constraints and write nothing by themselves."""

from antigone.casework.models.alive import AliveConfirmation
from antigone.casework.models.base import CaseRow, StoredBlob
from antigone.casework.models.jobs import Job
from antigone.casework.models.ledger import LedgerEdge, LedgerEntry, LedgerHead
from antigone.casework.models.looking import LabelReading, NotShown
from antigone.casework.models.operation import ManifestEntry, Operation
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
from antigone.casework.models.search import Candidate, Finding, Probe, Search
from antigone.casework.models.templates import Gallery, GalleryRow, Template, VectorPlace
from antigone.casework.models.withdrawals import PurgeReceipt, Tombstone, Withdrawal

__all__ = [
    "Alert",
    "AliveConfirmation",
    "Candidate",
    "CaseRow",
    "Enquirer",
    "Examination",
    "Finding",
    "Gallery",
    "GalleryRow",
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
    "NotShown",
    "Operation",
    "Permission",
    "PostMortemPhotograph",
    "Probe",
    "PurgeReceipt",
    "Reading",
    "ReferencePhotograph",
    "Relative",
    "Remains",
    "Search",
    "StoredBlob",
    "Template",
    "Tombstone",
    "TracingRequest",
    "VectorPlace",
    "Wishes",
    "Withdrawal",
]
