"""A board at work: examiners whose views are on record, members who sign, and what may follow."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from antigone.access import Action, Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.models.review import SUPPORTS, Conclusion, Place
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import decisions, intake, matching
from antigone.casework.procedures.review.concurring import concur
from antigone.casework.rules import Exceptional, Rules
from antigone.casework.step import step
from tests.casework.identified import unguarded
from tests.homes import Staff, found_remains, report

MATCH, EXCLUSION = Conclusion.POTENTIAL_MATCH, Conclusion.EXCLUSION
DNA, FACE, DENTAL = Discipline.DNA, Discipline.FACE, Discipline.DENTAL
GROUNDS = "DNA of a femur agrees with that of two relatives."
_PLACES = (Place.FIRST, Place.SECOND, Place.THIRD)


@dataclass
class Board:
    """Who decides in one operation. `ann` and `ben` examine DNA, `ada` and `bob` faces; `ann` and
    `ada` are on the board as well; `cora`, `dora` and `emil` are on the board and examine nothing.
    """

    staff: Staff
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        if name not in self.people:
            raise AttributeError(name)
        return self.people[name]

    def body(self, code: str = "R1", **changes: Any) -> rows.Remains:
        return intake.record_remains(self.mortuary, found_remains(code, **changes))

    def missing(self, code: str = "M1", **changes: Any) -> rows.TracingRequest:
        return intake.open_request(self.clerk, report(code, **changes))

    def lead(
        self,
        body: rows.Remains,
        request: rows.TracingRequest,
        source: CandidateSource = CandidateSource.LABORATORY,
        note: str = "Report 14/2026",
    ) -> rows.Candidate:
        stated = {"remains": body.id, "request": request.id, "source": source, "note": note}
        return matching.propose(self.dora, matching.Proposal(**stated))

    def views(
        self,
        candidate: rows.Candidate,
        *conclusions: Conclusion,
        discipline: Discipline = DNA,
        by: tuple[Actor, ...] | None = None,
    ) -> Any:
        """Commit views one after the other; return what the last one came to."""
        known = {DNA: ("ann", "ben", "bess"), FACE: ("ada", "bob", "bess")}.get(discipline, ())
        examiners = by or tuple(self.people[name] for name in known)
        made = None
        pairs = zip(examiners, conclusions, _PLACES[: len(conclusions)], strict=False)
        for examiner, conclusion, place in pairs:
            made = self._view(candidate, examiner, discipline, conclusion, place) or made
        return made

    def _view(
        self,
        candidate: rows.Candidate,
        examiner: Actor,
        discipline: Discipline,
        conclusion: Conclusion,
        place: Place,
    ) -> Any:
        of = {
            "remains_id": candidate.remains_id,
            "discipline": discipline,
            "examiner_id": examiner.account_id,
        }
        with step(examiner, Action.COMPARE) as doing:
            doing.write(rows.Analysis(**of, looked_at=["chart"]))
            drawn = place != Place.FIRST
            opened = doing.write(rows.Round(**of, place=place, drawn=drawn, fillers=0, seed="0"))
            pair = doing.write(rows.Pair(round=opened, position=1, candidate=candidate))
            view = doing.write(
                rows.Comparison(
                    pair=pair,
                    candidate=candidate,
                    examiner_id=examiner.account_id,
                    discipline=discipline,
                    conclusion=conclusion,
                    support=SUPPORTS[conclusion][-1],
                )
            )
            made = concur(doing, view)
            opened.ended_at, opened.ended_because = doing.at, "complete"
            opened.save()
            return made

    def examined_by_recorder(self) -> rows.Concurrence:
        """What two agreed on, of whom one had recorded the body: past the guards of the review."""
        hired = self.staff.hire("mia", DNA, Role.MORTUARY_OFFICER)
        body = intake.record_remains(hired, found_remains("R1"))
        candidate = self.lead(body, self.missing())
        with unguarded(rows.Analysis, rows.Round, rows.Comparison):
            return self.views(candidate, MATCH, MATCH, by=(hired, self.ben))

    def motion(self, concurrence: rows.Concurrence, **changes: Any) -> decisions.Identify:
        candidate = concurrence.candidate
        stated = {
            "remains": candidate.remains_id,
            "request": candidate.request_id,
            "concurrence": concurrence.id,
            "grounds": GROUNDS,
        }
        return decisions.Identify(**(stated | changes))

    def identified(
        self, body: rows.Remains | None = None, request: rows.TracingRequest | None = None
    ) -> rows.Identification:
        """A body that two examiners of DNA and two members of the board gave its name."""
        candidate = self.lead(body or self.body(), request or self.missing())
        motion = self.motion(self.views(candidate, MATCH, MATCH))
        decisions.identify(self.ann, motion)
        decided = decisions.identify(self.cora, motion).identification
        assert decided is not None
        return decided

    def ruled(self, **changes: Any) -> rows.RuleSet:
        """Rules that allow an exception on the face, approved by two; or others."""
        stated = {"exception": Exceptional(disciplines=frozenset({FACE}), beside=1)} | changes
        proposed = decisions.ProposedRules(rules=Rules(**stated), because="Few samples are left.")
        draft = decisions.propose_rules(self.cora, proposed)
        return decisions.approve_rules(self.dora, draft.id)

    def fresh(self, row: Any) -> Any:
        """The row as the database has it now."""
        with within(self.staff.operation):
            return type(row).objects.get(pk=row.pk)

    def count(self, model: Any, **of: Any) -> int:
        with within(self.staff.operation):
            return model.objects.filter(**of).count()


@pytest.fixture
def board(staff: Staff) -> Board:
    hired = {
        "clerk": (Role.INTAKE_OFFICER,),
        "mortuary": (Role.MORTUARY_OFFICER,),
        "doctor": (Discipline.MEDICAL,),
        "records": (Role.RECORDS_OFFICER,),
        "ann": (DNA, Role.BOARD_MEMBER),
        "ben": (DNA, Role.BOARD_MEMBER),
        "ada": (FACE, Role.BOARD_MEMBER),
        "bob": (FACE,),
        "bess": (FACE, DNA),
        "cora": (Role.BOARD_MEMBER,),
        "dora": (Role.BOARD_MEMBER,),
        "emil": (Role.BOARD_MEMBER,),
    }
    return Board(staff, {name: staff.hire(name, *roles) for name, roles in hired.items()})
