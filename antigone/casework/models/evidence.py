"""What findings are weighed by, what was weighed together, and what laboratories sent: all appended."""

from django.db import models
from django.db.models import Q

from antigone.casework.fields import SealedText
from antigone.casework.models.base import CaseRow
from antigone.casework.models.search import Candidate


class PopulationTable(CaseRow):
    """The figures by which this operation weighs findings from now on: a file, kept whole.

    An operation without one uses those that are shipped. A further version never touches what was
    weighed by an earlier one.
    """

    version = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    stated_version = models.CharField(max_length=80)
    provenance = models.CharField(max_length=4000)
    # The file itself: whoever doubts a number reckons it anew.
    content = models.TextField()
    sha256 = models.BinaryField(max_length=32)
    because = models.CharField(max_length=400)

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(
                name="population_version_stands_once", fields=("operation", "version")
            ),
            models.CheckConstraint(
                name="population_states_why",
                condition=~Q(because="") & ~Q(name="") & ~Q(stated_version="") & Q(version__gt=0),
            ),
        )


class Weighing(CaseRow):
    """Everything that the records say of one pair, weighed in one go. The newest one of a pair counts.

    `table` is empty for the figures that are shipped, which `figures` names with their version.
    `details` holds the sentences, and why the rest could not be weighed: only the vault opens them,
    and they are emptied with what the family gave.
    """

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="weighings")
    table = models.ForeignKey(
        PopulationTable, models.PROTECT, null=True, blank=True, related_name="weighings"
    )
    figures = models.CharField(max_length=300)
    details = SealedText()

    class Meta(CaseRow.Meta):
        constraints = (
            models.CheckConstraint(name="weighing_names_its_figures", condition=~Q(figures="")),
        )


class PairImport(CaseRow):
    """A laboratory's table of pairs, as it came in: who computed it, by what, and how it was read.

    The file stays with the laboratory; by its SHA-256 it is known again. `columns` is how its columns
    were read, for the next table of this laboratory. `alike` are the people whom it cannot part.
    `unlisted` are its results on pairs of which nobody is on the other's list: most of a table speaks
    against, and against whom nobody thinks of. Each is [remains, request, same, other, log10,
    kinship], log10 empty where the laboratory excludes the pair.
    """

    name = models.CharField(max_length=200)
    sha256 = models.BinaryField(max_length=32)
    laboratory = models.CharField(max_length=200)
    software = models.CharField(max_length=200)
    issued = models.DateField()
    columns = models.JSONField()
    alike = models.JSONField(default=list, blank=True)
    unlisted = models.JSONField(default=list, blank=True)
    results = models.PositiveIntegerField()

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="pair_table_stands_once", fields=("operation", "sha256")),
            models.CheckConstraint(
                name="pair_table_says_who_computed_it",
                condition=~Q(name="") & ~Q(laboratory="") & ~Q(software=""),
            ),
        )


class ReconciliationRun(CaseRow):
    """What was known of all pairs at one moment, to be held against another run. No name is in it.

    `problem` is what is reckoned, `rests_on` the findings behind each pair, `excluded` the grounds of
    those that are out. The result is not kept: the same problem gives the same again.
    """

    number = models.PositiveIntegerField()
    problem = models.JSONField()
    rests_on = models.JSONField()
    excluded = models.JSONField()

    class Meta(CaseRow.Meta):
        constraints = (
            models.UniqueConstraint(name="run_number_stands_once", fields=("operation", "number")),
        )
