"""What a forced command of sshd may do: the plain commands and the full screen, and nothing beside them.

Whoever signs in over SSH chooses the words of the command and, where sshd is careless, the environment.
No shell reads those words here, no option names a file, and of the environment only what is listed is left.
"""

import os
import pwd
import re
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import Problem, problem

ASKED = "SSH_ORIGINAL_COMMAND"
NAME = "over-ssh"

_ALLOWED = """
plain lookup list show explain directory policy audit approvals verify methods release not-me brake feedback
reset force-change unlock clear-change enable disable set-dates add-to-group remove-from-group change-password
laps bitlocker
"""
ALLOWED = frozenset(_ALLOWED.split())
"""Commands that may be asked for. A new one is not to be had until it stands here: none of these reads or
writes a file of this computer, or shows what is set on it."""

MOST_CHARACTERS = 4096

_WORD = re.compile(r"""((?:--[a-z-]+=)?)(?:"([^"]*)"|'([^']*)')(?= |\Z)|([^ ]+)""")
_OPENS = re.compile(r"""(?:--[a-z-]+=)?["']""")
_OF_A_SHELL = re.compile(r"[;|&<>`]|\$[({]")

_LOCALE = re.compile(r"[A-Za-z]{1,8}(_[A-Za-z]{2})?(\.[A-Za-z0-9-]{1,16})?(@[a-z]{1,16})?")
_KEPT: Mapping[str, re.Pattern[str]] = {
    "TERM": re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,39}"),  # the client's own word: never a path
    "SSH_CONNECTION": re.compile(r"[0-9A-Za-z.:%]+ \d+ [0-9A-Za-z.:%]+ \d+"),
    # Made by sshd for this session alone: the name cannot be guessed from another one.
    "KRB5CCNAME": re.compile(r"FILE:/tmp/krb5cc_\d+_[A-Za-z0-9]{6,}"),
    **dict.fromkeys(("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"), _LOCALE),
}


def asked_for(
    given: Namespace,
    parse: Callable[[Sequence[str]], Namespace],
    environ: MutableMapping[str, str] = os.environ,
) -> Namespace:
    """What the session asks for, by the words that sshd hands over; without words, the full screen.

    `given` is the installation's own line (`over-ssh`). Only what it says of configuration and keyring holds.
    Raises `ConfigError` (over-ssh-…), and `SystemExit` as `parse` does.
    """
    line = environ.get(ASKED, "")
    clean_environment(environ)
    environ[ASKED] = line  # it says that this account is borrowed, with a command or without
    asked = parse(words_of(line))
    if refusal := _against(given, asked):
        raise ConfigError(refusal)
    asked.config, asked.keyring = given.config, given.keyring
    asked.operator = asked.operator or given.operator
    return asked


def words_of(line: str) -> list[str]:
    """The words of a command. One with spaces stands in quotes, alone or behind `--option=`; every other
    sign, the backslash too, stands for itself. Raises `ConfigError` (over-ssh-words, over-ssh-no-shell)."""
    if len(line) > MOST_CHARACTERS or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in line):
        raise ConfigError(problem("over-ssh-words"))
    words = [_word(found) for found in _WORD.finditer(line)]
    return words[1:] if words[:1] == ["helpdesk-tui"] else words


def clean_environment(environ: MutableMapping[str, str]) -> None:
    """Whatever was set is gone, but for what describes the session; the rest is this account's own."""
    kept = {name: environ[name] for name, form in _KEPT.items() if form.fullmatch(environ.get(name, ""))}
    account = pwd.getpwuid(os.geteuid())
    environ.clear()
    environ.update(
        {
            "TERM": "dumb",
            **kept,
            "HOME": account.pw_dir,
            "USER": account.pw_name,
            "LOGNAME": account.pw_name,
            "PATH": "/usr/bin:/bin",
        }
    )


def _word(found: re.Match[str]) -> str:
    option, double, single, bare = found.groups()
    if bare is None:
        return f"{option}{double if double is not None else single}"
    if _OPENS.match(bare):
        raise ConfigError(problem("over-ssh-words"))
    if _OF_A_SHELL.search(bare):
        raise ConfigError(problem("over-ssh-no-shell"))
    return bare


def _against(given: Namespace, asked: Namespace) -> Problem | None:
    offered = ALLOWED if given.only is None else ALLOWED & given.only
    if asked.demo or (asked.command is not None and asked.command not in offered):
        return problem("over-ssh-command", command="demo" if asked.demo else asked.command)
    names_a_file = any(isinstance(each, Path) for each in vars(asked).values())
    if asked.config is not None or asked.keyring or getattr(asked, "system", False) or names_a_file:
        return problem("over-ssh-option")
    return None
