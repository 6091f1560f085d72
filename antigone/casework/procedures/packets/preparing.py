"""Preparing a packet: which pairs, in which order, for whom. Nothing leaves yet."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import numpy
from django.contrib.auth.hashers import make_password

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.clock import today
from antigone.access.models import Account
from antigone.access.roles import Discipline
from antigone.casework.models import (
    BlindPacket,
    Candidate,
    Filler,
    Institution,
    MarkedFace,
    PostMortemPhotograph,
    Reading,
    Remains,
    Round,
)
from antigone.casework.models.photographs import Side
from antigone.casework.models.review import Place
from antigone.casework.procedures.packets.keys import number_of, own_exchange
from antigone.casework.procedures.partners import may_travel
from antigone.casework.procedures.photographs import NotReadYet
from antigone.casework.procedures.review.drawing import (
    NobodyToCompare,
    further_views,
    pair_of,
    seed_of,
)
from antigone.casework.procedures.review.fillers import fillers_for, how_many
from antigone.casework.procedures.review.material import (
    face_of_body,
    reference_of,
    still_sought,
)
from antigone.casework.step import Step, found, step
from antigone.casework.vocabulary import named
from antigone.errors import Refusal
from antigone.wording import N_

# How long an institution has for its answer if nothing else is said, and at most.
_USUAL = timedelta(days=90)
_LONGEST = timedelta(days=365)
# So many pictures of a body alone suffice to analyse it.
_MOST_OF_BODY = 6


class OnlyFaces(Refusal):
    """Reports name people; pictures of heads do not."""

    code = "only-faces-travel"
    sentence = N_("A blind packet holds faces; “{discipline}” compares reports. Nothing was done.")
    remedy = N_("Let the laboratory or the expert send the report to the other institution itself.")


class NobodyShared(Refusal):
    """No family has permitted that another institution sees the photograph."""

    code = "nobody-shared"
    sentence = N_(
        "{count} wait for a further view, and none of the families permits partners to see the"
        " photograph. No packet was prepared."
    )
    remedy = N_("Ask the families whether it may be shared with partners, and record the answer.")


class UnfitPurpose(Refusal):
    """Why it leaves must be told to whoever lets it go."""

    code = "unfit-purpose"
    sentence = N_("It is not said in at most 400 letters why it leaves. Nothing was prepared.")
    remedy = N_("Say why another institution is asked, without a name.")


class UnfitTerm(Refusal):
    """A packet that is out for ever is never recalled."""

    code = "unfit-term"
    sentence = N_("{day} is past, or more than a year away. Nothing was prepared.")
    remedy = N_("Name a day by which the answer must be here.")


@dataclass(frozen=True, kw_only=True)
class Preparing:
    """Which body, for which institution, why, and by when its answer must be here."""

    remains: UUID
    institution: UUID
    because: str
    discipline: Discipline = Discipline.FACE
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A packet that waits for a second person. `left_out` people may not be shown to partners."""

    packet: BlindPacket
    pairs: int
    fillers: int
    left_out: int


def prepare(actor: Actor, preparing: Preparing) -> Prepared:
    """Prepare a packet for whoever waits for a third view, else for a second one.

    (0) the operation has keys, and the institution is known; (1) candidates wait for a further view,
    still looked for under a permission and a legal basis that hold; (2) who gave the photograph
    permits partners to see it, or the candidate stays out; (3) fillers are put among them that the
    institution has not met; (4) the order is drawn. The row of pairs belongs to an account that
    nobody can sign in with. Nothing leaves before `release`.

    Raises `NotHere`, `NoPacketKeys`, `OnlyFaces`, `UnfitPurpose`, `UnfitTerm`, `NobodyToCompare`,
    `NobodyShared`, `NoFaceOfBody` and `NotReadYet`.
    """
    with step(actor, Action.SEND_PACKET) as doing:
        own_exchange()
        remains = doing.case(Remains, preparing.remains)
        institution = found(Institution, preparing.institution)
        purpose, until = _stated(preparing)
        place, shared, left_out = _who_waits(remains, preparing.discipline)
        body = _body(remains)
        packet = doing.write(
            BlindPacket(
                code=number_of(doing, BlindPacket, "B"),
                remains=remains,
                institution=institution,
                discipline=preparing.discipline,
                purpose=purpose,
                body=[one.hex for one in body],
                valid_until=until,
            )
        )
        pairs, fillers = _draw(doing, packet, place, shared, body[0])
        return Prepared(packet=packet, pairs=pairs, fillers=fillers, left_out=left_out)


def _stated(preparing: Preparing) -> tuple[str, date]:
    if preparing.discipline is not Discipline.FACE:
        raise OnlyFaces(discipline=named("Discipline", preparing.discipline.value))
    purpose = preparing.because.strip()
    if not 0 < len(purpose) <= 400:
        raise UnfitPurpose
    until = preparing.until or today() + _USUAL
    if not today() <= until <= today() + _LONGEST:
        raise UnfitTerm(day=until.isoformat())
    return purpose, until


def _who_waits(remains: Remains, discipline: Discipline) -> tuple[Place, list[Candidate], int]:
    left_out = 0
    for place, waiting in further_views(remains, discipline):
        shared = [one for one in waiting if _is_shared(one)]
        if shared:
            return place, shared, len(waiting) - len(shared)
        left_out += len(waiting)
    if left_out:
        raise NobodyShared(count=left_out)
    raise NobodyToCompare(remains=remains.code, discipline=named("Discipline", discipline.value))


def _is_shared(candidate: Candidate) -> bool:
    reference = reference_of(candidate)
    return still_sought(candidate.request) and reference is not None and may_travel(reference)


def _body(remains: Remains) -> list[UUID]:
    """Return the photographs of the body that can be shown, the best first."""
    best = face_of_body(remains)
    faces = MarkedFace.objects.filter(
        side=Side.REMAINS,
        post_mortem__remains=remains,
        post_mortem__wrapped_key__isnull=False,
        confirmed_by__isnull=False,
        ended_at=None,
    )
    read = Reading.objects.filter(post_mortem__remains=remains).values("post_mortem")
    shown = PostMortemPhotograph.objects.filter(
        pk__in=faces.filter(post_mortem__in=read).values("post_mortem")
    )
    keys = list(shown.order_by("recorded_at", "pk").values_list("pk", flat=True))
    if best not in keys:
        # Unread, nobody knows whom to cover beside it.
        raise NotReadYet
    return [best, *(one for one in keys if one != best)][:_MOST_OF_BODY]


def _draw(
    doing: Step, packet: BlindPacket, place: Place, shared: list[Candidate], best: UUID
) -> tuple[int, int]:
    """Open the row of pairs that the packet holds; return how many there are, and how many strangers."""
    remains = packet.remains
    number = Round.objects.filter(remains=remains, discipline=packet.discipline).count()
    seed = seed_of("packet", remains.code, str(packet.discipline), number)
    lot = numpy.random.default_rng(list(seed))
    account = _closed_account(doing, packet)
    known = fillers_for(remains, [one.request_id for one in shared], account.pk)
    met = Filler.objects.filter(pairs__round__packet__institution=packet.institution)
    fresh = [one for one in known if one.pk not in set(met.values_list("pk", flat=True))]
    fillers = [fresh[one] for one in lot.permutation(len(fresh))[: how_many(len(shared))]]
    opened = doing.write(
        Round(
            remains=remains,
            discipline=packet.discipline,
            place=place,
            examiner=account,
            drawn=True,
            fillers=len(fillers),
            seed=seed.hex(),
            packet=packet,
        )
    )
    shown: list[Candidate | Filler] = [*shared, *fillers]
    order = [shown[one] for one in lot.permutation(len(shown))]
    for position, one in enumerate(order, start=1):
        doing.write(pair_of(opened, position, one, best))
    return len(order), len(fillers)


def _closed_account(doing: Step, packet: BlindPacket) -> Account:
    """Make the account of an examiner elsewhere: it can never be signed in with, and has no role."""
    return Account.objects.create(
        sign_in_name=f"packet-{packet.pk.hex}",
        shown_name=f"{packet.institution.name}, {packet.code}",
        password=make_password(None),
        is_active=False,
        made_at=doing.at,
    )
