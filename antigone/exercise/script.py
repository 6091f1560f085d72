"""The script of the exercise: the whole path, each step by the person whose work it is.

Every change goes through a procedure, as at a real desk, and is on the record. The script never looks
back into the cast to help a search: what a search sees of it is photographs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from antigone.access import Actor
from antigone.access.signing_in import actor_named
from antigone.casework import jobs
from antigone.casework.description import PartialDate
from antigone.casework.instruments import instruments
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.operation import Listing, OperationKind
from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import (
    accounts,
    erasure,
    faces,
    intake,
    matching,
    operations,
    photographs,
    requests,
)
from antigone.casework.procedures.searching import GRADES
from antigone.config import Config
from antigone.errors import Refusal
from antigone.exercise.cast import (
    ADMINISTRATOR,
    AUTHORITY,
    BODIES,
    CREW,
    LEGAL_BASIS,
    MANIFEST,
    OPERATION,
    PASSWORD,
    Found,
    Missing,
)
from antigone.exercise.findings import Examined, Held, Tried, told
from antigone.exercise.staging import Given, Stage, as_file, with_label
from antigone.wording import N_

_CONDITIONS = {grade: condition for condition, grade in GRADES.items()}
_STEPS_AFTER = 4

# What is tried in the exercise, and must be refused.
_NO_EXAMINATION = N_("search from a body whose death nobody has signed")
_OTHER_LABEL = N_("keep a photograph that shows the label of another body")
_AN_ADDRESS = N_("take a photograph from the internet")
_TWO_FACES = N_("mark two people in a group photograph")
_A_BYSTANDER = N_("mark a bystander beside the person whom the family points at")
_WHOLE_GROUP = N_("look at the bystanders once the right face is marked")
_SAME_PERSON = N_("confirm one's own choice of a body's face")
_UNCONFIRMED = N_("enrol a body's face that nobody has confirmed")
_SEES_NO_CASE = N_("search as the administrator")
_BY_LOOKS = N_("propose somebody by looks, without a search")
_NO_FACE = N_("search from a body without a usable face")
_NO_BASIS = N_("look for somebody without a legal basis")


class LineCrossed(RuntimeError):
    """Something that must be refused was not: a fault of the program, and no exercise."""


@dataclass
class _Body:
    """What came of one body on the way."""

    body: Found
    id: UUID
    readings: list[Any]
    enrolled: int = 0


def hold(config: Config, *, progress: Callable[[int], None] = lambda done: None) -> Held:
    """Hold the exercise in its home, and return what its records say; the same for the same seed.

    The framework works in the home, which has its first administrator and nothing else, and its
    house is entered.
    """
    return _Walk(config, progress).to_the_end()


def steps_of() -> int:
    """Return how many steps `hold` announces."""
    return len(MANIFEST) + 2 * len(BODIES) + _STEPS_AFTER


class _Walk:
    """One way through the whole exercise."""

    def __init__(self, config: Config, progress: Callable[[int], None]) -> None:
        self._config, self._progress, self._done = config, progress, 0
        self._tried: list[Tried] = []
        self._requests: dict[str, Any] = {}
        self._marks: dict[UUID, Any] = {}
        self._bodies: list[_Body] = []
        self._stage = Stage(instruments().engine, seed=config.settings.seed)
        self._crew: dict[str, Actor] = {}

    def to_the_end(self) -> Held:
        """Walk."""
        self._open()
        self._step()
        for missing in MANIFEST:
            self._report(missing)
            self._step()
        self._must_refuse(_NO_BASIS, partial(intake.open_request, self._crew["ines"], _unfounded()))
        for body in BODIES:
            self._record(body)
            self._step()
        for found in self._bodies:
            self._search(found)
            self._step()
        self._laboratory()
        self._end_requests()
        self._step()
        self._withdraw("T-0009")
        self._step()
        held = told(
            self._crew,
            marks=self._marks,
            examined=tuple(
                Examined(body=one.body, readings=tuple(one.readings)) for one in self._bodies
            ),
            tried=tuple(self._tried),
        )
        self._step()
        return held

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done)

    def _must_refuse(self, what: str, attempt: Callable[[], object]) -> None:
        try:
            attempt()
        except Refusal as refusal:
            self._tried.append(Tried(what=what, refusal=refusal))
        else:
            raise LineCrossed(what)

    def _open(self) -> None:
        """Open the operation, and give everybody who works on it a role."""
        administrator = actor_named(self._config, ADMINISTRATOR.name)
        opened = operations.open_operation(
            administrator,
            operations.NewOperation(
                code=OPERATION,
                name="Ferry of the exercise",
                kind=OperationKind.INCIDENT,
                authority=AUTHORITY,
                legal_basis=LEGAL_BASIS,
                declared_missing=len(MANIFEST),
                listing=Listing.CLOSED,
                manifest=tuple(
                    operations.Seat(name=one.listed, seat=f"cabin {one.cabin}") for one in MANIFEST
                ),
            ),
        )
        for member in CREW:
            new = accounts.NewAccount(
                sign_in_name=member.name, shown_name=member.shown, password=PASSWORD
            )
            account = accounts.add_account(administrator, new)
            accounts.give_role(
                administrator,
                accounts.RoleGiven(
                    account=account.id,
                    operation=opened.id,
                    role=member.role,
                    discipline=member.discipline,
                ),
            )
            self._crew[member.name] = Actor(account_id=account.id, operation_id=opened.id)
        self._crew[ADMINISTRATOR.name] = Actor(
            account_id=administrator.account_id, operation_id=opened.id
        )

    # The missing

    def _report(self, missing: Missing) -> None:
        """A family reports, gives its photographs, and points at the person in each."""
        officer = self._crew["ines"]
        day = self._config.clock().date()
        request = intake.open_request(
            officer,
            intake.Report(
                code=missing.code,
                name=missing.name,
                missing_because=f"Was aboard the ferry, cabin {missing.cabin}; nobody heard since.",
                asking=intake.Asking(
                    kind=EnquirerKind.RELATIVE,
                    name=missing.enquirer_name,
                    contact=f"family.{missing.code.lower()}@example.org",
                ),
                basis=intake.Basis(
                    controller=AUTHORITY,
                    article=LEGAL_BASIS,
                    purpose=Purpose.IDENTIFY,
                    valid_from=day,
                ),
                permitted=intake.Permitted(
                    scope=Purpose.IDENTIFY,
                    biometrics=True,
                    sharing=SharingLevel.OPERATION,
                    valid_from=day,
                ),
                last_seen=PartialDate(day.isoformat()),
                last_seen_place="On board",
            ),
        )
        self._requests[missing.code] = request
        for number, given in enumerate(self._stage.references(missing), start=1):
            self._receive_reference(request, given, f"{missing.code}-{number}.png")
        if missing.code == "T-0001":
            address = photographs.GivenPhotograph(
                request=request.id, name="https://example.org/somebody.jpg", content=b""
            )
            attempt = partial(photographs.receive_reference, officer, address)
            self._must_refuse(_AN_ADDRESS, attempt)

    def _receive_reference(self, request: Any, given: Given, name: str) -> None:
        officer = self._crew["ines"]
        kept = photographs.receive_reference(
            officer,
            photographs.GivenPhotograph(
                request=request.id, name=name, content=as_file(given.image)
            ),
        )
        reading = faces.read_faces(officer, kept.id)
        choose = partial(faces.FaceChoice, photograph=kept.id, reading=reading.id)
        number = _pointed_at(reading.faces, given.centre)
        if number is None:
            faces.mark_face(officer, choose(not_shown=True))
            return
        others = tuple(one for one in range(1, len(reading.faces) + 1) if one != number)
        if others:
            self._must_refuse(_TWO_FACES, lambda: choose(faces=(number, others[0])))
        mark = faces.mark_face(officer, choose(faces=(number,)))
        if others:
            self._must_refuse(
                _A_BYSTANDER, lambda: faces.mark_face(officer, choose(faces=others[:1]))
            )
            self._must_refuse(
                _WHOLE_GROUP,
                lambda: photographs.disclose(officer, kept.id, photographs.View.WHOLE),
            )
        self._marks[kept.id] = mark
        matching.enrol(officer, mark.id)

    # The dead

    def _record(self, body: Found) -> None:
        """A body is recorded and photographed, its death is signed, its face is chosen by two."""
        officer, doctor, examiner = (self._crew[name] for name in ("mira", "dora", "fay"))
        remains = intake.record_remains(
            officer, intake.FoundRemains(code=body.code, place=body.place, authority=AUTHORITY)
        )
        found = _Body(body, remains.id, [])
        self._bodies.append(found)
        images = list(self._stage.photographs(body))
        if len(self._bodies) == 1:
            wanted = matching.Wanted(remains=remains.id, purpose=Purpose.IDENTIFY)
            self._must_refuse(_NO_EXAMINATION, partial(matching.search, examiner, wanted))
            other = photographs.TakenPhotograph(
                remains=remains.id,
                name=f"{body.code}-x.png",
                content=as_file(with_label(images[0], BODIES[1].code)),
            )
            attempt = partial(photographs.receive_post_mortem, officer, other)
            self._must_refuse(_OTHER_LABEL, attempt)
        intake.examine_remains(
            doctor,
            intake.DeathFound(
                remains=remains.id,
                basis="External examination: lividity and rigor, no heart action",
                condition=_CONDITIONS[body.grade],
            ),
        )
        for number, image in enumerate(images, start=1):
            self._receive_post_mortem(found, as_file(image), f"{body.code}-{number}.png")

    def _receive_post_mortem(self, found: _Body, content: bytes, name: str) -> None:
        officer, examiner = self._crew["mira"], self._crew["fay"]
        kept = photographs.receive_post_mortem(
            officer, photographs.TakenPhotograph(remains=found.id, name=name, content=content)
        )
        reading = faces.read_faces(officer, kept.id)
        found.readings.append(reading)
        choose = partial(faces.FaceChoice, photograph=kept.id, reading=reading.id)
        if not reading.faces:
            faces.mark_face(officer, choose(not_shown=True))
            return
        choice = choose(faces=(1,))
        mark = faces.mark_face(officer, choice)
        if len(self._tried_of(_SAME_PERSON)) == 0:
            self._must_refuse(_SAME_PERSON, partial(faces.confirm_face, officer, choice))
            self._must_refuse(_UNCONFIRMED, partial(matching.enrol, examiner, mark.id))
        faces.confirm_face(examiner, choice)
        self._marks[kept.id] = mark
        matching.enrol(examiner, mark.id)
        found.enrolled += 1

    def _search(self, found: _Body) -> None:
        """Search from a body, and weigh each candidate; without a usable face there is no search."""
        examiner = self._crew["jon"]
        wanted = matching.Wanted(remains=found.id, purpose=Purpose.IDENTIFY)
        if found.body.code == BODIES[0].code:
            self._must_refuse(
                _SEES_NO_CASE, partial(matching.search, self._crew[ADMINISTRATOR.name], wanted)
            )
        try:
            matching.search(examiner, wanted)
        except matching.NoUsableProbe as refusal:
            self._tried.append(Tried(what=_NO_FACE, refusal=refusal))
            return
        for candidate in _unweighed(examiner, found.body.code):
            matching.weigh(examiner, matching.FaceOf(candidate=candidate))

    def _laboratory(self) -> None:
        """The laboratory knows whom the body without a face might be."""
        (found,) = [one for one in self._bodies if one.body.code == "R-0008"]
        request = self._requests["T-0008"]
        examiner = self._crew["nour"]
        propose = partial(matching.Proposal, remains=found.id, request=request.id)
        by_looks = propose(source=CandidateSource.FACE, note="They look alike.")
        self._must_refuse(_BY_LOOKS, partial(matching.propose, examiner, by_looks))
        report = "Laboratory of the exercise, report 17"
        lead = matching.propose(examiner, propose(source=CandidateSource.LABORATORY, note=report))
        matching.weigh(
            examiner,
            matching.Reported(
                candidate=lead.id,
                kind=matching.Reportable.DNA,
                source=report,
                log10_lr=6.8,
                interval=(6.1, 7.5),
                bound=(-9.0, 9.0),
                same="the body and the missing person's razor carry one person's DNA",
                other="they carry the DNA of two unrelated people of the region",
            ),
        )

    # How requests end

    def _end_requests(self) -> None:
        """One person is found alive, by two people's word; one has no photograph."""
        for officer, seen, basis in (
            ("ines", Seen.SPOKEN_TO, "He called from a hospital and named his cabin."),
            ("felix", Seen.IN_PERSON, "Visited in the hospital; passport seen."),
        ):
            requests.found_alive(
                self._crew[officer],
                requests.SeenAlive(
                    request=self._requests["T-0010"].id,
                    seen=seen,
                    basis=basis,
                    family_may_hear=MayHear.ALIVE,
                ),
            )
        requests.close_as_inconclusive(
            self._crew["ines"],
            requests.Closing(
                request=self._requests["T-0011"].id, reason=requests.Inconclusive.NO_PHOTOGRAPH
            ),
        )

    def _withdraw(self, code: str) -> None:
        """A family takes its permission back: what it gave is erased, and looked for afterwards."""
        withdrawing = erasure.Withdrawing(request=self._requests[code].id)
        erasure.withdraw(self._crew["petra"], withdrawing)
        jobs.work(once=True)

    def _tried_of(self, what: str) -> list[Tried]:
        return [one for one in self._tried if one.what == what]


def _pointed_at(read: list[dict[str, Any]], centre: tuple[float, float] | None) -> int | None:
    """Return the number of the face at which the family points; bystanders are left alone."""
    if centre is None:
        return None
    for number, face in enumerate(read, start=1):
        x, y, width, height = face["box"]
        if x <= centre[0] <= x + width and y <= centre[1] <= y + height:
            return number
    return None


def _unweighed(examiner: Actor, code: str) -> list[UUID]:
    from antigone.casework import lists

    unweighed: list[UUID] = lists.unweighed(examiner, code)
    return unweighed


def _unfounded() -> intake.Report:
    return intake.Report(
        code="T-0012",
        name="Nobody",
        missing_because="Was seen near the quay.",
        asking=intake.Asking(kind=EnquirerKind.FRIEND, name="Somebody"),
        basis=None,
    )
