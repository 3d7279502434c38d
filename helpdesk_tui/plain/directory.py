"""What was recognised of the directory: its kind, what it can do, what the desk will not offer there."""

from argparse import Namespace

from helpdesk_tui.language import _
from helpdesk_tui.plain import shapes
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.words.accounts import full_login
from helpdesk_tui.words.directories import directory_lines, right_lines


def directory(talk: Conversation, asked: Namespace) -> Exit:
    """Of the server of this session; with an account, the rights on it too."""
    desk = talk.desk
    card = desk.lookup.card(desk.lookup.resolve(asked.account)) if asked.account else None
    if asked.json:
        talk.output.data(shapes.of_directory(desk.info, card))
        return Exit.DONE
    talk.output.say(*directory_lines(desk.info))
    if card is not None:
        talk.output.say(_("On {account}:", account=full_login(card.account)), *right_lines(card.account))
    return Exit.DONE
