"""Pages that allauth answers, in the frame and the words of the workbench."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from antigone.access.requirement import AccountClosed
from antigone.workbench.desk import LANGUAGE_NAMES, RIGHT_TO_LEFT, Desk, desk_at
from antigone.workbench.page import SIGN_IN, HousePage


class Door(HousePage):
    """A page before the gate, or about oneself. `inner` is the view of allauth that answers.

    `for_anybody` opens it to whoever is not signed in. `beside` adds to what the template shows.
    """

    inner: ClassVar[Any] = None
    for_anybody: ClassVar[bool] = False

    @classmethod
    def view(cls, request: HttpRequest, op: str = "", **keys: Any) -> HttpResponse:
        """Answer one request; what allauth would render is rendered by the template of the page."""
        try:
            desk = desk_at(request, "")
        except AccountClosed:
            desk = None
        if desk is None and not cls.for_anybody:
            return HttpResponseRedirect(f"{SIGN_IN}?next={quote(request.get_full_path())}")
        language = desk.language if desk else Desk.language_of(request)
        with translation.override(language):
            answer = cls.answer(request, desk, **keys)
            if isinstance(answer, TemplateResponse) and not answer.is_rendered:
                answer.template_name = cls.template
                answer.context_data = {
                    **(answer.context_data or {}),
                    "desk": desk,
                    "title": cls.title,
                    "language": language,
                    "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
                    "languages": LANGUAGE_NAMES.items(),
                    **cls.beside(request, desk),
                }
                answer.render()
        answer["Content-Language"] = language
        answer["Cache-Control"] = "no-store"
        return answer

    @classmethod
    def answer(cls, request: HttpRequest, desk: Desk | None, **keys: Any) -> HttpResponse:
        """Return what is answered, by default what allauth says."""
        answered: HttpResponse = cls.inner(request, **keys)
        return answered

    @classmethod
    def beside(cls, request: HttpRequest, desk: Desk | None) -> Mapping[str, Any]:
        """Return what the template shows beside what allauth gives it."""
        return {}


def way_back(request: HttpRequest) -> str:
    """Return where somebody came from, if that is one of our own pages, else the beginning."""
    back = request.POST.get("next", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return quote(back, safe="/?=&%-") if ours else "/"
