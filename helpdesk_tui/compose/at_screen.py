"""The consoles of the full screen: it greets at once, and the rest is made when somebody signs in."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.compose.greeting import greeting_of, greeting_of_demo
from helpdesk_tui.console import Console
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.late import Late, LateConsole

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.desk.account import AccountId
    from helpdesk_tui.desk.method import MethodKind


def for_demo(environ: Mapping[str, str] = os.environ) -> LateConsole:
    """`embedded.for_demo`, later."""

    def make() -> Console:
        from helpdesk_tui.compose import embedded

        return embedded.for_demo(environ)

    def caller_says(account: "AccountId", kind: "MethodKind | None") -> str | None:
        demo = made.get().demo
        return demo.caller_says(account, kind) if demo else None

    made = Late(make)
    greeting = greeting_of_demo(caller_says)
    return LateConsole(**vars(greeting), clock=SystemClock(), by=SignInBy.PASSWORD, made=made)


def for_config(config: "Config", environ: Mapping[str, str] = os.environ) -> LateConsole:
    """`real.for_config`, later."""

    def make() -> Console:
        from helpdesk_tui.compose import real

        return real.for_config(config, environ)

    greeting = greeting_of(config, environ)
    return LateConsole(**vars(greeting), clock=SystemClock(), by=config.directory.sign_in, made=Late(make))
