"""The engine: a photograph in, every face in it out, each with its quality and its vector.

It knows pixels and numbers, no names, and stores nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy

from antigone.errors import Refusal
from antigone.faces.detection import EIGHT_ORIENTATIONS, Detection, Detector, as_detection
from antigone.faces.geometry import Landmarks, Pixels, crop_for
from antigone.faces.quality import Quality, Reason, judge, why_no_face
from antigone.faces.recogniser import Recogniser
from antigone.faces.runtime import session_of
from antigone.faces.template import MixedEngines, Template, Vector, fuse
from antigone.faces.weights import FOLDER, Manifest, manifest, recorded_self_test
from antigone.wording import N_

# Two runs of the same graph on different processors agree to five digits; colours swapped give
# 0.93, another photograph of the same face 0.6.
_SELF_TEST_COSINE = 0.998
# The last digit of a score may decide which of two equal views is refined, and so move landmarks by
# a few pixels; landmarks of a face that was read upside down are off by tens.
_SELF_TEST_PIXELS = 5.0
# The detector's score from which a mark is taken for a face whatever its quality.
_SURE = 0.82


class EngineUnfit(Refusal):
    """The engine does not see what it saw when it was tested: nothing it says can be trusted."""

    code = "engine-unfit"
    sentence = N_(
        "The face engine {engine} failed its self-test ({finding}). No photograph was read."
    )
    remedy = N_("Run antigone doctor, install Antigone again, and report the processor it runs on.")


class LandmarksOutside(Refusal):
    """Five points set by hand do not describe a face in this photograph."""

    code = "landmarks-outside"
    sentence = N_("The five points do not describe a face inside the photograph. Nothing was read.")
    remedy = N_(
        "Set the person's right eye, left eye, nose tip, right and left corner of the mouth, in this order."
    )


@dataclass(frozen=True, kw_only=True)
class Face:
    """One face of a photograph: where it is, how good it is, and its un-normalised vector.

    `engine` is the one that read it; vectors of two engines are never compared.

    The vector stays in memory until someone marks the face as the person's whom the photograph is
    about; only then does it become a template. Nobody else's is ever kept.
    """

    engine: str
    detection: Detection
    quality: Quality
    vector: Vector = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """Return the shape that the command line and the API promise; the vector is not in it."""
        at = self.detection
        return {
            "box": [round(value, 1) for value in at.box],
            "landmarks": [[round(float(x), 1), round(float(y), 1)] for x, y in at.landmarks],
            "score": None if at.score is None else round(at.score, 4),
            "rotation": round(at.rotation, 1),
            "quality": {
                "value": round(self.quality.value, 3),
                "band": str(self.quality.band),
                "usable": self.quality.usable,
                "reasons": [str(reason) for reason in self.quality.reasons],
                "measures": {
                    name: round(value, 4) for name, value in self.quality.measures.items()
                },
            },
        }


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found in one photograph. No face is a finding too: `reasons` then says why."""

    engine: str
    size: tuple[int, int]
    faces: tuple[Face, ...]
    reasons: tuple[Reason, ...] = ()


class Engine:
    """YuNet finds, a recogniser describes. Make one with `Engine.load()` and keep it: thread-safe."""

    def __init__(self, *, detector: Detector, recogniser: Recogniser) -> None:
        self._detector = detector
        self._recogniser = recogniser
        self.id = recogniser.id
        self.dimension = recogniser.dimension

    @classmethod
    def load(
        cls,
        *,
        threads: int = 1,
        folder: Path = FOLDER,
        orientations: Sequence[float] = EIGHT_ORIENTATIONS,
        recogniser: Manifest | None = None,
        providers: Sequence[str] | None = None,
    ) -> "Engine":
        """Load an engine, with its weights verified and its self-test passed.

        `recogniser` is the manifest of a plug-in (`find_recogniser`), None the default one.
        `providers` are onnxruntime's execution providers in order, None the quickest of this
        machine. `orientations` exists so that a test can show what is lost without them.

        Raises `MissingWeights`, `AlteredWeights`, `UnfitNetwork` or `EngineUnfit`.
        """
        about = recogniser or manifest("recogniser", folder)
        finder = session_of(manifest("detector", folder), threads=threads, providers=providers)
        engine = cls(
            detector=Detector(finder, orientations=orientations),
            recogniser=Recogniser(session_of(about, threads=threads, providers=providers), about),
        )
        image, landmarks, vector = shipped_fixture()
        if recogniser is not None:
            vector = numpy.array(recorded_self_test(recogniser), numpy.float32)
        engine.self_test(image, landmarks, vector)
        return engine

    @property
    def providers(self) -> tuple[str, ...]:
        """The execution providers that the recogniser really runs on, e.g. "CPUExecutionProvider"."""
        return self._recogniser.providers

    def read(self, image: Pixels) -> Reading:
        """Return every face of an RGB photograph of shape (H, W, 3), uint8, the largest first."""
        faces = without_patterns(
            tuple(self.face_at(image, found) for found in self._detector.find(image))
        )
        return Reading(
            engine=self.id,
            size=(image.shape[1], image.shape[0]),
            faces=faces,
            reasons=() if faces else why_no_face(image),
        )

    def read_at(self, image: Pixels, landmarks: Landmarks) -> Face:
        """Return the face at five points set by hand, shape (5, 2) in pixels of the photograph.

        For the many photographs in which a person sees a face and the detector does not.
        Raises `LandmarksOutside`.
        """
        points = numpy.asarray(landmarks, numpy.float64)
        inside = points.shape == (5, 2) and bool(
            numpy.isfinite(points).all()
            and (points >= 0).all()
            and (points <= [image.shape[1], image.shape[0]]).all()
            and numpy.ptp(points, axis=0).max() >= 2
        )
        if not inside:
            raise LandmarksOutside()
        return self.face_at(image, as_detection(points))

    def face_at(self, image: Pixels, found: Detection) -> Face:
        """Return the face that was found at a place, with its quality and its vector.

        The same photograph and place give the same vector: so nobody's vector need be kept.
        """
        crop = self._recogniser.crop(image, found.landmarks)
        vector = self.describe(crop)
        quality = judge(
            value=float(numpy.linalg.norm(vector)),
            bands=self._recogniser.bands,
            # Sharpness and light are measured on one kind of crop, whatever the recogniser wants.
            crop=crop if self._recogniser.is_standard else crop_for(image, found.landmarks),
            landmarks=found.landmarks,
            score=found.score,
        )
        return Face(engine=self.id, detection=found, quality=quality, vector=vector)

    def template(self, faces: Sequence[Face]) -> Template:
        """Return the template of one person from the faces marked as hers.

        Raises `NothingToFuse`, and `MixedEngines` if another engine read one of them.
        """
        for face in faces:
            if face.engine != self.id:
                raise MixedEngines(first=self.id, second=face.engine)
        return fuse([face.vector for face in faces], engine=self.id)

    def describe(self, crop: Pixels) -> Vector:
        """Return the un-normalised vector of an upright RGB crop of the recogniser's size, uint8."""
        return self._recogniser.describe(crop)

    def self_test(self, image: Pixels, expected: Landmarks, vector: Vector) -> None:
        """Read a shipped photograph, upright and turned, and compare with what is known of it.

        A wrong channel order, a changed weight or a broken runtime gives no error by itself, only
        worse shortlists. Raises `EngineUnfit`.
        """
        quarter_turned = numpy.stack([expected[:, 1], image.shape[1] - expected[:, 0]], axis=1)
        for picture, points in ((image, expected), (numpy.rot90(image), quarter_turned)):
            found = self._detector.find(picture)
            if len(found) != 1:
                raise EngineUnfit(engine=self.id, finding=f"{len(found)} faces instead of 1")
            off = float(numpy.abs(found[0].landmarks - points).max())
            if off > _SELF_TEST_PIXELS:
                raise EngineUnfit(engine=self.id, finding=f"landmarks off by {off:.1f} pixels")
        made = self.describe(self._recogniser.crop(image, expected))
        if made.shape != vector.shape:
            raise EngineUnfit(engine=self.id, finding="a vector of another length")
        cosine = float(made @ vector / (numpy.linalg.norm(made) * numpy.linalg.norm(vector)))
        if not cosine >= _SELF_TEST_COSINE:
            raise EngineUnfit(engine=self.id, finding=f"cosine {cosine:.3f} to the known vector")


def without_patterns(faces: tuple[Face, ...]) -> tuple[Face, ...]:
    """Return the faces without marks that are most probably leaves, folds or stones.

    Eight orientations find eight times as many things that look like a face. Where somebody's face
    is plain to see, a mark that is both uncertain and unusable is left out; where nobody's is, every
    mark stays, for it may be all there is of her.
    """
    if not any(face.quality.usable and _is_sure(face) for face in faces):
        return faces
    return tuple(face for face in faces if face.quality.usable or _is_sure(face))


def _is_sure(face: Face) -> bool:
    return face.detection.score is None or face.detection.score >= _SURE


def shipped_fixture() -> tuple[Pixels, Landmarks, Vector]:
    """Return the self-test's photograph (a person who does not exist), landmarks and vector."""
    from PIL import Image

    known = json.loads((FOLDER / "self-test.json").read_text(encoding="utf-8"))
    with Image.open(FOLDER / "self-test.png") as picture:
        image = numpy.asarray(picture.convert("RGB"))
    return image, numpy.array(known["landmarks"]), numpy.array(known["vector"], numpy.float32)
