"""Signs beyond ASCII on a terminal whose locale lacks them: replaced one for one, so columns stay aligned.

It happens where text becomes bytes: no screen and no command knows of it.
"""

import codecs
import locale
import os
import sys

_ASCII = {
    "…": ".", "·": "-", "•": "*", "×": "x", "–": "-", "—": "-", "▸": ">", "▌": ">", "│": "|", "─": "-",
    "╭": "+", "╮": "+", "╯": "+", "╰": "+",
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "█": "#", "▀": "#", "▄": "#", "●": "*",
    "○": "o", "✓": "+", "↑": "^", "↓": "v", "←": "<", "→": ">",
    "‘": "'", "’": "'", "“": '"', "”": '"', "▎": "|", "▊": "|", "▔": "-",
    "▁": "_", "▂": "_", "▃": "_", "▅": "#", "▆": "#", "▇": "#",
}  # fmt: skip
_HANDLER = "helpdesk-tui-signs"
_COERCED = frozenset({"C.UTF-8", "C.utf8", "UTF-8"})  # what Python sets for a C locale (PEP 538)


def replace_signs(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: a look-alike for a sign of ours, "?" for each cell of another."""
    from rich.cells import cell_len  # noqa: PLC0415 - few terminals need it

    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_ASCII.get(each, "?" * cell_len(each)) for each in lost), error.end


codecs.register_error(_HANDLER, replace_signs)


def show_signs_in_any_locale() -> None:
    """From now on, on standard output and standard error. A file or a pipe keeps its encoding."""
    for stream in (sys.__stderr__, sys.__stdout__):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=_encoding() if stream.isatty() else None, errors=_HANDLER)


def encoded(text: str) -> bytes:
    """As the terminal gets it."""
    return encoded_as(text, _encoding())


def encoded_as(text: str, encoding: str) -> bytes:
    """As a terminal of that encoding gets it."""
    return text.encode(encoding, _HANDLER)


def can_show_blocks() -> bool:
    """Whether the terminal's locale has the half blocks that a QR code is drawn with."""
    try:
        "█▀▄".encode(_encoding())
    except UnicodeEncodeError:
        return False
    return True


def _encoding() -> str:
    """The terminal's. Python takes a C locale for UTF-8 (PEP 538, PEP 540); its terminal shows ASCII."""
    is_utf8 = locale.getencoding().lower().replace("-", "") == "utf8"
    if sys.flags.utf8_mode and (not is_utf8 or os.environ.get("LC_CTYPE") in _COERCED) and not _says_utf8():
        return "ascii"
    return getattr(sys.__stderr__, "encoding", None) or "ascii"


def _says_utf8() -> bool:
    """Whether LANG does, which ends up as a C locale where this computer lacks "sv_SE.UTF-8": the terminal
    has what its user says."""
    said = os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    language, _dot, codeset = said.partition("@")[0].partition(".")
    return codeset.lower().replace("-", "") == "utf8" and language not in {"C", "POSIX"}
