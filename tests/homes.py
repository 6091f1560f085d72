"""A home with people and cases in it, for the tests of rooms that need a database."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from django.test import override_settings

from antigone.access import Action, Actor, Discipline, Role, across_all_operations, within
from antigone.access.writing import noting
from antigone.casework import models as rows
from antigone.casework.house import House, inside, make_house
from antigone.casework.models.operation import OperationKind
from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
from antigone.casework.procedures import accounts, intake, operations
from antigone.casework.step import step
from antigone.config import Config, make_home
from antigone.vault import OpenToAll

PASSWORD = "two small grey boats"


@dataclass
class Watch:
    """A clock that tests can move."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Staff:
    """Who works in one operation."""

    administrator: Actor
    operation: UUID
    accounts: dict[str, UUID] = field(default_factory=dict)

    def hire(self, name: str, *roles: Role | Discipline) -> Actor:
        """Make an account with roles in this operation; a discipline makes an examiner."""
        house_admin = Actor(account_id=self.administrator.account_id)
        new = accounts.NewAccount(sign_in_name=name, shown_name=name, password=PASSWORD)
        account = accounts.add_account(house_admin, new)
        for role in roles:
            examines = isinstance(role, Discipline)
            given = accounts.RoleGiven(
                account=account.id,
                operation=self.operation,
                role=Role.EXAMINER if examines else role,
                discipline=role if examines else None,
            )
            accounts.give_role(house_admin, given)
        return Actor(account_id=account.id, operation_id=self.operation)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def config(tmp_path: Path, settings: Any, watch: Watch) -> Config:
    """The configuration of a fresh home of the exercise."""
    make_home(tmp_path / "home", kind="exercise")
    settings.ANTIGONE = Config(home=tmp_path / "home", clock=watch)
    return settings.ANTIGONE


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A vault and a ledger key, made once: a new one for each test would take most of its time."""
    home = tmp_path_factory.mktemp("built")
    with override_settings(ANTIGONE=Config(home=home)):
        return make_house(OpenToAll())


@pytest.fixture
def opened(config: Config, built: House) -> Iterator[House]:
    """The house of the home, entered: the vault is shared, the ledger's folder is its own."""
    (config.home / "vault").symlink_to(built.home / "vault")
    shutil.copytree(built.ledger_folder, config.home / "ledger")
    with inside(House(config.home, built.vault, built.signing_key)) as house:
        yield house


@pytest.fixture
def administrator(db: None, opened: House) -> Actor:
    """The first account of the home."""
    first = accounts.NewAccount(sign_in_name="admin", shown_name="Admin", password=PASSWORD)
    return Actor(account_id=accounts.found(first).id)


def open_operation(administrator: Actor, code: str) -> UUID:
    new = operations.NewOperation(
        code=code,
        name="Ferry",
        kind=OperationKind.INCIDENT,
        authority="Coroner of the county",
        legal_basis="Coroners Act, s. 12",
        declared_missing=10_000,
    )
    return operations.open_operation(administrator, new).id


@pytest.fixture
def staff(administrator: Actor) -> Staff:
    """An operation in which only the administrator works."""
    return Staff(administrator, open_operation(administrator, "FERRY"))


@contextmanager
def unfenced() -> Iterator[None]:
    """Write past steps and fences, as a door would that somebody added later."""
    with across_all_operations(because="a test attacks the guards"), noting():
        yield


def report(code: str = "M1", **changes: Any) -> intake.Report:
    """What a sister reports."""
    stated: dict[str, Any] = {
        "code": code,
        "name": "Ines Alba",
        "missing_because": "Was aboard; her cabin was 12.",
        "asking": intake.Asking(kind=EnquirerKind.RELATIVE, name="Rosa Alba", contact="+34 600"),
        "basis": intake.Basis(
            controller="Coroner",
            article="Coroners Act, s. 12",
            purpose=Purpose.IDENTIFY,
            valid_from=date(2026, 1, 1),
        ),
        "permitted": intake.Permitted(
            scope=Purpose.IDENTIFY,
            biometrics=True,
            sharing=SharingLevel.OPERATION,
            valid_from=date(2026, 1, 1),
        ),
    }
    return intake.Report(**(stated | changes))


def found_remains(code: str = "R1", **changes: Any) -> intake.FoundRemains:
    return intake.FoundRemains(code=code, place="Pier 3", authority="Coroner", **changes)


@dataclass
class Scene:
    """One missing woman, one body, and everything between them that the guards allow."""

    staff: Staff
    intake: Actor
    mortuary: Actor
    doctor: Actor
    examiner: Actor
    request: rows.TracingRequest
    remains: rows.Remains
    examination: rows.Examination
    rows: dict[str, models.Model] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name not in self.rows:
            raise AttributeError(name)
        return self.rows[name]


@pytest.fixture
def scene(staff: Staff) -> Scene:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    doctor = staff.hire("doctor", Discipline.MEDICAL)
    examiner = staff.hire("examiner", Discipline.FACE)
    request = intake.open_request(clerk, report())
    remains = intake.record_remains(mortuary, found_remains())
    examination = intake.examine_remains(
        doctor, intake.DeathFound(remains=remains.id, basis="Rigor and lividity")
    )
    scene = Scene(staff, clerk, mortuary, doctor, examiner, request, remains, examination)
    _add_photographs(scene)
    _add_search(scene)
    with within(staff.operation):
        scene.rows["permission"] = rows.Permission.objects.get()
        scene.rows["legal_basis"] = rows.LegalBasis.objects.get()
        scene.rows["missing_person"] = rows.MissingPerson.objects.get()
        scene.rows["enquirer"] = rows.Enquirer.objects.get()
    return scene


def blob(content: str) -> dict[str, Any]:
    return {
        "blob_id": uuid4().hex,
        "wrapped_key": b"wrapped",
        "size": len(content),
        "sha256": sha256(content.encode()).digest(),
    }


def face(actor: Actor, **of: Any) -> rows.MarkedFace:
    return rows.MarkedFace(
        box=[1, 2, 3, 4], landmarks=[[1, 2]] * 5, marked_by_id=actor.account_id, **of
    )


def _add_photographs(scene: Scene) -> None:
    with step(scene.intake, Action.RECEIVE_REFERENCE) as doing:
        reference = doing.write(
            rows.ReferencePhotograph(request=scene.request, way="handed-over", **blob("a"))
        )
    with step(scene.mortuary, Action.RECEIVE_POST_MORTEM) as doing:
        post_mortem = doing.write(
            rows.PostMortemPhotograph(
                remains=scene.remains, code_legible=True, way="taken-here", **blob("b")
            )
        )
    with step(scene.intake, Action.MARK_FACE) as doing:
        living = doing.write(face(scene.intake, side="reference", reference=reference))
    with step(scene.mortuary, Action.MARK_FACE) as doing:
        dead = doing.write(face(scene.mortuary, side="remains", post_mortem=post_mortem))
    with step(scene.examiner, Action.CONFIRM_FACE) as doing:
        dead.confirmed_by_id, dead.confirmed_at = scene.examiner.account_id, doing.at
        dead.save()
    engine = {"engine": "test", "dim": 4, "quality": 12.0}
    with step(scene.examiner, Action.ENROL) as doing:
        enrolled = doing.write(
            rows.Template(face=living, side="reference", request=scene.request, **engine)
        )
        probe = doing.write(
            rows.Template(face=dead, side="remains", remains=scene.remains, **engine)
        )
        gallery = rows.Gallery.objects.create(code="references/test", dim=4, newest=1)
        place = rows.VectorPlace.objects.create(gallery=gallery, sealed=b"0123456789abcdef")
        row = rows.GalleryRow.objects.create(
            template_id=enrolled.id, gallery=gallery, seq=1, place=place, attributes={}
        )
    scene.rows |= {
        "reference": reference,
        "post_mortem": post_mortem,
        "living_face": living,
        "dead_face": dead,
        "enrolled": enrolled,
        "probe_template": probe,
        "gallery": gallery,
        "place": place,
        "gallery_row": row,
    }


def _add_search(scene: Scene) -> None:
    with step(scene.examiner, Action.SEARCH) as doing:
        search = doing.write(
            rows.Search(
                remains=doing.case(rows.Remains, scene.remains.id),
                searched_by_id=scene.examiner.account_id,
                purpose=Purpose.IDENTIFY,
                engine="test",
                gallery_seq=1,
                people=1,
                templates=1,
                fpir=0.01,
            )
        )
        scene.rows["search"] = search
        scene.rows["probe"] = doing.write(rows.Probe(search=search, template=scene.probe_template))
        scene.rows["candidate"] = candidate = doing.write(
            rows.Candidate(
                remains=scene.remains,
                request=scene.request,
                source="face",
                search=search,
                rank=1,
                similarity=0.7,
                photograph_id=scene.reference.id,
            )
        )
        scene.rows["finding"] = doing.write(
            rows.Finding(
                candidate=candidate, kind="face", source="test", outside_reach="no-calibration"
            )
        )


# Attacks


def clone(row: models.Model, **changes: Any) -> models.Model:
    """Return an unsaved copy of a row, under a new key unless one is given."""
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return type(row)(**(values | {"id": uuid4()} | changes))


def insert_by_sql(row: models.Model) -> None:
    """Write a row without the framework's models."""
    fields = row._meta.local_concrete_fields
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    places = ", ".join(["%s"] * len(fields))
    sql(f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({places})", *values)


def key_of(row: models.Model) -> tuple[str, Any]:
    """Return the column of a row's key and its value as the database keeps it."""
    field = row._meta.pk
    return field.column, field.get_db_prep_save(row.pk, connection)


def sql(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement past everything but the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def settle() -> None:
    """Check what PostgreSQL would check at the end: tables with open checks cannot be altered."""
    if connection.vendor == "postgresql":
        sql("SET CONSTRAINTS ALL IMMEDIATE")
