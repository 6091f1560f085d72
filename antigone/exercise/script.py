"""The script of the exercise: read what families gave, read the bodies, search, weigh.

It walks the path in order and never looks back: what a search sees of the cast is photographs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from antigone.config import Config
from antigone.evidence import Calibration, LikelihoodRatio, OutsideReach
from antigone.exercise.cast import BODIES, MANIFEST, Found, Missing
from antigone.exercise.staging import Given, Stage
from antigone.faces import Engine, Face, Reading, Template
from antigone.faces.geometry import Pixels
from antigone.faces.quality import Band
from antigone.gallery import Index, Permitted, Shortlist, open_index, shortlist

PURPOSE = "identify"


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """What became of the photographs that a family gave."""

    missing: Missing
    template: Template | None
    faces: tuple[tuple[Given, Face], ...]
    without_face: tuple[tuple[Given, Reading], ...]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Someone on a body's short list, and what her likeness is worth; None outside reach."""

    missing: Missing
    similarity: float
    above_threshold: bool
    ratio: LikelihoodRatio | None


@dataclass(frozen=True, kw_only=True)
class Searched:
    """What became of one body: its readings, and the short list if any face was usable."""

    body: Found
    photographs: tuple[Pixels, ...] = field(repr=False)
    readings: tuple[Reading, ...]
    template: Template | None
    shortlist: Shortlist | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, kw_only=True)
class Held:
    """The exercise as it was held."""

    enrolled: tuple[Enrolled, ...]
    searched: tuple[Searched, ...]
    people_in_gallery: int


def hold(config: Config, *, progress: Callable[[int], None] = lambda done: None) -> Held:
    """Hold the exercise and return what happened; the same for the same seed."""
    engine = Engine.load(threads=config.settings.threads)
    stage = Stage(engine, seed=config.settings.seed)
    steps = iter(range(1, len(MANIFEST) + len(BODIES) + 1))
    with open_index("memory:", dim=engine.dimension) as gallery:
        enrolled = []
        for missing in MANIFEST:
            enrolled.append(_enrol(missing, stage, engine, gallery, config))
            progress(next(steps))
        searched = []
        for body in BODIES:
            searched.append(_search(body, stage, engine, gallery, config, enrolled))
            progress(next(steps))
    return Held(
        enrolled=tuple(enrolled),
        searched=tuple(searched),
        people_in_gallery=sum(1 for one in enrolled if one.template),
    )


def steps_of() -> int:
    """Return how many steps `hold` announces."""
    return len(MANIFEST) + len(BODIES)


def _enrol(
    missing: Missing, stage: Stage, engine: Engine, gallery: Index, config: Config
) -> Enrolled:
    """Read a family's photographs and enrol the face that the family points at."""
    faces, without = [], []
    for given in stage.references(missing):
        reading = engine.read(given.image)
        face = _pointed_at(reading, given.centre)
        if face is None:
            without.append((given, reading))
        else:
            faces.append((given, face))
    template = engine.template([face for _, face in faces]) if faces else None
    if template is not None:
        permission = {
            "person": missing.code,
            "purposes": [PURPOSE],
            "valid_from": config.clock().date().isoformat(),
            "valid_until": None,
        }
        gallery.upsert([missing.code], template.vector[None], [permission])
    return Enrolled(
        missing=missing, template=template, faces=tuple(faces), without_face=tuple(without)
    )


def _pointed_at(reading: Reading, centre: tuple[float, float] | None) -> Face | None:
    """Return the face at the place where the family points; bystanders are left alone."""
    if centre is None:
        return None
    for face in reading.faces:
        x, y, width, height = face.detection.box
        if x <= centre[0] <= x + width and y <= centre[1] <= y + height:
            return face
    return None


def _search(
    body: Found,
    stage: Stage,
    engine: Engine,
    gallery: Index,
    config: Config,
    enrolled: list[Enrolled],
) -> Searched:
    """Read a body's photographs and search from those in which its face can be compared."""
    photographs = tuple(stage.photographs(body))
    readings = tuple(engine.read(photograph) for photograph in photographs)
    usable = [
        reading.faces[0]
        for reading in readings
        if reading.faces and reading.faces[0].quality.usable
    ]
    if not usable:
        return Searched(
            body=body, photographs=photographs, readings=readings,
            template=None, shortlist=None, candidates=(),
        )  # fmt: skip
    template = engine.template(usable)
    calibration = Calibration.builtin()
    listed = shortlist(
        gallery,
        template.vector,
        where=Permitted(purpose=PURPOSE, on=config.clock().date()),
        non_mated=calibration.non_mated(grade=body.grade, references=1),
        fpir=config.settings.fpir,
    )
    by_code = {one.missing.code: one for one in enrolled}
    return Searched(
        body=body,
        photographs=photographs,
        readings=readings,
        template=template,
        shortlist=listed,
        candidates=tuple(
            Candidate(
                missing=by_code[line.id].missing,
                similarity=line.similarity,
                above_threshold=line.above_threshold,
                ratio=_weigh(calibration, line.similarity, body, usable, by_code[line.id]),
            )
            for line in listed.lines
        ),
    )


def _weigh(
    calibration: Calibration, similarity: float, body: Found, usable: list[Face], one: Enrolled
) -> LikelihoodRatio | None:
    try:
        return calibration.weigh(
            similarity,
            grade=body.grade,
            quality=max(face.quality.value for face in usable),
            references=one.template.references if one.template else 0,
        )
    except OutsideReach:
        return None


def readings_in_words(searched: Searched, language: str) -> Iterator[str]:
    """Yield one line for each photograph of a body: how far its face can be compared, and why."""
    from antigone.faces.quality import in_words

    for reading in searched.readings:
        if reading.faces:
            yield reading.faces[0].quality.words(language)
        else:
            yield f"{Band.UNUSABLE}: {in_words(reading.reasons, language)}"
