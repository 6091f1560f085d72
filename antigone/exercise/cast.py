"""The ferry: a manifest of eleven people, nine bodies, and who is who.

Nobody here exists. The faces are those of `antigone.exercise.people`; names and circumstances are
invented. Only the script that stages the exercise reads `person`; whoever plays an examiner, and
the engine, sees photographs.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Someone on the manifest: who asks for her, and which photographs the family gave."""

    code: str
    name: str
    enquirer: str
    person: str | None
    references: tuple[str, ...]
    note: str = ""


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
    note: str = ""


PORTRAITS = ("studio_portrait", "amateur_selfie")

MANIFEST = (
    Missing(code="T-0001", name="Amina Haddad", enquirer="her husband", person="P001",
            references=PORTRAITS),
    Missing(code="T-0002", name="Lina Marković", enquirer="her mother", person="P002",
            references=PORTRAITS, note="sister of T-0004"),
    Missing(code="T-0003", name="Aylin Osman", enquirer="her brother", person="P003",
            references=("amateur_selfie",)),
    Missing(code="T-0004", name="Sara Marković", enquirer="her mother", person="P004",
            references=PORTRAITS, note="sister of T-0002"),
    Missing(code="T-0005", name="Юсуф Каримов", enquirer="his daughter", person="P005",
            references=PORTRAITS),
    Missing(code="T-0006", name="Nadia Rahman", enquirer="her wife", person="P006",
            references=("group", "studio_portrait"), note="one photograph shows a group"),
    Missing(code="T-0007", name="Mateo Silva", enquirer="his father", person="P007",
            references=("amateur_selfie",)),
    Missing(code="T-0008", name="Omar Bekele", enquirer="his cousin", person="P008",
            references=PORTRAITS),
    Missing(code="T-0009", name="Anjali Rao", enquirer="her parents", person="P009",
            references=PORTRAITS),
    Missing(code="T-0010", name="يونس المنصوري", enquirer="his brother", person=None,
            references=("from_behind",), note="the only photograph shows him from behind"),
    Missing(code="T-0011", name="Олена Гайдук", enquirer="her neighbour", person=None,
            references=(), note="no photograph of her exists"),
)  # fmt: skip

BODIES = (
    Found(code="R-0001", place="Quay 3, tent A", grade="fresh", person="P003",
          photographs=(("neutral", ("eyes_closed", "pallor", "turned_90")),)),
    Found(code="R-0002", place="Quay 3, tent A", grade="fresh", person="P001",
          photographs=(("sad", ("pallor", "turned_180")),)),
    Found(code="R-0003", place="Quay 3, tent B", grade="bloat", person="P007",
          photographs=(("pensive", ("swelling",)), ("smug", ("swelling", "tilted_30")))),
    Found(code="R-0004", place="Quay 3, tent B", grade="fresh", person="P002",
          photographs=(("determined", ("eyes_closed", "dark_noise")),)),
    Found(code="R-0005", place="Beach, north", grade="early change", person="P005",
          photographs=(("neutral", ("mortuary",)), ("sad", ("mortuary",)))),
    Found(code="R-0006", place="Beach, north", grade="trauma to face", person="P004",
          photographs=(("neutral", ("occl_upper30",)), ("angry", ("occl_upper30", "tilted_45")))),
    Found(code="R-0007", place="Fishing boat", grade="fresh", person="P006",
          photographs=(("sad", ("blur",)), ("determined", ("eyes_closed",)))),
    Found(code="R-0008", place="Engine room", grade="burnt", person="P008",
          photographs=(("neutral", ("unusable",)),)),
    Found(code="R-0009", place="Beach, south", grade="early change", person="P010",
          photographs=(("neutral", ("mortuary",)),), note="on no list"),
)  # fmt: skip


def on_manifest(body: Found) -> Missing | None:
    """Return who the body is, None for the one on no list. For staging and for tests alone."""
    return next((one for one in MANIFEST if one.person == body.person), None)
