"""Whoever compares a face unknowing meets neither the video of it nor an entry about it."""

import io

import pytest

from antigone.access import Actor, Role, SeparatePerson
from antigone.casework import lists
from antigone.casework.procedures import accounts, recordings
from tests.casework.desk import last_entry
from tests.casework.faces_at_hand import mortuary
from tests.casework.review_desk import SAME, Review, bench
from tests.casework.test_recordings import NAME, alone, passers_by

__all__ = ["bench", "mortuary"]


def test_whoever_compares_learns_nothing_of_a_video(bench: Review) -> None:
    mortuary = bench.mortuary
    source = io.BytesIO(passers_by())
    given_over = recordings.GivenRecording(request=bench.request.id, name=NAME, source=source)
    hers = recordings.receive_recording(mortuary.clerk, given_over)
    came = recordings.TakenRecording(
        remains=bench.remains.id, name=NAME, source=io.BytesIO(alone())
    )
    recordings.receive_recording(mortuary.officer, came)
    of_video = last_entry().seq
    actor = bench.examiners[0]
    bench.analysed(actor)
    bench.draw(actor)
    for attempt in (
        lambda: recordings.disclose_sheet(actor, hers.id),
        lambda: recordings.cover_of_sheet(actor, hers.id),
        lambda: lists.video_of_page(actor, hers.id),
    ):
        with pytest.raises(SeparatePerson):
            attempt()
    # Nor does she find the entry about it, were she to read the record too.
    also = accounts.RoleGiven(
        account=actor.account_id, operation=bench.staff.operation, role=Role.RECORDS_OFFICER
    )
    accounts.give_role(Actor(account_id=bench.staff.administrator.account_id), also)
    received = lists.Sought(action="post-mortem.receive")
    for reader, told in ((mortuary.records, True), (actor, False)):
        entries = lists.entries(reader, received)["entries"]
        assert (of_video in [one["seq"] for one in entries]) is told


def test_whoever_received_her_video_does_not_compare_her(bench: Review) -> None:
    second = bench.staff.hire("second", Role.INTAKE_OFFICER)
    recordings.receive_recording(
        second,
        recordings.GivenRecording(
            request=bench.request.id, name=NAME, source=io.BytesIO(passers_by())
        ),
    )
    bench.train(second)
    bench.analysed(second)
    with pytest.raises(SeparatePerson, match="took in the request"):
        bench.draw(second)
    bench.first(SAME)
    assert bench.drawn(SAME) != second
