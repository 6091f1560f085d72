"""The catalogue of sentences, as the tool that writes it sees it."""

import re
from contextlib import chdir
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]

# A list is not a finding, nobody is a target, and software does not apologise. A potential match is
# what two examiners may come to, and the report on a victim's identification has this name.
NEVER_SAID = re.compile(
    r"\b(please|sorry|oops|success\w*|hits?|(?<!potential )match\w*|targets?|users?"
    r"|victims?(?! identification)|corpses?|likely)\b|!",
    re.IGNORECASE,
)


@cache
def tool() -> ModuleType:
    """Return the tool that collects sentences; it is no part of the package."""
    spec = spec_from_file_location("catalogue", ROOT / "tools" / "catalogue.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def sentences() -> frozenset[str]:
    """Return every sentence that is marked for translation, plural forms included."""
    with chdir(ROOT):
        collected = tool().collect()
    found: set[str] = set()
    for message in collected:
        found.update([message.id] if isinstance(message.id, str) else message.id)
    return frozenset(found - {""})
