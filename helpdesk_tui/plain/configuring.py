"""The configuration itself: shown, checked, explained, begun. Nobody signs in, and no directory is asked."""

import os
import re
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from helpdesk_tui.config import Config, addresses
from helpdesk_tui.config.drafting import drafted, write_new
from helpdesk_tui.config.explained import Explanation, explain
from helpdesk_tui.config.shown import Setting, settings
from helpdesk_tui.desk.errors import ConfigError, NoTerminal, Refused
from helpdesk_tui.desk.policy_words import warnings
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain.exits import Exit, exit_of
from helpdesk_tui.plain.output import Output
from helpdesk_tui.plain.terminal import Terminal
from helpdesk_tui.text import clean


def run(asked: Namespace, load: Callable[[], Config]) -> Exit:
    """Raises `ConfigError`."""
    output = Output()
    if asked.what == "explain":
        return _explain(output, asked, load)
    return _show(output, asked, load()) if asked.what == "show" else _check(output, asked, load())


FindServers = Callable[[str], tuple[str, ...] | None]
"""Those of a domain; () = domain controllers, None = none are known."""


def begin(asked: Namespace, path: Path, find_servers: FindServers, terminal: Terminal | None = None) -> Exit:
    """Write a first configuration at `path`: what was not given is asked for. Raises `ConfigError`."""
    output = Output()
    try:
        if os.path.lexists(path):  # before anybody is asked
            raise ConfigError(problem("config-there", path=clean(str(path), 1024)))
        with closing(terminal or Terminal()) as asking:
            domain, servers = _where(asked, find_servers, asking)
            operators = asked.operators or asking.ask(_("Group of your operators")).strip()
    except (NoTerminal, Refused) as error:
        output.note(str(error.problem))
        return exit_of(error)
    write_new(path, drafted(path, domain, servers, operators))
    output.say(_("Written: {path}. Next: helpdesk-tui doctor --operator LOGIN", path=clean(str(path), 1024)))
    return Exit.DONE


def _where(asked: Namespace, find_servers: FindServers, asking: Terminal) -> tuple[str, tuple[str, ...]]:
    """The domain, or servers in its place."""
    if asked.server:
        return "", tuple(asked.server)
    name = asked.domain or asking.ask(_("Your domain, like example.com")).strip()
    try:
        domain = addresses.domain(name)
    except ValueError:
        raise ConfigError(problem("no-servers-found", domain=clean(name, 64))) from None
    servers = find_servers(domain)
    if servers is None:
        raise ConfigError(problem("no-servers-found", domain=domain))
    return domain, servers


def _explain(output: Output, asked: Namespace, load: Callable[[], Config]) -> Exit:
    found = explain(" ".join(asked.key))
    now = _now(found.key, load)
    if asked.json:
        output.data({**asdict(found), "now": None if now is None else [asdict(each) for each in now]})
    else:
        output.say(*_lines(found, now))
    return Exit.DONE


def _now(key: str, load: Callable[[], Config]) -> list[Setting] | None:
    """As it is in force, once for each tier; None = there is no configuration that can be used."""
    try:
        config = load()
    except ConfigError:
        return None
    return [each for each in settings(config) if re.sub(r"^tiers\.\d+\.", "tiers.", each.key) == key]


def _lines(found: Explanation, now: list[Setting] | None) -> list[str]:
    """In English, as the file itself and what explains it."""
    more = " More: config.example.toml." if found.has_more else ""
    return [
        f"{found.key}: {found.words}{more}",
        f"Allowed: {found.allowed}" if found.allowed else f"Type: {found.kind}",
        f"Default: {found.default or 'none'}",
        *_now_lines(found.key, now),
    ]


def _now_lines(key: str, now: list[Setting] | None) -> list[str]:
    if now is None:
        return ["Now: there is no configuration that can be used."]
    of_tiers = {each.key: "" if each.key == key else f" in {each.key}" for each in now}
    return [f"Now{of_tiers[each.key]}: {each.value} ({each.origin})" for each in now] or ["Now: not set."]


def _show(output: Output, asked: Namespace, config: Config) -> Exit:
    found = [each for each in settings(config) if not asked.changed or each.origin != "default"]
    if asked.json:
        output.data([asdict(each) for each in found])
    else:
        output.whole_lines([f"{each.key}\t{each.value}\t{each.origin}" for each in found])
    return Exit.DONE


def _check(output: Output, asked: Namespace, config: Config) -> Exit:
    odd = list(warnings(config.policy, config.channels))
    if asked.json:
        output.data({"warnings": odd})
    else:
        output.say(*(odd or [_("It is valid, and nothing in it is odd.")]))
    return Exit.REFUSED if odd else Exit.DONE
