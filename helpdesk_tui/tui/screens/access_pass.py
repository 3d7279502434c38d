"""A new access pass, given out once."""

from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.passwords import spell
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.registration import Pass
from helpdesk_tui.tui.screens.handed_out import HandedOutScreen
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.words.times import moment

_HIDDEN = "••••-••••"
_MOST_SPELLED = 24  # characters


class PassScreen(HandedOutScreen):
    TITLE = "Access pass"
    HELP = (
        "The person says this when they register their own methods. It proves them for changing methods "
        "only. It is shown here only: once this screen is closed nobody can show it again."
    )

    def __init__(
        self, context: Context, account: Account, made: Pass, visible_seconds: int, clock: Clock
    ) -> None:
        super().__init__(context, account, (made.code,), visible_seconds)
        self._made = made
        self._clock = clock

    def about(self) -> str:
        works = "It works once" if self._made.once else "It works as often as needed"
        until = moment(self._made.expires_at, self._clock.now())
        return f"{works}, until {until}.\nIt proves the person for changing methods only."

    def page(self, *, shown: bool) -> Content:
        if not shown:
            return Content.styled(_HIDDEN, "bold")
        letters = spell(self._made.code)[:_MOST_SPELLED]
        depth = -(-len(letters) // 2)
        lines = [Content.styled(self._made.code.reveal(), "bold"), Content("")]
        for line in range(depth):
            parts: list[tuple[str, str] | str] = []
            for character, words in letters[line::depth]:
                parts += [(fit(character, 3), "bold"), fit(words, 27)]
            lines.append(Content.assemble(*parts))
        return Content("\n").join(lines)
