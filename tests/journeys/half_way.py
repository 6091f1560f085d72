"""A home half-way through its work, in which every step waits for somebody, and beside it an empty operation.

    python -m tests.journeys.half_way FOLDER

Nothing of the finished exercise waits any more, so half of its pages cannot be met there. Here two
examiners differ and a third has looked, one body can be identified and one is, a family waits to be told,
and faces wait to be marked. Whoever works in the ferry works in a second operation too, in which nobody
has recorded anything yet. Printed, as JSON, is who may open which of these pages at what address.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.journeys.empty_home import found

if TYPE_CHECKING:
    from uuid import UUID

    from antigone.exercise.walk import Body, Walk

EMPTY = "HARBOUR"
# Name of a page, who opens it, and where in the operation.
Waiting = tuple[str, str, str]
_DEAD = ("R-0001", "R-0002", "R-0003", "R-0004")
_MISSING = ("T-0001", "T-0002", "T-0003", "T-0007")
_REPORTED = {"R-0002": "dental", "R-0003": "dna"}


def main() -> None:
    """Found the home, work in it, and say who opens what."""
    from antigone.config import Config
    from antigone.site import start
    from antigone.vault import OpenToAll

    home = Path(sys.argv[1])
    found(home)
    config = Config(home=home)
    start(config)
    from antigone.casework.house import inside, open_house
    from antigone.exercise.walk import Walk

    with inside(open_house(OpenToAll())):
        sys.stdout.write(json.dumps(list(_work(Walk(config, lambda done: None)))))


def made(home: Path) -> list[Waiting]:
    """Make such a home in a process of its own, and return what waits in it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.half_way", str(home)],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "HOME": str(home.parent)},
    )
    return [(name, member, path) for name, member, path in json.loads(done.stdout)]


def _work(walk: "Walk") -> Iterator[Waiting]:
    """Yield name of the page, who opens it, and where, as the work goes on."""
    from antigone.exercise import families, ferry, quay, review
    from antigone.exercise.cast import BODIES, MANIFEST

    ferry.open_ferry(walk)
    _open_another(walk)
    for missing in MANIFEST:
        if missing.code in _MISSING:
            families.report(walk, missing)
    for body in BODIES:
        if body.code in _DEAD:
            quay.record(walk, body)
    for recorded in walk.bodies:
        quay.search(walk, recorded)
    _report(walk)
    review.add_fillers(walk)
    review.compare_reports(walk)
    yield from _examine(walk)
    yield from _decide(walk)
    yield from _mark(walk)
    yield from _film(walk)


def _open_another(walk: "Walk") -> None:
    """Open an operation in which the whole crew works and nothing is recorded."""
    from antigone.access.signing_in import actor_named
    from antigone.casework.models.operation import OperationKind
    from antigone.casework.procedures import accounts, operations
    from antigone.exercise.cast import ADMINISTRATOR, AUTHORITY, CREW, LEGAL_BASIS

    administrator = actor_named(walk.config, ADMINISTRATOR.name)
    opened = operations.open_operation(
        administrator,
        operations.NewOperation(
            code=EMPTY,
            name="Harbour of the exercise",
            kind=OperationKind.INCIDENT,
            authority=AUTHORITY,
            legal_basis=LEGAL_BASIS,
            declared_missing=3,
        ),
    )
    for one in CREW:
        given = accounts.RoleGiven(
            account=walk.crew[one.name].account_id,
            operation=opened.id,
            role=one.role,
            discipline=one.discipline,
        )
        accounts.give_role(administrator, given)
    # One person on the board who examines as well: she is asked before she learns a name.
    new = accounts.NewAccount(
        sign_in_name="both", shown_name="Bo, board and teeth", password=_password()
    )
    both = accounts.add_account(administrator, new).id
    for role, discipline in _both():
        given = accounts.RoleGiven(
            account=both,
            operation=walk.crew["mira"].operation_id,
            role=role,
            discipline=discipline,
        )
        accounts.give_role(administrator, given)
    # And one who may do nothing yet.
    accounts.add_account(
        administrator,
        accounts.NewAccount(sign_in_name="new", shown_name="Noor, new", password=_password()),
    )


def _report(walk: "Walk") -> None:
    """The laboratories report of two of the dead."""
    from antigone.casework.models.search import CandidateSource
    from antigone.casework.procedures import matching
    from antigone.exercise.cast import REPORTS

    sources = {"dental": CandidateSource.DENTAL, "dna": CandidateSource.LABORATORY}
    for one in REPORTS:
        if _REPORTED.get(one.remains) != one.discipline.value:
            continue
        lead = matching.propose(
            walk.crew["rafi"],
            matching.Proposal(
                remains=walk.body(one.remains).id,
                request=walk.requests[one.request].id,
                source=sources[one.discipline.value],
                note=one.name,
            ),
        )
        matching.weigh(
            walk.crew["sven"],
            matching.Reported(
                candidate=lead.id,
                kind=matching.Reportable(one.discipline.value),
                source=one.name,
                log10_lr=one.log10_lr,
                interval=(one.log10_lr - 0.7, one.log10_lr + 0.7),
                bound=(-9.0, 9.0),
                same="the body is the missing person",
                other="the body is an unrelated person of the region",
            ),
        )


def _examine(walk: "Walk") -> Iterator[Waiting]:
    """Two differ on a face, and a third looks; on another body one begins, and one has pairs."""
    from antigone.access.roles import Discipline
    from antigone.casework.lists.examining import token_of
    from antigone.casework.models.review import Conclusion, Support
    from antigone.casework.procedures import review

    def page(name: str, body: "Body", step: str) -> Waiting:
        return name, name, f"examine/{token_of(walk.crew[name], body.id, Discipline.FACE)}/{step}"

    parted, open_one = walk.body("R-0004"), walk.body("R-0001")
    alike = (Conclusion.POTENTIAL_MATCH, Support.MODERATE)
    unlike = (Conclusion.EXCLUSION, Support.MODERATE_AGAINST)
    name = "fay"
    _analyse(walk, parted, name)
    drawing = review.Drawing(remains=parted.id, discipline=Discipline.FACE)
    review.draw(walk.crew[name], drawing)
    for view in (alike, unlike, alike):
        _compare(walk, parted, name, view)
        last = name
        try:
            name = _named(walk, review.draw(walk.crew["rafi"], drawing).examiner)
        except (review.NobodyToCompare, review.NobodyLeft):
            break
        _analyse(walk, parted, name)
    for step in ("third", "done", "pause"):
        yield (f"examine-{step}", *page(last, parted, step)[1:])

    begins, *_ = (one for one in ("fay", "jon", "kim") if one != last)
    yield ("examine-analysis", *page(begins, open_one, "analysis")[1:])
    _analyse(walk, open_one, last)
    drawing = review.Drawing(remains=open_one.id, discipline=Discipline.FACE)
    review.draw(walk.crew[last], drawing)
    yield ("examine-pair", *page(last, open_one, "pair")[1:])
    yield "examine", begins, "examine/"


def _analyse(walk: "Walk", body: "Body", name: str) -> None:
    from antigone.access.roles import Discipline
    from antigone.casework import lists
    from antigone.casework.components import Component, Seen
    from antigone.casework.procedures import review

    examiner = walk.crew[name]
    photographs = tuple(lists.faces_to_analyse(examiner, body.found.code).values())
    review.analyse(
        examiner,
        review.Analysed(
            remains=body.id,
            discipline=Discipline.FACE,
            photographs=photographs,
            components={one: Seen(comparable=True) for one in Component},
        ),
    )


def _compare(walk: "Walk", body: "Body", name: str, view: tuple[Any, Any]) -> None:
    """Commit one view of every pair; what carries it differs in three rows."""
    from antigone.access.roles import Discipline
    from antigone.casework.components import Component, Finding, Judgement, Weight
    from antigone.casework.models.review import Conclusion
    from antigone.casework.procedures import review

    conclusion, support = view
    examiner = walk.crew[name]
    rows = dict.fromkeys(
        Component, Judgement(comparable=True, finding=Finding.SIMILAR, weight=Weight.MEDIUM)
    )
    if conclusion is Conclusion.EXCLUSION:
        for one in list(Component)[2:5]:
            rows[one] = Judgement(comparable=True, finding=Finding.DISSIMILAR, weight=Weight.HIGH)
    while (shown := review.next_pair(examiner, body.id, Discipline.FACE)) is not None:
        done = review.compare(
            examiner,
            review.Compared(
                pair=shown.pair,
                conclusion=conclusion,
                support=support,
                components=rows,
                note="The line of the brow carries it.",
                seconds=90,
            ),
        )
        if not done.waiting:
            return


def _named(walk: "Walk", account: "UUID") -> str:
    return next(name for name, actor in walk.crew.items() if actor.account_id == account)


def _decide(walk: "Walk") -> Iterator[Waiting]:
    """One body can be identified, one is; one of its two relatives can be told."""
    from antigone.access import within
    from antigone.casework.models import Concurrence, Disagreement
    from antigone.casework.procedures import decisions, notices
    from antigone.documents.letters import Liaison

    bruno, berta, felix, lara = (walk.crew[one] for one in ("bruno", "berta", "felix", "lara"))
    with within(bruno.operation_id):
        agreed = {one.candidate.remains_id: one for one in Concurrence.objects.filter(
            discipline__in=("dna", "dental")).select_related("candidate")}  # fmt: skip
        differing = Disagreement.objects.filter(settlement=None).first()
        assert differing is not None
    waits = agreed[walk.body("R-0002").id]
    yield "identify", "bruno", f"decisions/{waits.candidate_id}/identify"
    yield "settle", "bruno", f"decisions/{differing.candidate_id}/settle/{differing.id}"
    yield "decision", "bruno", f"decisions/{differing.candidate_id}/"

    carried = agreed[walk.body("R-0003").id]
    for member in (bruno, berta):
        named = decisions.identify(
            member,
            decisions.Identify(
                remains=walk.body("R-0003").id,
                request=carried.candidate.request_id,
                concurrence=carried.id,
                grounds="Two examiners of genetics agree; nothing contradicts.",
            ),
        )
    father, sister = (_relative(walk, "T-0007", one) for one in ("father", "sister"))
    liaison = Liaison(
        name="Felix, family liaison", telephone="+00 000 000 000", email="", reachable="9 to 17"
    )
    yield (
        "prepare-notice",
        "felix",
        (f"notices/prepare/identification/{named.identification.id}/{sister.id}"),
    )
    told = notices.prepare(
        felix,
        notices.Prepare(
            identification=named.identification.id, relative=father.id, liaison=liaison
        ),
    )
    notices.approve(lara, told.id)
    yield "notice", "felix", f"notices/{told.id}/"


def _relative(walk: "Walk", code: str, relation: str) -> Any:
    from antigone.casework.models.relatives import ContactSource, Tie, Way
    from antigone.casework.procedures import notices

    felix, request = walk.crew["felix"], walk.requests[code]
    relative = notices.record_relative(
        felix,
        notices.KnownRelative(
            request=request.id,
            name=f"Rui Silva, {relation}",
            relation=relation,
            tie=Tie.BOTH,
            language="es",
            contact_source=ContactSource.RELATIVE_INTERVIEW,
            contact_given_on=walk.config.clock().date(),
            phone="+00 111 222 333",
            address="1 Quay Street\nHarbour of the exercise",
            enquirer=request.enquirer_id,
        ),
    )
    wished = notices.Wished(
        relative=relative.id,
        wishes_to_be_told=True,
        way=Way.VISIT,
        present="A friend of the family",
        call_back_word="lighthouse",
    )
    notices.record_wishes(felix, wished)
    return relative


def _mark(walk: "Walk") -> Iterator[Waiting]:
    """Faces wait: one photograph is not read, one has four faces, and one mark waits for a second."""
    from antigone.casework.procedures import faces, intake, photographs
    from antigone.exercise.cast import AUTHORITY, BODIES, MANIFEST
    from antigone.exercise.staging import as_file

    mira, ines = walk.crew["mira"], walk.crew["ines"]
    body = intake.record_remains(
        mira, intake.FoundRemains(code="R-0007", place="Fishing boat", authority=AUTHORITY)
    )
    pictures = walk.stage.photographs(next(one for one in BODIES if one.code == "R-0007"))
    kept = [
        photographs.receive_post_mortem(
            mira,
            photographs.TakenPhotograph(
                remains=body.id, name=f"R-0007-{number}.png", content=as_file(image)
            ),
        )
        for number, image in enumerate(pictures, start=1)
    ]
    yield "photograph", "mira", f"photographs/{kept[0].id}/"
    reading = faces.read_faces(mira, kept[1].id)
    faces.mark_face(mira, faces.FaceChoice(photograph=kept[1].id, reading=reading.id, faces=(1,)))
    yield "mark-face", "marek", f"photographs/{kept[1].id}/mark"

    # Somebody else's group photograph: whom it shows does not matter where nobody is marked.
    (group, *_) = walk.stage.references(next(one for one in MANIFEST if one.code == "T-0006"))
    given = photographs.receive_reference(
        ines,
        photographs.GivenPhotograph(
            request=walk.requests["T-0003"].id, name="group.png", content=as_file(group.image)
        ),
    )
    faces.read_faces(ines, given.id)
    yield "mark-face-of-several", "ines", f"photographs/{given.id}/mark"


def _film(walk: "Walk") -> Iterator[Waiting]:
    """One video in which a face waits to be chosen, and one whose frames came in."""
    from io import BytesIO

    from antigone.access import within
    from antigone.casework import jobs
    from antigone.casework.models import RecordingReading
    from antigone.casework.procedures import recordings
    from tests.clips import encoded, face, laid, passers_by, wall

    ines, request = walk.crew["ines"], walk.requests["T-0003"]
    alone = encoded([laid(wall(), face("P006", "sad"), 60 + 2 * one, 40) for one in range(11)])
    filmed = [
        recordings.receive_recording(
            ines,
            recordings.GivenRecording(request=request.id, name="quay.mp4", source=BytesIO(content)),
        )
        for content in (passers_by(), alone)
    ]
    jobs.work(once=True)
    with within(ines.operation_id):
        reading = RecordingReading.objects.get(recording=filmed[1])
    recordings.choose_track(
        ines, recordings.TrackChosen(recording=filmed[1].id, reading=reading.id, track=1)
    )
    jobs.work(once=True)
    yield "recording", "ines", f"videos/{filmed[0].id}/"
    yield "recording-chosen", "ines", f"videos/{filmed[1].id}/"


def _both() -> tuple[tuple[Any, Any], ...]:
    from antigone.access.roles import Discipline, Role

    return (Role.BOARD_MEMBER, None), (Role.EXAMINER, Discipline.DENTAL)


def _password() -> str:
    from antigone.exercise.cast import PASSWORD

    return PASSWORD


if __name__ == "__main__":
    main()
