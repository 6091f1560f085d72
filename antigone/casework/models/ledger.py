"""The ledger's rows: entries with their leaf hash, signed heads, and the edge of the tree."""

from django.db import models
from django.db.models import Q


class LedgerEntry(models.Model):
    """One entry as it was hashed. Never changed, never removed; the guards and the tree see to it."""

    seq = models.BigIntegerField(primary_key=True)
    payload = models.BinaryField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "ledger entries"

    def __str__(self) -> str:
        return f"entry {self.seq}"


class LedgerHead(models.Model):
    """The signed head made with the entry before it: `size` is that entry's number plus one."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()

    def __str__(self) -> str:
        return f"head of {self.size}"


class LedgerEdge(models.Model):
    """The edge of the tree, one row. Whoever appends holds it: it is the append lock."""

    one = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField()

    class Meta:
        constraints = (models.CheckConstraint(name="ledger_has_one_edge", condition=Q(one=1)),)

    def __str__(self) -> str:
        return f"edge at {self.size}"
