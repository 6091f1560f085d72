"""A second process on a gallery: orders come in as lines of JSON, answers go out the same way."""

import json
import sys

from galleries import PERMITTED, row

from antigone.gallery import open_index


def obey(gallery, order):
    match order:
        case ["upsert", ids, vectors]:
            return gallery.upsert(ids, vectors, [row() for _ in ids])
        case ["enrol each", prefix, count]:
            return [
                gallery.upsert([f"{prefix}{place}"], [[1, place, 0, 0]], [row()])
                for place in range(count)
            ]
        case ["erase", ids]:
            return gallery.erase(ids).as_json()
        case ["search", query, k]:
            return list(gallery.search(query, k, PERMITTED).ids[0])
    raise SystemExit(f"unknown order {order}")


if __name__ == "__main__":
    with open_index(sys.argv[1], dim=int(sys.argv[2])) as opened:
        for line in sys.stdin:
            sys.stdout.write(json.dumps(obey(opened, json.loads(line))) + "\n")
            sys.stdout.flush()
