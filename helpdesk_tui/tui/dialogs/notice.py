"""Something to be read once."""

from helpdesk_tui.tui.dialogs.base import Dialog


class NoticeDialog(Dialog[bool]):
    def __init__(self, title: str, sentences: tuple[str, ...]) -> None:
        super().__init__(title, "\n\n".join(sentences), ((True, "Read"),))


class ConfirmDialog(Dialog[bool]):
    """A question; True only for the second answer."""

    def __init__(self, title: str, words: str, no: str, yes: str) -> None:
        super().__init__(title, words, ((False, no), (True, yes)))
