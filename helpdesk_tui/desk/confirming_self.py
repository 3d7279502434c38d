"""The signed-in operator proves to be that person once more, before what counts as a second person's word."""

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.methods.own_proof import OwnProof
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.second_factor import due
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_

_TITLE = N_("Prove that it is you")


class ConfirmingSelf:
    """Raises `NotPermitted`, `DirectoryUnreachable`, `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self) -> "OwnConfirmation | None":
        """A `Talk`; None where nothing is due. Raises `NotPermitted` (second-factor-unusable) too."""
        session = self._session
        found = due(session)
        if found is None:
            return None
        account, own = found
        if not own.usable:
            raise NotPermitted(problem("second-factor-unusable"))
        return OwnConfirmation(OwnProof(session, account, own.usable), account)


class OwnConfirmation:
    def __init__(self, proof: OwnProof, account: Account) -> None:
        self._proof = proof
        self._account = account
        self._over = False

    def stands(self) -> Stands:
        asked = None if self._proof.is_proven else self._proof.prompt()
        return Stands(_TITLE, self._account, self._proof.method.kind, asked)

    def answer(self, answer: Answer) -> Stands:
        if self._over or self._proof.is_proven:
            raise NotPermitted(problem("second-factor-over"))
        self._proof.answer(answer)
        return self.stands()

    def end(self) -> None:
        self._over = True
