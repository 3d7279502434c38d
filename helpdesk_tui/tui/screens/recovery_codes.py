"""New recovery codes, given out once."""

from textual.content import Content

from helpdesk_tui.tui.screens.handed_out import HandedOutScreen

_HIDDEN = "••-••••-••••-••••-••"


class RecoveryCodesScreen(HandedOutScreen):
    TITLE = "Recovery codes"
    HELP = (
        "Ten codes for the person, each good for one proof. Earlier ones do not work any more. They are "
        "shown here only: once this screen is closed nobody can show them again."
    )

    def about(self) -> str:
        return "Each works once; they do not expire. Earlier codes of this person do not work any more."

    def page(self, *, shown: bool) -> Content:
        half = (len(self._codes) + 1) // 2
        texts = [code.reveal() if shown else _HIDDEN for code in self._codes]
        rows = [f"{left:<26}{right}" for left, right in zip(texts[:half], [*texts[half:], ""], strict=False)]
        return Content.styled("\n".join(rows), "bold")
