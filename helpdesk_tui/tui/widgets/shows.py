"""What a prompt shows: words to say, a number to dial, a key, codes that are handed out."""

import re
from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from helpdesk_tui.desk.conversation.prompt import HANDED_OUT, Shown, ShownKind
from helpdesk_tui.desk.passwords import digit_groups, spell
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.widgets.columns import fit

_MOST_SPELLED = 24  # characters
_GROUPS = 4  # of four characters each, in a line of a key
_SPELLED = 64  # columns for the words that spell a secret
_COLUMN = 26  # cells of a code in two columns


def shown(shows: tuple[Shown, ...], *, revealed: bool) -> Content:
    """All but a QR code, which needs a place of its own. What is handed out is dots unless `revealed`."""
    codes = [each for each in shows if each.kind is ShownKind.CODE]
    lines = [_line(each, revealed) for each in shows if each.kind not in (ShownKind.QR, ShownKind.CODE)]
    return Content("\n").join([*lines, *_in_two_columns([_text(each, revealed) for each in codes])])


def _line(one: Shown, revealed: bool) -> Content:
    if one.kind is ShownKind.KEY:
        return Content.styled(_grouped(one.reveal()), "bold")
    if one.kind is ShownKind.SPELLED:
        text = Content.styled(_text(one, revealed), "bold")
        letters = spell(Secret(one.reveal()))[:_MOST_SPELLED]
        return Content("\n").join([text, Content(""), *spelled(letters, 2, 27)]) if revealed else text
    if not one.label:
        return Content(one.reveal())
    return Content.assemble(f"{one.label}  ", (f" {one.reveal()} ", "bold reverse"))


def _text(one: Shown, revealed: bool) -> str:
    hidden = one.kind in HANDED_OUT and not revealed
    return re.sub(r"\w", "•", one.reveal()) if hidden else one.reveal()


def _grouped(key: str) -> str:
    groups = [key[place : place + 4] for place in range(0, len(key), 4)]
    return "\n".join(" ".join(groups[place : place + _GROUPS]) for place in range(0, len(groups), _GROUPS))


def _in_two_columns(texts: list[str]) -> list[Content]:
    half = (len(texts) + 1) // 2
    pairs = zip(texts[:half], [*texts[half:], ""], strict=False)
    return [Content.styled(f"{left:<{_COLUMN}}{right}", "bold") for left, right in pairs]


def aloud(secret: Secret) -> Content:
    """As it is read out: a recovery key in groups, all else letter by letter, in as many columns as have room
    for the longest words."""
    if groups := digit_groups(secret):
        rows = [groups[at : at + _GROUPS] for at in range(0, len(groups), _GROUPS)]
        return Content("\n").join([Content("   ".join(row)) for row in rows])
    letters = spell(secret)
    wide = max((cell_len(words) for _, words in letters), default=0) + 2
    columns = max(1, min(3, _SPELLED // (wide + 3)))
    return Content("\n").join(spelled(letters, columns, wide))


def spelled(letters: Sequence[tuple[str, str]], columns: int, width: int) -> list[Content]:
    """`K  capital kilo`, in columns that are read downwards; the words in `width` cells."""
    depth = -(-len(letters) // columns)
    lines = []
    for line in range(depth):
        parts: list[tuple[str, str] | str] = []
        for letter, words in letters[line::depth]:
            parts += [(fit(letter, 3), "bold"), fit(words, width)]
        lines.append(Content.assemble(*parts))
    return lines
