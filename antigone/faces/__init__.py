"""Pixels in, numbers out. This room knows no names and stores nothing.

Loading a name loads what it needs and no more: the engine's runtime comes with `Engine.load()`.
"""

from antigone.faces.detection import Detection
from antigone.faces.engine import Engine, Face, Reading
from antigone.faces.quality import Band, Quality, Reason
from antigone.faces.sandbox import DecoderPool, Photograph
from antigone.faces.template import BestPair, Template, best_pair, fuse, similarity_of
from antigone.faces.tracks import Sighting, Track
from antigone.faces.video import VideoCursor, VideoReading, read_video

__all__ = [
    "Band",
    "BestPair",
    "DecoderPool",
    "Detection",
    "Engine",
    "Face",
    "Photograph",
    "Quality",
    "Reading",
    "Reason",
    "Sighting",
    "Template",
    "Track",
    "VideoCursor",
    "VideoReading",
    "best_pair",
    "fuse",
    "read_video",
    "similarity_of",
]
