"""What was done to a person's methods, and who was told of it: said on the screen of the methods."""

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.method import FACTS, Method
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.words.outcomes import notice_line

UNTOLD = N_("The person could not be told: there is no address for it.")


class Telling:
    def __init__(self, stack: Stack, desk: Desk) -> None:
        self._stack = stack
        self._desk = desk

    def done(self, account: AccountId, sentence: str) -> None:
        """Say it, and who was told."""
        self._stack.read_again()
        self._stack.look(self.tell(account, sentence, _(UNTOLD)), "look who was told")

    async def tell(self, account: AccountId, sentence: str, untold: str) -> None:
        """The same; `untold` is said where nobody was told."""
        notices = await ask(self._desk.registering.notices, account)
        told = () if isinstance(notices, Problem) else tuple(notice_line(each) for each in notices)
        self.say(" ".join([sentence, *(told or ((untold,) if untold else ()))]))

    def say(self, sentence: str) -> None:
        self._stack.read_again()
        if methods := self._stack.find(MethodsScreen):
            methods.say(sentence)


def words(method: Method) -> str:
    return " ".join(part for part in (FACTS[method.kind].label, method.own_name) if part)


def name(account: Account) -> str:
    return account.name or account.login
