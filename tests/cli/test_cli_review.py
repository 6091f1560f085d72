"""The review by commands: the body alone, pair by pair into files, and who may see what when."""

import json
from pathlib import Path
from typing import Any

from PIL import Image

from antigone.casework.models.review import Conclusion, Support
from antigone.cli import codes
from tests.casework.review_desk import Review, bench, mortuary
from tests.cli.test_cli_path import Call, call, done
from tests.homes import administrator, built, config, opened, staff, watch

__all__ = [
    "administrator",
    "bench",
    "built",
    "call",
    "config",
    "done",
    "mortuary",
    "opened",
    "staff",
    "watch",
]


def test_two_examiners_review_a_body_by_commands(
    bench: Review, call: Call, done: Call, tmp_path: Path
) -> None:
    desk = tmp_path / "desk"

    def act(who: str, *words: str | Path) -> Any:
        return done(*words, "--as", who, "--operation", "FERRY", "--json").json

    begun = act("anna", "analysis", "begin", "R1", "--to", desk)
    assert list(begun["files"]) == ["R1/1"]
    assert len(begun["components"]) == 19
    _plain(Path(begun["files"]["R1/1"]))
    judged = {name: {"comparable": True} for name in begun["components"]}
    seen = tmp_path / "analysis.json"
    seen.write_text(json.dumps({"components": judged}))
    committed = ("analysis", "commit", "R1", "--components", seen, "--seconds", "90")
    assert act("anna", *committed)["committed"]
    (own,) = act("anna", "analysis", "list", "R1")["analyses"]
    assert own["components"]["ears"]["comparable"]
    drawn = act("anna", "comparison", "draw", "R1")
    assert drawn == {"remains": "R1", "discipline": "face", "examiner": "anna", "pairs": 3}
    compared = _compare_all(act, "anna", bench, desk, tmp_path)
    assert compared == 3
    # Nobody is told a view before two are there.
    assert act("board", "comparison", "show", "R1")["reviews"] == []

    second = act("records", "comparison", "draw", "R1")["examiner"]
    (waiting,) = act(second, "comparison", "list")["rounds"]
    assert waiting["pairs"] == 3 and not waiting["analysed"]
    refused = call("candidate", "list", "R1", "--as", second, "--operation", "FERRY")
    assert (refused.status, refused.out) == (1, "")
    act(second, *committed)
    _compare_all(act, second, bench, desk, tmp_path)
    (review,) = act("board", "comparison", "show", "R1")["reviews"]
    assert (review["request"], review["concurrence"]) == ("T-0031", "potential-match")
    assert [one["points"][0]["component"] for one in review["views"]] == ["ears", "ears"]
    own_results = act("anna", "comparison", "proficiency")
    assert (own_results["fillers"], own_results["excluded"]) == (2, 2)
    assert act("board", "comparison", "proficiency", "anna") == own_results


def _compare_all(act: Any, who: str, bench: Review, desk: Path, tmp_path: Path) -> int:
    """Compare every pair as it is shown; strangers are told from the candidate by the rows."""
    pair, count = tmp_path / "pair.json", 0
    points = tmp_path / "points.json"
    points.write_text(
        json.dumps([{"component": "ears", "post_mortem": [0.2, 0.5], "reference": [0.2, 0.4]}])
    )
    while (shown := act(who, "comparison", "next", "R1", "--to", desk))["pair"]:
        count += 1
        assert (shown["position"], shown["of"]) == (count, 3)
        for name in ("body", "beside"):
            file = Path(shown["files"][name])
            assert file.name == f"R1-pair-{count}-{name}.png"
            _plain(file)
        stated = {"comparable": True, "finding": "similar", "weight": "medium"}
        pair.write_text(json.dumps(dict.fromkeys(shown["components"], stated)))
        stranger = bench.is_filler(_Shown(shown["pair"]))
        said = ("exclusion", "moderate-against") if stranger else ("potential-match", "strong")
        committed = act(
            who,
            *("comparison", "commit", shown["pair"], "--conclusion", said[0]),
            *("--support", said[1], "--components", pair, "--points", points),
        )
        if not committed["waiting"]:
            break
    return count


class _Shown:
    def __init__(self, pair: str) -> None:
        self.pair = pair


def _plain(file: Path) -> None:
    """A picture that says nothing but what it shows."""
    with Image.open(file) as image:
        image.load()
        assert (image.format, image.info, len(image.getexif())) == ("PNG", {}, 0)


def test_pairs_are_relieved_and_bad_files_are_wrong_use(
    bench: Review, call: Call, done: Call, tmp_path: Path
) -> None:
    bench.analysed(bench.examiners[0])
    bench.draw(bench.examiners[0])
    pair = bench.next(bench.examiners[0])
    bad = tmp_path / "bad.json"
    bad.write_text("no json")
    act = ("--as", "anna", "--operation", "FERRY")
    stated = ("comparison", "commit", str(pair.pair), "--conclusion", "exclusion")
    stated += ("--support", "strong-against")
    assert call(*stated, "--components", bad, *act).status == 2
    assert call(*stated, "--points", bad, *act).status == 2
    relieved = ("comparison", "relieve", "R1", "anna", "--as", "board", "--operation", "FERRY")
    assert done(*relieved).out
    assert call(*relieved).status == 1


def test_the_words_of_the_options_are_those_of_the_rows() -> None:
    assert list(codes.CONCLUSIONS) == list(Conclusion)
    assert list(codes.SUPPORTS) == list(Support)
