"""Pixels in, numbers out. This room knows no names and stores nothing.

Loading a name loads what it needs and no more: the engine's runtime comes with `Engine.load()`.
"""

from antigone.faces.detection import Detection
from antigone.faces.engine import Engine, Face, Reading
from antigone.faces.quality import Band, Quality, Reason
from antigone.faces.sandbox import DecoderPool, Photograph
from antigone.faces.template import Template, fuse, similarity_of

__all__ = [
    "Band",
    "DecoderPool",
    "Detection",
    "Engine",
    "Face",
    "Photograph",
    "Quality",
    "Reading",
    "Reason",
    "Template",
    "fuse",
    "similarity_of",
]
