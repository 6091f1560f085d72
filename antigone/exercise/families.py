"""The living side: families report, give photographs, point at the person, and change their mind."""

from functools import partial
from typing import Any

from antigone.casework import jobs
from antigone.casework.description import PartialDate
from antigone.casework.models.alive import MayHear, Seen
from antigone.casework.models.requests import EnquirerKind, Purpose, SharingLevel
from antigone.casework.procedures import (
    erasure,
    faces,
    intake,
    matching,
    permissions,
    photographs,
    requests,
)
from antigone.exercise.cast import AUTHORITY, LAST_SEEN, LEGAL_BASIS, Missing
from antigone.exercise.staging import Given, as_file
from antigone.exercise.walk import Walk
from antigone.wording import N_

_NO_BASIS = N_("look for somebody without a legal basis")
_AN_ADDRESS = N_("take a photograph from the internet")
_TWO_FACES = N_("mark two people in a group photograph")
_A_BYSTANDER = N_("mark a bystander beside the person whom the family points at")
_WHOLE_GROUP = N_("look at the bystanders once the right face is marked")


def report(walk: Walk, missing: Missing) -> None:
    """Let a family report, give its photographs, and point at the person in each."""
    officer = walk.crew["ines"]
    day = walk.config.clock().date()
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
            permitted=_permitted(walk, biometrics=True),
            last_seen=PartialDate(day.isoformat()),
            last_seen_place=LAST_SEEN,
            description=missing.described,
        ),
    )
    walk.requests[missing.code] = request
    for number, given in enumerate(walk.stage.references(missing), start=1):
        _receive(walk, request, given, f"{missing.code}-{number}.png")
    if missing.also_asks:
        also = permissions.GivenPermission(
            request=request.id,
            permitted=_permitted(walk, biometrics=False),
            asking=intake.Asking(kind=EnquirerKind.RELATIVE, name=missing.also_asks),
        )
        permissions.record_permission(officer, also)
    if missing.code == "T-0001":
        address = photographs.GivenPhotograph(
            request=request.id, name="https://example.org/somebody.jpg", content=b""
        )
        attempt = partial(photographs.receive_reference, officer, address)
        walk.must_refuse(_AN_ADDRESS, attempt)


def report_without_basis(walk: Walk) -> None:
    """Try to look for somebody whom no law lets be looked for."""
    unfounded = intake.Report(
        code="T-0012",
        name="Nobody",
        missing_because="Was seen near the quay.",
        asking=intake.Asking(kind=EnquirerKind.FRIEND, name="Somebody"),
        basis=None,
    )
    walk.must_refuse(_NO_BASIS, partial(intake.open_request, walk.crew["ines"], unfounded))


def end_requests(walk: Walk) -> None:
    """One person is found alive, by two people's word, and his photograph goes; one has none."""
    for officer, seen, basis in (
        ("ines", Seen.SPOKEN_TO, "He called from a hospital and named his cabin."),
        ("felix", Seen.IN_PERSON, "Visited in the hospital; passport seen."),
    ):
        requests.found_alive(
            walk.crew[officer],
            requests.SeenAlive(
                request=walk.requests["T-0010"].id,
                seen=seen,
                basis=basis,
                family_may_hear=MayHear.ALIVE,
            ),
        )
    requests.close_as_inconclusive(
        walk.crew["ines"],
        requests.Closing(
            request=walk.requests["T-0011"].id, reason=requests.Inconclusive.NO_PHOTOGRAPH
        ),
    )


def withdraw(walk: Walk, code: str) -> None:
    """Somebody takes back what she permitted: what she gave is erased, and looked for afterwards.

    So is what was given for whoever was found alive. Somebody else of the family still asks, so the
    search goes on; without a face.
    """
    withdrawing = erasure.Withdrawing(request=walk.requests[code].id)
    erasure.withdraw(walk.crew["petra"], withdrawing)
    jobs.work(once=True)


def _permitted(walk: Walk, *, biometrics: bool) -> intake.Permitted:
    return intake.Permitted(
        scope=Purpose.IDENTIFY,
        biometrics=biometrics,
        sharing=SharingLevel.OPERATION,
        valid_from=walk.config.clock().date(),
    )


def _receive(walk: Walk, request: Any, given: Given, name: str) -> None:
    officer = walk.crew["ines"]
    kept = photographs.receive_reference(
        officer,
        photographs.GivenPhotograph(request=request.id, name=name, content=as_file(given.image)),
    )
    reading = faces.read_faces(officer, kept.id)
    choose = partial(faces.FaceChoice, photograph=kept.id, reading=reading.id)
    number = _pointed_at(reading.faces, given.centre)
    if number is None:
        faces.mark_face(officer, choose(not_shown=True))
        return
    others = tuple(one for one in range(1, len(reading.faces) + 1) if one != number)
    if others:
        walk.must_refuse(_TWO_FACES, lambda: choose(faces=(number, others[0])))
    mark = faces.mark_face(officer, choose(faces=(number,)))
    if others:
        walk.must_refuse(_A_BYSTANDER, lambda: faces.mark_face(officer, choose(faces=others[:1])))
        whole = partial(photographs.disclose, officer, kept.id, photographs.View.WHOLE)
        walk.must_refuse(_WHOLE_GROUP, whole)
    walk.marks[kept.id] = mark
    matching.enrol(officer, mark.id)


def _pointed_at(read: list[dict[str, Any]], centre: tuple[float, float] | None) -> int | None:
    """Return the number of the face at which the family points; bystanders are left alone."""
    if centre is None:
        return None
    for number, face in enumerate(read, start=1):
        x, y, width, height = face["box"]
        if x <= centre[0] <= x + width and y <= centre[1] <= y + height:
            return number
    return None
