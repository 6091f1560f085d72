"""The record that is owed for every dead person, named or not, of whatever party (GC I art. 16)."""

import json
from dataclasses import asdict, dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.casework import dossiers, forms
from antigone.casework.models import BureauRecord, Identification, Remains
from antigone.casework.sealed import seal
from antigone.casework.step import step


@dataclass(frozen=True, kw_only=True)
class Forwarding:
    """What the form asks for and the record does not hold; all of it may be unknown.

    `surname` and `first_names` part the name as its bearer did; without them the whole name stands
    as surname, for nobody else can part it. `power` is the one on which the person depends;
    `service_number` army, regimental, personal or serial; `disc` other particulars on the identity
    card or disc; `particulars` wounds, illness or cause of death; `enclosures` what goes with it:
    certificate, half of the disc, will, packets.
    """

    remains: UUID
    surname: str = field(default="", repr=False)
    first_names: str = field(default="", repr=False)
    power: str = ""
    service_number: str = ""
    disc: str = field(default="", repr=False)
    particulars: str = field(default="", repr=False)
    enclosures: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The record as it is kept, and its pages."""

    record: BureauRecord
    pdf: bytes = field(repr=False)


def record_for_bureau(actor: Actor, forwarding: Forwarding) -> Sent:
    """Make the article 16 record of a body; one that stands of it is recalled by the new one.

    Named if an identification stands, else for the unnamed: it is owed either way. The content is
    kept sealed, the digest of the pages plainly. Raises `NotHere` and `UnprintableText`.
    """
    from antigone.documents.records import record_pdf

    with step(actor, Action.RECORD_FOR_BUREAU) as doing:
        remains = doing.case(Remains, forwarding.remains)
        standing = Identification.objects.filter(remains=remains, withdrawn_at=None).first()
        BureauRecord.objects.filter(remains=remains, recalled_at=None).update(recalled_at=doing.at)
        number = BureauRecord.objects.filter(remains=remains).count() + 1
        stated = {
            name: value
            for name, value in asdict(forwarding).items()
            if name not in ("remains", "enclosures")
        }
        form = forms.article_sixteen(
            doing,
            remains,
            standing,
            number=number,
            enclosures=forwarding.enclosures,
            **stated,
        )
        pdf = record_pdf(form)
        record = BureauRecord(
            remains=remains, identification=standing, digest=dossiers.digest_of(pdf)
        )
        seal(record, "content", json.dumps(asdict(form), default=str))
        doing.write(record)
        doing.commit_to("bureau.record", record.pk.bytes, pdf)
        return Sent(record=record, pdf=pdf)
