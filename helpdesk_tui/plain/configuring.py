"""The configuration itself: shown, checked, explained. Nobody signs in, and no server is asked."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict

from helpdesk_tui.config import Config
from helpdesk_tui.config.explained import Explanation, explain
from helpdesk_tui.config.shown import settings
from helpdesk_tui.desk.policy_words import warnings
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.output import Output


def run(asked: Namespace, load: Callable[[], Config]) -> Exit:
    """Raises `ConfigError`."""
    output = Output()
    if asked.what == "explain":
        return _explain(output, asked)
    return _show(output, asked, load()) if asked.what == "show" else _check(output, asked, load())


def _explain(output: Output, asked: Namespace) -> Exit:
    found = explain(" ".join(asked.key))
    if asked.json:
        output.data(asdict(found))
    else:
        output.say(*_lines(found))
    return Exit.DONE


def _lines(found: Explanation) -> list[str]:
    allowed = [f"Allowed: {found.allowed}"] if found.allowed else []
    return [
        f"{found.key}: {found.words}",
        f"Type: {found.kind}",
        f"Default: {found.default or 'none'}",
        *allowed,
    ]


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
        output.say(*(odd or ["It is valid, and nothing in it is odd."]))
    return Exit.REFUSED if odd else Exit.DONE
