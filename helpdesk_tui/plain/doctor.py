"""What a look at the desk's surroundings found, line by line."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Protocol

from helpdesk_tui.desk.diagnosis import Finding, Level, worst
from helpdesk_tui.desk.errors import HelpdeskError, Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.output import Output
from helpdesk_tui.plain.terminal import Terminal
from helpdesk_tui.secret import Secret

_OF_LEVEL = {Level.OK: Exit.DONE, Level.WARNING: Exit.REFUSED, Level.FAILED: Exit.USAGE}
"""0, 1, 2, as programs that watch expect it."""


class Examined(Protocol):
    def __call__(
        self, login: str = "", password: Secret | None = None, account: str = "", send_to: str = ""
    ) -> Iterator[Finding]: ...


def run(
    examined: Examined,
    asked: Namespace,
    saved: Callable[[str], Secret] | None,
    *,
    asks: bool = True,
    terminal: Terminal | None = None,
) -> Exit:
    """Tell what is found as it is found. With `--operator` that one's password is asked for, where `asks`."""
    output, found = Output(), list[Finding]()
    login = asked.operator if asks and asked.operator else ""
    try:
        if asks and asked.send_test and not login:
            raise Refused(problem("doctor-test-nobody"))
        password = _password(login, saved, terminal or Terminal()) if login else None
    except HelpdeskError as error:
        output.note(str(error.problem))
        return Exit.USAGE
    for each in examined(login, password, asked.account, asked.send_test):
        found.append(each)
        if not asked.json:
            output.say(*_lines(each))
    level = worst(found)
    if asked.json:
        output.data({"level": level.value, "findings": [_of(each) for each in found]})
    return _OF_LEVEL[level]


def _password(login: str, saved: Callable[[str], Secret] | None, terminal: Terminal) -> Secret:
    if saved:
        return saved(login)
    with closing(terminal):
        return terminal.ask_secret(f"Password of {login}")


def _lines(finding: Finding) -> list[str]:
    head = f"{finding.level.value:<8} {finding.topic}: "
    said, *more = finding.said.rstrip("\n").split("\n")
    return [head + said, *more, *([f"         {finding.remedy}"] if finding.remedy else [])]


def _of(finding: Finding) -> dict[str, Any]:
    return {
        "topic": finding.topic,
        "level": finding.level.value,
        "said": finding.said,
        "remedy": finding.remedy,
    }
