"""Which attributes say what of a person, where a directory keeps people as inetOrgPerson (RFC 2798)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property


@dataclass(frozen=True)
class Schema:
    """By what the desk shows: names of attributes, the first that has a value counts. The login's first one
    is the login; people may sign in and be found by any of them."""

    login: tuple[str, ...] = ("uid",)
    name: tuple[str, ...] = ("displayName", "cn")
    given_name: tuple[str, ...] = ("givenName",)
    surname: tuple[str, ...] = ("sn",)
    mail: tuple[str, ...] = ("mail",)
    mobile: tuple[str, ...] = ("mobile",)
    office_phone: tuple[str, ...] = ("telephoneNumber",)
    employee_number: tuple[str, ...] = ("employeeNumber",)
    title: tuple[str, ...] = ("title",)
    department: tuple[str, ...] = ("departmentNumber", "ou")
    company: tuple[str, ...] = ("o",)
    office: tuple[str, ...] = ("physicalDeliveryOfficeName", "roomNumber")
    manager: tuple[str, ...] = ("manager",)
    preferred_language: tuple[str, ...] = ("preferredLanguage",)
    classes: tuple[str, ...] = (
        *("person", "organizationalPerson", "inetOrgPerson"),  # an entry may name the last one alone
        *("account", "posixAccount"),
    )  # object classes of people

    @property
    def attributes(self) -> tuple[str, ...]:
        """All of them, once each."""
        return tuple(dict.fromkeys(self._names()))

    def _names(self) -> Iterator[str]:
        for field in fields(self):
            if field.name != "classes":
                yield from getattr(self, field.name)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """`classes`, as they are compared."""
        return frozenset(name.lower() for name in self.classes)

    @property
    def persons(self) -> str:
        """Filter: entries that may be people."""
        kinds = "".join(f"(objectClass={name})" for name in self.classes)
        return f"(|{kinds})"

    @property
    def phones(self) -> tuple[str, ...]:
        return (*self.office_phone, *self.mobile, "homePhone")
