"""docs/reference.md, made of the program: `PYTHONPATH=tests python -m reference_document`."""

import sys
from collections.abc import Iterator

from config.example import keys as settings

from helpdesk_tui.arguments.program import parser
from helpdesk_tui.arguments.shells import Command, commands_of
from helpdesk_tui.config.explained import explain, whole_words
from helpdesk_tui.plain.exits import MEANINGS

_HEAD = """\
# Reference

Every command, exit code and setting, made of the program itself. Keys are in [keys.md](keys.md), the codes of
problems in [problems.md](problems.md). How the commands behave says [plain.md](plain.md), how rules work
together [policy.md](policy.md).
"""


def document() -> str:
    return "\n".join([_HEAD, *_commands(), *_exits(), *_settings()])


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
        words = whole_words(name) if found.has_more else found.words
        yield f"| `{key}` | {_cell(found.allowed) or found.kind} | {usual} | {_cell(words)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(document())
