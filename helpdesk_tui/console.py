"""What a front end is given: the way in, and what to say before anybody is signed in."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.desk import SignIn


@dataclass(frozen=True)
class DemoGuide:
    """What only the demo may tell: who to sign in as, what to type, what the caller's app shows."""

    login: str
    password: str
    first_steps: str  # one or two lines
    caller_says: Callable[[AccountId], str | None]  # the caller's code now; None = has no app


@dataclass(frozen=True)
class Console:
    """One process of the program, composed but not signed in."""

    sign_in: SignIn
    target: str  # the directory to sign in to, in words: "example.com · dc1.example.com"
    default_login: str  # "" = none
    notices: tuple[str, ...]  # to be said aloud, e.g. that the key is in a plain file
    demo: DemoGuide | None
    idle_seconds: int  # signed out after so long without a key; 0 = never
    close: Callable[[], None]
