"""Who is in the lab's LDAP directories: the people and groups of lab.people, as inetOrgPerson.

What a server keeps of their passwords (locked, expired, must change, …) is its own, and stands with it, by
login: lab.openldap, lab.ds389. Everybody's password is `people.PASSWORD`.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lab import ldif, people
from lab.ldif import Attributes, Value

BASE = "dc=lab,dc=example"
PEOPLE = f"ou=People,{BASE}"
LEGAL = f"ou=Legal,{BASE}"
"""Beyond the operators' rights."""
STAFF = f"ou=Staff,{BASE}"
"""The desk itself: beyond the operators' rights, too."""
GROUPS = f"ou=Groups,{BASE}"
POLICIES = f"ou=Policies,{BASE}"

OPERATORS, REGISTRARS = "Helpdesk Operators", "Helpdesk Registrars"
SUPERVISORS, AUDITORS = "Helpdesk Supervisors", "Helpdesk Auditors"
ADMINISTRATORS, SERVER_TEAM = "Directory Administrators", "Server Team"
UNIX_ADMINISTRATORS = "Unix Administrators"
"""A posixGroup: the primary group of primary.admin, and so in no member list."""
CLUB = "Chess Club"
"""A groupOfUniqueNames."""
SHELL_USERS = "Shell Users"
"""A posixGroup whose members are logins."""
CIRCLE = "Circle"
"""Contains itself, and a member that does not exist."""

DESK_GROUPS = {
    people.OPERATORS: OPERATORS,
    people.REGISTRARS: REGISTRARS,
    people.SUPERVISORS: SUPERVISORS,
    people.AUDITORS: AUDITORS,
}


@dataclass(frozen=True)
class Person:
    """An entry to be made: `more` goes over the defaults, `rdn` is the attribute that its DN is made of."""

    login: str
    name: str
    parent: str = PEOPLE
    more: dict[str, Value | list[Value]] = field(default_factory=dict)
    rdn: str = "uid"

    @property
    def dn(self) -> str:
        value = self.login if self.rdn == "uid" else self.name
        return f"{self.rdn}={ldif.escape_rdn(value)},{self.parent}"

    def attributes(self) -> dict[str, Value | Iterable[Value]]:
        given, _, surname = self.name.rpartition(" ")
        usual: dict[str, Value | Iterable[Value]] = {
            "objectClass": "inetOrgPerson",
            "uid": self.login,
            "cn": self.name,
            "sn": surname or self.name,
            "givenName": given or self.name,
            "displayName": self.name,
        }
        return usual | self.more


DESK_PEOPLE = tuple(Person(one.login, one.name, STAFF) for one in people.DESK_PEOPLE)

THE_PEOPLE = (
    Person(
        "ada.byron",
        "Ada Byron",
        more={
            "mail": "ada.byron@lab.example",
            "mobile": "+44 7700 900123",
            "telephoneNumber": "+44 20 7946 0123",
            "employeeNumber": "1815",
            "title": "Analyst",
            "departmentNumber": "Engines",
            "o": "Lab Example",
            "roomNumber": "B 12",
            "preferredLanguage": "en-GB",
            "manager": f"uid=marie.curie,{PEOPLE}",
        },
    ),
    Person(
        "marie.curie",
        "Marie Curie",
        more={"mail": "marie.curie@lab.example", "departmentNumber": "Research"},
    ),
    Person("jorg.muller", "Jörg Müller", more={"mobile": "+49 1512 3456789"}),
    Person("zoe.nunez", "Zoë Núñez", more={"telephoneNumber": "(020) 7946-0777"}),
    Person("li.xiaolong", "李小龙"),
    Person("salma.haddad", "سلمى حداد"),
    Person("lena.locked", "Lena Locked"),
    Person("felix.forever", "Felix Forever"),
    Person("dirk.disabled", "Dirk Disabled"),
    Person("nele.never", "Nele Never"),
    Person("xenia.expired", "Xenia Expired"),
    Person("bea.begins", "Bea Begins"),
    Person("otis.outdated", "Otis Outdated"),
    Person("greta.grace", "Greta Grace"),
    Person("mick.mustchange", "Mick Mustchange"),
    Person("clara.cannot", "Clara Cannot"),
    Person("nora.nopolicy", "Nora Nopolicy"),
    Person("wanda.nowhere", "Wanda Nowhere"),
    Person("erin.executive", "Erin Executive"),
    Person("lars.laboratory", "Lars Laboratory"),
    Person("john.smith", "John Smith", more={"departmentNumber": "Sales", "employeeNumber": "2001"}),
    Person("john.smith2", "John Smith", more={"departmentNumber": "Stores", "employeeNumber": "2002"}),
    Person("bob.brackets", "Bob Brackets", more={"displayName": "Bob Brackets [/IT]"}),
    Person("eve.markup", "Eve Markup", more={"displayName": "[@click=app.quit]x", "title": "[bold]red[/]"}),
    Person(
        "esc.ape",
        "Esc Ape",
        more={
            "displayName": b"Esc\x1b]52;c;aGFja2Vk\x07 Ape\x1b[2J",
            "title": "right\u202etfel",
            "departmentNumber": b"line\nbreak",
        },
    ),
    Person("star.wild", "Star (Wild*) Back\\slash, Jr.", rdn="cn"),
    Person("nested.admin", "Nested Admin"),
    Person(
        "primary.admin",
        "Primary Admin",
        more={
            "objectClass": ["inetOrgPerson", "posixAccount"],
            "uidNumber": 1001,
            "gidNumber": 27,
            "homeDirectory": "/home/primary.admin",
        },
    ),
    Person("elsa.elsewhere", "Elsa Elsewhere", LEGAL),
)

EVERYBODY = (*DESK_PEOPLE, *THE_PEOPLE)


def dn(login: str) -> str:
    """Of somebody who is here from the beginning."""
    return next(person.dn for person in EVERYBODY if person.login == login)


def group_dn(name: str) -> str:
    return f"cn={ldif.escape_rdn(name)},{GROUPS}"


def member_groups() -> dict[str, list[str]]:
    """The groups whose members are DNs: name → members."""
    groups = {
        name: [dn(one.login) for one in people.DESK_PEOPLE if group in one.groups]
        for group, name in DESK_GROUPS.items()
    }
    return groups | {
        ADMINISTRATORS: [group_dn(SERVER_TEAM)],
        SERVER_TEAM: [dn("nested.admin")],
        CIRCLE: [group_dn(CIRCLE), dn("star.wild"), f"uid=long.gone,{PEOPLE}"],
    }


def entries(states: Mapping[str, Attributes], usual: Attributes) -> Iterator[tuple[str, Attributes]]:
    """Everything below the base, as (DN, attributes), in an order that can be loaded. `states` are a server's
    own attributes of a login, `usual` those of everybody for whom they say nothing else."""
    organisation = {"objectClass": ["dcObject", "organization"], "dc": "lab", "o": "Lab Example"}
    yield BASE, organisation
    for unit in (PEOPLE, LEGAL, STAFF, GROUPS, POLICIES):
        yield unit, {"objectClass": "organizationalUnit", "ou": unit.partition(",")[0].removeprefix("ou=")}
    for person in EVERYBODY:
        yield person.dn, {**person.attributes(), **usual, **states.get(person.login, {})}
    for name, members in member_groups().items():
        yield group_dn(name), {"objectClass": "groupOfNames", "cn": name, "member": members}
    club = [dn("ada.byron"), dn("star.wild")]
    yield group_dn(CLUB), {"objectClass": "groupOfUniqueNames", "cn": CLUB, "uniqueMember": club}
    for name, number, logins in ((UNIX_ADMINISTRATORS, 27, []), (SHELL_USERS, 100, ["ada.byron"])):
        yield (
            group_dn(name),
            {"objectClass": "posixGroup", "cn": name, "gidNumber": number, "memberUid": logins},
        )


def with_member_of(
    entries: Iterable[tuple[str, Attributes]], *, nested: bool = False
) -> Iterator[tuple[str, Attributes]]:
    """The same with `memberOf`, as a running server would keep it: what is loaded beforehand it does not see.
    `nested`: the groups of groups too."""
    everything = list(entries)
    groups: dict[str, list[str]] = {}
    for dn, attributes in everything:
        if attributes["objectClass"] == "groupOfNames":
            for member in attributes["member"]:
                groups.setdefault(member, []).append(dn)
    for dn, attributes in everything:
        found = list(groups.get(dn, ()))
        for group in found if nested else ():  # grows as it goes
            found += [above for above in groups.get(group, ()) if above not in found]
        yield dn, {**attributes, "memberOf": found} if found else attributes


def hashed(password: str, kind: str = "sha1") -> str:
    """As both servers keep it: {SSHA}, or with "sha512" {SSHA512}."""
    salt = b"lab-salt"
    digest = hashlib.new(kind, password.encode() + salt).digest()
    scheme = {"sha1": "SSHA", "sha512": "SSHA512"}[kind]
    return f"{{{scheme}}}{base64.b64encode(digest + salt).decode()}"
