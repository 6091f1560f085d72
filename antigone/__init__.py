"""Antigone gives the dead their names back.

`import antigone` is instant: the nouns below are loaded when they are first touched, so that a
script, a command or a test pays only for what it uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"

if TYPE_CHECKING:
    from antigone.config import Config
    from antigone.errors import Refusal
    from antigone.evidence import Calibration, LikelihoodRatio
    from antigone.faces import Engine, Face, Quality, Reading, Template
    from antigone.gallery import Index, open_index

_NOUNS = {
    "Calibration": "antigone.evidence",
    "Config": "antigone.config",
    "Engine": "antigone.faces",
    "Face": "antigone.faces",
    "Index": "antigone.gallery",
    "LikelihoodRatio": "antigone.evidence",
    "Quality": "antigone.faces",
    "Reading": "antigone.faces",
    "Refusal": "antigone.errors",
    "Template": "antigone.faces",
    "open_index": "antigone.gallery",
}

__all__ = [
    "Calibration",
    "Config",
    "Engine",
    "Face",
    "Index",
    "LikelihoodRatio",
    "Quality",
    "Reading",
    "Refusal",
    "Template",
    "__version__",
    "open_index",
]


def __getattr__(name: str) -> object:
    if name not in _NOUNS:
        raise AttributeError(f"module 'antigone' has no attribute {name!r}")
    return getattr(import_module(_NOUNS[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
