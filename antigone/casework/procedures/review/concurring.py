"""Concurring: what two independent views of one candidate come to, when the second is committed."""

from antigone.casework.models import Comparison, Concurrence, Disagreement
from antigone.casework.models.review import Conclusion
from antigone.casework.step import Step


def concur(doing: Step, view: Comparison) -> Concurrence | Disagreement | None:
    """Write what a view and the earlier ones of the same candidate and discipline come to.

    Two that conclude the same concur, also that it is inconclusive: both say that the material does
    not suffice. Inconclusive beside a conclusion is a disagreement like any other, for neither has
    confirmed the other (Wilkinson et al. 2024 know exclusion and potential match; where an examiner
    reaches neither, the other's word stands alone). A third view that concludes like one of the two
    concurs with that one; else nothing is written, and the board settles it. Every view is kept.
    The strength of support may differ between views that concur; both are kept.
    """
    if view.candidate_id is None:
        return None
    of = {"candidate": view.candidate, "discipline": view.discipline}
    earlier = list(
        Comparison.objects.filter(**of).exclude(examiner=view.examiner).order_by("recorded_at")
    )
    if not earlier or Concurrence.objects.filter(**of).exists():
        return None
    same = [one for one in earlier if one.conclusion == view.conclusion]
    if same:
        return doing.write(
            Concurrence(
                **of,
                conclusion=Conclusion(view.conclusion),
                first=same[0],
                second=view,
                examiner_a=same[0].examiner,
                examiner_b=view.examiner,
            )
        )
    if Disagreement.objects.filter(**of).exists():
        return None
    return doing.write(Disagreement(**of, first=earlier[0], second=view))
