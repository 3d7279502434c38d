"""The console at one of the lab's LDAP servers, of whichever kind, and what becomes of a write there."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from lab.intercept import Intercept
from lab.ldap_server import LdapServer, NewPerson
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome, StepResult
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.ports import Clock, Reply
from helpdesk_tui.desk.settling import settle
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.port import MakeDialect
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret

NEW = "Given-By-Desk-9"
FULL = a_change(Secret(NEW), must_change=True, unlock=True)


def port(
    server: LdapServer,
    make_dialect: MakeDialect,
    *,
    through: Intercept | None = None,
    at: Sequence[Endpoint] = (),
    ca_file: Path | None = None,
    clock: Clock | None = None,
    **settings: object,
) -> LdapDirectory:
    """`through`: what stands before the server. `at`: these in its place, which `ca_file` verifies."""
    where = tuple(at) or (Endpoint(server.host, through.port if through else server.port),)
    looks = Credentials(server.administrator, Secret(server.administrator_password))
    made = Settings(
        where, ca_file or (through or server).ca_file, phone_region="GB", lookup=looks,
        connect_timeout=3, receive_timeout=5,
    )  # fmt: skip
    return LdapDirectory(replace(made, **settings), clock or SystemClock(), make_dialect)


def code(reply: Reply) -> str:
    return reply.problem.code if reply.problem else ""


def reset(session: LdapSession, person: NewPerson, password: str = NEW, **steps: bool) -> Reply:
    return write(session, AccountId(person.id), a_change(Secret(password), **steps))


def outcomes(session: LdapSession, before: Account, reply: Reply, *steps: Action) -> dict[Action, StepResult]:
    """What the receipt says of each step, by a read that comes now."""
    order = tuple(spec.action for spec in WRITING if spec.action in steps)
    written = SimpleNamespace(account=before, steps=order, before=Before.of(before, order))
    hurried = SimpleNamespace(pause=lambda seconds: time.sleep(min(seconds, 0.1)))
    _, found = settle(hurried, written, reply, session.read)
    return {result.step: result for result in found}


def told(session: LdapSession, before: Account, reply: Reply, *steps: Action) -> dict[Action, Outcome]:
    return {step: found.outcome for step, found in outcomes(session, before, reply, *steps).items()}
