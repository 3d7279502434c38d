"""Bytes of a terminal, as events of the screen: known keys, characters, clean pastes, and nothing else."""

import re
from collections.abc import Iterable

from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from helpdesk_tui.text import typed
from helpdesk_tui.tui.key_sequences import KeySequences, Pasted, Sent, Token, Typed
from helpdesk_tui.tui.terminal_keys import is_sco, own_keys

_FARTHEST = 10_000  # cells; no screen is larger
_NUMBERED = re.compile(r"\x1b\[(\d*)[\d:;]*([~A-HPQRS])")
_ASCII_CONTROLS = frozenset(map(chr, [*range(0x20), 0x7F]))


class TerminalInput:
    """Textual's parser knows the keys. It gets one whole sequence or character at a time, so that what it
    does not know is dropped, and what it breaks at goes with it."""

    def __init__(self, term: str = "") -> None:
        """`term` is the type that the terminal has by its environment."""
        self._own = own_keys(term)
        self._sequences = KeySequences(old_mouse=not is_sco(term))
        self._parser = XTermParser()

    @property
    def is_unfinished(self) -> bool:
        return self._sequences.is_unfinished

    def feed(self, data: bytes, now: float) -> list[Message]:
        return self._events(self._sequences.feed(data, now))

    def look(self, now: float) -> list[Message]:
        """What waiting has ended."""
        return self._events(self._sequences.look(now))

    def _events(self, tokens: Iterable[Token]) -> list[Message]:
        return [event for token in tokens for event in self._events_of(token) if _is_sound(event)]

    def _events_of(self, token: Token) -> list[Message]:
        match token:
            case Pasted(text):
                return [events.Paste(typed(text))]
            case Sent("\x1b"):
                return [events.Key("escape", "\x1b")]
            case Sent(sequence):
                return self._known(sequence)
            case Typed(character):
                return self._known(character)

    def _known(self, sent: str) -> list[Message]:
        sent = self._own.get(sent, sent)
        if not sent or not _may_be_a_key(sent):
            return []
        try:
            early = [*self._parser.feed(sent[:-1])] if sent[:-1] else []
            events_of_all = [*self._parser.feed(sent[-1])]
        except Exception:  # noqa: BLE001 - it computes with what it is sent: numbers out of any range
            early, events_of_all = [], []
        if early or not events_of_all:  # it waits for more, or took the beginning for something else
            self._parser = XTermParser()
            return []
        return events_of_all


def _may_be_a_key(sent: str) -> bool:
    """Textual takes the number of a key it does not know for a character's: `ESC[114~` would be an r."""
    numbered = _NUMBERED.fullmatch(sent)
    if numbered is None:
        return True
    number, final = numbered.groups()
    return f"{number or 1}{final}" in FUNCTIONAL_KEYS


def _is_sound(event: Message) -> bool:
    match event:
        case events.Key():
            return event.key.isprintable() and _may_be_typed(event.character)
        case events.MouseEvent():
            return 0 <= event.x < _FARTHEST and 0 <= event.y < _FARTHEST
        case events.Paste():
            return bool(event.text)
    return isinstance(event, events.AppFocus | events.AppBlur | TerminalSupportsSynchronizedOutput)


def _may_be_typed(character: str | None) -> bool:
    return character is None or character in _ASCII_CONTROLS or typed(character) == character
