"""One entry's attributes in Active Directory, with the difference between empty and unreadable: invariant 12.

Active Directory leaves out, without a word, what the reader may not read: an absent attribute is ambiguous.
The rule: it is *empty* when the entry's security descriptor lets the reader read it, and *unknown* when it
does not, or when the descriptor cannot be read. Attributes that every account has (userAccountControl and
its computed twin) are unknown whenever they are absent.
"""

import uuid

from helpdesk_tui.directory import attributes
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.messages import DirectoryEntry


class Attributes(attributes.Attributes):
    """`token`: the SIDs of whoever reads; without any, no absence is certain."""

    def __init__(self, entry: DirectoryEntry, token: frozenset[str] = frozenset()) -> None:
        super().__init__(entry)
        self._token = token
        self.descriptor: sd.SecurityDescriptor | None = self.decoded("nTSecurityDescriptor", sd.parse)

    def may_read(self, name: str) -> bool:
        """By the entry's security descriptor."""
        if self.descriptor is None:
            return False
        attribute, property_set = sd.ATTRIBUTES[name.lower()]
        return self.descriptor.grants(self._token, sd.READ_PROPERTY, attribute, property_set)

    def may_read_confidential(self, *types: uuid.UUID) -> bool:
        """Of an attribute, given by its GUID and its set's, that takes control access too (MS-ADTS
        3.1.1.4.4)."""
        rights = (sd.READ_PROPERTY, sd.CONTROL_ACCESS)
        return (
            bool(types)
            and self.descriptor is not None
            and all(self.descriptor.grants(self._token, right, *types) for right in rights)
        )
