"""What the vault refuses, in words for the person at the desk.

Parameters are paths, opaque ids and counts; none of these sentences can carry a name or a secret.
"""

from antigone.errors import Refusal
from antigone.wording import N_


class VaultExists(Refusal):
    """A vault is never laid over another, nor over other files."""

    code = "vault-exists"
    sentence = N_("{path} already holds something. No vault was made, nothing was changed.")
    remedy = N_("Choose an empty folder, or open the vault that is there.")


class NoVault(Refusal):
    """There is no vault to open."""

    code = "no-vault"
    sentence = N_("{path} holds no vault. Nothing was opened.")
    remedy = N_("Check the path of the home, or restore its vault folder from a backup.")


class NewerVault(Refusal):
    """The vault was written in a format that this version does not know."""

    code = "newer-vault"
    sentence = N_("The vault in {path} has format {found}; this version knows format {known}.")
    remedy = N_("Use the version of Antigone that wrote it, or a newer one.")


class DamagedVault(Refusal):
    """The file that holds the wrapped vault keys is not as it was written."""

    code = "damaged-vault"
    sentence = N_("The key record {path} is damaged. The vault stays closed.")
    remedy = N_("Put back this one file from a backup; the stored blobs are not affected.")


class WrongPassphrase(Refusal):
    """The key record is whole, and this passphrase does not open it."""

    code = "wrong-passphrase"
    sentence = N_("The passphrase does not open the vault in {path}.")
    remedy = N_("Check the keyboard layout and capital letters, and try again.")


class WrongKeyFile(Refusal):
    """The key record is whole, and this key file does not open it."""

    code = "wrong-key-file"
    sentence = N_("The key file does not open the vault in {path}.")
    remedy = N_("Use the key file that was made for this vault.")


class WrongLock(Refusal):
    """The vault has another kind of lock than the one offered."""

    code = "wrong-lock"
    sentence = N_("The vault in {path} has the lock “{found}”; “{offered}” was offered.")
    remedy = N_("Open it with its own kind of lock. A lock marked “open” protects nothing.")


class LockChanged(Refusal):
    """Someone changed the lock while this process had the vault open."""

    code = "lock-changed"
    sentence = N_("The lock of the vault in {path} was changed elsewhere. Nothing was stored.")
    remedy = N_("Start again with the new passphrase or key file.")


class WeakPassphrase(Refusal):
    """A passphrase is too short to protect what the vault holds."""

    code = "weak-passphrase"
    sentence = N_("The passphrase is shorter than {least} characters. Nothing was changed.")
    remedy = N_("Use several unrelated words.")


class UnfitKeyFile(Refusal):
    """A key file cannot be read, or is not one."""

    code = "unfit-key-file"
    sentence = N_("{path} is not a readable key file of Antigone.")
    remedy = N_("Mount the medium that carries it, or name the right file.")


class KeyFileExists(Refusal):
    """A new key file would overwrite something, perhaps the only key of another vault."""

    code = "key-file-exists"
    sentence = N_("{path} exists already. No key was written.")
    remedy = N_("Choose a name that is free.")


class KeyFileInside(Refusal):
    """The key would lie beside what it locks, and travel with every copy of it."""

    code = "key-file-inside"
    sentence = N_("The key file {path} lies inside the vault that it locks. Nothing was changed.")
    remedy = N_("Keep it on another medium, for example a stick in a safe.")


class MissingBlob(Refusal):
    """No ciphertext is stored under this id."""

    code = "missing-blob"
    sentence = N_("The vault does not hold blob {blob}.")
    remedy = N_("Restore it from a backup; if it was erased, its record should say so.")


class DamagedBlob(Refusal):
    """A stored blob is not, byte for byte, what was put in."""

    code = "damaged-blob"
    sentence = N_("Blob {blob} is damaged or was tampered with. Nothing of the damage was shown.")
    remedy = N_("Restore this blob from a backup, and run: antigone doctor")


class UnopenedKey(Refusal):
    """The wrapped data key does not open: damaged, another blob's, or under a retired key."""

    code = "unopened-key"
    sentence = N_("The stored key of blob {blob} does not open it.")
    remedy = N_("Restore the record of this blob from a backup made since the last key rotation.")


class UnreadableField(Refusal):
    """A sealed field does not open in the place where it stands."""

    code = "unreadable-field"
    sentence = N_("The sealed entry {context} cannot be read: it is damaged or stands elsewhere.")
    remedy = N_("Restore this record from a backup, and run: antigone doctor")


class NoRotation(Refusal):
    """There is no rotation to continue or to finish."""

    code = "no-rotation"
    sentence = N_("No key rotation is under way. Nothing was changed.")
    remedy = N_("Begin one first.")


class RotationUnfinished(Refusal):
    """Something still depends on the old vault key; retiring it would lose that for ever."""

    code = "rotation-unfinished"
    sentence = N_("{left} keys were not renewed, the first is {first}. The old key stays.")
    remedy = N_("Continue the rotation; purge erased blobs and sweep strays before finishing.")
