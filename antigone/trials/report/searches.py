"""Searches in a report: is the right person found, what if she is not there, do more photographs help."""

from collections.abc import Iterator

from antigone.trials.report import charts
from antigone.trials.report.page import figure, heading, paragraph, table
from antigone.trials.report.told import Figures, Told
from antigone.wording import N_


def lists(told: Told) -> Iterator[str]:
    """Return how often the right person is found on a list."""
    yield heading(told.tell(N_("Is the right person found?")))
    yield paragraph(
        told.tell(
            N_(
                "Each line shows of how many searches the right person stood first on the list, "
                "with the interval in which the figure would lie if other people of the same kind "
                "had been measured (95 of 100 times)."
            )
        )
    )
    yield figure(
        charts.first_on_the_list(told.every, told.language, told.share),
        told.tell(N_("The right person came first, of 100 searches")),
    )
    yield table(
        told.tell(N_("Of 100 searches, with the interval")),
        [
            told.tell(head)
            for head in (
                N_("photographs"),
                N_("no face found"),
                N_("told unusable"),
                N_("came first"),
                N_("among ten"),
                N_("among fifty"),
            )
        ],
        [
            [
                (name, described),
                told.cell(of, "fta"),
                told.cell(of, "unusable"),
                *(told.cell(of, "rank", rank) for rank in ("1", "10", "50")),
            ]
            for (name, of), described in zip(told.every, told.described(), strict=True)
        ],
    )
    yield figure(
        charts.match_curves(told.drawn, told.language),
        told.tell(N_("How long a list must be to hold the right person")),
    )


def lines(told: Told) -> Iterator[str]:
    """Return what a line lets through, and whom it costs."""
    yield heading(told.tell(N_("And if the person is not there?")))
    yield paragraph(
        told.tell(
            N_(
                "Most searches of a disaster are for somebody whom nobody has reported yet. Then "
                "every name above the line is wrong. The stricter the line, the fewer such false "
                "alarms, and the more people who are there are missed below it."
            )
        )
    )
    yield figure(
        charts.trade_offs(told.drawn, told.language),
        told.tell(N_("To the left false alarms are rare, to the right they are frequent")),
    )
    rates = (("0.003", "3 of 1 000"), ("0.01", "1 of 100"), ("0.1", "1 of 10"))
    yield table(
        told.tell(N_("Missed of 100, where false alarms are held to")),
        [told.tell(N_("photographs")), *(shown for _, shown in rates)],
        [[name, *(told.cell(of, "fnir", rate) for rate, _ in rates)] for name, of in told.every],
    )
    pairs = (("0.01", "1 of 100"), ("0.001", "1 of 1 000"), ("0.0001", "1 of 10 000"))
    yield table(
        told.tell(
            N_("Two photographs alone: accepted as one person, of 100, where strangers are at most")
        ),
        [told.tell(N_("photographs")), *(shown for _, shown in pairs)],
        [[name, *(told.cell(of, "tar", rate) for rate, _ in pairs)] for name, of in told.every],
    )
    yield paragraph(
        told.tell(N_("A dash: too few searches or pairs to tell. No figure is made up.")),
        quiet=True,
    )


def more_photographs(told: Told) -> Iterator[str]:
    """Return what several photographs on either side bring."""
    yield heading(told.tell(N_("Do more photographs help?")))
    rows: list[list[str | tuple[str, str]]] = []
    for name, every in told.drawn:
        for count, of in every["fusion"]["references"].items():
            rows.append([f"{name}: {count}", "1", *_fused(told, of)])
        of = every["fusion"]["probes"]
        if of["most"] > 1:
            most = list(every["fusion"]["references"])[-1]
            up_to = told.tell(N_("up to {count}"), count=of["most"])
            rows.append([f"{name}: {most}", up_to, *_fused(told, of)])
    yield table(
        told.tell(N_("Photographs of the missing person, and of the body, fused into one")),
        [
            told.tell(head)
            for head in (
                N_("enrolled with"), N_("searched with"), N_("came first"), N_("among ten"),
                N_("missed, 1 of 10 false alarms"),
            )
        ],
        rows,
    )  # fmt: skip


def _fused(told: Told, of: Figures) -> list[tuple[str, str]]:
    return [
        told.cell(of, "rank", "1"),
        told.cell(of, "rank", "10"),
        told.cell(of, "fnir", "0.1"),
    ]
