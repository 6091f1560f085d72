"""What the fields of a signature need to know: `{% asks_for_code as wanted %}`."""

from typing import Any

from django import template

from antigone.workbench import signature

register = template.Library()


@register.simple_tag(takes_context=True)
def asks_for_code(context: Any) -> bool:
    """Say whether the signature of whoever sits here takes a code."""
    return signature.asks_for_code(context["desk"])
