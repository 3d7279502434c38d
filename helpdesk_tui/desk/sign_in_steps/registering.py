"""An operator registers an app, on the word of others; it takes the place of what was lost."""

from collections.abc import Mapping
from dataclasses import replace

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.method import MAX_APPS, OATH_KINDS, Method, MethodId, MethodKind, MethodStatus
from helpdesk_tui.desk.methods.oath_enrolment import NewApp
from helpdesk_tui.desk.methods.own_proof import blocked, count, to_oneself
from helpdesk_tui.desk.ports import Admitted, Blocked
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration.changes import Changes, Visit
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.sign_in_steps.step import Claimant, Step
from helpdesk_tui.language import N_

_NAME = N_("Name your app. Its key follows on this screen: let nobody else see it.")
_SCAN = N_("Scan this with your app, or type its key there. Then type the code that it shows.")
_END_LOST = Prompt(
    "end-lost", N_("ends what was lost"), advice=N_("Your new app counts. What was lost is ended now.")
)


class Registering(Step):
    """An app, by the prompts that register anybody's."""

    proven_by = "registered"
    kind = MethodKind.TOTP

    def __init__(self, claimant: Claimant, by: Mapping[str, object]) -> None:
        super().__init__(claimant)
        self._visit = Visit(None, claimant.account)
        self._changes = _Confirmed(claimant.session, by)
        self._enrolment = _InPlaceOfLost(self._changes, claimant.account, self.kind, None)
        self.title = self._enrolment.title
        self._enrolment.begin(self._visit)

    def prompt(self) -> Prompt:
        asked = self._enrolment.prompt()
        if asked is None:
            return _END_LOST
        own = to_oneself(asked, _SCAN)
        return replace(own, advice=_NAME) if asked.id == "name" else own

    def answer(self, answer: Answer) -> Step | None:
        if self._enrolment.method is None:
            self.claimant.demand_unchanged()
            if self._enrolment.pending is None:
                self._make_room()
            self._enrolment.answer(self._visit, answer)
        if self._enrolment.method is None:
            return self
        self._enrolment.drop()
        self._remove_lost(self._enrolment.method)
        proved, now = self.claimant.session.proved, self.claimant.session.clock.now()
        proved.at, proved.by = now, self._enrolment.method
        return None

    def give_up(self) -> None:
        self._enrolment.give_up()

    def _make_room(self) -> None:
        """The store keeps so many apps. What waits for its first code goes first; else a lost one, while the
        others guard the desk until the new one counts."""
        apps = [each for each in self._changes.methods(self._visit) if each.kind in OATH_KINDS]
        lost = {each.id for each in self.claimant.counting}
        may_go = [each for each in apps if each.status is not MethodStatus.ACTIVE]
        may_go += [each for each in apps if each.id in lost]
        if len(apps) >= MAX_APPS and may_go:
            self._changes.remove(self._visit, may_go[0])

    def _remove_lost(self, new: Method) -> None:
        """What is lost may be found by somebody: it proves nothing more. A service outside keeps its own."""
        kept = {each.id for each in self._changes.methods(self._visit)}
        for each in self.claimant.counting:
            if each.id in kept and each.id != new.id:
                self._changes.remove(self._visit, each)


class _InPlaceOfLost(NewApp):
    """What was lost leaves no room for another by policy: it goes once this one counts."""

    @classmethod
    def why_not(cls, session: Session, account: Account, kind: MethodKind) -> Problem | None:  # noqa: ARG003 - as above
        return None


class _Confirmed(Changes):
    """The word of those who confirmed, for one registration by the operator whom it is about."""

    def __init__(self, session: Session, by: Mapping[str, object]) -> None:
        super().__init__(session)
        self._by = by

    def enter(self, visit: Visit) -> None:
        """Nothing is used up but this sign-in."""

    def is_well_proven(self, visit: Visit) -> bool:  # noqa: ARG002 - the signature of all grounds
        return False

    def attempt(self, visit: Visit, method: MethodId) -> Admitted:
        admitted = count(self.session, visit.account.id, method)
        if isinstance(admitted, Blocked):
            raise self.failed(visit, blocked(admitted))
        return admitted

    def record(self, event: str, visit: Visit, **facts: object) -> None:
        self.session.recorder.write(event, visit.account, **self._by, **facts)
