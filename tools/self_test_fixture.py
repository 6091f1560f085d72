"""Make the photograph and the numbers of the engine's self-test again.

Run it only when the default weights or the detection change, and look at the difference: the test
exists so that such a change is never silent. The person shown does not exist (`openpeople`, MIT).
"""

import json

import numpy
import openpeople
from PIL import Image

from antigone.faces.detection import Detector
from antigone.faces.engine import Engine
from antigone.faces.geometry import crop_for
from antigone.faces.recogniser import Recogniser
from antigone.faces.runtime import session_of
from antigone.faces.weights import FOLDER, manifest

SIDE = 176


def main() -> None:
    from pathlib import Path

    portrait = Path(openpeople.__file__).parent / "data/curated/P006/assets/studio_portrait.jpg"
    with Image.open(portrait) as picture:
        small = picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.quantize(256).convert("RGB").save(FOLDER / "self-test.png", optimize=True)
    with Image.open(FOLDER / "self-test.png") as picture:
        image = numpy.asarray(picture.convert("RGB"))
    about = manifest("recogniser")
    detector = Detector(session_of(manifest("detector"), threads=1))
    recogniser = Recogniser(session_of(about, threads=1), about)
    engine = Engine(detector=detector, recogniser=recogniser)
    (found,) = detector.find(image)
    landmarks = found.landmarks.round(2)
    vector = engine.describe(crop_for(image, landmarks))
    known = {
        "origin": "openpeople 0.1.2, person P006, who does not exist (MIT)",
        "landmarks": landmarks.tolist(),
        "vector": [round(float(value), 5) for value in vector],
    }
    (FOLDER / "self-test.json").write_text(json.dumps(known) + "\n", encoding="utf-8")
    engine.self_test(image, landmarks, vector)


if __name__ == "__main__":
    main()
