"""The ferry: a manifest of eleven people, nine bodies, who is who, and who works on it.

Nobody here exists. The faces are those of `antigone.exercise.people`; names and circumstances are
invented. Only the staging reads `person`; whoever plays an officer or an examiner, and the engine,
sees photographs.
"""

from dataclasses import dataclass, field

from antigone.access.roles import Discipline, Role
from antigone.casework.description import Description, Range

OPERATION = "FERRY"
AUTHORITY = "Coroner of the exercise"
LEGAL_BASIS = "Coroners Act of the exercise, s. 12"
# Anyone may sign in to an exercise, as anyone may open its vault.
PASSWORD = "nobody here exists"


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody who works on the operation, under a name that commands take with `--as`."""

    name: str
    shown: str
    role: Role
    discipline: Discipline | None = None


def _examiner(name: str, shown: str, discipline: Discipline) -> Member:
    return Member(name=name, shown=shown, role=Role.EXAMINER, discipline=discipline)


ADMINISTRATOR = Member(name="ada", shown="Ada, administrator", role=Role.ADMINISTRATOR)
CREW = (
    Member(name="ines", shown="Ines, intake", role=Role.INTAKE_OFFICER),
    Member(name="felix", shown="Felix, family liaison", role=Role.FAMILY_LIAISON_OFFICER),
    Member(name="lara", shown="Lara, family liaison", role=Role.FAMILY_LIAISON_OFFICER),
    Member(name="mira", shown="Mira, mortuary", role=Role.MORTUARY_OFFICER),
    Member(name="marek", shown="Marek, mortuary", role=Role.MORTUARY_OFFICER),
    _examiner("dora", "Dora, doctor", Discipline.MEDICAL),
    _examiner("sven", "Sven, searches", Discipline.FACE),
    _examiner("fay", "Fay, faces", Discipline.FACE),
    _examiner("jon", "Jon, faces", Discipline.FACE),
    _examiner("kim", "Kim, faces", Discipline.FACE),
    _examiner("nour", "Nour, genetics", Discipline.DNA),
    _examiner("nils", "Nils, genetics", Discipline.DNA),
    _examiner("odile", "Odile, teeth", Discipline.DENTAL),
    _examiner("oskar", "Oskar, teeth", Discipline.DENTAL),
    _examiner("pia", "Pia, fingerprints", Discipline.FINGERPRINT),
    _examiner("pavel", "Pavel, fingerprints", Discipline.FINGERPRINT),
    Member(name="bruno", shown="Bruno, board", role=Role.BOARD_MEMBER),
    Member(name="berta", shown="Berta, board", role=Role.BOARD_MEMBER),
    Member(name="rafi", shown="Rafi, records", role=Role.RECORDS_OFFICER),
    Member(name="petra", shown="Petra, data protection", role=Role.DATA_PROTECTION_OFFICER),
    Member(name="leyla", shown="Leyla, prosecutor's office", role=Role.PROSECUTORS_LIAISON),
)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Someone on the manifest: who asks for her, and which photographs the family gave.

    `listed` is how the shipping company wrote her name, which is not how her family says it.
    """

    code: str
    name: str
    listed: str
    cabin: str
    enquirer: str
    enquirer_name: str
    person: str | None
    references: tuple[str, ...]
    note: str = ""
    # How the family is told: language, way, and what else she who asks wishes.
    relation: str = "relative"
    language: str = "en"
    way: str = "letter"
    came_herself: bool = False
    at_any_hour: bool = False
    # Somebody else of the family who asks too, without a photograph of his own.
    also_asks: str = ""
    # How the family describes her.
    described: Description = field(default_factory=Description)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A body: where it was found, its condition, and the photographs that were taken.

    Each photograph is an expression of `person` put through simulated conditions, in order.
    """

    code: str
    place: str
    grade: str
    person: str
    photographs: tuple[tuple[str, tuple[str, ...]], ...]
    party: str = "civilian"
    note: str = ""
    # In an open sea where no ferry of this name ever sailed.
    recovered_at: str = ""
    # What the mortuary signs beside the death: the outside of the body, and the teeth.
    seen: Description | None = None
    teeth: str = ""


LAST_SEEN = "On board; 36.5000, 18.0333"
PORTRAITS = ("studio_portrait", "amateur_selfie")

MANIFEST = (
    Missing(code="T-0001", name="Amina Haddad", listed="HADDAD AMINA", cabin="101",
            enquirer="her husband", enquirer_name="Karim Haddad", person="P001",
            references=PORTRAITS,
            relation="husband", language="ar"),
    Missing(code="T-0002", name="Lina Marković", listed="MARKOVIC LINA", cabin="102",
            enquirer="her mother", enquirer_name="Vesna Marković", person="P002",
            references=PORTRAITS, note="sister of T-0004", relation="mother", way="visit", came_herself=True,
            described=Description(
                sex="female", age=Range(24, 24), stature=Range(167, 170), scars=(),
                tattoos=("swallow, left forearm",), clothing=("jacket; red",),
                effects=("ring; silver; “V.M.” | from her mother",),
                teeth="2019-05: 16 filled MO; 18 missing; 26 sound; 36 sound; 46 filled O")),
    Missing(code="T-0003", name="Aylin Osman", listed="OSMAN AYLIN", cabin="103",
            enquirer="her brother", enquirer_name="Emre Osman", person="P003",
            references=("amateur_selfie",),
            relation="brother"),
    Missing(code="T-0004", name="Sara Marković", listed="MARKOVIC SARA", cabin="102",
            enquirer="her mother", enquirer_name="Vesna Marković", person="P004",
            references=PORTRAITS, note="sister of T-0002", relation="mother", way="visit", came_herself=True,
            described=Description(
                sex="female", age=Range(27, 27), stature=Range(170, 173), tattoos=(),
                scars=("operation scar, abdomen",), clothing=("shirt; white",),
                effects=("necklace; gold",),
                teeth="2020-02: 16 sound; 26 filled O; 36 crowned; 46 sound; 48 missing")),
    Missing(code="T-0005", name="Юсуф Каримов", listed="KARIMOV YUSUF", cabin="104",
            enquirer="his daughter", enquirer_name="Зарина Каримова", person="P005",
            references=PORTRAITS,
            relation="daughter", language="ru"),
    Missing(code="T-0006", name="Nadia Rahman", listed="RAHMAN NADIA", cabin="105",
            enquirer="her wife", enquirer_name="Leila Rahman", person="P006",
            references=("group", "studio_portrait"), note="one photograph shows a group",
            relation="wife", language="fr"),
    Missing(code="T-0007", name="Mateo Silva", listed="SILVA MATEO", cabin="106",
            enquirer="his father", enquirer_name="Rui Silva", person="P007",
            references=("amateur_selfie",),
            relation="father", language="es", way="visit", came_herself=True),
    Missing(code="T-0008", name="Omar Bekele", listed="BEKELE OMAR", cabin="107",
            enquirer="his cousin", enquirer_name="Hanna Bekele", person="P008",
            references=PORTRAITS,
            relation="cousin", way="call", at_any_hour=True),
    Missing(code="T-0009", name="Anjali Rao", listed="RAO ANJALI", cabin="108",
            enquirer="her parents", enquirer_name="Meera Rao", person="P009",
            references=PORTRAITS,
            also_asks="Arjun Rao"),
    Missing(code="T-0010", name="يونس المنصوري", listed="ALMANSOURI YOUNIS", cabin="109",
            enquirer="his brother", enquirer_name="سالم المنصوري", person=None,
            references=("from_behind",), note="the only photograph shows him from behind",
            relation="brother", language="ar"),
    Missing(code="T-0011", name="Олена Гайдук", listed="HAIDUK OLENA", cabin="110",
            enquirer="her neighbour", enquirer_name="Ірина Бойко", person=None,
            references=(), note="no photograph of her exists"),
)  # fmt: skip

BODIES = (
    Found(code="R-0001", place="Quay 3, tent A", grade="fresh", person="P003",
          photographs=(("neutral", ("eyes_closed", "pallor", "turned_90")),),
          recovered_at="Life raft; 36.5120, 18.0410"),
    Found(code="R-0002", place="Quay 3, tent A", grade="fresh", person="P001",
          photographs=(("sad", ("pallor", "turned_180")),),
          recovered_at="Life raft; 36.5124, 18.0416"),
    Found(code="R-0003", place="Quay 3, tent B", grade="bloat", person="P007",
          photographs=(("pensive", ("swelling",)), ("smug", ("swelling", "tilted_30"))),
          recovered_at="Adrift; 36.5381, 18.0772"),
    Found(code="R-0004", place="Quay 3, tent B", grade="fresh", person="P002",
          photographs=(("determined", ("eyes_closed", "dark_noise")),),
          recovered_at="Adrift; 36.5377, 18.0790",
          seen=Description(
              sex="female", age=Range(20, 30), stature=Range(165, 171), scars=(),
              tattoos=("front-left-forearm: swallow (photograph 1)",),
              clothing=("jacket; red", "trousers; blue; denim"), effects=("ring; silver; “V.M.”",)),
          teeth="16 filled MO; 18 missing; 26 sound; 36 filled O; 46 filled O"),
    Found(code="R-0005", place="Beach, north", grade="early change", person="P005",
          photographs=(("neutral", ("mortuary",)), ("sad", ("mortuary",))), party="adverse",
          recovered_at="Adrift off the north beach; 36.7710, 18.2954"),
    Found(code="R-0006", place="Beach, north", grade="trauma to face", person="P004",
          photographs=(("neutral", ("occl_upper30",)), ("angry", ("occl_upper30", "tilted_45"))),
          recovered_at="Adrift off the north beach; 36.7724, 18.2968",
          seen=Description(
              sex="female", age=Range(23, 33), stature=Range(168, 174), tattoos=(),
              scars=("front-abdomen: operation scar",), clothing=("shirt; white",),
              effects=("necklace; gold", "phone; black")),
          teeth="16 sound; 26 filled O; 36 crowned; 46 sound; 48 missing"),
    Found(code="R-0007", place="Fishing boat", grade="fresh", person="P006",
          photographs=(("sad", ("blur",)), ("determined", ("eyes_closed",))),
          recovered_at="Drawn from the sea; 36°36.63′N 18°09.12′E"),
    Found(code="R-0008", place="Engine room", grade="burnt", person="P008",
          photographs=(("neutral", ("unusable",)),),
          recovered_at="Aboard; 36.4993, 18.0312"),
    Found(code="R-0009", place="Beach, south", grade="early change", person="P010",
          photographs=(("neutral", ("mortuary",)),), note="on no list"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a laboratory of the exercise wrote: whether body and missing person agree, how strongly.

    Laboratories have samples, and may know who somebody is; all numbers are log10.
    """

    name: str
    remains: str
    request: str
    discipline: Discipline
    agrees: bool
    log10_lr: float


def _report(
    number: int, remains: str, request: str, discipline: Discipline, log10_lr: float
) -> Report:
    return Report(
        name=f"{discipline.value} report {number} of the exercise",
        remains=remains,
        request=request,
        discipline=discipline,
        agrees=log10_lr > 0,
        log10_lr=log10_lr,
    )


REPORTS = (
    _report(11, "R-0001", "T-0003", Discipline.FINGERPRINT, 8.0),
    _report(12, "R-0002", "T-0001", Discipline.DENTAL, 5.5),
    _report(13, "R-0003", "T-0007", Discipline.DNA, 7.2),
    # Two sisters: their teeth tell what their faces and their mother's DNA do not.
    _report(14, "R-0004", "T-0002", Discipline.DENTAL, 4.8),
    _report(15, "R-0004", "T-0004", Discipline.DENTAL, -3.5),
    _report(16, "R-0006", "T-0004", Discipline.DENTAL, 4.1),
    _report(17, "R-0006", "T-0002", Discipline.DENTAL, -3.9),
    _report(18, "R-0005", "T-0005", Discipline.FINGERPRINT, 7.5),
    _report(19, "R-0007", "T-0006", Discipline.DNA, 6.9),
    _report(20, "R-0008", "T-0008", Discipline.DNA, 6.8),
)


# One mother asks for two daughters, and her DNA speaks for both alike.
SISTERS, THEIR_BODIES = ("T-0002", "T-0004"), ("R-0004", "R-0006")
MOTHERS_TIMES = 210_000


def on_manifest(body: Found) -> Missing | None:
    """Return who the body is, None for the one on no list. For staging and for tests alone."""
    return next((one for one in MANIFEST if one.person == body.person), None)
