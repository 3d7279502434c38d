"""The callers' own phones and papers, for the demo alone: what their apps show, what they were given.

In a real desk nobody has this. Here the one who tries the desk plays the caller as well.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import pyotp

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
    """Learns each secret while it is registered (`watch`), and forgets it when it is removed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apps: dict[AccountId, list[_App]] = {}
        self._recovery: dict[AccountId, tuple[Secret, ...]] = {}
        self._used: dict[AccountId, set[int]] = {}
        self._passes: dict[AccountId, Secret] = {}
        self._answers: dict[AccountId, tuple[tuple[str, Secret], ...]] = {}
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
        codes = enumerate(self._recovery.get(account, ()), 1)
        return tuple(printed_recovery_code(number, code).reveal() for number, code in codes)

    def unused_recovery_codes(self, account: AccountId) -> tuple[str, ...]:
        """Those of the person's recovery codes that still work, as printed."""
        used = self._used.get(account, set())
        return tuple(
            each for number, each in enumerate(self.recovery_codes(account), 1) if number not in used
        )

    def access_pass(self, account: AccountId) -> str | None:
        """The access pass that the person was given last, as printed; None = none."""
        code = self._passes.get(account)
        return printed_pass(code).reveal() if code else None

    def answers(self, account: AccountId) -> tuple[str, ...]:
        """Each question with its answer: "First teacher? Miss Finch"."""
        return tuple(f"{text} {answer.reveal()}" for text, answer in self._answers.get(account, ()))

    def contacts(self, account: AccountId, kind: MethodKind) -> tuple[str, ...]:
        """The registered addresses or numbers of that kind."""
        return tuple(address for known, address in self._contacts.get(account, []) if known is kind)

    def watch(self, methods: MethodStore) -> MethodStore:
        """The same store, with these phones looking on: new apps show their codes here."""
        return cast(MethodStore, WatchedMethods(methods, self))

    def scan(self, account: AccountId, method: MethodId, seed: NewSeed) -> None:
        """The person scans the key of a new app, or gets a token with this key."""
        secret = Secret(seed.secret.reveal())
        app = _App(method, seed.kind, secret, seed.settings, self._clock.now(), seed.counter)
        self._apps.setdefault(account, []).append(app)

    def pick(self, method: MethodId) -> None:
        """Its code is asked for. Of a token out of stock: whoever has none yet reads from that."""
        self._picked = method

    def hand_over(self, method: MethodId, account: AccountId) -> None:
        """A token that lay in stock, to its owner."""
        found = [app for apps in self._apps.values() for app in apps if app.method == method]
        self.forget(method)
        self._apps.setdefault(account, []).extend(found)

    def accepted(self, method: MethodId, step: int, activate: bool) -> None:
        """A code of this app was accepted: a token that counts its uses goes on from there."""
        for apps in self._apps.values():
            for app in apps:
                if app.method == method:
                    app.active = app.active or activate
                    app.counter = step + 1

    def keep_codes(self, account: AccountId, codes: tuple[Secret, ...]) -> None:
        """The person gets a new sheet of recovery codes."""
        self._recovery[account] = codes
        self._used[account] = set()

    def use_code(self, code: Secret) -> None:
        """The person strikes out this recovery code."""
        for account, codes in self._recovery.items():
            for number, known in enumerate(codes, 1):
                if known.reveal() == code.reveal():
                    self._used[account].add(number)

    def keep_pass(self, account: AccountId, code: Secret) -> None:
        """The person is given an access pass."""
        self._passes[account] = Secret(code.reveal())

    def keep_answers(self, account: AccountId, answers: Iterable[tuple[str, Secret]]) -> None:
        """The person remembers these answers, each with its question."""
        self._answers[account] = tuple((text, Secret(answer.reveal())) for text, answer in answers)

    def keep_contact(self, account: AccountId, kind: MethodKind, address: Secret) -> None:
        """The person has this number or address."""
        self._contacts.setdefault(account, []).append((kind, address.reveal()))

    def forget(self, method: MethodId) -> None:
        """The person deletes this app, or gives the token back."""
        for account, apps in self._apps.items():
            self._apps[account] = [app for app in apps if app.method != method]


class WatchedMethods:
    """A `MethodStore` that passes everything on, and tells the callers' phones what they would scan."""

    def __init__(self, methods: MethodStore, phones: Phones) -> None:
        self._methods = methods
        self._phones = phones

    def __getattr__(self, name: str) -> object:
        """What phones need not see."""
        return getattr(self._methods, name)

    def add_seed(self, account: AccountId, seed: NewSeed, at: datetime) -> MethodId:
        """As `MethodStore`."""
        method = self._methods.add_seed(account, seed, at)
        self._phones.scan(account, method, seed)
        return method

    def add_seeds(self, seeds: Iterable[tuple[AccountId, NewSeed]], at: datetime) -> tuple[MethodId, ...]:
        """As `MethodStore`."""
        kept = list(seeds)
        added = self._methods.add_seeds(kept, at)
        for method, (account, seed) in zip(added, kept, strict=True):
            self._phones.scan(account, method, seed)
        return added

    def seed(self, method: MethodId) -> OathSeed:
        """As `MethodStore`."""
        self._phones.pick(method)
        return self._methods.seed(method)

    def assign(self, method: MethodId, account: AccountId, at: datetime) -> bool:
        """As `MethodStore`."""
        assigned = self._methods.assign(method, account, at)
        if assigned:
            self._phones.hand_over(method, account)
        return assigned

    def accept_step(
        self, method: MethodId, step: int, at: datetime, activate: bool = False, drift: int | None = None
    ) -> bool:
        """As `MethodStore`."""
        accepted = self._methods.accept_step(method, step, at, activate, drift)
        if accepted:
            self._phones.accepted(method, step, activate)
        return accepted

    def add_recovery_codes(self, account: AccountId, codes: Iterable[Secret], at: datetime) -> MethodId:
        """As `MethodStore`."""
        kept = tuple(Secret(code.reveal()) for code in codes)
        method = self._methods.add_recovery_codes(account, kept, at)
        self._phones.keep_codes(account, kept)
        return method

    def use_recovery_code(self, method: MethodId, number: int, code: Secret, at: datetime) -> bool:
        """As `MethodStore`."""
        used = self._methods.use_recovery_code(method, number, code, at)
        if used:
            self._phones.use_code(code)
        return used

    def add_pass(
        self, account: AccountId, code: Secret, at: datetime, expires_at: datetime, once: bool
    ) -> MethodId:
        """As `MethodStore`."""
        self._phones.keep_pass(account, code)
        return self._methods.add_pass(account, code, at, expires_at, once)

    def add_questions(
        self, account: AccountId, answers: Iterable[tuple[str, Secret]], at: datetime
    ) -> MethodId:
        """As `MethodStore`."""
        kept = list(answers)
        self._phones.keep_answers(account, kept)
        return self._methods.add_questions(account, kept, at)

    def add_contact(
        self, account: AccountId, kind: MethodKind, label: str, address: Secret, at: datetime
    ) -> MethodId:
        """As `MethodStore`."""
        self._phones.keep_contact(account, kind, address)
        return self._methods.add_contact(account, kind, label, address, at)

    def remove(self, method: MethodId) -> bool:
        """As `MethodStore`."""
        removed = self._methods.remove(method)
        if removed:
            self._phones.forget(method)
        return removed


def _code(app: _App, now: datetime) -> str:
    settings, key = app.settings, app.secret.reveal()
    digest = _DIGESTS[settings.algorithm]
    if settings.period is None:
        return pyotp.HOTP(key, digits=settings.digits, digest=digest).at(app.counter)
    return pyotp.TOTP(key, digits=settings.digits, digest=digest, interval=settings.period).at(now)
