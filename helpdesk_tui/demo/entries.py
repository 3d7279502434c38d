"""What the demo directory holds of one account, before anything is computed from it."""

from dataclasses import dataclass, field
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, AccountKind

DOMAIN = "demo.example"
SHORT_DOMAIN = "DEMO"
SUFFIX = "DC=demo,DC=example"
PEOPLE = f"OU=People,{SUFFIX}"
LEGAL = f"OU=Legal,{PEOPLE}"
DESK = f"OU=Helpdesk,{PEOPLE}"
USERS = f"CN=Users,{SUFFIX}"
COMPUTERS = f"CN=Computers,{SUFFIX}"
SERVERS = f"OU=Domain Controllers,{SUFFIX}"

CONTACTS = ("mail", "mobile", "office_phone", "manager")
"""Fields of `DemoEntry`, and of `ContactTimes`, of which it is kept when they last changed."""

_LONGEST_CN = 64
_NO_ID = AccountId("")
_ESCAPED = frozenset(',+"\\<>;=')


@dataclass
class DemoEntry:
    """One account. Texts are as somebody once typed them: not cleaned, possibly empty.

    `unreadable` names what the desk's identity may not read: fields of `Account` or of `SignInState`.
    """

    login: str
    given_name: str = ""
    surname: str = ""
    name: str = ""  # displayName
    kind: AccountKind = AccountKind.PERSON
    parent: str = PEOPLE  # DN of the container
    mail: str = ""
    mobile: str = ""
    office_phone: str = ""
    employee_number: str = ""
    title: str = ""
    department: str = ""
    company: str = ""
    office: str = ""
    manager: str = ""  # login
    preferred_language: str = ""
    groups: set[str] = field(default_factory=set)  # direct membership, by name
    primary_group: str = "Domain Users"
    admin_count: bool = False
    # what an administrator sets
    enabled: bool = True
    account_expires: datetime | None = None  # None = never
    never_expires: bool = False
    smart_card: bool = False
    cannot_change: bool = False
    not_required: bool = False
    logon_hours: frozenset[int] | None = None  # hours of the week in UTC, Sunday 00:00 = 0; None = always
    elsewhere_only: bool = False  # userWorkstations names other computers
    restricted: bool = False  # by an authentication policy
    # the password
    password_set: datetime | None = None  # pwdLastSet; None = 0: never set, or a change is forced
    digests: list[bytes] = field(default_factory=list)  # newest first, the one in use included
    password_version: int = 0
    password_at: datetime | None = None  # when it was written, whether a change is forced or not
    # signing in
    bad_count: int = 0
    bad_at: datetime | None = None
    locked_at: datetime | None = None
    last_sign_in: datetime | None = None
    # the directory's own
    contacts_at: dict[str, datetime] = field(default_factory=dict)  # by CONTACTS; none = it never held one
    unreadable: frozenset[str] = frozenset()
    rid: int = 0
    id: AccountId = _NO_ID
    usn: int = 0

    @property
    def upn(self) -> str:
        """The user principal name; only people have one."""
        return f"{self.login}@{DOMAIN}" if self.kind is AccountKind.PERSON else ""

    @property
    def dn(self) -> str:
        """RFC 4514, with the display name as common name, as Active Directory's own tools do it."""
        return f"CN={escaped(self.name[:_LONGEST_CN] or self.login)},{self.parent}"


def escaped(value: str) -> str:
    """`value` for use in a distinguished name (RFC 4514 §2.4)."""
    inner = "".join(f"\\{character}" if character in _ESCAPED else character for character in value)
    if inner.startswith(("#", " ")):
        inner = "\\" + inner
    return inner[:-1] + "\\ " if len(inner) > 1 and inner.endswith(" ") else inner
