"""Blind packets: comparisons that another institution makes, without names, and signs."""

from django.db import models
from django.db.models import Q

from antigone.access.fields import CodedField
from antigone.access.roles import Discipline
from antigone.casework.models.base import CaseRow
from antigone.casework.models.remains import Remains


class Institution(CaseRow):
    """Another institution, with the key it reads by and the key it signs with."""

    name = models.CharField(max_length=200)
    reads_with = models.CharField(max_length=200)
    signs_with = models.CharField(max_length=200)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="institution_stands_once", fields=("operation", "name")),
            models.CheckConstraint(
                name="institution_has_name_and_keys",
                condition=~Q(name="") & ~Q(reads_with="") & ~Q(signs_with=""),
            ),
        )


class BlindPacket(CaseRow):
    """Pairs without names, sealed for one institution. Two people let it go."""

    remains = models.ForeignKey(Remains, models.PROTECT, related_name="packets")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="packets")
    discipline = CodedField(codes=Discipline)
    digest = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="packet_states_its_purpose", condition=~Q(purpose="")),
        )


class PacketReturn(CaseRow):
    """What came back, signed by the institution."""

    packet = models.OneToOneField(BlindPacket, models.PROTECT, related_name="answer")
    digest = models.BinaryField(max_length=32)
    examiner_name = models.CharField(max_length=120)
