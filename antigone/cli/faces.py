"""Commands on photographs and videos alone, without a home: faces, compare."""

from typing import TYPE_CHECKING, Any

import click

from antigone.cli.edge import as_json, decoders, example, progress, reader_language, show_json, tell
from antigone.cli.videos import read_file, show_video, video_json
from antigone.config import Config
from antigone.errors import Refusal
from antigone.evidence.calibration import CONDITION_GRADES
from antigone.wording import N_

if TYPE_CHECKING:
    from antigone.evidence import LikelihoodRatio
    from antigone.faces import DecoderPool, Engine, Face, Photograph, Quality, Reading, VideoReading


class NoFaceRead(Refusal):
    """A comparison needs a face on both sides."""

    code = "no-face-read"
    sentence = N_("No face was found in {name}: {reasons}. Nothing was compared.")
    remedy = N_("Set five points by hand with --landmarks-{side}, or give another photograph.")


class WhichFace(Refusal):
    """Several people are in the picture; which one is meant is for a person to say."""

    code = "which-face"
    sentence = N_("{name} shows {count} faces. Nothing was compared.")
    remedy = N_(
        "Say which one is meant with --face-{side} 1 to {count}; antigone faces {name} lists them."
    )


class UnfitLandmarks(Refusal):
    """Points on the command line could not be read."""

    code = "unfit-landmarks"
    sentence = N_("“{value}” is not five points. Nothing was compared.")
    remedy = N_(
        "Write them as x,y x,y x,y x,y x,y: right eye, left eye, nose, mouth right, mouth left."
    )


class NoCalibration(Refusal):
    """Nobody has fitted what similarities of this engine are worth; a number alone says nothing."""

    code = "no-calibration"
    sentence = N_(
        "There is no calibration for the engine {engine}: its similarity was not weighed."
    )
    remedy = N_("Use it to order a list only, or fit a calibration on cases of your own.")


_ENGINE = click.option("--engine", metavar="ID", help="An added engine instead of the built-in.")


@click.command(
    epilog=example(
        "antigone faces quay3_0142.jpg\nantigone faces --json *.jpg\n"
        "antigone faces --every 0.25 corridor.mp4"
    )
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--every",
    type=click.FloatRange(0.02, 3600),
    default=0.5,
    show_default=True,
    help="Seconds between two frames of a video that are looked at.",
)
@_ENGINE
@as_json
@click.pass_context
def faces(
    context: click.Context, files: tuple[str, ...], every: float, engine: str | None, as_json: bool
) -> None:
    """Find every face in each FILE: where it is, how it is turned, how far it can be compared.

    In a video each face is followed, and its best frames are named.

    Exits with 1 if a file was refused or shows no face.
    """
    config = Config.read()
    reader = _load(config, engine)
    answers: list[dict[str, Any]] = []
    with decoders(config) as pool, progress(tell(N_("Files read")), len(files)) as show:
        for done, file in enumerate(files, start=1):
            found: Reading | VideoReading | Refusal
            try:
                found = read_file(reader, pool, file, every=every)
            except Refusal as refusal:
                found = refusal
            answers.append(_reading_json(file, found, config.language))
            show(done)
            if not as_json:
                _show_reading(file, found, config.language)
    if as_json:
        show_json({"files": answers, "engine": reader.id})
    context.exit(0 if all(answer["faces"] for answer in answers) else 1)


def _load(config: Config, engine: str | None) -> "Engine":
    """Return the engine of that id, the built-in one if none is named."""
    from antigone.faces import Engine
    from antigone.faces.weights import find_recogniser

    added = engine and find_recogniser(engine, added=config.home / "weights")
    return Engine.load(threads=config.settings.threads, recogniser=added or None)


def _reading_json(
    file: str, found: "Reading | VideoReading | Refusal", language: str
) -> dict[str, Any]:
    from antigone.faces import VideoReading

    if isinstance(found, Refusal):
        error = found.as_json(language)
        return {"file": file, "faces": [], "reasons": [found.code], "error": error}
    if isinstance(found, VideoReading):
        return {"file": file, **video_json(found, language)}
    return {
        "file": file,
        "faces": [face.as_json() for face in found.faces],
        "reasons": [str(reason) for reason in found.reasons],
    }


def _show_reading(file: str, found: "Reading | VideoReading | Refusal", language: str) -> None:
    from antigone.faces import VideoReading
    from antigone.faces.quality import in_words

    if isinstance(found, Refusal):
        click.echo(found.say(language), err=True)
        click.echo("  " + found.advise(language), err=True)
        return
    if isinstance(found, VideoReading):
        show_video(file, found, language)
        return
    if not found.faces:
        why = in_words(found.reasons, language)
        click.echo(tell(N_("{file}: no face to compare ({why})."), file=file, why=why))
        click.echo(
            "  "
            + tell(
                N_("Look yourself: five points can be set by hand. Or ask for another photograph.")
            )
        )
        return
    click.echo(file)
    for number, face in enumerate(found.faces, start=1):
        click.echo(
            "  "
            + tell(
                N_("face {number}: {words}; turned {turned}°, {pixels} pixels between the eyes"),
                number=number,
                words=face.quality.words(language),
                turned=round(face.detection.rotation),
                pixels=round(face.quality.measures["inter_eye_distance"]),
            )
        )


@click.command(
    epilog=example(
        "antigone compare quay3_0142.jpg portrait.jpg\n"
        "antigone compare --grade 'early change' --face-b 2 quay3_0142.jpg wedding.jpg"
    )
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--grade",
    type=click.Choice(CONDITION_GRADES),
    default="fresh",
    show_default=True,
    help="Condition of the deceased in A.",
)
@click.option("--face-a", type=click.IntRange(min=1), help="Which face of A is meant.")
@click.option("--face-b", type=click.IntRange(min=1), help="Which face of B is meant.")
@click.option("--landmarks-a", help="Five points in A set by hand: 'x,y x,y x,y x,y x,y'.")
@click.option("--landmarks-b", help="Five points in B set by hand.")
@_ENGINE
@as_json
def compare(
    a: str,
    b: str,
    grade: str,
    face_a: int | None,
    face_b: int | None,
    landmarks_a: str | None,
    landmarks_b: str | None,
    engine: str | None,
    as_json: bool,
) -> None:
    """Compare the face of the deceased in A with a reference in B.

    Says how much more probable this similarity is if both show one person, with an interval and
    its bound. A face is a lead, never an identification.
    """
    from antigone.faces import similarity_of

    config = Config.read()
    reader = _load(config, engine)
    with decoders(config) as pool:
        one = _face_of(reader, pool, a, "a", face_a, landmarks_a)
        other = _face_of(reader, pool, b, "b", face_b, landmarks_b)
    similarity = similarity_of(reader.template([one]), reader.template([other]))
    _show_comparison(similarity, grade, reader, (a, one.quality), (b, other.quality), as_json)


def _face_of(
    engine: "Engine",
    pool: "DecoderPool",
    file: str,
    side: str,
    number: int | None,
    landmarks: str | None,
) -> "Face":
    """Return the one face that is meant, never "the largest"."""
    photograph: Photograph = pool.open(file)
    if landmarks is not None:
        return engine.read_at(photograph.pixels, _points(landmarks))
    reading: Reading = engine.read(photograph.pixels)
    if not reading.faces:
        from antigone.faces.quality import in_words

        raise NoFaceRead(
            name=photograph.name, reasons=in_words(reading.reasons, reader_language()), side=side
        )
    if (number is None and len(reading.faces) > 1) or (number or 1) > len(reading.faces):
        raise WhichFace(name=photograph.name, count=len(reading.faces), side=side)
    return reading.faces[(number or 1) - 1]


def _points(text: str) -> Any:
    import numpy

    try:
        points = numpy.array([[float(value) for value in pair.split(",")] for pair in text.split()])
    except ValueError:
        raise UnfitLandmarks(value=text) from None
    if points.shape != (5, 2):
        # Ten numbers in another form may mean another order; a guess would be another face.
        raise UnfitLandmarks(value=text)
    return points


def _show_comparison(
    similarity: float,
    grade: str,
    engine: "Engine",
    a: "tuple[str, Quality]",
    b: "tuple[str, Quality]",
    as_json: bool,
) -> None:
    from antigone.evidence import OutsideReach
    from antigone.evidence.adopted import FOLDER, in_force

    config = Config.read()
    language = config.language
    calibration = in_force(config.home / FOLDER, engine=engine.id)
    ratio: LikelihoodRatio | None = None
    try:
        if calibration is None:
            raise NoCalibration(engine=engine.id)
        ratio = calibration.weigh(similarity, grade=grade, quality=a[1].value, references=1)
        words = ratio.words(language)
    except (OutsideReach, NoCalibration) as refusal:
        words = refusal.say(language)
    if as_json:
        show_json(
            {
                "similarity": round(similarity, 4),
                "log10_lr": ratio and round(ratio.log10, 3),
                "interval": ratio and [round(end, 3) for end in ratio.interval],
                "bound": ratio and [round(end, 3) for end in ratio.bound],
                "hypotheses": ratio and [ratio.hypotheses.same, ratio.hypotheses.other],
                "calibration": {"id": calibration.id, "status": calibration.status, "grade": grade}
                if calibration
                else None,
                "engine": engine.id,
                "words": words,
                **{
                    side: {
                        "file": file,
                        "quality": round(quality.value, 3),
                        "band": str(quality.band),
                        "usable": quality.usable,
                        "reasons": [str(reason) for reason in quality.reasons],
                    }
                    for side, (file, quality) in (("a", a), ("b", b))
                },
            }
        )
        return
    for side, (file, quality) in (("A", a), ("B", b)):
        click.echo(f"{side}  {file}: {quality.words(language)}")
    click.echo(tell(N_("Similarity {value} (cosine)."), value=f"{similarity:.2f}"))
    click.echo(words)
    if ratio is not None and ratio.status == "simulated":
        click.echo(tell(N_("Simulated calibration: for ordering only, no evidence.")))
