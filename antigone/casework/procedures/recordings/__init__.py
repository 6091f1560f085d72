"""Videos of the missing and of the dead: taken in, read by a worker, and the one face chosen that is meant.

Only the best frames of the chosen face go further, as photographs; the rules of photographs hold for
them from there on. All of it under one name.
"""

from antigone.casework.footage import AlreadyChosen, NothingChosen
from antigone.casework.procedures.recordings.choosing import (
    TrackChosen,
    choose_track,
    take_back_track,
)
from antigone.casework.procedures.recordings.reading import AnotherFrame, ask_reading
from antigone.casework.procedures.recordings.receiving import (
    GivenRecording,
    RecordingHere,
    TakenRecording,
    receive_recording,
)
from antigone.casework.procedures.recordings.showing import cover_of_sheet, disclose_sheet
from antigone.casework.procedures.recordings.taking_frames import take_frames

__all__ = [
    "AlreadyChosen",
    "AnotherFrame",
    "GivenRecording",
    "NothingChosen",
    "RecordingHere",
    "TakenRecording",
    "TrackChosen",
    "ask_reading",
    "choose_track",
    "cover_of_sheet",
    "disclose_sheet",
    "receive_recording",
    "take_back_track",
    "take_frames",
]
