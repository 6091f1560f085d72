"""Fillers: faces of nobody among the pairs, so that whoever says "the same" to all is found out."""

from dataclasses import dataclass, field
from uuid import UUID

from antigone.access.actions import Action
from antigone.access.actor import Actor
from antigone.access.isolation import within
from antigone.casework.description import Absent, Description, Range
from antigone.casework.house import house
from antigone.casework.instruments import instruments
from antigone.casework.models import Examination, Filler, MissingPerson, Remains
from antigone.casework.step import step
from antigone.errors import Refusal
from antigone.wording import N_

# At least so many, even where only one candidate is compared.
_FEWEST = 2


class UnfitFiller(Refusal):
    """What a filler shows must be one face that can be compared."""

    code = "unfit-filler"
    sentence = N_("The picture shows {count} faces that can be compared. It was not kept.")
    remedy = N_("Give a picture of one face of nobody, of the quality of a family's photograph.")


class FillerHereAlready(Refusal):
    """The same file, byte for byte."""

    code = "filler-here-already"
    sentence = N_("This picture is among the fillers already. Nothing was added.")
    remedy = N_("If another picture was meant, choose it; else there is nothing to do.")


class NoProvenance(Refusal):
    """A face without an origin may be somebody's."""

    code = "no-provenance"
    sentence = N_("The picture does not say how it was made. It was not kept.")
    remedy = N_("Say how the face was made, so that all can see that it is nobody's.")


@dataclass(frozen=True, kw_only=True)
class GivenFiller:
    """A face of nobody, as a file, and how it was made. Without sex and age it goes with anybody."""

    name: str
    content: bytes = field(repr=False)
    provenance: str
    sex: str = ""
    age: Range | None = None


def add_filler(actor: Actor, given: GivenFiller) -> Filler:
    """Keep a face of nobody, to be put among candidates.

    Raises `NoProvenance`, `UnfitFiller`, `FillerHereAlready` and the family of
    `UnreadablePhotograph`.
    """
    tools = instruments()
    image = tools.decoders.decode(given.name, given.content).pixels
    faces = [one for one in tools.engine.read(image).faces if one.quality.usable]
    vault = house().vault
    deposit = vault.put(given.content)
    try:
        with step(actor, Action.ADD_FILLER) as doing:
            if not given.provenance.strip():
                raise NoProvenance
            if len(faces) != 1:
                raise UnfitFiller(count=len(faces))
            if Filler.objects.filter(sha256=deposit.sha256).exists():
                raise FillerHereAlready
            (face,) = faces
            return doing.write(
                Filler(
                    **vars(deposit.ref),
                    sha256=deposit.sha256,
                    sex=given.sex,
                    least_age=given.age and int(given.age.least),
                    most_age=given.age and int(given.age.most),
                    provenance=given.provenance,
                    box=list(face.detection.box),
                    landmarks=face.detection.landmarks.tolist(),
                )
            )
    except BaseException:
        # What fails after the transaction must not take the picture of a row that stands.
        with within(actor.operation_id):
            if not Filler.objects.filter(blob_id=deposit.ref.blob_id).exists():
                vault.purge(deposit.ref.blob_id)
        raise


def fillers_for(remains: Remains, requests: list[UUID], examiner: UUID) -> list[Filler]:
    """Return the fillers that go with a body and its candidates, and are new to the examiner.

    One that she has met before she would know for what it is. Where sex or age is stated for nobody,
    every filler goes.
    """
    told = [
        *(one.description for one in Examination.objects.filter(remains=remains)),
        *(one.description for one in MissingPerson.objects.filter(request__in=requests)),
    ]
    met = Filler.objects.filter(pairs__round__examiner=examiner)
    fresh = Filler.objects.exclude(pk__in=met.values("pk")).exclude(wrapped_key=None)
    fresh = fresh.order_by("recorded_at", "sha256")
    return [one for one in fresh if goes_with(one, told)]


def how_many(candidates: int) -> int:
    """Return how many fillers are wanted beside so many candidates."""
    return max(_FEWEST, candidates)


def goes_with(filler: Filler, told: list[Description]) -> bool:
    """Say whether nothing that is told of sex and age sets a filler apart."""
    sexes = {one.sex for one in told if not isinstance(one.sex, Absent)}
    ages = [one.age for one in told if isinstance(one.age, Range)]
    if filler.sex and sexes and filler.sex not in sexes:
        return False
    if filler.least_age is None or filler.most_age is None or not ages:
        return True
    return any(one.least <= filler.most_age and filler.least_age <= one.most for one in ages)
