"""`antigone faces` on videos: told by content, shown as faces followed, damage said."""

import json

import pytest
from clips import encoded, passers_by, wall
from desk import Desk


@pytest.fixture
def filmed(desk: Desk) -> Desk:
    """A desk with a video in which two people pass, the same cut off, one of a wall, a letter."""
    content = passers_by()
    (desk.folder / "quay.mp4").write_bytes(content)
    (desk.folder / "cut.mp4").write_bytes(content[: len(content) * 3 // 5])
    (desk.folder / "wall.mp4").write_bytes(encoded([wall()] * 6))
    (desk.folder / "sound.mp4").write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isommp41")
    return desk


def test_faces_of_a_video_have_the_promised_shape(filmed: Desk) -> None:
    before = filmed.holds()
    answer = filmed.run("faces", "--json", "quay.mp4")
    assert (answer.status, answer.err) == (0, "")
    (found,) = answer.json["files"]
    assert set(found) == {"file", "faces", "reasons", "video", "tracks"}
    assert set(found["video"]) == {
        *("sha256", "container", "coding", "size", "frames", "seconds", "declared_seconds"),
        *("looked_at", "let_go", "unread"),
    }
    assert (found["video"]["frames"], found["video"]["looked_at"]) == (40, 8)
    assert found["video"]["unread"] == []
    assert [track["number"] for track in found["tracks"]] == [1, 2]
    for track, face in zip(found["tracks"], found["faces"], strict=True):
        assert set(track) == {"number", "first", "last", "sightings", "quality", "best"}
        # The best frame stands for the track among the faces, in the shape of every face.
        assert set(face) >= {"box", "landmarks", "score", "rotation", "quality", "track", "frame"}
        assert face == {"track": track["number"], **track["best"][0]}
        assert len(face["sha256"]) == 64
    assert "vector" not in answer.out
    assert filmed.holds() == before, "nothing was stored"


def test_faces_of_a_video_in_words(filmed: Desk) -> None:
    answer = filmed.run("faces", "quay.mp4", "cut.mp4")
    assert (answer.status, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert lines[0] == "quay.mp4: 3.9 seconds, 40 frames, 8 of them looked at"
    assert lines[1].startswith(
        "  face 1: good; seen 8 times from second 0.0 to 3.5, best in frames"
    )
    assert lines[2].startswith(
        "  face 2: good; seen 5 times from second 1.5 to 3.5, best in frames"
    )
    assert lines[3].startswith("cut.mp4: ")
    assert lines[4].startswith("  not all of it could be read: it ends after ")
    assert lines[4].endswith(" of 4.0 seconds")


def test_how_often_a_video_is_looked_at_can_be_chosen(filmed: Desk) -> None:
    looked = [
        filmed.run("faces", "--json", "--every", every, "quay.mp4").json["files"][0]["video"]
        for every in ("1", "2")
    ]
    assert [one["looked_at"] for one in looked] == [4, 2]


def test_nobody_and_nothing_in_a_video_are_said(filmed: Desk) -> None:
    answer = filmed.run("faces", "wall.mp4", "sound.mp4")
    assert answer.status == 1
    assert answer.out.splitlines() == [
        "wall.mp4: 0.5 seconds, 6 frames, 2 of them looked at",
        "  no face to compare (no face was found in any orientation)",
    ]
    assert answer.said == [
        "No picture of sound.mp4 can be read: it is damaged, or its end is missing.",
        "  Ask for the original. A recording that was cut off can often be repaired by a specialist.",
    ]
    found = filmed.run("faces", "--json", "sound.mp4").json["files"][0]
    assert found["error"]["code"] == "video-damaged"
    assert found["faces"] == []


def test_a_video_under_a_photograph_s_name_is_a_video_all_the_same(filmed: Desk) -> None:
    (filmed.folder / "quay.mp4").rename(filmed.folder / "quay.jpg")
    answer = filmed.run("faces", "--json", "--every", "2", "quay.jpg")
    assert answer.status == 0
    assert answer.json["files"][0]["video"]["container"] == "mov"


def test_a_video_is_not_compared_as_if_it_were_a_photograph(filmed: Desk) -> None:
    answer = filmed.run("compare", "quay.mp4", "quay.mp4")
    assert (answer.status, answer.out) == (1, "")
    assert answer.said[0].startswith("quay.mp4 ")


def test_the_same_bytes_twice(filmed: Desk) -> None:
    first, second = (filmed.run("faces", "--json", "quay.mp4") for _ in range(2))
    assert json.loads(first.out) == json.loads(second.out)
