"""Registering a method in lines: prompt after prompt until it counts, whoever answers them."""

import contextlib
from collections.abc import Mapping
from functools import partial

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.conversation.prompt import FieldKind, Prompt
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.registering import Registered
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import Asker, GoBack, Lines, Prefilled, put
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.holding import held

_UNSEEN = N_("It could not be shown: make a new one.")


def in_lines(
    talk: Conversation,
    account: AccountId,
    kind: MethodKind,
    given: Mapping[str, str | None],
    agreed: frozenset[str] = frozenset(),
) -> Asker:
    """On the terminal, without asking for what the command line said."""
    hinted = frozenset({FieldKind.CODE})
    return Prefilled(Lines(talk, account, kind, _("Enter alone gives up"), hinted), given, agreed)


def enrolled(
    talk: Conversation,
    asker: Asker,
    clearance: ClearanceId,
    kind: MethodKind,
    method: MethodId | None = None,
) -> Registered:
    """Ask until the method counts. Raises what ends the registration; then nothing is left of it."""
    registering = talk.desk.registering
    with held():
        stands = registering.begin(clearance, kind, method)
    try:
        while stands.prompt is not None and stands.method is None:
            stands = _next(talk, asker, stands, stands.prompt)
        if stands.prompt is not None:
            _hand_out(talk, asker, stands.prompt)
        return stands
    finally:
        with contextlib.suppress(HelpdeskError):  # what waits is swept away
            registering.end(stands.id)


def _next(talk: Conversation, asker: Asker, stands: Registered, prompt: Prompt) -> Registered:
    registering = talk.desk.registering
    take = partial(registering.answer, stands.id)
    return put(asker, prompt, take, lambda: registering.stands(stands.id) or stands)


def _hand_out(talk: Conversation, asker: Asker, prompt: Prompt) -> None:
    """It counts by now, whoever has read it."""
    try:
        asker.ask(prompt)
    except HelpdeskError:
        talk.output.note(_(_UNSEEN))
    except (GoBack, KeyboardInterrupt):
        return
