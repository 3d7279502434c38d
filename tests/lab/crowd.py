"""A crowd for the measurements: thousands of people who differ as real ones do, and groups of them."""

from collections.abc import Iterator

from lab.ldap_people import PEOPLE, group_dn
from lab.ldif import Attributes

GIVEN = (
    "Alma", "Björn", "Chloé", "Dmitri", "Elif", "Farid", "Grace", "Håkan", "Ines", "Jonas", "Katja", "Liam",
    "Mei", "Noor", "Oskar", "Priya", "Quentin", "Renée", "Søren", "Tomasz", "Uma", "Viktor", "Wanda", "Yuki",
)  # fmt: skip
FAMILY = (
    "Andersson", "Brandt", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Horváth", "Ivanova", "Jensen",
    "Kowalski", "Lindqvist", "Müller", "Nowak", "Okafor", "Petrov", "Quispe", "Rossi", "Silva", "Tanaka",
    "Ueda", "Varga", "Weber", "Yılmaz", "Zhang",
)  # fmt: skip
GROUP_SIZE = 20_000


def login(number: int) -> str:
    return f"c{number:06}"


def dn(number: int) -> str:
    return f"uid={login(number)},{PEOPLE}"


def people(count: int, usual: Attributes) -> Iterator[tuple[str, Attributes]]:
    """As (DN, attributes); `usual` are a server's own attributes of everybody."""
    for number in range(count):
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
        yield (
            dn(number),
            {
                "objectClass": "inetOrgPerson",
                "uid": login(number),
                "cn": f"{given} {family}",
                "givenName": given,
                "sn": family,
                "displayName": f"{given} {family}",
                "mail": f"{login(number)}@crowd.example",
                "mobile": f"+44 7700 {number:06}",
                "telephoneNumber": f"+44 20 7946 {number:06}",
                "employeeNumber": 100_000 + number,
                "departmentNumber": f"D{number % 200}",
                "title": "Clerk",
                "roomNumber": number % 1000,
                **usual,
            },
        )


def groups(count: int) -> Iterator[tuple[str, Attributes]]:
    """One for each 20,000 people, "Crowd 1" and so on, with all of these as members."""
    for start in range(0, count, GROUP_SIZE):
        name = f"Crowd {start // GROUP_SIZE + 1}"
        members = [dn(number) for number in range(start, min(start + GROUP_SIZE, count))]
        yield group_dn(name), {"objectClass": "groupOfNames", "cn": name, "member": members}
