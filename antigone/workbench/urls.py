"""Every address of the workbench, collected from its pages."""

from collections.abc import Sequence
from importlib import import_module
from pkgutil import walk_packages

from django.urls import URLPattern, path

from antigone.workbench import pages
from antigone.workbench.page import PAGES, HousePage, Page, missing

for _module in walk_packages(pages.__path__, f"{pages.__name__}."):
    import_module(_module.name)


def is_in_operation(name: str) -> bool:
    """Say whether the page of this name lies in an operation."""
    return any(page.name == name and not issubclass(page, HousePage) for page in PAGES)


def pages_named(names: Sequence[str]) -> list[type[Page]]:
    """Return the pages of these names, in their order."""
    known = {page.name: page for page in PAGES}
    return [known[name] for name in names if name in known]


urlpatterns: list[URLPattern] = [
    *(path(page.route(), page.view, name=page.name) for page in PAGES),
]
handler404 = missing
handler429 = import_module(f"{pages.__name__}.signing_in").too_often
