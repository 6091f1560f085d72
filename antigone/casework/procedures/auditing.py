"""Auditing: every unresolved body against all who are missed, and against every other body.

A body may have been recorded twice, and one person may lie in two places. No other step holds bodies
against each other, and none holds those who are missed against each other: an audit reads the faces of
the dead alone, and each body that takes part was searched first, under the rules of a search.

Both halves go on in blocks. A block is one step with its entry, in which every body of it is named;
what was done stays, and whoever takes the work up goes on behind it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

import numpy
from django.conf import settings
from django.db.models import Max, QuerySet

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.access.requirement import SeparatePerson, require
from antigone.casework import jobs
from antigone.casework.instruments import Instruments, instruments
from antigone.casework.models import AuditedBody, AuditLead, AuditRun, Job, Remains, Search
from antigone.casework.models.jobs import JobState
from antigone.casework.models.requests import Purpose
from antigone.casework.procedures.enrolling import OtherEngine
from antigone.casework.procedures.searching import (
    UNRESOLVED,
    NoDeathExamination,
    NoLegibleCode,
    NoUsableProbe,
    SearcherSignedDeath,
    Wanted,
    probes_of,
    require_dead,
    search_under,
    strangers_of,
    to_search_again,
)
from antigone.casework.step import Step, found, step
from antigone.errors import Refusal
from antigone.gallery.entries import directions
from antigone.gallery.shortlist import draw_line
from antigone.wording import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

AUDIT = "audit"
# In a block, so many that each of them still stands in its entry by name.
A_BLOCK = 25
_UNDER_WAY = (JobState.WAITING, JobState.RUNNING)
# What keeps one body out, and lets the others go on. That somebody may not audit at all is another.
WHY_NOT = {
    NoDeathExamination: N_("no examination of death is signed"),
    SearcherSignedDeath: N_("whoever audits alone signed the death"),
    NoLegibleCode: N_("no photograph shows the code"),
    NoUsableProbe: N_("no enrolled face can be compared"),
    SeparatePerson: N_("whoever audits is comparing it"),
}
WHY_NOT_BY_CODE = {refusal.code: words for refusal, words in WHY_NOT.items()}


class NothingToAudit(Refusal):
    """There is no unresolved body."""

    code = "nothing-to-audit"
    sentence = N_("No body without a name is recorded here. Nothing was audited.")
    remedy = N_("Record remains first.")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an audit has come: `done` of `total` parts, two for each body; and why it broke off."""

    done: int
    total: int
    ended: bool
    fault: str


def begin_audit(actor: Actor) -> AuditRun:
    """Begin an audit, or go on with the one that is open; a worker does it.

    It takes in the bodies that are unresolved now. Only one is open in an operation at a time. One that
    was begun with another engine ends where it stands: faces of two engines are not held together.
    Raises `NothingToAudit` and `NotAllowed`.
    """
    engine = instruments().engine_id
    with step(actor, Action.AUDIT) as doing:
        run = AuditRun.objects.filter(ended_at=None).first()
        if run is not None and run.engine != engine:
            _end(run, doing)
            run = None
        if run is None:
            unresolved = Remains.objects.filter(outcome__in=UNRESOLVED).count()
            if not unresolved:
                raise NothingToAudit
            number = (AuditRun.objects.aggregate(last=Max("number"))["last"] or 0) + 1
            run = doing.write(AuditRun(number=number, engine=engine, bodies=unresolved))
        else:
            doing.name(run.ledger_id)
        if not _jobs_of(run).filter(state__in=_UNDER_WAY).exists():
            jobs.add(
                AUDIT,
                operation=actor.operation_id,
                subject=run.pk.hex,
                cursor={"by": actor.account_id.hex, "compared": 0},
            )
        return run


def progress_of(actor: Actor, run: AuditRun) -> Progress:
    """Return how far an audit has come. Raises `NotAllowed`."""
    with within(actor.operation_id):
        require(actor, Action.AUDIT)
        ended = AuditRun.objects.filter(pk=run.pk, ended_at__isnull=False).exists()
        job = _jobs_of(run).order_by("made_at").last()
    broke = job is not None and job.state == JobState.FAILED and not ended
    return Progress(
        done=job.done if job else 0,
        total=2 * run.bodies,
        ended=ended,
        fault=job.fault if job and broke else "",
    )


@jobs.handles(AUDIT)
def _audit(work: jobs.Work) -> None:
    """Search what was not searched, then hold every body against the others, block by block."""
    actor = Actor(account_id=UUID(work.cursor["by"]), operation_id=work.operation_id)
    tools = instruments()
    with within(actor.operation_id):
        require(actor, Action.AUDIT)
        run = found(AuditRun, UUID(work.subject))
    if run.ended_at is not None:
        return
    if run.engine != tools.engine_id:
        raise OtherEngine(found=run.engine, wanted=tools.engine_id)
    while block := _not_audited(actor, run):
        # Said outside a step, so that what a family took back is erased before the next block.
        work.reached(work.cursor)
        _search_block(actor, run, block, work, tools)
    bodies = _Bodies.of(actor, run, tools)
    while work.cursor["compared"] < len(bodies.keys):
        work.reached(work.cursor)
        _compare_block(actor, run, bodies, work, tools)
    with step(actor, Action.AUDIT) as doing:
        _end(run, doing)
        work.reached(work.cursor, done=2 * run.bodies)


def _end(run: AuditRun, doing: Step) -> None:
    """End an audit, within a step."""
    run.ended_at = doing.at
    run.save(update_fields=["ended_at"])


def _jobs_of(run: AuditRun) -> "QuerySet[Job]":
    return Job.objects.filter(kind=AUDIT, subject=run.pk.hex)


def _not_audited(actor: Actor, run: AuditRun) -> list[Remains]:
    """The next bodies of this audit, those recorded first at the front."""
    with within(actor.operation_id):
        here = Remains.objects.filter(outcome__in=UNRESOLVED, recorded_at__lte=run.recorded_at)
        left = here.exclude(audits__run=run)
        return list(left.order_by("recorded_at", "id")[:A_BLOCK])


def _search_block(
    actor: Actor, run: AuditRun, block: Sequence[Remains], work: jobs.Work, tools: Instruments
) -> None:
    """Let each body have a search that answers for it, and write down which, or why it has none."""
    with within(actor.operation_id):
        waiting = set(to_search_again(tools))
    searched = [(body, _searched(actor, body, body.pk in waiting, tools)) for body in block]
    with step(actor, Action.AUDIT) as doing:
        for body, answer in searched:
            of = {"run": run, "remains": body}
            doing.name(body.ledger_id)
            if isinstance(answer, Refusal):
                doing.write(AuditedBody(**of, refusal=answer.code))
            else:
                doing.write(AuditedBody(**of, search=answer))
        done = AuditedBody.objects.filter(run=run).count()
        work.reached(work.cursor, done=done, total=2 * run.bodies)


def _searched(
    actor: Actor, body: Remains, is_waiting: bool, tools: Instruments
) -> Search | Refusal:
    """Return the newest search of a body, made now unless it knows everything that came in since.

    Also of a body that somebody else has searched, the rules of a search hold for whoever audits.
    """
    try:
        with within(actor.operation_id):
            _require_hers(actor, body)
            probes_of(body, tools)
            known = Search.objects.filter(remains=body, engine=tools.engine_id)
            newest = known.order_by("recorded_at").last()
        if newest is not None and not is_waiting:
            return newest
        wanted = Wanted(remains=body.pk, purpose=Purpose.IDENTIFY)
        return search_under(actor, wanted, Action.AUDIT, tools)
    except tuple(WHY_NOT) as refusal:
        return refusal


def _require_hers(actor: Actor, body: Remains) -> None:
    """Refuse a body that whoever audits may not search from. Raises what `WHY_NOT` names."""
    require(actor, Action.AUDIT, of=body)
    require_dead(body, actor)


def _is_hers(actor: Actor, body: Remains) -> bool:
    """Say whether whoever goes on with an audit may hold this body against others."""
    try:
        _require_hers(actor, body)
    except tuple(WHY_NOT):
        return False
    return True


@dataclass(frozen=True)
class _Bodies:
    """Every body of an audit that was searched: its faces as unit vectors, one beside the other.

    `whose` says of each row of `faces` which body it belongs to, by its place in `keys`; `wholes` of
    each body to which it belongs as a part, or itself. Of a body that whoever goes on may not search
    from, no face is read: it keeps its place, and is held against none.
    """

    keys: list[UUID]
    wholes: list[UUID]
    faces: "NDArray[numpy.float64]"
    whose: "NDArray[numpy.intp]"

    @classmethod
    def of(cls, actor: Actor, run: AuditRun, tools: Instruments) -> "_Bodies":
        """Read them, in the order in which they were recorded."""
        with within(actor.operation_id):
            taking_part = Remains.objects.filter(audits__run=run, audits__search__isnull=False)
            bodies = list(taking_part.order_by("recorded_at", "id"))
            dim = tools.remains_rows.dim
            faces = [
                directions(probes_of(one, tools)[1], dim=dim, what="probe")
                if _is_hers(actor, one)
                else numpy.empty((0, dim))
                for one in bodies
            ]
        return cls(
            keys=[body.pk for body in bodies],
            wholes=[body.part_of_id or body.pk for body in bodies],
            faces=numpy.concatenate(faces) if faces else numpy.empty((0, dim)),
            whose=numpy.repeat(numpy.arange(len(bodies)), [len(one) for one in faces]),
        )

    @property
    def taking_part(self) -> int:
        """How many are held against each other."""
        return len(numpy.unique(self.whose))

    def alike(self, at: int) -> Iterator[tuple[float, int]]:
        """Yield how alike every other body is, the most alike first; not those put together already."""
        mine = self.faces[self.whose == at]
        if not len(mine):
            return
        best = numpy.full(len(self.keys), -numpy.inf)
        numpy.maximum.at(best, self.whose, (self.faces @ mine.T).max(axis=1))
        for other in numpy.argsort(-best, kind="stable"):
            if self.wholes[other] != self.wholes[at] and numpy.isfinite(best[other]):
                yield float(best[other]), int(other)


def _compare_block(
    actor: Actor, run: AuditRun, bodies: _Bodies, work: jobs.Work, tools: Instruments
) -> None:
    """Hold the next bodies against all others, and write down who might be one person."""
    first = work.cursor["compared"]
    block = range(first, min(first + A_BLOCK, len(bodies.keys)))
    with within(actor.operation_id):
        held = [at for at in block if (bodies.whose == at).any()]
        rows = {at: found(Remains, bodies.keys[at]) for at in held}
        leads = [(at, *lead) for at in held for lead in _leads(bodies, at, rows[at], tools)]
    with step(actor, Action.AUDIT) as doing:
        # Since their faces were read, she may have begun to compare one of them.
        named = {*held, *(other for _, other, *_ in leads)}
        hers = {at for at in named if _is_hers(actor, found(Remains, bodies.keys[at]))}
        # The entry says of which bodies it is, also where nothing was found.
        doing.name(run.ledger_id, *(rows[at].ledger_id for at in held if at in hers))
        for at, other, similarity, above_line in leads:
            if not {at, other} <= hers:
                continue
            one_id, other_id = sorted((bodies.keys[at], bodies.keys[other]))
            of = {"run": run, "one_id": one_id, "other_id": other_id}
            if not AuditLead.objects.filter(**of).exists():
                doing.write(AuditLead(**of, similarity=similarity, above_line=above_line))
        cursor = {**work.cursor, "compared": block.stop}
        work.reached(cursor, done=run.bodies + block.stop, total=2 * run.bodies)


def _leads(
    bodies: _Bodies, at: int, body: Remains, tools: Instruments
) -> Iterator[tuple[int, float, bool]]:
    """Yield which others a body might be one person with: all above the line, or the nearest alone.

    The line is that of a search: how alike a body in this condition is to strangers. Between two
    bodies nobody has measured it, so a lead is no more than a reason to look.
    """
    strangers = strangers_of(body, tools)
    if strangers is None:
        for similarity, other in islice(bodies.alike(at), 1):
            yield other, similarity, False
        return
    mine = int((bodies.whose == at).sum())
    line = draw_line(
        strangers,
        people=bodies.taking_part - 1,
        fpir=settings.ANTIGONE.settings.fpir,
        comparisons=mine * (len(bodies.faces) - mine),
    )
    for similarity, other in bodies.alike(at):
        if similarity < line.threshold:
            return
        yield other, similarity, True
