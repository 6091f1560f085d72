"""Many requests in one file, and a gallery that grows beyond what the operation declared."""

from django.db import models
from django.db.models import Q

from antigone.access.fields import CodedField
from antigone.access.roles import Role
from antigone.casework.models.base import CaseRow


class BulkFile(CaseRow):
    """A file of requests, named by its digest. Nothing of it is opened before two have signed."""

    name = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    lines = models.PositiveIntegerField()
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="bulk_file_stands_once", fields=("operation", "sha256")),
            models.CheckConstraint(name="bulk_file_states_why", condition=~Q(because="")),
        )


class BulkSignature(CaseRow):
    """Somebody has looked at the file and lets it in. One of two is the data protection officer."""

    file = models.ForeignKey(BulkFile, models.PROTECT, related_name="signatures")
    role = CodedField(codes=Role)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="one_bulk_signature_each_person", fields=("file", "recorded_by")
            ),
        )


class GalleryClearance(CaseRow):
    """The data protection officer lets the list of the missing grow to so many people, and why."""

    people = models.PositiveIntegerField()
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="clearance_states_why", condition=~Q(because="")),
        )
