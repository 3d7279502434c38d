"""What a code, a line of a log or some words mean: typed, or leafed through by topic."""

from functools import partial

from helpdesk_tui.desk.pages import Page, by_topic, explain
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import Dialogue, Item, Once
from helpdesk_tui.words.pages import page_lines

_HELP = (
    N_(
        "Type what the caller reads out, or a line of a log: data 775, 0xC000006A, event 4625; or some "
        "words: minimum age. Or the number of a topic. Nothing that is typed here is searched in the "
        "directory, or recorded."
    ),
)
_QUESTION = N_("A code, words, or the number of a topic; Enter alone goes back")


def explain_codes(talk: Dialogue) -> None:
    topics = by_topic()
    items = [
        Item(
            "",
            ngettext("{topic}, 1 page", "{topic}, {count} pages", len(pages), topic=_(name)),
            partial(_leaf, talk, _(name), pages),
        )
        for name, pages in topics.items()
    ]
    talk.stay_at(
        Place(_("What does it mean"), _HELP),
        tell=Once(partial(talk.tell_items, items)),
        items=lambda: items,
        question=_(_QUESTION),
        other=partial(_explain, talk),
    )


def _explain(talk: Dialogue, typed: str) -> None:
    pages = explain(typed)
    if not pages:
        talk.refuse(problem("nothing-known"))
    for page in pages:
        talk.tell(*page_lines(page))


def _leaf(talk: Dialogue, topic: str, pages: tuple[Page, ...]) -> None:
    items = [Item("", page.means.rstrip("."), partial(_read, talk, page)) for page in pages]
    talk.stay_at(
        Place(topic, _HELP),
        tell=Once(partial(talk.tell_items, items)),
        items=lambda: items,
        question=_("Which page, by its number; Enter alone goes back"),
        other=partial(_explain, talk),
    )


def _read(talk: Dialogue, page: Page) -> None:
    talk.tell(*page_lines(page))
