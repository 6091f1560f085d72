"""What waits in the middle of somebody's work: forms half filled, files half sent. All of it sealed.

Nothing here is part of a case: it becomes one by a procedure, and is removed then. Each row is seen by
the account to which it belongs, and by nobody else.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Draft(models.Model):
    """What one person has typed into one page and not yet recorded."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    operation = models.ForeignKey("access.OperationIdentity", models.CASCADE, related_name="+")
    page = models.CharField(max_length=120)
    sealed = models.BinaryField()
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="one_draft_for_each_page", fields=("account", "operation", "page")
            ),
        )

    def __str__(self) -> str:
        return f"draft of {self.account_id}"


class Upload(models.Model):
    """A file that is coming in, in chunks: how much of it is here. What it is, is sealed.

    `mark` is a keyed name of the file, by which the same one is found again and goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    operation = models.ForeignKey("access.OperationIdentity", models.CASCADE, related_name="+")
    mark = models.CharField(max_length=40)
    about = models.BinaryField()
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    held = models.BooleanField(default=False)
    touched_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="one_upload_of_a_file", fields=("account", "operation", "mark")
            ),
            models.CheckConstraint(
                name="upload_is_not_longer_than_its_file", condition=Q(received__lte=F("size"))
            ),
        )
        indexes = (models.Index(name="uploads_left_behind", fields=("touched_at",)),)

    def __str__(self) -> str:
        return f"upload {self.id}"


class SealedChunk(models.Model):
    """One piece of a file that is coming in, sealed before it is written anywhere."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="chunks")
    offset = models.PositiveBigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(name="one_chunk_at_an_offset", fields=("upload", "offset")),
        )

    def __str__(self) -> str:
        return f"chunk of {self.upload_id}"
