"""Trust in a report: do ratios mean what they say, does quality tell, is it equally good for all."""

from collections.abc import Iterator

from antigone.faces.quality import BAND_SENTENCES, Band
from antigone.trials.measures import LEAST_PEOPLE
from antigone.trials.report import charts
from antigone.trials.report.charts import Shown
from antigone.trials.report.page import figure, heading, paragraph, table
from antigone.trials.report.told import Told, hundred
from antigone.trials.report.words import BY, GROUPS
from antigone.wording import N_


def ratios(told: Told) -> Iterator[str]:
    """Return what the likelihood ratios cost, and whether they come true."""
    yield heading(told.tell(N_("Do the likelihood ratios mean what they say?")))
    weighed = [(name, of) for name, of in told.every if of["cllr"] is not None]
    if not weighed:
        yield paragraph(
            told.tell(N_("No calibration reaches these photographs: nothing was weighed."))
        )
        return
    yield paragraph(
        told.tell(
            N_(
                "A likelihood ratio of 100 should come a hundred times more often between two "
                "photographs of one person than between two people. The cost in bits says how far "
                "that holds: 0 is perfect, 1 is as good as saying nothing. What lies between the "
                "two columns is lost by calibration alone."
            )
        )
    )
    yield table(
        told.tell(N_("Cost of the likelihood ratios, in bits")),
        [
            told.tell(head)
            for head in (
                N_("photographs"),
                N_("as stated (Cllr)"),
                N_("best possible (Cllr min)"),
                N_("weighed as"),
                N_("outside reach"),
            )
        ],
        [
            [
                name,
                (f"{of['cllr']:.3f}", "{:.3f}–{:.3f}".format(*of["intervals"]["cllr"])),
                f"{of['cllr_min']:.3f}",
                f"{of['calibrated_for']} ({of['calibration']})",
                str(of["outside_reach"]),
            ]
            for name, of in weighed
        ],
    )
    yield from _against_whom(told, weighed)
    # The first that resembles what a mortuary sends, else photographs as they are.
    shown = [(told.name(one), told.figures["conditions"][one]) for one in told.chosen]
    name, of = next(((n, o) for n, o in shown if o["cllr"] is not None), weighed[0])
    for picture, caption in (
        (
            charts.tippett,
            N_(
                "The further apart the curves, the more a comparison tells. Ratios above 1 between two "
                "people speak for the wrong one."
            ),
        ),
        (
            charts.pooled,
            N_("Above the straight line the ratios are too cautious, below it too bold"),
        ),
        (charts.cross_entropies, N_("A curve above the one without comparison would do harm")),
    ):
        yield figure(picture(name, of, told.language), told.tell(caption))


def _against_whom(told: Told, weighed: Shown) -> Iterator[str]:
    """Return what the ratios compare, and what relatives of the right person reach by them."""
    same, other = weighed[0][1]["hypotheses"]
    yield paragraph(
        told.tell(
            N_(
                "These ratios compare two explanations: {same}; {other}. They say nothing of a brother, "
                "a mother, a cousin. Only a calibration on a site's own cases, with relatives among "
                "them, weighs against a relative too."
            ),
            same=told.tell(same),
            other=told.tell(other),
        )
    )
    counted = [(name, of["relatives"]) for name, of in weighed if of["relatives"]]
    if not counted:
        return
    yield table(
        told.tell(
            N_("Relatives of the right person, of 100: ratios against strangers that they reach")
        ),
        [
            told.tell(head)
            for head in (N_("photographs"), N_("people"), N_("at least 1"), N_("10"), N_("100"))
        ],
        [
            [
                name,
                str(of["people"]),
                *(
                    hundred(of["at_least"][at]) if "at_least" in of else "–"
                    for at in ("1", "10", "100")
                ),
            ]
            for name, of in counted
        ],
    )
    yield told.too_few()


def quality(told: Told) -> Iterator[str]:
    """Return the figures of each quality band."""
    yield heading(told.tell(N_("Does the quality that is stated tell anything?")))
    rows: list[list[str | tuple[str, str]]] = [
        [
            f"{name}, {told.tell(BAND_SENTENCES[Band(band)])}",
            *told.counted(of),
            told.cell(of, "rank", "1"),
            told.cell(of, "rank", "10"),
        ]
        for name, every in told.drawn
        for band, of in every["quality"].items()
        if of["searches"]
    ]
    yield table(
        told.tell(N_("By the quality of the photograph that searches")),
        [
            told.tell(head)
            for head in (
                N_("photographs"), N_("people"), N_("searches"), N_("came first"), N_("among ten"),
            )
        ],
        rows,
    )  # fmt: skip
    yield told.too_few()


def groups(told: Told) -> Iterator[str]:
    """Return how each group fares at the line that serves all."""
    yield heading(told.tell(N_("Is it equally good for everybody?")))
    if not told.figures["groups"]:
        yield paragraph(
            told.tell(
                N_(
                    "Not measured: no people.csv says who is in these photographs. Faces of women, "
                    "of dark skin, of the old and the very young are often read worse, and a search "
                    "in which all are of one age, sex and region raises more false alarms."
                )
            )
        )
        return
    yield paragraph(
        told.tell(
            N_(
                "One line for everybody, as in a real search. A group that is missed more often "
                "waits longer for its dead; a group with more false alarms is more often taken for "
                "somebody else."
            )
        )
    )
    for name, every in told.drawn[:2]:
        rate = next((r for r in ("0.01", "0.1") if every["fnir"][r] is not None), "0.1")
        for by, groups in every["groups"].items():
            if not any("rank" in of for of in groups.values()):
                yield paragraph(
                    told.tell(
                        N_("{by}: fewer than {least} people in every group, so no figures."),
                        by=told.tell(BY[by]),
                        least=LEAST_PEOPLE,
                    )
                )
                continue
            yield table(
                f"{told.tell(BY[by])} ({name})",
                [
                    told.tell(head)
                    for head in (
                        N_("group"), N_("people"), N_("searches"), N_("came first"),
                        N_("missed below the line"), N_("false alarms"),
                    )
                ],
                [
                    [
                        told.tell(GROUPS.get(group, group)),
                        *told.counted(of),
                        told.cell(of, "rank", "1"),
                        told.cell(of, "fnir", rate),
                        told.cell(of, "fpir", rate),
                    ]
                    for group, of in groups.items()
                ],
            )  # fmt: skip
    yield told.too_few()
