"""Long work that outlives the process that began it."""

from enum import StrEnum
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from antigone.access.fields import CodedField


class JobState(StrEnum):
    """Where a job stands. One whose lease has run out is waiting again, whatever it says."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Job(models.Model):
    """One piece of work: codes and ids only. Not fenced: the worker belongs to no operation."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    operation = models.ForeignKey(
        "access.OperationIdentity", models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(max_length=80, blank=True)
    state = CodedField(codes=JobState, default=JobState.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    most_attempts = models.PositiveSmallIntegerField(default=5)
    leased_by = models.CharField(max_length=80, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True)
    cursor = models.JSONField(null=True, blank=True)
    fault = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="running_job_has_a_lease",
                condition=~Q(state="running")
                | Q(leased_until__isnull=False, heartbeat_at__isnull=False) & ~Q(leased_by=""),
            ),
            models.CheckConstraint(
                name="job_is_not_tried_for_ever", condition=Q(attempts__lte=F("most_attempts"))
            ),
        )
        indexes = (
            models.Index(
                name="jobs_to_do",
                fields=("not_before",),
                condition=Q(state__in=("waiting", "running")),
            ),
            # Whether a photograph waits already is asked for each of a hundred thousand.
            models.Index(name="jobs_of_a_subject", fields=("kind", "subject")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
