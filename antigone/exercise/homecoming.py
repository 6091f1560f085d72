"""Telling the families, and bringing the dead home: one person at a time, each way recorded."""

from functools import partial
from typing import Any

from antigone.casework.models.handover import SampleKind
from antigone.casework.models.notices import AttemptOutcome, RecipientKind
from antigone.casework.models.relatives import ContactSource, Tie, Way
from antigone.casework.procedures import decisions, handover, notices
from antigone.documents.letters import Liaison
from antigone.exercise.cast import AUTHORITY, MANIFEST, Missing
from antigone.exercise.walk import Body, Walk
from antigone.wording import N_

# Family by life together: their DNA tells nothing of a body.
_BY_MARRIAGE = ("husband", "wife")
_LIAISON = Liaison(
    name="Felix, family liaison",
    telephone="+00 000 000 000",
    email="families@example.org",
    reachable="Monday to Friday, 9 to 17",
)
_TOLD = {
    Way.VISIT: AttemptOutcome.REACHED,
    Way.CALL: AttemptOutcome.REACHED,
    Way.LETTER: AttemptOutcome.SENT,
    Way.BUREAU: AttemptOutcome.SENT,
}
_MORTUARY = "Mortuary of the exercise"

_ADVERSE = N_("tell the family of another party's dead past the bureau")
_BY_TELEPHONE = N_("call somebody who does not wish to be told by telephone")
_OWN_LETTER = N_("approve one's own letter")
_NOT_APPROVED = N_("tell a family before a second person has read the letter")
_NOBODY_ENTITLED = N_("let somebody go home to a receiver whom nobody has verified")
_NO_SAMPLE = N_("bury somebody without a name and without a sample kept")


def tell(walk: Walk) -> None:
    """Tell whoever registered, wished it, and was approved by a second person; one by one."""
    for missing in MANIFEST:
        if missing.enquirer_name and missing.code not in ("T-0009", "T-0011"):
            _interview(walk, missing)
    for found in walk.bodies:
        if identification := walk.identifications.get(found.found.code):
            _tell_of(walk, found, identification)
    alive = next(one for one in MANIFEST if one.code == "T-0010")
    prepared = notices.prepare(
        walk.crew["felix"],
        notices.Prepare(
            alive=walk.requests[alive.code].id,
            relative=walk.relatives[alive.code].id,
            liaison=_LIAISON,
            found_person_words="أنا بخير. سأتصل بكم قريباً.",
        ),
    )
    _approve_and_tell(walk, prepared, alive)


def bring_home(walk: Walk) -> None:
    """One woman goes home with what was hers; one man without a name is buried, and can be found."""
    _send_home(walk, walk.body("R-0002"), "T-0001")
    _bury(walk, walk.body("R-0009"))
    for code in ("R-0005", "R-0009"):
        # Owed for every dead person, of either side, named or not.
        forwarded = decisions.Forwarding(remains=walk.body(code).id)
        sent = decisions.record_for_bureau(walk.crew["rafi"], forwarded)
        walk.papers[f"bureau-record-{code}.pdf"] = sent.pdf


def _interview(walk: Walk, missing: Missing) -> None:
    officer = walk.crew["felix"]
    relative = notices.record_relative(
        officer,
        notices.KnownRelative(
            request=walk.requests[missing.code].id,
            name=missing.enquirer_name,
            relation=missing.relation,
            tie=Tie.SOCIAL if missing.relation in _BY_MARRIAGE else Tie.BOTH,
            language=missing.language,
            contact_source=ContactSource.RELATIVE_INTERVIEW,
            contact_given_on=walk.config.clock().date(),
            phone="+00 111 222 333",
            address="1 Quay Street\nHarbour of the exercise",
            enquirer=walk.requests[missing.code].enquirer_id,
        ),
    )
    notices.record_wishes(
        officer,
        notices.Wished(
            relative=relative.id,
            wishes_to_be_told=True,
            way=Way(missing.way),
            present="A friend of the family",
            call_back_word="lighthouse",
            at_any_hour=missing.at_any_hour,
        ),
    )
    walk.relatives[missing.code] = relative


def _tell_of(walk: Walk, found: Body, identification: Any) -> None:
    officer = walk.crew["felix"]
    missing = next(
        one for one in MANIFEST if walk.requests[one.code].id == identification.request_id
    )
    told = partial(notices.Prepare, identification=identification.id, liaison=_LIAISON)
    relative = walk.relatives[missing.code]
    if found.found.party == "adverse":
        directly = partial(notices.prepare, officer, told(relative=relative.id))
        walk.must_refuse(_ADVERSE, directly)
        agency = notices.Office(
            kind=RecipientKind.CENTRAL_TRACING_AGENCY, name="Central Tracing Agency"
        )
        prepared = notices.prepare(officer, told(office=agency, way=Way.BUREAU))
    else:
        if missing.code == "T-0007":
            call = told(relative=relative.id, way=Way.CALL)
            walk.must_refuse(_BY_TELEPHONE, partial(notices.prepare, officer, call))
        prepared = notices.prepare(officer, told(relative=relative.id))
    _approve_and_tell(walk, prepared, missing)


def _approve_and_tell(walk: Walk, prepared: Any, missing: Missing) -> None:
    officer, second = walk.crew["felix"], walk.crew["lara"]
    attempted = notices.Attempted(
        notice=prepared.id,
        outcome=_TOLD[Way(prepared.way)],
        # At night nobody is visited; a family that comes by itself is not sent away.
        she_came=missing.came_herself,
    )
    early = partial(notices.record_attempt, officer, attempted)
    walk.must_refuse(_NOT_APPROVED, early, once=True)
    own = partial(notices.approve, officer, prepared.id)
    walk.must_refuse(_OWN_LETTER, own, once=True)
    notices.approve(second, prepared.id)
    notices.record_attempt(officer, attempted)
    notices.record_delivery(officer, notices.Delivered(notice=prepared.id, told_by=_LIAISON.name))
    if missing.came_herself:
        notices.acknowledge(officer, notices.Acknowledged(notice=prepared.id, how=Way.VISIT))


def _send_home(walk: Walk, found: Body, request: str) -> None:
    """Effects are sealed by two, the husband says farewell, and she goes home with him."""
    mira, marek, felix, rafi = (walk.crew[name] for name in ("mira", "marek", "felix", "rafi"))
    ring = handover.record_effect(
        mira,
        handover.FoundEffect(
            remains=found.id,
            code="E-0001",
            description="Ring, yellow metal, engraved inside",
            place=_MORTUARY,
            found_by="Mira",
            received_by="Mira",
            valuable=True,
        ),
    )
    packet = handover.seal_packet(
        mira,
        handover.Sealing(remains=found.id, code="P-0001", seal="S 4711", effects=(ring.id,)),
    )
    handover.confirm_seal(marek, handover.SealRead(packet=packet.id, seal="S 4711"))
    relative = walk.relatives[request]
    handover.view(
        felix,
        handover.Farewell(
            remains=found.id,
            relative=relative.id,
            supported_by="Felix, family liaison",
            place="Quiet room of the mortuary",
        ),
    )
    entitlement = handover.entitle(
        felix,
        handover.Entitling(
            remains=found.id, relative=relative.id, document="Marriage certificate, seen"
        ),
    )
    homegoing = handover.Homegoing(
        remains=found.id,
        entitlement=entitlement.id,
        received_by="The husband",
        place=_MORTUARY,
        packets=(packet.id,),
    )
    walk.must_refuse(_NOBODY_ENTITLED, partial(handover.release, mira, homegoing))
    handover.verify_entitlement(rafi, entitlement.id)
    prepared = handover.release(mira, homegoing)
    handover.confirm_release(
        marek, handover.Handing(release=prepared.id, handed_by="Marek", inventory_signed=True)
    )


def _bury(walk: Walk, found: Body) -> None:
    """He lies in a grave of his own, marked and located, and a sample is kept."""
    mira, rafi = walk.crew["mira"], walk.crew["rafi"]
    burial = partial(
        handover.Burial,
        remains=found.id,
        cemetery="Cemetery of the harbour",
        grave="Row 4, 17",
        latitude=43.2951,
        longitude=5.3744,
        handed_by="Mira",
        buried_by="Rafi",
        rite="By the chaplains of the harbour",
    )
    without = partial(handover.inter, rafi, burial(sample=found.id))
    walk.must_refuse(_NO_SAMPLE, without)
    sample = handover.record_sample(
        mira,
        handover.TakenSample(
            remains=found.id,
            code="S-0001",
            kind=SampleKind.BONE,
            seal="B 0815",
            taken_by=f"Doctor of {AUTHORITY}",
            place=_MORTUARY,
            received_by="Mira",
        ),
    )
    handover.inter(rafi, burial(sample=sample.id))
