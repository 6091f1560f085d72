"""Who acts: one account, in one operation."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Actor:
    """An account at work in an operation, or in the house itself (`operation_id` None).

    It proves nothing by existing: `require` looks up what the account may do at that moment.
    """

    account_id: UUID
    operation_id: UUID | None = None

    @property
    def ledger_id(self) -> str:
        """The opaque id under which the ledger knows this person."""
        return f"account:{self.account_id.hex}"
