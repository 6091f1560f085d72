"""Whoever compares a face unknowing meets neither the video of it nor an entry about it."""

import io

import pytest

from antigone.access import SeparatePerson
from antigone.casework import lists
from antigone.casework import models as rows
from antigone.casework.procedures import recordings
from antigone.ledger import Entry
from tests.casework.faces_at_hand import mortuary
from tests.casework.review_desk import Review, bench
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
    of_body = recordings.receive_recording(mortuary.officer, came)
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
    # An entry names the body too, so that it is hidden from whoever compares it, as every other is.
    named = next(
        entry
        for entry in (Entry.parse(bytes(one.payload)) for one in rows.LedgerEntry.objects.all())
        if of_body.ledger_id in entry.objects
    )
    assert bench.remains.ledger_id in named.objects
    received = lists.Sought(action="post-mortem.receive")
    about = [one["about"] for one in lists.entries(mortuary.records, received)["entries"]]
    assert ["R1"] in about
