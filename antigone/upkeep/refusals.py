"""What a backup refuses, in words for the person who keeps the home running."""

from antigone.errors import Refusal
from antigone.wording import N_


class BackupExists(Refusal):
    """A backup is never written over another, nor over anything else."""

    code = "backup-exists"
    sentence = N_("{path} exists already. No backup was made.")
    remedy = N_("Choose a name that is free; the date is a good one.")


class BackupNotWritten(Refusal):
    """The system did not let the backup be written."""

    code = "backup-not-written"
    sentence = N_("The backup {path} could not be written ({fault}). No part of it was kept.")
    remedy = N_("Choose a folder on another disk in which you may write and that has room.")


class BackupRunning(Refusal):
    """Two backups would write under one name."""

    code = "backup-running"
    sentence = N_("Another backup is being written to {path} now. This one was not begun.")
    remedy = N_("Wait for the other one, or choose another name.")


class NoRoom(Refusal):
    """The disk has less space than will be needed; half a backup is none."""

    code = "no-room"
    sentence = N_("{path} has {free} MB left, and about {needed} MB are needed. Nothing was done.")
    remedy = N_("Make room, or choose another disk.")


class KeyRecordChanged(Refusal):
    """The lock or the vault key changed while the backup was taken: its parts would not fit."""

    code = "key-record-changed"
    sentence = N_("The key of the vault was changed while the backup was taken. It was not kept.")
    remedy = N_("Finish the rotation of the key, then take the backup again.")


class NoBackup(Refusal):
    """The file is not a backup, or cannot be read."""

    code = "no-backup"
    sentence = N_("{path} is not a backup of Antigone. Nothing was restored.")
    remedy = N_("Check the path; a backup is made with: antigone backup FILE")


class NewerBackup(Refusal):
    """The backup was written in a format that this version does not know."""

    code = "newer-backup"
    sentence = N_("{path} has format {found}; this version knows formats up to {known}.")
    remedy = N_("Restore it with the version of Antigone that wrote it, or a newer one.")


class DamagedBackup(Refusal):
    """The file is not, byte for byte, what was written."""

    code = "damaged-backup"
    sentence = N_("{path} is not whole: it was cut off or changed. Nothing was restored.")
    remedy = N_("Copy it again from where it is kept, or use another backup.")


class NotAsItWas(Refusal):
    """What was laid is not what the backup says of itself."""

    code = "not-as-it-was"
    sentence = N_("The restored home is not what was saved: {what}. It stays closed.")
    remedy = N_("Try again with another backup, and keep this one for whoever looks into it.")
