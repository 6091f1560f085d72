"""A second process on a gallery: orders come in as lines of JSON, answers go out the same way."""

import json
import sys
from itertools import count
from pathlib import Path

from galleries import ENGINES, PERMITTED, row


def answer(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def work_on(gallery, prefix):
    """Enrol and erase until somebody ends it, and tell each step when it has returned."""
    for place in count():
        gallery.upsert([f"{prefix}{place}"], [[1, place, 0, 0]], [row()])
        answer(["enrolled", f"{prefix}{place}"])
        if place % 3 == 2:
            gallery.erase([f"{prefix}{place - 1}"])
            answer(["erased", f"{prefix}{place - 1}"])
        if place % 10 == 9:
            gallery.verify(1)
            if hasattr(gallery, "save"):
                gallery.save()
            answer(["verified", ""])


def obey(gallery, order):
    match order:
        case ["upsert", ids, vectors]:
            return gallery.upsert(ids, vectors, [row() for _ in ids])
        case ["enrol each", prefix, count]:
            return [
                gallery.upsert([f"{prefix}{place}"], [[1, place, 0, 0]], [row()])
                for place in range(count)
            ]
        case ["work on", prefix]:
            work_on(gallery, prefix)
        case ["erase", ids]:
            return gallery.erase(ids).as_json()
        case ["search", query, k]:
            return list(gallery.search(query, k, PERMITTED).ids[0])
    raise SystemExit(f"unknown order {order}")


if __name__ == "__main__":
    name, folder, dim = sys.argv[1:]
    (kind,) = (engine for engine in ENGINES if engine.name == name)
    with kind.open(Path(folder), dim=int(dim)) as opened:
        for line in sys.stdin:
            answer(obey(opened, json.loads(line)))
