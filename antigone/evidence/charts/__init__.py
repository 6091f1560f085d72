"""Pictures of evidence that anybody can read, on paper, on a dark screen and without seeing.

Each is an SVG in the colour of the text around it, with a title and a description. For and against
differ by filling, not by colour. Nothing in them needs a style sheet or a script.
"""

from antigone.evidence.charts.curves import Axis, Curve, Range, curve_chart, range_chart
from antigone.evidence.charts.plots import block_graph, reliability_plot
from antigone.evidence.charts.waterfall import Scale, Step, directions, steps, waterfall

__all__ = [
    "Axis",
    "Curve",
    "Range",
    "Scale",
    "Step",
    "block_graph",
    "curve_chart",
    "directions",
    "range_chart",
    "reliability_plot",
    "steps",
    "waterfall",
]
