"""What each terminal sends for the keys that the program uses, as its manual or terminfo says.

PuTTY: its manual, "Changing the action of the function keys and keypad", "… of the Home and End keys", "… of
the Backspace key"; xterm: ctlseqs; others: terminfo's linux, screen, tmux, rxvt-unicode, ms-terminal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_TILDES = (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24)


def _f_keys(first: str) -> dict[str, str]:
    """F1 to F12: the first ones as given, the rest `CSI n ~`."""
    sent = [f"\x1b{each}" for each in first.split()]
    sent += [f"\x1b[{number}~" for number in _TILDES[len(sent) :]]
    return {f"f{place}": each for place, each in enumerate(sent, 1)}


_CURSOR = {"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"}
_APPLICATION = {"up": "\x1bOA", "down": "\x1bOB", "right": "\x1bOC", "left": "\x1bOD"}
_PAGES = {"pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~"}
_HOME_TILDE = {"home": "\x1b[1~", "end": "\x1b[4~"}
_HOME_LETTER = {"home": "\x1b[H", "end": "\x1b[F"}
_HOME_APPLICATION = {"home": "\x1bOH", "end": "\x1bOF"}
_XTERM = _f_keys("OP OQ OR OS")
_WORDS = {"ctrl+left": "\x1b[1;5D", "ctrl+right": "\x1b[1;5C"}
_DEL, _BS = {"backspace": "\x7f"}, {"backspace": "\x08"}
_BACK_TAB = {"shift+tab": "\x1b[Z"}
_SAME = {
    "enter": "\r", "tab": "\t", "escape": "\x1b", "space": " ",
    **{f"ctrl+{each}": chr(ord(each) - 96) for each in "abcdefgklnopqrtuwxyz"},
}  # fmt: skip


@dataclass(frozen=True)
class Keyboard:
    """`term`: the type that the terminal has by its environment."""

    term: str
    keys: Mapping[str, str]

    def sends(self, key: str) -> bytes:
        """A character is itself."""
        return self.keys.get(key, key).encode()


def _keyboard(term: str, *parts: Mapping[str, str]) -> Keyboard:
    keys = dict(_SAME)
    for part in parts:
        keys |= part
    return Keyboard(term, keys)


KEYBOARDS = {
    "xterm": _keyboard("xterm-256color", _XTERM, _CURSOR, _HOME_LETTER, _PAGES, _WORDS, _BS, _BACK_TAB),
    "xterm, application mode": _keyboard(
        "xterm", _XTERM, _APPLICATION, _HOME_APPLICATION, _PAGES, _WORDS, _DEL, _BACK_TAB
    ),
    "Windows Terminal": _keyboard(
        "ms-terminal", _XTERM, _CURSOR, _HOME_LETTER, _PAGES, _WORDS, _DEL, _BACK_TAB
    ),
    "PuTTY, ESC[n~": _keyboard("xterm", _f_keys(""), _CURSOR, _HOME_TILDE, _PAGES, _DEL, _BACK_TAB),
    "PuTTY, Linux": _keyboard(
        "putty", _f_keys("[[A [[B [[C [[D [[E"), _CURSOR, _HOME_TILDE, _PAGES, _BS, _BACK_TAB
    ),
    "PuTTY, Xterm R6": _keyboard("xterm", _XTERM, _APPLICATION, _HOME_TILDE, _PAGES, _DEL, _BACK_TAB),
    "PuTTY, VT400": _keyboard("putty-vt400", _f_keys(""), _APPLICATION, _HOME_TILDE, _PAGES, _DEL, _BACK_TAB),
    "PuTTY, VT100+": _keyboard(
        "xterm", _f_keys("OP OQ OR OS OT OU OV OW OX OY OZ O["), _CURSOR, _HOME_TILDE, _PAGES, _DEL, _BACK_TAB
    ),
    "PuTTY, SCO": _keyboard(
        "scoansi", _f_keys("[M [N [O [P [Q [R [S [T [U [V [W [X"), _CURSOR, _HOME_LETTER, _BS, _BACK_TAB,
        {"pageup": "\x1b[I", "pagedown": "\x1b[G", "delete": "\x7f"},
    ),
    "the Linux console": _keyboard(
        "linux", _f_keys("[[A [[B [[C [[D [[E"), _CURSOR, _HOME_TILDE, _PAGES, _DEL, {"shift+tab": "\x1b\t"}
    ),
    "screen": _keyboard("screen", _XTERM, _CURSOR, _HOME_TILDE, _PAGES, _DEL, _BACK_TAB),
    "tmux": _keyboard("tmux-256color", _XTERM, _APPLICATION, _HOME_TILDE, _PAGES, _WORDS, _DEL, _BACK_TAB),
    "rxvt": _keyboard(
        "rxvt-unicode", _f_keys(""), _CURSOR, {"home": "\x1b[7~", "end": "\x1b[8~"}, _PAGES, _DEL, _BACK_TAB,
        {"ctrl+left": "\x1bOd", "ctrl+right": "\x1bOc"},
    ),
}  # fmt: skip
