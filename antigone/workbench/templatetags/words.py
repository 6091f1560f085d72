"""What templates say: sentences of the one catalogue, codes, days, the names of coded values.

{% load words %}
{% say "Recorded by {name}" name=row.by %}      {% word "Outcome" row.outcome %}
{% say_count "One photograph" "{count} photographs" row.photographs %}
{% code row.remains %}   {% person row.name %}   {% day row.taken_on %}   {% moment row.at %}
{% go "remains" code=row.remains %}   {% icon "lock" %}   {% field form.place %}
{% parts remains.place "Remains" %}
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

import antigone
from antigone.casework.parts import Place
from antigone.casework.vocabulary import office_in_words
from antigone.casework.vocabulary import word as named
from antigone.errors import Refusal
from antigone.wording import say as said
from antigone.wording import say_count as said_count
from antigone.workbench.browser import words_for
from antigone.workbench.desk import LANGUAGE_NAMES

register = template.Library()
# With the month in letters: 3/5 is March in one country and May in another.
_DAY = "j F Y"
_MOMENT = "j F Y H:i"
_OF_A_PART = ("first", "last", "count")


@register.simple_tag(takes_context=True)
def say(context: Any, sentence: str, **parameters: object) -> str:
    """Return a sentence in the reader's language."""
    return said(sentence, _language(context), **parameters)


@register.simple_tag(takes_context=True)
def say_count(context: Any, one: str, many: str, count: int, **parameters: object) -> str:
    """Return the form of a sentence that fits a count."""
    return said_count(one, many, count, _language(context), **parameters)


@register.simple_tag(takes_context=True)
def word(context: Any, kind: str, code: object) -> str:
    """Return the name of a coded value, such as the outcome of a request; empty for none."""
    return named(kind, str(code), _language(context)) if code else ""


@register.simple_tag(takes_context=True)
def office(context: Any, because: str) -> str:
    """Return why a step was allowed: the role that the record names, in words."""
    return office_in_words(because, _language(context))


@register.simple_tag
def code(value: object) -> SafeString:
    """Return a code in Latin letters from left to right, whatever surrounds it."""
    return format_html('<span class="code" dir="ltr">{}</span>', value)


@register.simple_tag
def person(value: object) -> SafeString:
    """Return a name, isolated: its direction does not disturb what surrounds it."""
    return format_html("<bdi>{}</bdi>", value)


@register.simple_tag
def day(value: date | str | None) -> SafeString | str:
    """Return a day with its month in letters, as precise as it was given (a year, a month, a day)."""
    if not value:
        return ""
    exact = parse_date(value) if isinstance(value, str) else value
    if exact is None:
        return str(value)
    return format_html('<time datetime="{}">{}</time>', str(value)[:10], date_format(exact, _DAY))


@register.simple_tag
def moment(value: datetime | str | None) -> SafeString | str:
    """Return a day and time of the house (UTC)."""
    exact = parse_datetime(value) if isinstance(value, str) else value
    if not exact:
        return ""
    shown = date_format(exact, _MOMENT)
    return format_html('<time datetime="{}">{}</time>', exact.isoformat(), shown)


@register.simple_tag(takes_context=True)
def go(context: Any, page: str, **keys: object) -> str:
    """Return the address of a page by its name, in this operation."""
    return str(context["desk"].url(page, **keys))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return one icon of the sprite; a word stands beside it always."""
    address = f"{static('antigone/icons.svg')}#i-{name}"
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        address,
    )


@register.inclusion_tag("workbench/field.html", takes_context=True)
def field(context: Any, bound: BoundField) -> dict[str, Any]:
    """Show one field of a form: label, hint, what is wrong, and the control."""
    language = _language(context)
    return {
        "field": bound,
        "label": said(str(bound.label), language) if bound.label else "",
        "hint": said(str(bound.help_text), language) if bound.help_text else "",
        "kind": bound.field.widget.__class__.__name__.lower(),
        # A question that may be answered "not asked yet" has an answer; it is no field to be left out.
        "optional": not bound.field.required
        and "" not in (code for code, _ in getattr(bound.field.widget, "choices", ())),
        "language": language,
    }


@register.inclusion_tag("workbench/parts.html", takes_context=True)
def parts(context: Any, place: Place, list_: str, name: str = "part") -> dict[str, Any]:
    """Say which part of a list is shown, and lead to those beside it; filters stay as they are.

    `list_` is what the list is called, `name` that of its part in the address.
    """
    asked = context["desk"].request.GET

    def address(number: int) -> str:
        said_ = asked.copy()
        said_[name] = str(number)
        return f"?{said_.urlencode()}"

    language = _language(context)
    return {
        "place": place,
        # Groups of three, as in print: they are read the same in every language.
        **{one: f"{getattr(place, one):,}".replace(",", "\u202f") for one in _OF_A_PART},
        "before": address(place.before) if place.before else "",
        "after": address(place.after) if place.after else "",
        "label": said(list_, language),
        # On a page with two lists the keys lead through the first.
        "keys": name == "part",
        "language": language,
    }


@register.simple_tag(takes_context=True)
def refusal_sentence(context: Any, refusal: Refusal) -> str:
    """Return what was not done, and why."""
    return refusal.say(_language(context))


@register.simple_tag(takes_context=True)
def refusal_remedy(context: Any, refusal: Refusal) -> str:
    """Return the way out."""
    return refusal.advise(_language(context))


@register.simple_tag(takes_context=True)
def browser_words(context: Any) -> SafeString:
    """Return the sentences of the browser's modules, in an element that they read."""
    return json_script(words_for(_language(context)), "words")


@register.simple_tag(takes_context=True)
def own_language(context: Any) -> str:
    """Return the name of the reader's language, in that language."""
    return LANGUAGE_NAMES[_language(context)]


@register.simple_tag
def version() -> str:
    """Return the version of Antigone."""
    return antigone.__version__


@register.filter
def get(mapping: Any, key: object) -> Any:
    """Return what a mapping holds under a key that only the template knows."""
    return mapping.get(key, "") if mapping else ""


def _language(context: Any) -> str:
    desk = context.get("desk")
    return str(context.get("language") or (desk.language if desk else "en"))
