"""Small sealed fields: relatives' names and contacts, the ledger's signing key.

A field is bound to its place (table, row, column), so that one relative's telephone number cannot
be moved to another's row. Its length shows; its content does not.
"""

from antigone.vault.keys import Envelope, NotOpened
from antigone.vault.refusals import UnreadableField
from antigone.vault.strongbox import Strongbox


class Fields:
    """Seals and opens fields under the vault key.

    `context` names the place with opaque ids only, such as "relative:41:phone": refusals quote it.
    """

    def __init__(self, strongbox: Strongbox) -> None:
        self._strongbox = strongbox

    def seal(self, content: bytes, *, context: str) -> bytes:
        """Return the content sealed for its place; 35 bytes longer. Raises `LockChanged`."""
        ring = self._strongbox.ring_for_sealing()
        return ring.seal(content, purpose="field", context=context)

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Return what was sealed for this place. Raises `UnreadableField`."""
        try:
            ring = self._strongbox.ring_for_opening(sealed)
            return ring.open(sealed, purpose="field", context=context)
        except NotOpened:
            raise UnreadableField(context=context) from None

    def seal_text(self, text: str, *, context: str) -> bytes:
        """Return the text sealed for its place. Raises `LockChanged`."""
        return self.seal(text.encode(), context=context)

    def open_text(self, sealed: bytes, *, context: str) -> str:
        """Return the text that was sealed for this place. Raises `UnreadableField`."""
        return self.open(sealed, context=context).decode()

    def envelope(self, sealed: bytes, *, context: str) -> Envelope:
        """Return the field as a key rotation needs to see it."""
        return Envelope(purpose="field", context=context, sealed=sealed)
