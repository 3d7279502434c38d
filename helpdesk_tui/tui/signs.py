"""Signs beyond ASCII on a terminal whose locale lacks them: replaced one for one, so columns stay aligned."""

import codecs
import sys

from rich.cells import cell_len

_ASCII = {
    "…": ".", "·": "-", "•": "*", "×": "x", "–": "-", "—": "-", "▸": ">", "▌": "|", "│": "|", "─": "-",
    "╭": "+", "╮": "+", "╯": "+", "╰": "+",
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "█": "#", "▀": "#", "▄": "#", "●": "*",
    "○": "o", "✓": "+", "↑": "^", "↓": "v", "←": "<", "→": ">",
    "‘": "'", "’": "'", "“": '"', "”": '"', "▁": "_", "▎": "|",
}  # fmt: skip
_HANDLER = "helpdesk-tui-signs"


def replace_signs(error: UnicodeError) -> tuple[str, int]:
    """A codec error handler: a look-alike for a sign of ours, "?" for each cell of another."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_ASCII.get(each, "?" * cell_len(each)) for each in lost), error.end


def show_signs_in_any_locale() -> None:
    codecs.register_error(_HANDLER, replace_signs)
    for stream in (sys.__stderr__, sys.__stdout__):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_HANDLER)


def can_show_blocks() -> bool:
    """Whether the terminal's locale has the half blocks that a QR code is drawn with."""
    encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"
    try:
        "█▀▄".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
