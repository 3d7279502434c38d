"""What a look at the desk's surroundings found, line by line."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, Protocol

from helpdesk_tui.console import Console, LooksAround
from helpdesk_tui.desk.diagnosis import Finding, Level, failed, skipped, worst
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import exit_on_signals
from helpdesk_tui.plain.output import Output
from helpdesk_tui.plain.signing_in import SavedPassword, sign_in
from helpdesk_tui.plain.terminal import Terminal

_OF_LEVEL = {Level.OK: Exit.DONE, Level.WARNING: Exit.REFUSED, Level.FAILED: Exit.USAGE}
"""0, 1, 2, as programs that watch expect it."""


class Looks(LooksAround, Protocol):
    """What `compose.doctor.Doctor` does for one configuration."""

    def of_service(self, sign_in: SignIn, account: str, found: Iterable[Finding]) -> Iterator[Finding]: ...

    def against_sign_in(self, found: Iterable[Finding]) -> Problem | None: ...


def run(
    looks: Looks,
    console: Console | None,
    asked: Namespace,
    saved: SavedPassword | None,
    terminal: Terminal | None = None,
) -> Exit:
    """Tell what is found as it is found. With `--operator` that one signs in as for any command, once it is
    known that the store is there to record it. No `console`: there is nowhere to sign in."""
    exit_on_signals()
    output = Output()
    if asked.send_test and not asked.operator:
        output.note(str(problem("doctor-test-nobody")))
        return Exit.USAGE
    with closing(terminal or Terminal()) as here:
        talk = None if console is None else Speaking(console, here, output)
        return tell(_examined(looks, talk, asked, saved), output, as_json=asked.json)


def tell(findings: Iterator[Finding], output: Output, *, as_json: bool) -> Exit:
    """Each as it comes; the exit code is that of the worst."""
    found = list[Finding]()
    for each in findings:
        found.append(each)
        if not as_json:
            output.say(*_lines(each))
    level = worst(found)
    if as_json:
        output.data({"level": level.value, "findings": [_of(each) for each in found]})
    return _OF_LEVEL[level]


def _examined(
    looks: Looks, talk: Speaking | None, asked: Namespace, saved: SavedPassword | None
) -> Iterator[Finding]:
    found = list[Finding]()
    for each in looks.surroundings():
        found.append(each)
        yield each
    if talk is None:
        return
    if not asked.operator:
        yield from looks.of_service(talk.console.sign_in, asked.account, found)
    elif why := looks.against_sign_in(found):
        yield skipped("operator", why)
    else:
        yield from _by_operator(looks, talk, asked, saved)


def _by_operator(
    looks: Looks, talk: Speaking, asked: Namespace, saved: SavedPassword | None
) -> Iterator[Finding]:
    quiet = replace(talk, console=replace(talk.console, notices=()))  # they are findings here
    try:
        desk = sign_in(quiet, asked.operator, saved)
    except HelpdeskError as error:
        yield failed("names" if error.problem.code == "names-missing" else "operator", error.problem)
        return
    try:
        yield from looks.of_operator(desk.checkup)
        yield from looks.of_account(desk.checkup, asked.account)
        if asked.send_test:
            yield from looks.of_message(desk.checkup, asked.send_test)
    finally:
        desk.sign_out()


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
