"""Blind packets: comparisons that another institution makes, without names, and signs.

Both sides of the way: what this operation sent, and what it answers for others. Of what others sent,
nothing is a case here: it has no body, no request, no template, and is in no gallery.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField
from antigone.access.roles import Discipline
from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow, StoredBlob
from antigone.casework.models.remains import Remains


class ExchangeKeys(CaseRow):
    """What an operation reads packets by and signs them with; only the vault opens the secret half."""

    reads_with = models.CharField(max_length=200)
    signs_with = models.CharField(max_length=400)
    reading_key = SealedText()
    signing_key = SealedText()

    class Meta(CaseRow.Meta):
        verbose_name_plural = "exchange keys"
        constraints = (
            models.UniqueConstraint(name="one_pair_of_exchange_keys", fields=("operation",)),
        )


class Institution(CaseRow):
    """Another institution, with the key it reads by and the key it signs with.

    One pair of keys stands for one institution: under two names it would be two witnesses.
    """

    name = models.CharField(max_length=100)
    reads_with = models.CharField(max_length=200)
    signs_with = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="institution_stands_once", fields=("operation", "name")),
            models.UniqueConstraint(
                name="institution_reads_by_its_own", fields=("operation", "reads_with")
            ),
            models.UniqueConstraint(
                name="institution_signs_with_its_own", fields=("operation", "signs_with")
            ),
            models.CheckConstraint(
                name="institution_has_name_and_keys",
                condition=~Q(name="") & ~Q(reads_with="") & ~Q(signs_with=""),
            ),
        )


class BlindPacket(CaseRow):
    """Pairs without names, sealed for one institution. Prepared by one person, let go by another.

    `body` holds the ids of the photographs of the body that travel; `digest` binds all that left.
    """

    code = models.CharField(max_length=40)
    remains = models.ForeignKey(Remains, models.PROTECT, related_name="packets")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="packets")
    discipline = CodedField(codes=Discipline)
    purpose = models.CharField(max_length=400)
    body = models.JSONField()
    valid_until = models.DateField()
    digest = models.BinaryField(max_length=32, null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="blind_packet_code_once", fields=("operation", "code")),
            models.CheckConstraint(name="packet_states_its_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="packet_is_released_by_a_second_person",
                condition=Q(released_by__isnull=True, released_at__isnull=True, digest__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False, digest__isnull=False)
                & ~Q(released_by=F("recorded_by")),
            ),
        )


class PacketReturn(CaseRow):
    """What came back, signed by the institution. `examiner` is the code it gives its examiner."""

    packet = models.OneToOneField(BlindPacket, models.PROTECT, related_name="answer")
    digest = models.BinaryField(max_length=32)
    examiner = models.CharField(max_length=64)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="return_names_an_examiner", condition=~Q(examiner="")),
        )


class ErasureNotice(CaseRow):
    """What an institution must erase of a packet: the pairs, or all of it if none is named."""

    packet = models.ForeignKey(BlindPacket, models.PROTECT, related_name="erasures")
    pairs = models.JSONField(default=list)
    written_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(
                name="erasure_is_acknowledged_after_it_was_told",
                condition=Q(acknowledged_at__isnull=True) | Q(written_at__isnull=False),
            ),
        )


class ForeignPacket(CaseRow):
    """A packet of another institution, answered by one examiner here.

    `content` is its contents without the pictures; `number` the packet's id where it came from.
    """

    code = models.CharField(max_length=40)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="foreign_packets")
    number = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    discipline = CodedField(codes=Discipline)
    examiner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    valid_until = models.DateField()
    content = SealedText()
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="foreign_packet_code_stands_once", fields=("operation", "code")
            ),
            models.UniqueConstraint(
                name="foreign_packet_comes_in_once", fields=("operation", "number")
            ),
            models.CheckConstraint(
                name="foreign_packet_is_taken_by_its_examiner",
                condition=Q(examiner=F("recorded_by")),
            ),
        )


class ForeignPicture(CaseRow, StoredBlob):
    """One picture of a foreign packet. Its key goes when the answer does, or when it is recalled."""

    packet = models.ForeignKey(ForeignPacket, models.PROTECT, related_name="pictures")
    name = models.CharField(max_length=60)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="foreign_picture_stands_once", fields=("packet", "name")),
        )


class ForeignView(CaseRow):
    """What the examiner committed: first the body alone (0), then pair after pair. Never changed.

    `link` binds it to what was committed before (see `exchange.evidence_package`); `said` is emptied
    when the institution says that the pair must be erased.
    """

    packet = models.ForeignKey(ForeignPacket, models.PROTECT, related_name="views")
    number = models.PositiveIntegerField()
    pair = models.UUIDField(null=True)
    link = models.BinaryField(max_length=32)
    said = SealedText()

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="one_foreign_view_at_a_time", fields=("packet", "number")),
            models.UniqueConstraint(name="one_foreign_view_of_a_pair", fields=("packet", "pair")),
            models.CheckConstraint(
                name="foreign_analysis_comes_first",
                condition=Q(number=0, pair__isnull=True) | Q(number__gt=0, pair__isnull=False),
            ),
        )
