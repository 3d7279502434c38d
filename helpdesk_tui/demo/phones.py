"""The callers' own phones and papers, for the demo alone: what their apps show, what they were given.

In a real desk nobody has this. Here the one who tries the desk plays the caller as well.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from helpdesk_tui.demo.watching import watched
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.codes import printed_pass, printed_recovery_code
from helpdesk_tui.desk.method import MethodId, MethodKind, OathSettings
from helpdesk_tui.desk.ports import IN_STOCK, Clock, MethodStore, NewSeed, OathSeed
from helpdesk_tui.secret import Secret

_REGISTERING = timedelta(minutes=10)
_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


@dataclass
class _App:
    method: MethodId
    kind: MethodKind
    secret: Secret
    settings: OathSettings
    added: datetime
    counter: int  # of a token that counts its uses: the next one
    active: bool = False


class Phones:
    """Learns each secret while it is registered (`watch`), and forgets it when it is removed. What it sees
    is given in sequences that can be read again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apps: dict[AccountId, list[_App]] = {}
        self._recovery: dict[AccountId, tuple[Secret, ...]] = {}
        self._used: list[Secret] = []
        self._passes: dict[AccountId, Secret] = {}
        self._answers: dict[AccountId, tuple[str, ...]] = {}
        self._contacts: dict[AccountId, list[tuple[MethodKind, str]]] = {}
        self._picked: MethodId | None = None  # the one whose code is asked for: may be a token from stock

    def code(self, account: AccountId, kind: MethodKind = MethodKind.TOTP) -> str | None:
        """The digits that this person's app (or token) shows now; None = has none.

        One whose registration is going on comes first, then the newest.
        """
        now = self._clock.now()
        apps = [app for app in self._apps.get(account, []) if app.kind is kind]
        registering = [app for app in apps if not app.active and now - app.added <= _REGISTERING]
        given = [app for app in self._apps.get(IN_STOCK, []) if app.method == self._picked]
        shown = registering or [app for app in apps if app.active] or apps
        if not shown and kind is MethodKind.OATH_TOKEN:
            shown = given
        return _code(shown[-1], now) if shown else None

    def recovery_codes(self, account: AccountId) -> tuple[str, ...]:
        """The recovery codes on this person's sheet, as printed, used ones too."""
        return self._printed(account, but=[])

    def unused_recovery_codes(self, account: AccountId) -> tuple[str, ...]:
        """Those of the person's recovery codes that still work, as printed."""
        return self._printed(account, but=self._used)

    def _printed(self, account: AccountId, but: list[Secret]) -> tuple[str, ...]:
        codes = enumerate(self._recovery.get(account, ()), 1)
        return tuple(
            printed_recovery_code(number, code).reveal() for number, code in codes if code not in but
        )

    def access_pass(self, account: AccountId) -> str | None:
        """The access pass that the person was given last, as printed; None = none."""
        code = self._passes.get(account)
        return printed_pass(code).reveal() if code else None

    def answers(self, account: AccountId) -> tuple[str, ...]:
        """Each question with its answer: "First teacher? Miss Finch"."""
        return self._answers.get(account, ())

    def contacts(self, account: AccountId, kind: MethodKind) -> tuple[str, ...]:
        """The registered addresses or numbers of that kind."""
        return tuple(address for known, address in self._contacts.get(account, []) if known is kind)

    def watch(self, methods: MethodStore) -> MethodStore:
        """The same store, with these phones looking on: new apps show their codes here."""
        return watched(methods, self)

    # --- what they see there, and keep copies of ---

    def saw_add_seed(self, method: MethodId, account: AccountId, seed: NewSeed, _at: datetime) -> None:
        """The person scans the key of a new app, or gets a token with this key."""
        secret = Secret(seed.secret.reveal())
        app = _App(method, seed.kind, secret, seed.settings, self._clock.now(), seed.counter)
        self._apps.setdefault(account, []).append(app)

    def saw_add_seeds(
        self, added: Sequence[MethodId], seeds: Sequence[tuple[AccountId, NewSeed]], at: datetime
    ) -> None:
        for method, (account, seed) in zip(added, seeds, strict=True):
            self.saw_add_seed(method, account, seed, at)

    def saw_seed(self, _seed: OathSeed, method: MethodId) -> None:
        """Its code is asked for. Of a token out of stock: whoever has none yet reads from that."""
        self._picked = method

    def saw_assign(self, assigned: bool, method: MethodId, account: AccountId, _at: datetime) -> None:
        """A token that lay in stock goes to its owner."""
        if assigned:
            found = self._found(method)
            self.saw_remove(True, method)
            self._apps.setdefault(account, []).extend(found)

    def saw_accept_step(
        self, accepted: bool, method: MethodId, step: int, _at: datetime, activate: bool = False, **_: object
    ) -> None:
        """A code of this app was accepted: a token that counts its uses goes on from there."""
        for app in self._found(method) if accepted else ():
            app.active = app.active or activate
            app.counter = step + 1

    def saw_add_recovery_codes(
        self, _method: MethodId, account: AccountId, codes: Sequence[Secret], _at: datetime
    ) -> None:
        """The person gets a new sheet."""
        self._recovery[account] = tuple(Secret(code.reveal()) for code in codes)

    def saw_use_recovery_code(
        self, used: bool, _method: MethodId, _number: int, code: Secret, _at: datetime
    ) -> None:
        """The person strikes it out."""
        if used:
            self._used.append(Secret(code.reveal()))

    def saw_add_pass(self, _method: MethodId, account: AccountId, code: Secret, *_: object) -> None:
        self._passes[account] = Secret(code.reveal())

    def saw_add_questions(
        self, _method: MethodId, account: AccountId, answers: Sequence[tuple[str, Secret]], _at: datetime
    ) -> None:
        """The person remembers each answer with its question."""
        self._answers[account] = tuple(f"{text} {answer.reveal()}" for text, answer in answers)

    def saw_add_contact(
        self,
        _method: MethodId,
        account: AccountId,
        kind: MethodKind,
        _label: str,
        address: Secret,
        _at: datetime,
    ) -> None:
        self._contacts.setdefault(account, []).append((kind, address.reveal()))

    def saw_remove(self, removed: bool, method: MethodId) -> None:
        """The person deletes this app, or gives the token back."""
        for account, apps in self._apps.items() if removed else ():
            self._apps[account] = [app for app in apps if app.method != method]

    def _found(self, method: MethodId) -> list[_App]:
        return [app for apps in self._apps.values() for app in apps if app.method == method]


def _code(app: _App, now: datetime) -> str:
    settings, key = app.settings, app.secret.reveal()
    digest = _DIGESTS[settings.algorithm]
    if settings.period is None:
        return pyotp.HOTP(key, digits=settings.digits, digest=digest).at(app.counter)
    return pyotp.TOTP(key, digits=settings.digits, digest=digest, interval=settings.period).at(now)
