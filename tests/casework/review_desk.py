"""A body with candidates, fillers, and enough people to review it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from PIL import Image

from antigone.access import Actor, Discipline, Role, within
from antigone.casework import models as rows
from antigone.casework.components import Component, Finding, Judgement, Seen, Weight
from antigone.casework.models.review import Conclusion, Support
from antigone.casework.models.search import CandidateSource
from antigone.casework.procedures import accounts, faces, matching, review
from antigone.exercise.fillers import PAIRS, blend
from tests.casework.faces_at_hand import Mortuary, mortuary, small

FACE = Discipline.FACE
SEEN = {one: Seen(comparable=True) for one in Component}
JUDGED = {
    one: Judgement(comparable=True, finding=Finding.SIMILAR, weight=Weight.MEDIUM)
    for one in Component
}
SUPPORT = {
    Conclusion.EXCLUSION: Support.MODERATE_AGAINST,
    Conclusion.INCONCLUSIVE: Support.NONE,
    Conclusion.POTENTIAL_MATCH: Support.MODERATE,
}
SAME, OTHER, OPEN = Conclusion.POTENTIAL_MATCH, Conclusion.EXCLUSION, Conclusion.INCONCLUSIVE


@cache
def filler_file(one: str, other: str) -> bytes:
    """A face of nobody, as a file."""
    written = io.BytesIO()
    Image.fromarray(small(blend(one, other))).save(written, "PNG")
    return written.getvalue()


@dataclass
class Review:
    """A body R1 with its candidate T-0031, found by a search, and three examiners who know nothing."""

    mortuary: Mortuary
    remains: rows.Remains
    request: rows.TracingRequest
    search: rows.Search
    examiners: list[Actor]
    board: Actor
    fillers: list[rows.Filler] = field(default_factory=list)

    @property
    def staff(self) -> Any:
        return self.mortuary.staff

    @property
    def candidate(self) -> rows.Candidate:
        return self.mortuary.listed(self.search)[0]

    def analysed(self, actor: Actor, **changes: Any) -> rows.Analysis:
        with within(self.staff.operation):
            taken = rows.PostMortemPhotograph.objects.filter(remains=self.remains)
            photograph = taken.order_by("recorded_at")[0]
        stated = {
            "remains": self.remains.id,
            "discipline": FACE,
            "photographs": (photograph.id,),
            "components": SEEN,
            "seconds": 90,
        }
        return review.analyse(actor, review.Analysed(**(stated | changes)))

    def draw(self, actor: Actor, discipline: Discipline = FACE, *named: Any) -> review.Drawn:
        candidates = tuple(one.id for one in named)
        return review.draw(
            actor,
            review.Drawing(remains=self.remains.id, discipline=discipline, candidates=candidates),
        )

    def next(self, actor: Actor, discipline: Discipline = FACE) -> Any:
        return review.next_pair(actor, self.remains.id, discipline)

    def commit(self, actor: Actor, shown: Any, conclusion: Conclusion, **more: Any) -> Any:
        stated = {
            "pair": shown.pair,
            "conclusion": conclusion,
            "support": SUPPORT[conclusion],
            "components": JUDGED,
            "seconds": 60,
        }
        return review.compare(actor, review.Compared(**(stated | more)))

    def is_filler(self, pair: Any) -> bool:
        with within(self.staff.operation):
            return rows.Pair.objects.get(pk=pair.pair).filler_id is not None

    def finish(self, actor: Actor, conclusion: Conclusion, discipline: Discipline = FACE) -> None:
        """Compare all that waits: strangers are excluded, candidates get the conclusion."""
        more = {} if discipline is FACE else {"components": {}, "note": "Report 17, table 2"}
        while pair := self.next(actor, discipline):
            said = OTHER if self.is_filler(pair) else conclusion
            if not self.commit(actor, pair, said, **more).waiting:
                return

    def first(self, conclusion: Conclusion) -> Actor:
        """The first examiner's whole way."""
        actor = self.examiners[0]
        self.analysed(actor)
        self.draw(actor)
        self.finish(actor, conclusion)
        return actor

    def drawn(self, conclusion: Conclusion | None = None) -> Actor:
        """A further examiner's whole way, or without a conclusion only until the pairs wait."""
        chosen = self.draw(self.mortuary.records).examiner
        actor = Actor(account_id=chosen, operation_id=self.staff.operation)
        self.analysed(actor)
        if conclusion is not None:
            self.finish(actor, conclusion)
        return actor

    def train(self, actor: Actor, discipline: Discipline = FACE) -> None:
        """Make somebody an examiner who was something else."""
        given = accounts.RoleGiven(
            account=actor.account_id,
            operation=self.staff.operation,
            role=Role.EXAMINER,
            discipline=discipline,
        )
        house_admin = Actor(account_id=self.staff.administrator.account_id)
        accounts.give_role(house_admin, given)

    def reported(self, *, source: CandidateSource = CandidateSource.LABORATORY) -> rows.Candidate:
        """A candidate whom a report proposes."""
        proposal = matching.Proposal(
            remains=self.remains.id, request=self.request.id, source=source, note="Report 17/2026"
        )
        return matching.propose(self.mortuary.records, proposal)

    def rows_of(self, model: Any) -> list[Any]:
        with within(self.staff.operation):
            return list(model.objects.all())


@pytest.fixture
def bench(mortuary: Mortuary) -> Iterator[Review]:
    """A searched body, with fillers."""
    request = mortuary.enrolled("T-0031", "P001")
    remains = mortuary.ready("R1", "P001")
    with within(mortuary.staff.operation):
        photographs = [
            rows.ReferencePhotograph.objects.get(),
            rows.PostMortemPhotograph.objects.get(),
        ]
    for one in photographs:
        faces.read_faces(mortuary.officer, one.pk)
    search = mortuary.search(remains)
    names = ("anna", "bela", "carl")
    examiners = [mortuary.staff.hire(name, FACE) for name in names]
    board = mortuary.staff.hire("board", Role.BOARD_MEMBER)
    bench = Review(mortuary, remains, request, search, examiners, board)
    for pair in PAIRS[:2]:
        given = review.GivenFiller(
            name="filler.png", content=filler_file(*pair), provenance="Blend of two generated faces"
        )
        bench.fillers.append(review.add_filler(mortuary.records, given))
    yield bench


__all__ = ["FACE", "bench", "mortuary"]
