"""What a prompt shows, in lines: words to say, a number to dial, a QR code with its key, codes handed out."""

import io

from helpdesk_tui.desk.conversation.prompt import Shown, ShownKind


def lines_of(shows: tuple[Shown, ...], *, pictures: bool = True) -> list[str]:
    """Without `pictures` a QR code is left out: its key stands beside it."""
    kept = (each for each in shows if pictures or each.kind is not ShownKind.QR)
    return [line for each in kept for line in _lines(each)]


def _lines(one: Shown) -> list[str]:
    text = one.reveal()
    if one.kind is ShownKind.QR:
        import segno  # noqa: PLC0415 - heavy: only where a code is drawn

        picture = io.StringIO()
        segno.make(text, error="l", micro=False).terminal(picture, border=2, compact=True)
        return picture.getvalue().splitlines()
    if one.kind is ShownKind.KEY:
        text = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    if one.kind is ShownKind.WORDS:
        return [f"{one.label} {text}." if one.label else f"{text}."]
    return [f"{one.label}: {text}" if one.label else f"  {text}"]
