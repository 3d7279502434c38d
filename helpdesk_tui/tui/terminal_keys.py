"""Keys that some terminals send in a way of their own, as the sequences that are known.

Sources: PuTTY's manual, "Changing the action of the function keys and keypad"; terminfo(5), entry scoansi;
xterm's ctlseqs. All others send what xterm, the Linux console, VT220 or rxvt do.
"""

from collections.abc import Mapping

_F1_TO_F12 = ("OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~")


def _function_keys(introducer: str, letters: str) -> dict[str, str]:
    return {
        f"\x1b{introducer}{letter}": f"\x1b{known}" for letter, known in zip(letters, _F1_TO_F12, strict=True)
    }


_EVERYWHERE = {
    **_function_keys("O", "PQRSTUVWXYZ["),  # PuTTY's VT100+
    **dict.fromkeys((f"\x1b{digit}" for digit in "0123456789"), ""),  # Alt and a digit is no sign
}
_SCO = {
    **_function_keys("[", "MNOPQRSTUVWX"),
    "\x1b[I": "\x1b[5~",  # page up
    "\x1b[G": "\x1b[6~",
    "\x1b[L": "\x1b[2~",  # insert
    "\x7f": "\x1b[3~",  # delete; backspace is ^H
}
"""Elsewhere they are something else: a mouse report, where the focus goes, Backspace."""


def is_sco(term: str) -> bool:
    return term.startswith("scoansi")


def own_keys(term: str) -> Mapping[str, str]:
    """By what is sent, what is meant; "" = nothing. `term` is the name of the terminal's type."""
    return {**_EVERYWHERE, **_SCO} if is_sco(term) else _EVERYWHERE
