"""Run the benchmarks: `python -m benchmarks [NAME …] [--json OUT]`. Exits 1 if a promise broke."""

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.report import RESULTS, CannotMeasure, Section, with_section

BENCHMARKS = {
    "start": "how long the command line takes to start",
    "faces": "finding and describing faces, beside other libraries",
    "textures": "faces invented where nobody is",
    "beyond": "what might see more in bad photographs, tried on people held out",
    "evidence": "all remains against all missing, as an operation grows",
    "accident": "two hundred simulated accidents: probabilities and wrong leads",
    "gallery": "searching up to a million templates, beside other exhaustive searches",
    "casework": "a large operation: list, search and enrolment",
    "enrolment": "a thousand photographs from one file, on one core and on two",
    "pages": "pages of a large operation, beside an empty one",
}


def main() -> int:
    """Run what was named, all if nothing was; print it and renew its part of RESULTS.md."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure speed, memory and faces found beside named libraries.",
        epilog="; ".join(f"{name}: {about}" for name, about in BENCHMARKS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; default: all")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures there as well")
    parser.add_argument(
        "--large", action="store_true", help="gallery: ten million too (12 GB of memory, an hour)"
    )
    given = parser.parse_args()
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}: {parser.epilog}")

    sections: list[Section] = []
    for name in given.names or BENCHMARKS:
        measure: Callable[..., Section] = import_module(f"benchmarks.{name}").measure
        try:
            section = measure(large=True) if given.large and name == "gallery" else measure()
        except CannotMeasure as reason:
            print(reason, file=sys.stderr)
            return 1
        sections.append(section)
        page = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
        RESULTS.write_text(with_section(page, section), encoding="utf-8")
        print(section.as_text(), end="\n\n", flush=True)
    if given.json:
        figures = {section.name: section.values for section in sections}
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return int(not all(promise.kept for section in sections for promise in section.promises))


if __name__ == "__main__":
    sys.exit(main())
