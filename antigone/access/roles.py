"""The roles of a home, and which of them one person may not hold together."""

from collections.abc import Mapping
from enum import StrEnum

from antigone.wording import N_


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


ROLE_NAMES: Mapping[str, str] = {
    Role.INTAKE_OFFICER.value: N_("intake officer"),
    Role.MORTUARY_OFFICER.value: N_("mortuary officer"),
    Role.EXAMINER.value: N_("examiner"),
    Role.BOARD_MEMBER.value: N_("board member"),
    Role.FAMILY_LIAISON_OFFICER.value: N_("family liaison officer"),
    Role.RECORDS_OFFICER.value: N_("records officer"),
    Role.DATA_PROTECTION_OFFICER.value: N_("data protection officer"),
    Role.PROSECUTORS_LIAISON.value: N_("prosecutor’s liaison"),
    Role.ADMINISTRATOR.value: N_("administrator"),
}
DISCIPLINE_NAMES: Mapping[str, str] = {
    Discipline.FACE.value: N_("face"),
    Discipline.FINGERPRINT.value: N_("fingerprints"),
    Discipline.DENTAL.value: N_("teeth"),
    Discipline.DNA.value: N_("DNA"),
    Discipline.MEDICAL.value: N_("medicine"),
    Discipline.ANTHROPOLOGY.value: N_("anthropology"),
}

# Who sets up the accounts is not the one who watches over them.
CONFLICTS = ((Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER),)

# These may be held for the whole home; every other role belongs to one operation.
HOUSE_WIDE = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
