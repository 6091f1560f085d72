"""The workbench as the framework knows it."""

from django.apps import AppConfig


class Workbench(AppConfig):
    """Pages, forms and templates; what stands behind them belongs to the casework."""

    name = "antigone.workbench"
    label = "workbench"

    def ready(self) -> None:
        """Let drafts, files and open pictures of a request go with it."""
        from antigone.casework.unrecorded import goes_with_requests
        from antigone.workbench import drafts, uploads, views

        for room in (drafts, uploads, views):
            goes_with_requests(room.__name__, room.forget_request, words=room is drafts)
        # What is written about a face goes with the face, also where the name and the family stay.
        goes_with_requests(f"{drafts.__name__}.comparisons", drafts.forget_comparisons)
