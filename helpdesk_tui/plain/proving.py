"""Proving a caller in lines: the methods strongest first, one proof after the other, until a clearance."""

import contextlib
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.conversation.prompt import Answer, Choice, Field, FieldKind, Prompt
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Approval, Progress
from helpdesk_tui.language import N_, _
from helpdesk_tui.local_time import hour, minute
from helpdesk_tui.plain.asking import Asker, GoBack, Lines, ends
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.json_lines import JsonLines
from helpdesk_tui.words.methods import method_columns
from helpdesk_tui.words.proofs import EXCEPTIONAL, proofs_line, tier_line
from helpdesk_tui.words.times import time_left

_APPROVALS = {
    Approval.ASKED: N_("A second operator was asked and has not answered yet."),
    Approval.GIVEN: N_("A second operator approved."),
}
_LOOK_AFTER = 3.0  # seconds between two looks: the store is shared


def verify(talk: Conversation, asked: Namespace) -> Exit:
    """The command: prove the caller, and leave the clearance for the command that follows."""
    account = talk.desk.lookup.resolve(asked.account)
    actions = frozenset({Action.CHANGE_METHODS}) if asked.purpose == "methods" else CALL_ACTIONS
    if asked.json:
        prove_by_json(talk, JsonLines(talk.output), account, actions, asked.ticket)
        return Exit.DONE
    talk.warn_of_threat()
    clearance = prove(talk, account, actions, asked.ticket)
    kinds = ", ".join(sorted(action.value for action in clearance.actions))
    talk.output.say(
        _(
            "The caller is verified until {until}, for one of: {kinds}.",
            until=minute(clearance.expires_at),
            kinds=kinds,
        )
    )
    return Exit.DONE


def cleared(
    talk: Conversation, account: AccountId, action: Action, ticket: str, by_json: JsonLines | None = None
) -> Clearance:
    """The clearance that is in force, or a new one; proven as JSON lines on request."""
    found = talk.desk.verifying.clearance_for(account, action, ticket)
    if found is not None:
        talk.tell(
            _("The caller was verified before; that holds until {until}.", until=hour(found.expires_at))
        )
        return found
    actions = CALL_ACTIONS if action in CALL_ACTIONS else frozenset({action})
    if by_json:
        return prove_by_json(talk, by_json, account, actions, ticket)
    return prove(talk, account, actions, ticket)


def prove(talk: Conversation, account: AccountId, actions: frozenset[Action], ticket: str) -> Clearance:
    """Ask until all gates are met. Raises what ends the verification."""
    talk.terminal.require()
    if not ticket and talk.desk.policy.verification.ticket is TicketRule.REQUIRED:
        ticket = talk.terminal.ask(_("Ticket"))
    progress = talk.desk.verifying.begin(account, actions, ticket)
    talk.tell(*heading(progress))
    found = Proving(
        talk, lambda progress: chosen_method(talk, progress), lambda method: Lines(talk, account, method.kind)
    ).until_cleared(progress)
    talk.tell(_("The caller is verified."))
    return found


def prove_by_json(
    talk: Conversation, lines: JsonLines, account: AccountId, actions: frozenset[Action], ticket: str
) -> Clearance:
    """The same for a script, and the last line says what it clears the way for."""
    progress = talk.desk.verifying.begin(account, actions, ticket)
    proving = Proving(talk, lambda progress: _chosen_by(lines, progress), lambda _: lines)
    clearance = proving.until_cleared(progress)
    kinds = sorted(action.value for action in clearance.actions)
    talk.output.line({"cleared": {"until": clearance.expires_at.isoformat(), "actions": kinds}})
    return clearance


@dataclass(frozen=True)
class Proving:
    """Method after method, each by its prompts, whoever answers them."""

    talk: Conversation
    choose: Callable[[Progress], Method | None]
    asker_for: Callable[[Method], Asker]

    def until_cleared(self, progress: Progress) -> Clearance:
        """Raises what ends the verification, which is closed then."""
        verifying = self.talk.desk.verifying
        try:
            while progress.clearance is None:
                progress = self._next(progress)
        except BaseException:
            with contextlib.suppress(HelpdeskError):  # what ended it is said; it expires by itself, too
                verifying.cancel(progress.id)
            raise
        return progress.clearance

    def _next(self, progress: Progress) -> Progress:
        """One method. Where it proves nothing the verification stays where it was."""
        look = self.talk.desk.verifying.look
        if progress.approval is Approval.ASKED:
            progress = look(progress.id)  # the answer may have come meanwhile
        method = None if progress.clearance else self.choose(progress)
        if method is None:
            return progress
        try:
            return self._by(progress, method, self.asker_for(method))
        except GoBack:
            return look(progress.id)  # attempts left, and whether it still is open

    def _by(self, progress: Progress, method: Method, asker: Asker) -> Progress:
        """Prompt after prompt, until it has nothing more to ask. Raises `GoBack`, and what ends all."""
        again = ""  # id of the prompt whose answer was not taken
        while progress.clearance is None and (prompt := progress.prompts.get(method.id)):
            answer = asker.ask(prompt.find(again) or prompt)
            try:
                again, progress = "", self._taken(progress, method, answer, asker)
            except HelpdeskError as error:
                if ends(error.problem):
                    raise
                asker.refuse(error.problem)
                again = answer.prompt
                if error.problem.effect is Effect.OTHER_METHOD:
                    raise GoBack from None
                if error.problem.effect is Effect.TRY_AGAIN:
                    progress = self.talk.desk.verifying.look(progress.id)
            finally:
                answer.drop()
        return progress

    def _taken(self, progress: Progress, method: Method, answer: Answer, asker: Asker) -> Progress:
        asked = progress.prompts[method.id]
        if not (asked.waits and answer.prompt == asked.id):
            progress = self.talk.desk.verifying.answer(progress.id, method.id, answer)
        following = progress.prompts.get(method.id)
        return self._waited(progress, following, asker) if following and following.waits else progress

    def _waited(self, progress: Progress, prompt: Prompt, asker: Asker) -> Progress:
        """Until the approval is there or refused, or somebody goes back: then it may still come while others
        are proven. Raises `GoBack`."""
        talk = self.talk
        talk.tell(
            _(
                "Asked. A colleague answers with: helpdesk-tui approvals approve {login}",
                login=progress.account.login,
            ),
            _("Waiting for the answer. Enter goes back to the list."),
        )
        while progress.approval is Approval.ASKED and progress.clearance is None:
            if asker.is_back_within(prompt, _LOOK_AFTER):
                raise GoBack
            progress = talk.desk.verifying.look(progress.id)
        given = progress.approval is Approval.GIVEN
        talk.tell(_("The second operator approved.") if given else _("The second operator refused."))
        if not given:
            raise GoBack
        return progress


# --- the list of methods ------------------------------------------------------------------------------


def heading(progress: Progress) -> list[str]:
    said = [_("Verify the caller as {who}.", who=_who(progress.account))]
    if progress.exceptional:
        said.append(_(EXCEPTIONAL))
    several = progress.gates > 1
    if progress.approval is Approval.NOT_NEEDED:
        needed = (
            N_(
                "Needed: {count} proofs, each resting on something else: an app, a phone, a mailbox …, "
                "before {time}."
            )
            if several
            else N_("Needed: one proof, before {time}.")
        )
    else:
        needed = (
            N_(
                "Needed: {count} proofs, each resting on something else: an app, a phone, a mailbox …, "
                "and a second operator's approval, before {time}."
            )
            if several
            else N_("Needed: one proof and a second operator's approval, before {time}.")
        )
    return [*said, _(needed, count=progress.gates, time=hour(progress.expires_at))]


def _who(account: Account) -> str:
    named = f"{account.name} ({account.login})" if account.name else account.login
    return f"{named}, {account.department}" if account.department else named


def chosen_method(talk: Conversation, progress: Progress) -> Method | None:
    usable = [option for option in progress.options if option.usable]
    barred = [option for option in progress.options if not option.usable]
    talk.tell(
        _standing(talk, progress),
        *(f"{number}. {_line(option)}" for number, option in enumerate(usable, 1)),
        *(f"-  {_line(option)}" for option in barred),
    )
    if not usable:
        talk.terminal.ask(_("Nothing can be proven now. Enter looks again, Ctrl+C ends the call"))
        return None
    typed = talk.terminal.ask(_("Method, by its number; Enter alone for 1")).strip() or "1"
    chosen = talk.by_number(typed, usable)
    return chosen.method if chosen else None


def _chosen_by(asker: Asker, progress: Progress) -> Method | None:
    """The same as a prompt of its own, for a script. Its id is the method's."""
    usable = {option.method.id: option.method for option in progress.options if option.usable}
    choices = tuple(
        Choice(option.method.id, _line(option)) for option in progress.options if option.method.id in usable
    )
    method = Field("method", FieldKind.CHOICE, _("Method"), choices=choices)
    advice = f"{proofs_line(progress)} {tier_line(progress.tier, progress.attempts_left)}"
    try:
        answer = asker.ask(Prompt("method", _("asks for its proof"), advice=advice, fields=(method,)))
    except GoBack:
        return None
    named = answer.values.get("method")
    return next((each for each in usable.values() if named and each.id == named.reveal()), None)


def _standing(talk: Conversation, progress: Progress) -> str:
    left = time_left(progress.expires_at, talk.console.sign_in.clock.now())
    parts = (
        proofs_line(progress),
        _(_APPROVALS.get(progress.approval, "")),
        tier_line(progress.tier, progress.attempts_left),
        _("Time left: {left}.", left=left),
    )
    return " ".join(part for part in parts if part)


def _line(option: MethodOption) -> str:
    kind, detail, grade, status = method_columns(option)
    said = f"{kind}, {detail}, {grade}" if detail else f"{kind}, {grade}"
    return said if option.usable else f"{said}: {status}"
