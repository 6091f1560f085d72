"""The dead: recorded, photographed, examined, searched from; and what laboratories report of them."""

from functools import partial

from antigone.casework.models.remains import Party
from antigone.casework.models.requests import Purpose
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import faces, handover, intake, matching, photographs
from antigone.casework.procedures.searching import GRADES
from antigone.evidence.findings import SAME_OR_UNRELATED
from antigone.exercise.cast import ADMINISTRATOR, AUTHORITY, BODIES, REPORTS, Found
from antigone.exercise.findings import Tried
from antigone.exercise.staging import as_file, with_label
from antigone.exercise.walk import Body, Walk
from antigone.wording import N_

_CONDITIONS = {grade: condition for condition, grade in GRADES.items()}
_SOURCES = {
    "dna": CandidateSource.LABORATORY,
    "dental": CandidateSource.DENTAL,
    "fingerprint": CandidateSource.FINGERPRINT,
}

_NO_EXAMINATION = N_("search from a body whose death nobody has signed")
_OTHER_LABEL = N_("keep a photograph that shows the label of another body")
_SAME_PERSON = N_("confirm one's own choice of a body's face")
_UNCONFIRMED = N_("enrol a body's face that nobody has confirmed")
_SEES_NO_CASE = N_("search as the administrator")
_BY_LOOKS = N_("propose somebody by looks, without a search")
_NO_FACE = N_("search from a body without a usable face")


def record(walk: Walk, body: Found) -> None:
    """Record and photograph a body; its death is signed, and its face chosen by two."""
    officer, doctor, searcher = (walk.crew[name] for name in ("mira", "dora", "sven"))
    remains = intake.record_remains(
        officer,
        intake.FoundRemains(
            code=body.code,
            place=body.place,
            authority=AUTHORITY,
            party=Party(body.party),
            recovered_at=body.recovered_at,
        ),
    )
    found = Body(body, remains.id, [])
    walk.bodies.append(found)
    images = list(walk.stage.photographs(body))
    if len(walk.bodies) == 1:
        wanted = matching.Wanted(remains=remains.id, purpose=Purpose.IDENTIFY)
        walk.must_refuse(_NO_EXAMINATION, partial(matching.search, searcher, wanted))
        other = photographs.TakenPhotograph(
            remains=remains.id,
            name=f"{body.code}-x.png",
            content=as_file(with_label(images[0], BODIES[1].code)),
        )
        walk.must_refuse(_OTHER_LABEL, partial(photographs.receive_post_mortem, officer, other))
    intake.examine_remains(
        doctor,
        intake.DeathFound(
            remains=remains.id,
            basis="External examination: lividity and rigor, no heart action",
            condition=_CONDITIONS[body.grade],
        ),
    )
    handover.transfer(
        officer,
        handover.Transfer(
            remains=remains.id,
            to_place="Mortuary of the exercise, cold room",
            handed_by="Recovery team",
            received_by="Mira",
            because="brought in after recovery",
        ),
    )
    for number, image in enumerate(images, start=1):
        _receive(walk, found, as_file(image), f"{body.code}-{number}.png")


def search(walk: Walk, found: Body) -> None:
    """Search from a body, and weigh each candidate; without a usable face there is no search."""
    searcher = walk.crew["sven"]
    wanted = matching.Wanted(remains=found.id, purpose=Purpose.IDENTIFY)
    if found.found.code == BODIES[0].code:
        walk.must_refuse(
            _SEES_NO_CASE, partial(matching.search, walk.crew[ADMINISTRATOR.name], wanted)
        )
    try:
        matching.search(searcher, wanted)
    except matching.NoUsableProbe as refusal:
        walk.tried.append(Tried(what=_NO_FACE, refusal=refusal))
        return
    from antigone.casework import lists

    for candidate in lists.unweighed(searcher, found.found.code):
        matching.weigh(searcher, matching.FaceOf(candidate=candidate))


def report_from_laboratories(walk: Walk) -> None:
    """Enter what laboratories report; whoever enters it examines none of it."""
    records, entering = walk.crew["rafi"], walk.crew["sven"]
    by_looks = matching.Proposal(
        remains=walk.body("R-0008").id,
        request=walk.requests["T-0008"].id,
        source=CandidateSource.FACE,
        note="They look alike.",
    )
    walk.must_refuse(_BY_LOOKS, partial(matching.propose, records, by_looks))
    for report in REPORTS:
        lead = matching.propose(
            records,
            matching.Proposal(
                remains=walk.body(report.remains).id,
                request=walk.requests[report.request].id,
                source=_SOURCES[report.discipline.value],
                note=report.name,
            ),
        )
        matching.weigh(
            entering,
            matching.Reported(
                candidate=lead.id,
                kind=matching.Reportable(report.discipline.value),
                source=report.name,
                log10_lr=report.log10_lr,
                interval=(report.log10_lr - 0.7, report.log10_lr + 0.7),
                bound=(-9.0, 9.0),
                same=SAME_OR_UNRELATED.same,
                other=SAME_OR_UNRELATED.other,
            ),
        )


def _receive(walk: Walk, found: Body, content: bytes, name: str) -> None:
    officer, second = walk.crew["mira"], walk.crew["marek"]
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
    own = partial(faces.confirm_face, officer, choice)
    walk.must_refuse(_SAME_PERSON, own, once=True)
    walk.must_refuse(_UNCONFIRMED, partial(matching.enrol, officer, mark.id), once=True)
    faces.confirm_face(second, choice)
    walk.marks[kept.id] = mark
    matching.enrol(second, mark.id)
    found.enrolled += 1
