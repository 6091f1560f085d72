"""A family whose relative was identified: rows of a decision, laid straight into the tables.

How a board comes to decide has tests of its own; here only what follows from it counts. So the
guards of those tables are taken down for as long as the rows are written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from antigone.access import Actor, Role, within
from antigone.casework import models as rows
from antigone.casework.guard import put_up
from antigone.casework.guards import guards
from antigone.casework.models.notices import RecipientKind
from antigone.casework.models.relatives import ContactSource, Tie
from antigone.casework.procedures import intake, notices
from antigone.config import utc_now
from antigone.documents.letters import Liaison
from tests.homes import Staff, Watch, found_remains, report, settle, sql, unfenced

LIAISON = Liaison(
    name="Ana Ferrer", telephone="+34 900 123 456", email="family@example.org", reachable="8–20"
)
_DECIDED = (
    *(rows.Candidate, rows.Round, rows.Pair, rows.Comparison, rows.Concurrence, rows.RuleSet),
    *(rows.Motion, rows.Identification, rows.IdentificationWithdrawal),
)


@contextmanager
def unguarded(*models: type[rows.CaseRow]) -> Iterator[None]:
    """Write into these tables as if nothing guarded them; put the guards up again."""
    tables = {model._meta.db_table for model in models}
    here = [one for one in guards() if one.table in tables]
    settle()
    for one in here:
        if connection.vendor == "sqlite":
            sql(f'DROP TRIGGER IF EXISTS "{one.name}"')
        else:
            sql(f'DROP TRIGGER IF EXISTS "{one.name}" ON "{one.table}"')
    try:
        yield
    finally:
        settle()
        put_up(connection, here)


@dataclass
class Family:
    """One missing woman, one body, a sister who asks, and four people at work."""

    staff: Staff
    clerk: Actor
    liaison: Actor
    second: Actor
    board: Actor
    mortuary: Actor
    request: rows.TracingRequest
    remains: rows.Remains
    watch: Watch

    def relative(self, **more: Any) -> rows.Relative:
        stated: dict[str, Any] = {
            "request": self.request.id,
            "name": "Rosa Alba",
            "relation": "sister",
            "tie": Tie.BOTH,
            "language": "es",
            "contact_source": ContactSource.RELATIVE_INTERVIEW,
            "contact_given_on": date(2026, 1, 5),
            "time_zone": "Europe/Madrid",
            "phone": "+34 600",
            "address": "Calle Mayor 1\n28001 Madrid",
            "e_mail": "rosa@example.org",
        }
        return notices.record_relative(self.clerk, notices.KnownRelative(**(stated | more)))

    def wishes(self, relative: rows.Relative, **more: Any) -> rows.Wishes:
        stated: dict[str, Any] = {"relative": relative.id, "wishes_to_be_told": True}
        return notices.record_wishes(self.clerk, notices.Wished(**(stated | more)))

    def told(self, **wishes: Any) -> rows.Relative:
        """A relative who wishes to be told."""
        relative = self.relative()
        self.wishes(relative, **wishes)
        return relative

    def identify(
        self, remains: rows.Remains | None = None, request: rows.TracingRequest | None = None
    ) -> rows.Identification:
        remains, request = remains or self.remains, request or self.request
        with unguarded(*_DECIDED), unfenced():
            return self._identified(remains, request)

    def withdrawn(self, identification: rows.Identification) -> rows.IdentificationWithdrawal:
        """The row of a withdrawal, and the identification it takes away."""
        with unguarded(*_DECIDED), unfenced():
            motion = self._row(
                rows.Motion,
                matter="withdraw",
                remains=identification.remains,
                request=identification.request,
                grounds=b"sealed",
            )
            withdrawal = self._row(
                rows.IdentificationWithdrawal,
                identification=identification,
                motion=motion,
                grounds=b"sealed",
                **self._signers(),
            )
            rows.Identification.objects.filter(pk=identification.pk).update(withdrawn_at=utc_now())
            return withdrawal

    def asks(self, **more: Any) -> notices.Prepare:
        return notices.Prepare(**({"liaison": LIAISON} | more))

    def prepare(self, identification: rows.Identification, **more: Any) -> rows.Notice:
        asked = self.asks(identification=identification.id, **more)
        return notices.prepare(self.liaison, asked)

    def approved(self, identification: rows.Identification, **more: Any) -> rows.Notice:
        notice = self.prepare(identification, **more)
        notices.approve(self.second, notice.id)
        return notice

    def here(self) -> Any:
        return within(self.staff.operation)

    def at_hour(self, hour: int, *, days: int = 1) -> None:
        """Move the clock to a day that comes, at this hour in UTC."""
        ahead = utc_now() + timedelta(days=days)
        wanted = ahead.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.watch.ahead = wanted - utc_now()

    def _identified(
        self, remains: rows.Remains, request: rows.TracingRequest
    ) -> rows.Identification:
        about = {"remains": remains, "request": request}
        candidate = self._row(rows.Candidate, **about, source="laboratory", source_note="DNA")
        views = [self._view(candidate, place, who) for place, who in self._examiners()]
        examiners = {"examiner_a_id": views[0].examiner_id, "examiner_b_id": views[1].examiner_id}
        concurrence = self._row(
            rows.Concurrence,
            candidate=candidate,
            discipline="dna",
            conclusion="potential-match",
            first=views[0],
            second=views[1],
            **examiners,
        )
        rules = rows.RuleSet.objects.first() or self._row(
            rows.RuleSet, version=1, rules={}, words="DNA confirms."
        )
        motion = self._row(
            rows.Motion,
            matter="identify",
            **about,
            concurrence=concurrence,
            rules=rules,
            grounds=b"sealed",
        )
        return self._row(
            rows.Identification,
            motion=motion,
            **about,
            concurrence=concurrence,
            rules=rules,
            discipline="dna",
            exception=False,
            **examiners,
            **self._signers(),
        )

    def _view(self, candidate: rows.Candidate, place: str, who: UUID) -> rows.Comparison:
        shown = self._row(
            rows.Round,
            remains=candidate.remains,
            discipline="dna",
            place=place,
            examiner_id=who,
            drawn=place != "first",
            fillers=0,
            seed="x",
            recorded_by_id=who,
        )
        pair = self._row(rows.Pair, round=shown, position=1, candidate=candidate)
        rows.Round.objects.filter(pk=shown.pk).update(ended_at=utc_now(), ended_because="complete")
        return self._row(
            rows.Comparison,
            pair=pair,
            candidate=candidate,
            examiner_id=who,
            discipline="dna",
            conclusion="potential-match",
            support="strong",
            recorded_by_id=who,
        )

    def _examiners(self) -> list[tuple[str, UUID]]:
        return [("first", self.clerk.account_id), ("second", self.liaison.account_id)]

    def _signers(self) -> dict[str, UUID]:
        return {"signer_a_id": self.board.account_id, "signer_b_id": self.second.account_id}

    def _row(self, model: type[rows.CaseRow], **values: Any) -> Any:
        values = {"recorded_by_id": self.board.account_id, "recorded_at": utc_now()} | values
        row = model(operation_id=self.staff.operation, **values)
        row.save(force_insert=True)
        return row


@pytest.fixture
def family(staff: Staff, watch: Watch) -> Family:
    clerk = staff.hire("clerk", Role.INTAKE_OFFICER)
    mortuary = staff.hire("mortuary", Role.MORTUARY_OFFICER)
    made = Family(
        staff=staff,
        clerk=clerk,
        liaison=staff.hire("liaison", Role.FAMILY_LIAISON_OFFICER),
        second=staff.hire("second", Role.FAMILY_LIAISON_OFFICER),
        board=staff.hire("board", Role.BOARD_MEMBER),
        mortuary=mortuary,
        request=intake.open_request(clerk, report()),
        remains=intake.record_remains(mortuary, found_remains()),
        watch=watch,
    )
    made.at_hour(11)
    return made


def office(kind: RecipientKind = RecipientKind.CONSULATE, **more: Any) -> notices.Office:
    return notices.Office(**({"kind": kind, "name": "Consulate of Arland"} | more))
