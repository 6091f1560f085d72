"""Who may do what, and why: accounts, roles, permissions, and the fence around each operation.

Closed until opened. Every yes carries its reason; every no says who could help. What one operation
holds does not exist for another: a query without a scope finds nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antigone.access.actions import Action
    from antigone.access.actor import Actor
    from antigone.access.isolation import across_all_operations, within
    from antigone.access.requirement import Allowed, NotAllowed, SeparatePerson, require
    from antigone.access.roles import Discipline, Role

# Loaded when touched: the framework imports this package before its models may be.
_NOUNS = {
    "Action": "actions",
    "Actor": "actor",
    "Allowed": "requirement",
    "Discipline": "roles",
    "NotAllowed": "requirement",
    "Role": "roles",
    "SeparatePerson": "requirement",
    "across_all_operations": "isolation",
    "require": "requirement",
    "within": "isolation",
}

__all__ = [
    "Action",
    "Actor",
    "Allowed",
    "Discipline",
    "NotAllowed",
    "Role",
    "SeparatePerson",
    "across_all_operations",
    "require",
    "within",
]


def __getattr__(name: str) -> object:
    if name not in _NOUNS:
        raise AttributeError(f"module 'antigone.access' has no attribute {name!r}")
    return getattr(import_module(f"antigone.access.{_NOUNS[name]}"), name)
