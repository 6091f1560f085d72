"""A restored home has its videos again, and none of what was withdrawn or taken back since."""

from antigone.access import within
from antigone.casework import footage, jobs
from antigone.casework import models as rows
from antigone.casework.house import House
from antigone.casework.procedures import erasure, recordings
from antigone.casework.record import examine_record
from antigone.upkeep.backup import take
from antigone.vault import BlobRef
from tests.casework.desk import Desk
from tests.casework.test_recordings import alone, chosen, given, read, taken
from tests.upkeep.conftest import Kept
from tests.upkeep.test_restore import assert_found_nowhere


def test_a_video_withdrawn_since_does_not_come_back_and_another_does(
    desk: Desk, opened: House, kept: Kept
) -> None:
    reading = read(desk, given(desk))
    chosen(desk, reading, 1)
    body = taken(desk)
    assert jobs.work(once=True) == 2
    with within(desk.staff.operation):
        of_body = rows.RecordingReading.objects.get(recording=body)
        files = [
            *rows.Recording.objects.filter(side="reference"),
            *rows.TrackSheet.objects.filter(recording__side="reference"),
            *rows.ReferencePhotograph.objects.all(),
        ]
    assert len(files) > 2
    recordings.choose_track(
        desk.mortuary,
        recordings.TrackChosen(recording=body.id, reading=of_body.id, track=1),
    )
    refs = [
        BlobRef(blob_id=one.blob_id, wrapped_key=bytes(one.wrapped_key), size=one.size)
        for one in files
    ]
    needles = {"hers": sorted({piece for ref in refs for piece in opened.vault.traces(ref)})}
    saved = take(kept.folder / "a.backup")
    recordings.take_back_track(desk.mortuary, body.id)
    erasure.withdraw(desk.clerk, erasure.Withdrawing(request=desk.request.id))
    jobs.work(once=True)
    record = kept.record(opened)
    kept.lose(opened)
    restored = kept.restore(saved.path, record=record)
    # The withdrawal; and the choice that was taken back ends again.
    assert (restored.withdrawals, restored.ended_again) == (1, 1)
    assert_found_nowhere(kept, needles)
    with kept.enter():
        with within(desk.staff.operation):
            (left,) = rows.Recording.objects.all()
            assert left.pk == body.pk
            assert not rows.ReferencePhotograph.objects.exists()
            assert rows.TrackChoice.objects.get().ended_at is not None
            jobs_left = footage.work_on([left])
            assert {one.kind for one in jobs_left} == {footage.READ, footage.TAKE}
        with footage.opened(left) as source:
            assert source.read() == alone()
        # The choice was taken back before a worker came to it: it takes nothing in.
        jobs.work(once=True)
        with within(desk.staff.operation):
            assert not rows.PostMortemPhotograph.objects.exists()
        assert examine_record().whole
    assert_found_nowhere(kept, needles)
