"""The network that describes a face: from an upright crop to an un-normalised vector.

What it wants to be shown (size, colours, scale, where the eyes lie) its manifest says, so that
another recogniser needs no code.
"""

from typing import TYPE_CHECKING

import numpy

from antigone.faces.geometry import ARCFACE_112, Landmarks, Pixels, similarity, warp
from antigone.faces.quality import Bands
from antigone.faces.template import Vector
from antigone.faces.weights import ARCFACE, Manifest, UnfitManifest

if TYPE_CHECKING:
    from onnxruntime import InferenceSession


class Recogniser:
    """One recogniser, as its manifest describes it. It is thread-safe."""

    def __init__(self, session: "InferenceSession", about: Manifest) -> None:
        values = about.values
        self._session, self._about = session, about
        self._input = session.get_inputs()[0].name
        self.id = about.id
        self.dimension = int(values["dimension"])
        self.bands = Bands(**values["quality_bands"])
        self.size = int(values["size"])
        template = values["template"]
        self.is_standard = template == ARCFACE and self.size == 112
        self._points = (
            ARCFACE_112 * (self.size / 112)
            if template == ARCFACE
            else numpy.array(template, numpy.float64)
        )
        self._is_bgr = values["channels"] == "BGR"
        self._channels_last = values["layout"] == "NHWC"
        self._mean = numpy.array(values["mean"], numpy.float32)
        self._std = numpy.array(values["std"], numpy.float32)
        self._is_plain = not self._mean.any() and bool((self._std == 1).all())

    @property
    def providers(self) -> tuple[str, ...]:
        """The execution providers that it really runs on."""
        return tuple(self._session.get_providers())

    def crop(self, image: Pixels, landmarks: Landmarks) -> Pixels:
        """Cut the upright, scaled face out of a full-resolution photograph, (size, size, 3)."""
        return warp(image, similarity(landmarks, self._points), (self.size, self.size))

    def describe(self, crop: Pixels) -> Vector:
        """Return the un-normalised vector of an upright RGB crop, (size, size, 3), uint8.

        Raises `UnfitManifest` if the network takes or gives something else than was stated.
        """
        shown = crop[..., ::-1] if self._is_bgr else crop
        tensor = shown.astype(numpy.float32)
        if not self._is_plain:
            tensor = (tensor - self._mean) / self._std
        if not self._channels_last:
            tensor = tensor.transpose(2, 0, 1)
        try:
            found = self._session.run(None, {self._input: numpy.ascontiguousarray(tensor[None])})[0]
        except Exception:  # noqa: BLE001 - the runtime raises what it likes; the shape is what is wrong
            raise UnfitManifest(file=self._about.path.name, field="size, layout") from None
        vector: Vector = numpy.asarray(found, numpy.float32).reshape(-1)
        if len(vector) != self.dimension:
            raise UnfitManifest(file=self._about.path.name, field="dimension")
        return vector
