"""What the ledger refuses, in words for the person at the desk."""

from antigone.errors import Refusal
from antigone.wording import N_


class UnfitEntry(Refusal):
    """An entry would hold something that the ledger must not keep for ever.

    The value itself is never quoted: it may be the name that had no business there.
    """

    code = "unfit-entry"
    sentence = N_("The ledger entry is refused: its part “{part}” is not of the permitted form.")
    remedy = N_("Give opaque ids, action codes and keyed commitments only, never a name.")


class WrongSequence(Refusal):
    """The next entry has not the next number."""

    code = "wrong-sequence"
    sentence = N_("The ledger stands at {size} entries; a number {seq} was to be added to it.")
    remedy = N_("Take the next number under the same lock as the append.")


class LedgerOutOfStep(Refusal):
    """The stored edge of the tree and the newest signed head do not fit."""

    code = "ledger-out-of-step"
    sentence = N_("The ledger at {size} entries does not fit its newest head. Nothing was signed.")
    remedy = N_("Run: antigone ledger verify")


class UnreadableHead(Refusal):
    """A text is not a signed head."""

    code = "unreadable-head"
    sentence = N_("This text is not the signed head of a ledger.")
    remedy = N_("Use the text as it was handed over, with all its lines.")


class ForgedHead(UnreadableHead):
    """A head names the key, and the signature does not fit."""

    code = "forged-head"
    sentence = N_("The signature under the head of {name} does not fit the text.")
    remedy = N_("Keep this text as evidence, and compare it with the copies kept outside.")


class UnknownSigner(UnreadableHead):
    """A head carries no signature of the key that was asked for."""

    code = "unknown-signer"
    sentence = N_("The head is not signed by the key of {name} that was given.")
    remedy = N_("Compare the public key with the one that was handed over on paper.")


class ForeignHead(UnreadableHead):
    """A head is about another ledger than its signer's."""

    code = "foreign-head"
    sentence = N_("The head speaks of the ledger {found}, not of {name}.")
    remedy = N_("Use the head and the key of one ledger.")


class UnfitSigningKey(Refusal):
    """A signing or public key cannot be read, or is not Ed25519."""

    code = "unfit-signing-key"
    sentence = N_("This is not an Ed25519 key of a ledger.")
    remedy = N_("Check that the whole key was copied.")


class UnreadableProof(Refusal):
    """A text is not a proof."""

    code = "unreadable-proof"
    sentence = N_("This text is not a proof from a ledger.")
    remedy = N_("Use the text as it was handed over, with all its lines.")


class ProofDoesNotHold(Refusal):
    """A proof does not lead to the signed head it comes with."""

    code = "proof-does-not-hold"
    sentence = N_("The proof does not lead to the signed head of {size} entries.")
    remedy = N_("Ask for a new proof, and keep this one: it may itself be evidence.")


class UnreadableExport(Refusal):
    """An exported ledger is not in the form that was written."""

    code = "unreadable-export"
    sentence = N_("Line {line} of the exported ledger cannot be read.")
    remedy = N_("Ask for the export again; copy the file without opening it in an editor.")
