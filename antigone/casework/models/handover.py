"""Where the dead and what was theirs are, at every moment, and how they come home.

What two people do together is prepared by one, which makes the row, and stands when the other has
confirmed it: `witnessed_by` and its time are empty until then. A preparation that nobody confirms
binds nothing.
"""

from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.actions import Action
from antigone.access.fields import CodedField
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.decisions import Identification
from antigone.casework.models.relatives import Relative
from antigone.casework.models.remains import Examination, Remains
from antigone.casework.models.requests import TracingRequest
from antigone.wording import N_


class SampleKind(StrEnum):
    """What was kept for identification."""

    BLOOD = "blood"
    BONE = "bone"
    TOOTH = "tooth"
    TISSUE = "tissue"
    SWAB = "swab"
    HAIR = "hair"


class ReleaseOf(StrEnum):
    """What goes home: the person, with or without effects; or effects that follow her."""

    PERSON = "person"
    EFFECTS = "effects"


def _by_two(name: str, *, at: str = "witnessed_at") -> models.CheckConstraint:
    """Nobody yet, and no time; or somebody else than who prepared it, with the time."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{"witnessed_by__isnull": True, f"{at}__isnull": True})
        | Q(**{"witnessed_by__isnull": False, f"{at}__isnull": False})
        & ~Q(witnessed_by=F("recorded_by")),
    )


class Effect(CaseRow):
    """Something that was found with the dead. Each has its own code.

    An article that can be attributed to nobody has no remains; the bureau is owed it all the same
    (GC I art. 16).
    """

    remains = models.ForeignKey(
        Remains, models.PROTECT, null=True, blank=True, related_name="effects"
    )
    code = models.CharField(max_length=40)
    description = models.CharField(max_length=400)
    # Money and what is dear to a family goes in sealed packets (GC I art. 16).
    valuable = models.BooleanField(default=False)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="effect_code_stands_once", fields=("operation", "code")),
            models.CheckConstraint(
                name="effect_has_code_and_description",
                condition=~Q(code="") & ~Q(description=""),
            ),
        )


class Sample(CaseRow):
    """What was taken from the dead for a laboratory."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="samples")
    code = models.CharField(max_length=40)
    kind = CodedField(codes=SampleKind)
    seal = models.CharField(max_length=80)
    taken_by = models.CharField(max_length=120)
    used_up_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="sample_code_stands_once", fields=("operation", "code")),
            models.CheckConstraint(
                name="sample_has_code_and_seal", condition=~Q(code="") & ~Q(seal="")
            ),
        )


class SealedPacket(CaseRow):
    """Effects under one seal, with their inventory. Sealed by two people."""

    remains = models.ForeignKey(
        Remains, models.PROTECT, null=True, blank=True, related_name="sealed_packets"
    )
    code = models.CharField(max_length=40)
    seal = models.CharField(max_length=80)
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    witnessed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="packet_code_stands_once", fields=("operation", "code")),
            _by_two("packet_sealed_by_two"),
            models.CheckConstraint(
                name="packet_has_code_and_seal", condition=~Q(code="") & ~Q(seal="")
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who prepared from confirming the seal."""
        barred = action == Action.SEAL_PACKET and account_id == self.recorded_by_id
        return N_("you prepared it") if barred else ""


class PacketItem(CaseRow):
    """One line of a packet's inventory."""

    packet = models.ForeignKey(SealedPacket, models.PROTECT, related_name="items")
    effect = models.ForeignKey(Effect, models.PROTECT, related_name="packed")

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="effect_once_in_a_packet", fields=("packet", "effect")),
        )


class PacketOpening(CaseRow):
    """A seal was broken, by two, for a reason. What is sealed again is a further packet."""

    packet = models.OneToOneField(SealedPacket, models.PROTECT, related_name="opening")
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    witnessed_at = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            _by_two("packet_opened_by_two"),
            models.CheckConstraint(name="opening_states_why", condition=~Q(because="")),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who prepared from confirming the opening."""
        barred = action == Action.OPEN_PACKET and account_id == self.recorded_by_id
        return N_("you prepared it") if barred else ""


class CustodyEvent(CaseRow):
    """Something moved: remains, an effect, a sample or a packet, from one place to another.

    The first one of remains starts where they were recorded; of anything else, at no place: it was
    taken into custody. Where it differs from the one before, `institution` says that it left.
    """

    remains = models.ForeignKey(
        Remains, models.PROTECT, null=True, blank=True, related_name="custody_events"
    )
    effect = models.ForeignKey(
        Effect, models.PROTECT, null=True, blank=True, related_name="custody_events"
    )
    sample = models.ForeignKey(
        Sample, models.PROTECT, null=True, blank=True, related_name="custody_events"
    )
    packet = models.ForeignKey(
        SealedPacket, models.PROTECT, null=True, blank=True, related_name="custody_events"
    )
    number = models.PositiveIntegerField()
    from_place = models.CharField(max_length=200, blank=True)
    to_place = models.CharField(max_length=200)
    institution = models.CharField(max_length=200)
    handed_by = models.CharField(max_length=120)
    received_by = models.CharField(max_length=120)
    at = models.DateTimeField()
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="one_thing_moves",
                condition=Q(
                    remains__isnull=False,
                    effect__isnull=True,
                    sample__isnull=True,
                    packet__isnull=True,
                )
                | Q(
                    remains__isnull=True,
                    effect__isnull=False,
                    sample__isnull=True,
                    packet__isnull=True,
                )
                | Q(
                    remains__isnull=True,
                    effect__isnull=True,
                    sample__isnull=False,
                    packet__isnull=True,
                )
                | Q(
                    remains__isnull=True,
                    effect__isnull=True,
                    sample__isnull=True,
                    packet__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="custody_has_a_place_and_a_receiver",
                condition=~Q(to_place="")
                & ~Q(institution="")
                & ~Q(handed_by="")
                & ~Q(received_by="")
                & ~Q(because=""),
            ),
            *(
                models.UniqueConstraint(name=f"custody_of_{one}_in_order", fields=(one, "number"))
                for one in ("remains", "effect", "sample", "packet")
            ),
        )


class Dispute(CaseRow):
    """Somebody contests who it is, or who may receive. Nothing is released while one is open."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="disputes")
    raised_by = SealedText()
    because = SealedText(max_length=4096)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settlement = SealedText(max_length=8192)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="dispute_states_who_and_why",
                condition=Q(raised_by__isnull=False, because__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_is_settled_by_another_with_grounds",
                condition=Q(
                    settled_at__isnull=True, settled_by__isnull=True, settlement__isnull=True
                )
                | Q(settled_at__isnull=False, settled_by__isnull=False, settlement__isnull=False)
                & ~Q(settled_by=F("recorded_by")),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who recorded from settling the dispute."""
        barred = action == Action.SETTLE_DISPUTE and account_id == self.recorded_by_id
        return N_("you recorded it") if barred else ""


class Entitlement(CaseRow):
    """Who may receive a person, on what paper, verified by a second officer."""

    request = models.ForeignKey(TracingRequest, models.PROTECT, related_name="entitlements")
    remains = models.ForeignKey(Remains, models.PROTECT, related_name="entitlements")
    relative = models.ForeignKey(
        Relative, models.PROTECT, null=True, blank=True, related_name="entitlements"
    )
    authority = models.CharField(max_length=200, blank=True)
    document = SealedText(max_length=2048)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="entitled_is_a_relative_or_an_authority",
                condition=Q(relative__isnull=False, authority="")
                | Q(relative__isnull=True) & ~Q(authority=""),
            ),
            models.CheckConstraint(
                name="entitlement_has_a_document",
                # Ended, it may be emptied: the family took back what it gave.
                condition=Q(document__isnull=False) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="entitlement_verified_by_another",
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | Q(verified_by__isnull=False, verified_at__isnull=False)
                & ~Q(verified_by=F("recorded_by")),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who recorded from verifying the entitlement."""
        barred = action == Action.VERIFY_ENTITLEMENT and account_id == self.recorded_by_id
        return N_("you recorded it") if barred else ""


class Viewing(CaseRow):
    """A farewell in person, asked for by a relative and supported. No file leaves."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="viewings")
    identification = models.ForeignKey(Identification, models.PROTECT, related_name="viewings")
    relative = models.ForeignKey(Relative, models.PROTECT, related_name="viewings")
    supported_by = models.CharField(max_length=120)
    place = models.CharField(max_length=200)
    at = models.DateTimeField()
    effects_shown = models.BooleanField(default=False)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="farewell_is_supported", condition=~Q(supported_by="") & ~Q(place="")
            ),
        )


class Interment(CaseRow):
    """A burial: individual, marked, located, with a sample kept (GC I art. 17)."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="interments")
    examination = models.ForeignKey(Examination, models.PROTECT, related_name="+")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="interments")
    cemetery = models.CharField(max_length=200)
    grave = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    rite = models.CharField(max_length=120, blank=True)
    cremated = models.BooleanField(default=False)
    cremation_because = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    # Empty while the grave holds the person; set when she is taken up again.
    raised_at = models.DateTimeField(null=True, blank=True)
    raised_because = models.CharField(max_length=400, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="grave_is_marked", condition=~Q(cemetery="") & ~Q(grave="")
            ),
            models.CheckConstraint(
                name="grave_is_located",
                condition=Q(latitude__gte=-90, latitude__lte=90)
                & Q(longitude__gte=-180, longitude__lte=180),
            ),
            models.CheckConstraint(
                name="cremated_only_for_a_reason",
                condition=Q(cremated=False, cremation_because="")
                | Q(cremated=True) & ~Q(cremation_because=""),
            ),
            models.CheckConstraint(
                name="taken_up_only_for_a_reason",
                condition=Q(raised_at__isnull=True, raised_because="")
                | Q(raised_at__isnull=False) & ~Q(raised_because=""),
            ),
            models.UniqueConstraint(
                name="a_body_lies_in_one_grave",
                fields=("remains",),
                condition=Q(raised_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_body_in_a_grave",
                fields=("operation", "cemetery", "grave"),
                condition=Q(raised_at__isnull=True),
            ),
        )


class Release(CaseRow):
    """A person goes home, to somebody entitled, signed by two; or effects follow her.

    One that is prepared, and not confirmed, has no time yet.
    """

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="releases")
    covers = CodedField(codes=ReleaseOf, default=ReleaseOf.PERSON)
    identification = models.ForeignKey(Identification, models.PROTECT, related_name="releases")
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="releases")
    place = models.CharField(max_length=200)
    received_by = SealedText()
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    # Of the inventory that the receiver signed, where effects or packets went along.
    inventory_digest = models.BinaryField(max_length=32, null=True)
    # Set when a withdrawn identification calls the person back.
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            _by_two("released_by_two", at="at"),
            models.CheckConstraint(
                name="release_has_a_place_and_a_receiver",
                condition=~Q(place="")
                & (Q(received_by__isnull=False) | Q(recalled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="effects_leave_with_a_signed_inventory",
                condition=~Q(covers="effects")
                | Q(witnessed_by__isnull=True)
                | Q(inventory_digest__isnull=False),
            ),
            models.UniqueConstraint(
                name="a_body_is_released_once",
                fields=("remains",),
                condition=Q(covers="person", recalled_at__isnull=True, witnessed_by__isnull=False),
            ),
        )

    def bars(self, account_id: UUID, action: Action) -> str:
        """Bar who prepared from confirming the release."""
        barred = action == Action.RELEASE and account_id == self.recorded_by_id
        return N_("you prepared it") if barred else ""


class ReleasedItem(CaseRow):
    """One line of a release's inventory: an effect, or a packet that stays sealed."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="items")
    effect = models.ForeignKey(
        Effect, models.PROTECT, null=True, blank=True, related_name="releases"
    )
    packet = models.ForeignKey(
        SealedPacket, models.PROTECT, null=True, blank=True, related_name="releases"
    )

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="released_item_is_effect_or_packet",
                condition=Q(effect__isnull=False, packet__isnull=True)
                | Q(effect__isnull=True, packet__isnull=False),
            ),
        )
