"""What one session at the directory tells: names that are configured, rights and policy on one account."""

from collections.abc import Iterator
from functools import partial

from helpdesk_tui.config import Config
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.configured_names import ConfiguredNames
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine, failed
from helpdesk_tui.desk.guard import who_may
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import Scope
from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean

_SECONDS = 60.0


def session_checks(
    config: Config, session: DirectorySession, account: str, *, is_operator: bool
) -> Iterator[Finding]:
    """Who has no role is told so, and learns nothing else."""
    names = list(examine([Check("names", partial(look_at_names, config, session, is_operator), _SECONDS)]))
    yield from names
    if any(each.level is Level.FAILED for each in names):
        return
    sample = partial(look_at_account, session, config.policy.scope, account, is_operator)
    yield from examine([Check("sample account", sample, _SECONDS)])


def look_at_names(config: Config, session: DirectorySession, is_operator: bool) -> Iterator[Finding]:
    """Raises `ConfigError` (names-missing)."""
    base = config.directory.base_dn
    named = ConfiguredNames(session, config.groups_of_roles, config.place_of, base)
    groups, _ = named.resolved(config.policy)
    yield Finding("names", Level.OK, "Every group and DN of the configuration is in the directory.")
    policy = config.ldap.default_policy
    if policy and (not base or is_within(policy, base)) and session.entry_dn(policy) is None:
        said = f"[ldap] default_policy: nothing that may be read is at {clean(policy, 1024)}."
        yield Finding("names", Level.FAILED, said, "Correct it, or let the desk's account read it.")
    if not is_operator:
        return
    held = session.operator.group_ids or frozenset()
    roles = sorted(role.value for role, ids in groups.items() if ids & held)
    if roles:
        yield Finding("operator", Level.OK, f"May work here as {', '.join(roles)}.")
    else:
        yield failed("operator", problem("no-role"))


def look_at_account(
    session: DirectorySession, scope: Scope, login: str, is_operator: bool
) -> Iterator[Finding]:
    """Raises `Refused` where it is not there."""
    if not login:
        said = "No account was named on which to look at rights and policy."
        yield Finding("sample account", Level.SKIPPED, said, "Name an ordinary person's: --account LOGIN.")
        return
    found = session.search(login, 2)
    rows = found.rows[: found.exact] or found.rows
    if len(rows) != 1:
        yield failed("sample account", problem("doctor-account", login=clean(login, 64)))
        return
    account = session.read(rows[0].id)
    whose = "You" if is_operator and session.info.acts_as == session.operator.login else "The desk's account"
    yield from _rights(account, whose, scope)
    yield _policy(account)


def _rights(account: Account, whose: str, scope: Scope) -> Iterator[Finding]:
    """Of what operators do every day; supervisors may have rights of their own."""
    by_answer: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for spec in WRITING:
        if Role.OPERATOR in who_may(spec.action, scope):
            by_answer[account.rights.get(spec.action)].append(spec.words)
    levels = {True: Level.OK, False: Level.FAILED, None: Level.SKIPPED}
    sentences = {
        True: "{who} may, as far as the directory shows, on {login}: {what}.",
        False: "{who} may not, on {login}: {what}.",
        None: "The directory does not tell whether {who} may, on {login}: {what}.",
    }
    for answer, actions in by_answer.items():
        if actions:
            who = whose if answer is not None else whose[0].lower() + whose[1:]
            said = sentences[answer].format(who=who, login=account.login, what=", ".join(actions))
            remedy = "Delegate it: docs/directories.md." if answer is False else ""
            yield Finding("sample account", levels[answer], said, remedy)


def _policy(account: Account) -> Finding:
    if account.policy is None:
        said = f"The password policy in force for {account.login} cannot be read."
        return Finding(
            "password policy", Level.WARNING, said, "Let the desk's account read it: docs/directories.md."
        )
    source = account.policy.source or "none is in force"
    return Finding("password policy", Level.OK, f"For {account.login} it can be read: {source}.")
