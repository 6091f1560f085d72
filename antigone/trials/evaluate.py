"""Measuring the engine on labelled photographs: FOLDER/person/photograph.jpg.

The first photographs of each person (by name) are her references, the others are probes; probes
may be degraded by the documented simulations. The folder's owner runs this where the photographs
are; numbers come out, no photograph, no label and no template does.

This is a measurement among people whose photographs are labelled already. It names no one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from antigone.config import seeded
from antigone.evidence import Calibration
from antigone.faces import DecoderPool, Engine
from antigone.faces.quality import Band
from antigone.faces.template import Template, fuse
from antigone.trials.albums import About, Labelled
from antigone.trials.measures import Scores, Shares, curves, measure, measure_group, written
from antigone.trials.reading import PLAIN, Photographed, Reader, Seen, side_by_side
from antigone.trials.simulation import find_condition
from antigone.trials.worth import require_calibrate, weigh_all, worth

Progress = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What a measurement gave: `figures` may leave the house; `unreadable` names files, and stays."""

    figures: dict[str, Any]
    unreadable: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Search:
    """One probe: whose it is (a number), the photographs fused in it, and what they gave."""

    person: int
    photographs: tuple[Photographed, ...]


def evaluate(
    people: Sequence[Labelled],
    *,
    engine: Engine,
    pool: DecoderPool,
    about: Mapping[str, About] | None = None,
    conditions: Iterable[str] = (),
    seed: int = 2026,
    keep: Path | None = None,
    progress: Progress = lambda done: None,
) -> Evaluation:
    """Return the figures that `antigone evaluate --json` promises.

    The top level is the photographs as they are; `conditions` holds the same figures for each
    simulated condition. Files that could not be decoded count as failures to acquire, and someone
    should look at them. `about` says of labels to which groups they belong. With `keep`, what was
    read is kept in that file until the figures are out, and a measurement that was stopped goes on
    from it. Raises `UnknownCondition` and `MissingExtra` before anything is read, `OtherReadings`.
    """
    names = [find_condition(name).name for name in conditions]
    if any(len(person.references) < 1 for person in people):
        raise ValueError("every person needs a reference")
    require_calibrate("antigone evaluate")
    reader = Reader(engine=engine, pool=pool, conditions=names, seed=seed, keep=keep)
    references, searches = _read_all(people, reader, progress)
    known = [(about or {}).get(person.label, About()) for person in people]
    number = {person.label: at for at, person in enumerate(people)}
    trial = _Trial(
        engine=engine,
        references=references,
        searches=searches,
        groups=[one.groups() for one in known],
        # Some of a table's people may have too few photographs to be in the measurement.
        relatives=[[number[label] for label in sorted(one.relatives) if label in number]
                   for one in known],
        seed=seed,
    )  # fmt: skip
    figures = {
        "engine": engine.id,
        "people": len(people),
        "photos": sum(len(person.references) + len(person.probes) for person in people),
        "references": max(len(person.references) for person in people),
        "searches": len(searches),
        "seed": seed,
        **trial.figures(PLAIN),
        "fusion": trial.fusion(PLAIN),
        "unreadable": len(reader.unreadable),
        "speed": _speed(references, searches),
        "conditions": {
            name: {**trial.figures(name), "fusion": trial.fusion(name)} for name in names
        },
    }
    reader.finish()
    return Evaluation(figures=figures, unreadable=tuple(sorted(reader.unreadable)))


def _read_all(
    people: Sequence[Labelled], reader: Reader, progress: Progress
) -> tuple[list[list[Photographed]], list[_Search]]:
    """Return what the references of each person gave, and every probe."""
    done = 0
    references: list[list[Photographed]] = []
    searches: list[_Search] = []
    with ThreadPoolExecutor(side_by_side()) as threads:
        try:
            for read in threads.map(
                lambda person: [reader.reference(path) for path in person.references], people
            ):
                references.append(read)
                progress(done := done + len(read))
            probes = [
                (number, path) for number, person in enumerate(people) for path in person.probes
            ]
            found = threads.map(lambda probe: reader.probe(probe[1]), probes)
            for (number, _), photographed in zip(probes, found, strict=True):
                searches.append(_Search(person=number, photographs=(photographed,)))
                progress(done := done + 1)
        except BaseException:
            # Whoever stops a long measurement does not want to wait for the rest of it.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
    return references, searches


class _Trial:
    """All that was read, and the figures that can be asked of it."""

    def __init__(
        self,
        *,
        engine: Engine,
        references: Sequence[Sequence[Photographed]],
        searches: Sequence[_Search],
        groups: Sequence[Mapping[str, str]],
        relatives: Sequence[Sequence[int]],
        seed: int,
    ) -> None:
        self._engine, self._seed, self._groups = engine, seed, groups
        self._relatives = relatives
        self._references, self._searches = references, searches
        self._most = max(len(photographs) for photographs in references)
        self._templates = self._templates_of(self._most)
        self._enrolled = [at for at, one in enumerate(self._templates) if one is not None]

    def figures(self, condition: str) -> dict[str, Any]:
        """Return all figures of one condition; nobody enrolled is a finding too."""
        name = condition or "clean"
        seen = [_seen(search, condition) for search in self._searches]
        scores, enrolled = self._compare(self._templates, seen, self._searches)
        rng = seeded(self._seed, "resamples", name)
        measured = measure(scores, rng=rng)
        unusable = Shares(scores.person, rng=seeded(self._seed, "unusable", name)).of(
            numpy.array([one is None or one.band == Band.UNUSABLE for one in seen])
        )
        found = {
            **measured,
            "unusable": written(unusable).value,
            "curves": curves(scores),
            "quality": self._by_band(scores, seen, name),
            "groups": self._by_group(scores, name),
        }
        found["intervals"]["unusable"] = list(written(unusable).interval)
        return {**found, **self._worth(scores, seen, enrolled, name, found)}

    def fusion(self, condition: str) -> dict[str, Any]:
        """Return how figures grow with photographs: of the missing, and of the dead.

        `references`: one to as many as enrol anybody; `probes`: each person's searches fused into
        one, with all references.
        """
        name = condition or "clean"
        counts = sorted({count for count in (1, 2, 3, 5, 10) if count < self._most} | {self._most})
        seen = [_seen(search, condition) for search in self._searches]
        by_references = {}
        for count in counts:
            scores, _ = self._compare(self._templates_of(count), seen, self._searches)
            by_references[str(count)] = _short(scores, seeded(self._seed, "fusion", name))
        together = [
            _Search(
                person=number,
                photographs=tuple(
                    photo
                    for search in self._searches
                    if search.person == number
                    for photo in search.photographs
                ),
            )
            for number in sorted({search.person for search in self._searches})
        ]
        fused = [_seen(search, condition) for search in together]
        scores, _ = self._compare(self._templates, fused, together)
        return {
            "references": by_references,
            "probes": {
                "searches": len(together),
                "most": max(len(search.photographs) for search in together),
                **_short(scores, seeded(self._seed, "fusion", name)),
            },
        }

    def _templates_of(self, count: int) -> list[Template | None]:
        templates: list[Template | None] = []
        for photographs in self._references:
            vectors = [seen.vector for one in photographs[:count] if (seen := one.under(PLAIN))]
            templates.append(fuse(vectors, engine=self._engine.id) if vectors else None)
        return templates

    def _compare(
        self,
        templates: Sequence[Template | None],
        seen: Sequence[Seen | None],
        searches: Sequence[_Search],
    ) -> tuple[Scores, list[Template]]:
        """Return every probe against every template, and the templates in the order of columns."""
        enrolled = [(number, one) for number, one in enumerate(templates) if one is not None]
        column = {number: place for place, (number, _) in enumerate(enrolled)}
        dimension = self._engine.dimension
        blank = numpy.zeros(dimension, numpy.float32)
        gallery = numpy.array([one.vector for _, one in enrolled], numpy.float32)
        queries = numpy.stack([blank if one is None else one.direction for one in seen])
        return Scores(
            similarity=queries @ gallery.reshape(-1, dimension).T,
            mate=numpy.array([column.get(search.person, -1) for search in searches]),
            person=numpy.array([search.person for search in searches]),
            acquired=numpy.array([one is not None for one in seen]),
        ), [one for _, one in enrolled]

    def _by_band(self, scores: Scores, seen: Sequence[Seen | None], name: str) -> dict[str, Any]:
        """Return the figures of each quality band; probes without a face are in none."""
        return {
            str(band): measure_group(
                scores,
                numpy.array([one is not None and one.band == band for one in seen]),
                rng=seeded(self._seed, "band", name, band),
            )
            for band in Band
        }

    def _by_group(self, scores: Scores, name: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        of_probe = [self._groups[search.person] for search in self._searches]
        for by in ("age", "sex", "skin_tone"):
            counted = Counter(groups[by] for groups in of_probe if by in groups)
            if counted:
                found[by] = {
                    group: measure_group(
                        scores,
                        numpy.array([groups.get(by) == group for groups in of_probe]),
                        rng=seeded(self._seed, "group", name, by, group),
                    )
                    for group in sorted(counted)
                }
        return found

    def _worth(
        self,
        scores: Scores,
        seen: Sequence[Seen | None],
        enrolled: Sequence[Template],
        name: str,
        found: dict[str, Any],
    ) -> dict[str, Any]:
        """Return what the likelihood ratios cost; None where no calibration is for this engine."""
        calibration = Calibration.builtin()
        if calibration.engine != self._engine.id:
            return {"cllr": None, "cllr_min": None, "calibration": None, "hypotheses": None}
        column = {number: at for at, number in enumerate(self._enrolled)}
        weighed = weigh_all(
            scores,
            qualities=[one.quality if one else 0.0 for one in seen],
            references=numpy.array([one.references for one in enrolled], numpy.int64),
            calibration=calibration,
            condition=name,
            relatives={
                person: [column[one] for one in kin if one in column]
                for person, kin in enumerate(self._relatives)
            },
            rng=seeded(self._seed, "others", name),
        )
        paid = worth(weighed, rng=seeded(self._seed, "cllr", name))
        found["intervals"]["cllr"] = paid.pop("interval")
        found["curves"].update(paid.pop("curves"))
        against = calibration.hypotheses
        return {**paid, "hypotheses": [against.same, against.other]}


def _seen(search: _Search, condition: str) -> Seen | None:
    """Return the face of a search: of its one photograph, or of all of them fused."""
    seen = [one for photo in search.photographs if (one := photo.under(condition))]
    if len(seen) <= 1:
        return next(iter(seen), None)
    vector = numpy.asarray(
        numpy.mean([one.vector for one in seen], axis=0, dtype=numpy.float64), numpy.float32
    )
    return Seen(
        vector=vector,
        quality=float(numpy.linalg.norm(vector)),
        band=max(seen, key=lambda one: one.quality).band,
        seconds=0.0,
    )


def _short(scores: Scores, rng: numpy.random.Generator) -> dict[str, Any]:
    measured = measure(scores, rng=rng)
    kept = ("fta", "rank", "fnir")
    intervals = {key: measured["intervals"][key] for key in kept}
    return {**{key: measured[key] for key in kept}, "intervals": intervals}


def _speed(
    references: Sequence[Sequence[Photographed]], searches: Sequence[_Search]
) -> dict[str, Any]:
    """Return what reading a photograph with a face took, in milliseconds, all conditions together."""
    photographs = [one for read in references for one in read]
    photographs += [one for search in searches for one in search.photographs]
    took = [
        1000 * seen.seconds
        for one in photographs
        for seen in one.found.values()
        if seen is not None
    ]
    if not took:
        return {"readings": 0, "median_ms": None, "slow_ms": None, "side_by_side": side_by_side()}
    median, slow = numpy.quantile(took, (0.5, 0.9))
    return {
        "readings": len(took),
        "median_ms": round(float(median), 1),
        "slow_ms": round(float(slow), 1),
        "side_by_side": side_by_side(),
    }
