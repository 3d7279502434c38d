"""docs/reference.md, made of the program: `PYTHONPATH=tests python -m reference_document`."""

import sys
from collections.abc import Iterator

from config.example import keys as settings

from helpdesk_tui.arguments.program import parser
from helpdesk_tui.arguments.shells import Command, commands_of
from helpdesk_tui.config.explained import explain
from helpdesk_tui.plain.exits import MEANINGS
from helpdesk_tui.tui.keys import KEYS, REGISTERED, Key, keys_of_actions

_HEAD = """\
# Reference

Every key, command, setting and exit code, made of the program itself. What a problem's code means is in
[problems.md](problems.md); how the commands behave in [plain.md](plain.md); how rules work together in
[policy.md](policy.md).
"""

PLACES = {
    "sign-in": "Sign in",
    "search": "Search",
    "lists": "The lists to choose from",
    "list": "A list",
    "card": "Card",
    "verify": "Verify",
    "approvals": "Approvals",
    "report": "'This was not me'",
    "act": "Act",
    "device": "A computer's secret",
    "secret": "What is handed out",
    "receipt": "Receipt",
    "methods": "Methods",
    "prompt": "Registering, and the operator's own proof",
    "feedback": "A wish",
    "note": "The note for the ticket",
    "dialog": "A question",
}
"""The first part of a key's id: where it works."""


def document() -> str:
    return "\n".join([_HEAD, *_keys(), *_commands(), *_exits(), *_settings()])


def _keys() -> Iterator[str]:
    yield "## Keys\n"
    yield "The foot of each screen names those that do something now; F1 lists them with their meaning.\n"
    for place in (*dict.fromkeys(PLACES.values()), "Everywhere"):
        yield from _keys_of(place)


def _keys_of(place: str) -> Iterator[str]:
    every = {**keys_of_actions(), **KEYS}
    found = [every[name] for name in REGISTERED if name in every and _place(every[name]) == place]
    if not found:
        return
    yield f"### {place}\n"
    yield "| key | name | what it does |\n|---|---|---|"
    yield from (f"| {each.shown_as or each.key} | `{each.id}` | {_cell(each.tooltip)} |" for each in found)
    yield ""


def _place(key: Key) -> str:
    return PLACES.get(key.id.partition(".")[0], "Everywhere")


def _commands() -> Iterator[str]:
    yield "## Commands\n"
    for each in commands_of(parser()):
        if each.words == ("demo",):
            continue
        yield f"### {' '.join(('helpdesk-tui', *each.words))}\n"
        if each.help:
            yield f"{each.help[:1].upper()}{each.help[1:]}.\n"
        yield f"```\n{each.usage}\n```\n"
        yield from _words_of(each)


def _words_of(command: Command) -> Iterator[str]:
    if bare := [f"`{name}`" for name, text in command.choices.items() if not text]:
        yield f"One of {', '.join(bare)}.\n"
    below = command.choices if command.words else {}
    rows = {name: text for name, text in {**below, **command.options}.items() if text and name != "--help"}
    if rows:
        yield "| word | |\n|---|---|"
        yield from (f"| `{name}` | {_cell(text)} |" for name, text in rows.items())
        yield ""


def _exits() -> Iterator[str]:
    yield "## Exit codes\n"
    yield "| code | meaning |\n|---|---|"
    yield from (f"| {code.value} | {words} |" for code, words in MEANINGS.items())
    yield ""


def _settings() -> Iterator[str]:
    yield "## Settings\n"
    yield "`helpdesk-tui config explain KEY` says the same, and where a value comes from.\n"
    section = None
    for name in ("profile", *settings()):
        at, _, key = name.rpartition(".")
        if at != section:
            section = at
            yield (
                f"\n### {f'[{at}]' if at != 'tiers' else '[[tiers]]'}\n" if at else "### Above all sections\n"
            )
            yield "| key | takes | usually | |\n|---|---|---|---|"
        found = explain(name)
        usual = f"`{_cell(found.default)}`" if found.default else "must be given"
        yield f"| `{key}` | {_cell(found.allowed) or found.kind} | {usual} | {_cell(found.words)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(document())
