"""Completion for bash, zsh and fish, and the manual page: all made of the parser, none runs the program.

python -m helpdesk_tui.arguments.shells bash > /usr/share/bash-completion/completions/helpdesk-tui
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk_tui import __version__
from helpdesk_tui.arguments.program import PROGRAM, parser
from helpdesk_tui.language import ENGLISH, read_in
from helpdesk_tui.plain.exits import MEANINGS, Exit

KINDS = ("bash", "zsh", "fish", "man")


@dataclass
class Command:
    """One command, by its words, and what may stand behind them."""

    words: tuple[str, ...]
    help: str
    usage: str
    options: dict[str, str] = field(default_factory=dict)  # with what each is for
    choices: dict[str, str] = field(default_factory=dict)  # commands below it, and words to choose from
    files: set[str] = field(default_factory=set)  # options that name a file; "" = so does a word of its own


def commands_of(
    of: argparse.ArgumentParser, words: tuple[str, ...] = (), text: str = ""
) -> Iterator[Command]:
    """This command and all below it; those of the demo are the others again."""
    found = Command(words, text, " ".join(of.format_usage().removeprefix("usage: ").split()))
    below: dict[str, argparse.ArgumentParser] = {}
    for action in of._actions:
        named = [option for option in action.option_strings if option.startswith("--")]
        if isinstance(action, argparse._SubParsersAction):
            below = dict(action.choices)
            found.choices |= {each.dest: each.help or "" for each in action._choices_actions}
        elif action.option_strings:
            found.options |= dict.fromkeys(named, action.help or "")
        else:
            found.choices |= dict.fromkeys(map(str, action.choices or ()), "")
        if action.type is Path or action.metavar == "FILE":
            found.files |= {*(named or [""])}
    yield found
    for name, each in below.items() if words != ("demo",) else ():
        yield from commands_of(each, (*words, name), found.choices[name])


@read_in(ENGLISH)
def written(kind: str) -> str:
    """The file of this kind, in English wherever it is made."""
    commands = list(commands_of(parser()))
    return {"bash": _bash, "zsh": _zsh, "fish": _fish, "man": _man}[kind](commands)


def _bash(commands: Sequence[Command]) -> str:
    below = [each for each in commands if each.words not in ((), ("demo",))]
    offers = "\n".join(f"        {_place(each)}) {_offered(each)} ;;" for each in commands)
    files = " | ".join(sorted({option for each in commands for option in each.files if option}))
    return f"""\
# {PROGRAM} {__version__}: completion
_helpdesk_tui() {{
    local at= words= files= i current=${{COMP_WORDS[COMP_CWORD]}}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$at ${{COMP_WORDS[i]}}" in
            " demo") ;;
            {" | ".join(map(_place, below))})
                at="$at ${{COMP_WORDS[i]}}" ;;
        esac
    done
    case "$at" in
{offers}
    esac
    words="$words {" ".join(commands[0].options)}"
    case "${{COMP_WORDS[COMP_CWORD-1]}}" in
        {files}) words= files=1 ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    if [[ -n $files ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}}
complete -o filenames -F _helpdesk_tui {PROGRAM}
"""


def _place(command: Command) -> str:
    return f'"{"".join(f" {word}" for word in command.words)}"'


def _offered(command: Command) -> str:
    words = f'words="{" ".join([*command.choices, *command.options])}"'
    return f"{words} files=1" if "" in command.files else words


def _zsh(commands: Sequence[Command]) -> str:
    """zsh runs the whole file at the first completion: so in the end it completes, too."""
    begin = f"#compdef {PROGRAM}\nautoload -U +X bashcompinit && bashcompinit\n"
    end = "[[ $funcstack[1] != _helpdesk-tui ]] || _bash_complete -o filenames -F _helpdesk_tui\n"
    return f"{begin}{_bash(commands)}{end}"


_FISH = """\
function __helpdesk_tui_at
    set -l at
    for word in (commandline -opc)[2..]
        switch "$at $word"
            case {places}
                set at "$at $word"
        end
    end
    test "$at" = "$argv"
end
"""
"""Whether the words before stand for this command; those of the demo are the others again."""


def _fish(commands: Sequence[Command]) -> str:
    top, *below = (each for each in commands if each.words != ("demo",))
    places = " ".join(_quoted("".join(f" {word}" for word in each.words)) for each in below)
    lines = [f"# {PROGRAM} {__version__}: completion", _FISH.format(places=places)]
    lines.append(f"complete -c {PROGRAM} -f")
    for each in (top, *below):
        place = "".join(f" {word}" for word in each.words)
        at = f"complete -c {PROGRAM} -n {_quoted(f'__helpdesk_tui_at {_quoted(place)}')}"
        lines += [f"{at} -a {name} -d {_quoted(text)}" for name, text in each.choices.items()]
        begin = at if each.words else f"complete -c {PROGRAM}"
        for option, text in each.options.items():
            more = " -r -F" if option in each.files else ""
            lines.append(f"{begin} -l {option.removeprefix('--')}{more} -d {_quoted(text)}")
        lines += [f"{at} -F"] if "" in each.files else []
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _man(commands: Sequence[Command]) -> str:
    top, *others = commands
    lines = [
        f'.TH HELPDESK\\-TUI 1 "" "{PROGRAM} {__version__}"',
        *(".SH NAME", f"{_roff(PROGRAM)} \\- a console for the help desk"),
        *(".SH SYNOPSIS", _roff(top.usage)),
        *(".SH DESCRIPTION", *_paragraphs(parser().description or "")),
        *(".SH OPTIONS", *_listed(top.options)),
        ".SH COMMANDS",
    ]
    for each in others:
        lines += [f".SS {_roff(' '.join(each.words))}", _roff(f"{each.help[:1].upper()}{each.help[1:]}.")]
        lines += [".PP", _roff(each.usage), *_listed({**_words_of(each.choices), **each.options})]
    lines += [".SH EXIT STATUS", *_listed({str(code.value): MEANINGS[code] for code in Exit})]
    return "\n".join([*lines, ".SH FILES", "/etc/helpdesk\\-tui/config.toml", ""])


def _words_of(choices: dict[str, str]) -> dict[str, str]:
    """Words to choose from; commands below have a part of their own."""
    return {name: text for name, text in choices.items() if not text}


def _paragraphs(text: str) -> Iterable[str]:
    return map(_roff, text.split("\n"))


def _listed(named: dict[str, str]) -> Iterator[str]:
    for name, text in named.items():
        yield from (".TP", f".B {_roff(name)}", _roff(text) or "\\&")


def _roff(text: str) -> str:
    """Text as it stands: nothing in it is a request (groff_man(7))."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one to standard output."""
    asked = argparse.ArgumentParser(prog="helpdesk_tui.arguments.shells", description=__doc__)
    asked.add_argument("kind", choices=KINDS)
    sys.stdout.write(written(asked.parse_args(arguments).kind))
    return 0


if __name__ == "__main__":
    sys.exit(main())
