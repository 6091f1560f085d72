"""Two sisters: everything that is known of them, weighed pair by pair and then all together.

Their mother's DNA speaks for both alike. What parts them are teeth, marks and what each wore.
"""

from itertools import product
from uuid import UUID

from antigone.access import Actor, within
from antigone.casework.description import Description
from antigone.casework.models import Candidate
from antigone.casework.models.remains import ExaminationKind
from antigone.casework.procedures import establishing
from antigone.casework.procedures.importing_pairs import PairFile, import_pairs
from antigone.casework.procedures.reconciling import keep_run
from antigone.casework.procedures.stating import make_statement
from antigone.casework.procedures.weighing_records import WeighRecords, weigh_findings
from antigone.evidence.findings import SAME_OR_UNRELATED
from antigone.exercise.cast import MOTHERS_TIMES, SISTERS, THEIR_BODIES
from antigone.exercise.walk import Body, Walk


def examine(walk: Walk, found: Body) -> None:
    """Sign what the outside of a body shows and how its teeth are, where somebody looked."""
    by_kind = (
        (ExaminationKind.EXTERNAL, "After washing, by daylight", found.found.seen),
        (
            ExaminationKind.DENTAL,
            "By eye, with a mirror",
            Description(teeth=found.found.teeth) if found.found.teeth else None,
        ),
    )
    for kind, basis, seen in by_kind:
        if seen is not None:
            establishing.record_examination(
                walk.crew["mira"],
                establishing.Examined(remains=found.id, kind=kind, basis=basis, description=seen),
            )


def report_on_mother(walk: Walk) -> None:
    """Take in the laboratory's table: each body against each daughter."""
    pairs = product(THEIR_BODIES, SISTERS)
    rows = [f"{body},{asked},F-102,mother,{MOTHERS_TIMES}" for body, asked in pairs]
    table = "\n".join(("Sample,Missing,Family,Relation,LR", *rows, ""))
    import_pairs(
        walk.crew["rafi"],
        PairFile(
            name="pairs-of-the-exercise.csv",
            content=table.encode(),
            laboratory="Laboratory of the exercise",
            software="none; the numbers are invented",
            issued=walk.config.clock().date(),
            hypotheses=SAME_OR_UNRELATED,
        ),
    )


def weigh_together(walk: Walk) -> None:
    """Weigh what the records say of the four pairs, keep a run over all, and print one statement."""
    bruno = walk.crew["bruno"]
    pairs = [
        _listed(bruno, walk.body(body), walk.requests[asked].id)
        for body, asked in product(THEIR_BODIES, SISTERS)
    ]
    for pair in pairs:
        weigh_findings(bruno, WeighRecords(candidate=pair))
    keep_run(bruno)
    walk.papers["statement-R-0004.pdf"] = make_statement(bruno, pairs[0]).pdf


def _listed(actor: Actor, found: Body, request: UUID) -> UUID:
    with within(actor.operation_id):
        listed = Candidate.objects.filter(remains=found.id, request=request)
        key: UUID = listed.order_by("recorded_at").values_list("pk", flat=True)[0]
        return key
