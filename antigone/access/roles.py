"""The roles of a home, and which of them one person may not hold together."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is, in one operation. Roles may be combined, but for `CONFLICTS`."""

    INTAKE_OFFICER = "intake-officer"
    MORTUARY_OFFICER = "mortuary-officer"
    EXAMINER = "examiner"
    BOARD_MEMBER = "board-member"
    FAMILY_LIAISON_OFFICER = "family-liaison-officer"
    RECORDS_OFFICER = "records-officer"
    DATA_PROTECTION_OFFICER = "data-protection-officer"
    PROSECUTORS_LIAISON = "prosecutors-liaison"
    ADMINISTRATOR = "administrator"


class Discipline(StrEnum):
    """What an examiner is trained in. Nobody else carries one."""

    FACE = "face"
    FINGERPRINT = "fingerprint"
    DENTAL = "dental"
    DNA = "dna"
    MEDICAL = "medical"
    ANTHROPOLOGY = "anthropology"


# Who sets up the accounts is not the one who watches over them.
CONFLICTS = ((Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER),)

# These may be held for the whole home; every other role belongs to one operation.
HOUSE_WIDE = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
