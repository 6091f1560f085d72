"""The ledger's arithmetic: hashes, proofs, signed heads and their verification. No storage.

It shows that a record was changed, to anyone who holds a copy of a signed head. It does not stop
the holder of the signing key; only a head kept outside does that.
"""

from antigone.ledger.append import Appended, append
from antigone.ledger.entry import Entry, StoredEntry
from antigone.ledger.export import Export, ExportLine, read_export, write_export
from antigone.ledger.head import Head, PublicKey, SigningKey, generate_signing_key
from antigone.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_of,
    grew,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)
from antigone.ledger.proof import (
    Growth,
    Inclusion,
    check_growth,
    check_inclusion,
    write_growth,
    write_inclusion,
)
from antigone.ledger.refusals import (
    ForeignHead,
    ForgedHead,
    LedgerOutOfStep,
    ProofDoesNotHold,
    UnfitEntry,
    UnfitSigningKey,
    UnknownSigner,
    UnreadableExport,
    UnreadableHead,
    UnreadableProof,
    WrongSequence,
)
from antigone.ledger.verification import Finding, FindingKind, Verification, verify

__all__ = [
    "EMPTY_ROOT",
    "Appended",
    "Entry",
    "Export",
    "ExportLine",
    "Finding",
    "FindingKind",
    "ForeignHead",
    "ForgedHead",
    "Frontier",
    "Growth",
    "Head",
    "Inclusion",
    "LedgerOutOfStep",
    "ProofDoesNotHold",
    "PublicKey",
    "SigningKey",
    "StoredEntry",
    "UnfitEntry",
    "UnfitSigningKey",
    "UnknownSigner",
    "UnreadableExport",
    "UnreadableHead",
    "UnreadableProof",
    "Verification",
    "WrongSequence",
    "append",
    "check_growth",
    "check_inclusion",
    "consistency_proof",
    "frontier_of",
    "generate_signing_key",
    "grew",
    "includes",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "read_export",
    "root_of",
    "verify",
    "write_export",
    "write_growth",
    "write_inclusion",
]
