"""The console at one of the lab's OpenLDAP servers, and what its own log and clients say of what was done."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

from lab import ldap_people, people
from lab.intercept import Intercept
from lab.ldap_server import NewPerson
from lab.openldap import OpenLdapServer
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome, StepResult
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.ports import Reply
from helpdesk_tui.desk.settling import settle
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.openldap import OpenLdap as Dialect
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret

NEW = "Given-By-Desk-9"
FULL = a_change(Secret(NEW), must_change=True, unlock=True)


def port(
    server: OpenLdapServer,
    *,
    hashes: bool = True,
    through: Intercept | None = None,
    default_policy: str | None = None,
    **settings: object,
) -> LdapDirectory:
    """`through`: what stands before the server."""
    where = Endpoint(server.host, through.port if through else server.port)
    looks = Credentials(server.administrator, Secret(server.administrator_password))
    made = Settings(
        (where,), through.ca_file if through else server.ca_file, phone_region="GB", lookup=looks,
        connect_timeout=3, receive_timeout=5,
    )  # fmt: skip
    policy = server.default_policy if default_policy is None else default_policy
    make = partial(Dialect, default_policy=policy, hashes=hashes)
    return LdapDirectory(replace(made, **settings), SystemClock(), make)


def signed_in(server: OpenLdapServer, operator: str = people.OPERATOR, **options: object) -> LdapSession:
    return port(server, **options).sign_in(operator, Secret(server.password))


def code(reply: Reply) -> str:
    return reply.problem.code if reply.problem else ""


def reset(session: LdapSession, person: NewPerson, password: str = NEW, **steps: bool) -> Reply:
    return write(session, AccountId(person.id), a_change(Secret(password), **steps))


def outcomes(session: LdapSession, before: Account, reply: Reply, *steps: Action) -> dict[Action, StepResult]:
    """What the receipt says of each step, by a read that comes now."""
    order = tuple(spec.action for spec in WRITING if spec.action in steps)
    written = SimpleNamespace(account=before, steps=order, before=Before.of(before, order))
    _, found = settle(SimpleNamespace(pause=lambda seconds: None), written, reply, session.read)
    return {result.step: result for result in found}


def told(session: LdapSession, before: Account, reply: Reply, *steps: Action) -> dict[Action, Outcome]:
    return {step: found.outcome for step, found in outcomes(session, before, reply, *steps).items()}


def written_passwords(server: OpenLdapServer, dn: str) -> int:
    """How often the server wrote this password for the operator, by its own log of writes."""
    query = f"(&(objectClass=auditModify)(reqDN={dn})(reqAuthzID={ldap_people.dn(people.OPERATOR)}))"
    who = server.administrator, server.administrator_password
    entries = server.search_as(*who, "cn=accesslog", query, "reqMod")
    return sum(any(change.startswith("userPassword:") for change in entry["reqMod"]) for entry in entries)
