"""The callers' own phones, for the demo alone: what their authenticator apps show.

In a real desk nobody has this. Here the one who tries the desk plays the caller as well.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.codes import printed_recovery_code
from helpdesk_tui.desk.methods import Method, MethodId, TotpSettings
from helpdesk_tui.desk.ports import Clock, MethodStore, TotpSeed
from helpdesk_tui.secret import Secret

_REGISTERING = timedelta(minutes=10)
_DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA512": hashlib.sha512}


@dataclass
class _App:
    method: MethodId
    secret: Secret
    settings: TotpSettings
    added: datetime
    active: bool = False


class Phones:
    """Learns each secret while it is registered (`watch`), and forgets it when it is removed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apps: dict[AccountId, list[_App]] = {}
        self._recovery: dict[AccountId, tuple[Secret, ...]] = {}

    def phone_of(self, account: AccountId) -> str | None:
        """The digits that this person's app shows now; None = has no app.

        An app whose registration is going on comes first, then the newest.
        """
        now = self._clock.now()
        apps = self._apps.get(account, [])
        registering = [app for app in apps if not app.active and now - app.added <= _REGISTERING]
        shown = registering or [app for app in apps if app.active] or apps
        return _code(shown[-1], now) if shown else None

    def recovery_codes(self, account: AccountId) -> tuple[str, ...]:
        """The recovery codes on this person's sheet, as printed, used ones too."""
        codes = enumerate(self._recovery.get(account, ()), 1)
        return tuple(printed_recovery_code(number, code).reveal() for number, code in codes)

    def watch(self, methods: MethodStore) -> "WatchedMethods":
        """The same store, with these phones looking on: new apps show their codes here."""
        return WatchedMethods(methods, self)

    def scan(self, account: AccountId, method: MethodId, secret: Secret, settings: TotpSettings) -> None:
        app = _App(method, Secret(secret.reveal()), settings, self._clock.now())
        self._apps.setdefault(account, []).append(app)

    def activate(self, method: MethodId) -> None:
        for apps in self._apps.values():
            for app in apps:
                app.active = app.active or app.method == method

    def keep_codes(self, account: AccountId, codes: tuple[Secret, ...]) -> None:
        self._recovery[account] = codes

    def forget(self, method: MethodId) -> None:
        for account, apps in self._apps.items():
            self._apps[account] = [app for app in apps if app.method != method]


class WatchedMethods:
    """A `MethodStore` that passes everything on, and tells the callers' phones what they would scan."""

    def __init__(self, methods: MethodStore, phones: Phones) -> None:
        self._methods = methods
        self._phones = phones

    def methods(self, account: AccountId) -> tuple[Method, ...]:
        return self._methods.methods(account)

    def add_totp(
        self, account: AccountId, label: str, secret: Secret, settings: TotpSettings, at: datetime
    ) -> MethodId:
        method = self._methods.add_totp(account, label, secret, settings, at)
        self._phones.scan(account, method, secret, settings)
        return method

    def totp(self, method: MethodId) -> TotpSeed:
        return self._methods.totp(method)

    def accept_step(self, method: MethodId, step: int, at: datetime, activate: bool = False) -> bool:
        accepted = self._methods.accept_step(method, step, at, activate)
        if accepted and activate:
            self._phones.activate(method)
        return accepted

    def add_recovery_codes(self, account: AccountId, codes: Iterable[Secret], at: datetime) -> MethodId:
        kept = tuple(Secret(code.reveal()) for code in codes)
        method = self._methods.add_recovery_codes(account, kept, at)
        self._phones.keep_codes(account, kept)
        return method

    def use_recovery_code(self, method: MethodId, number: int, code: Secret, at: datetime) -> bool:
        return self._methods.use_recovery_code(method, number, code, at)

    def remove(self, method: MethodId) -> bool:
        removed = self._methods.remove(method)
        if removed:
            self._phones.forget(method)
        return removed


def _code(app: _App, now: datetime) -> str:
    settings = app.settings
    digest = _DIGESTS[settings.algorithm]
    totp = pyotp.TOTP(app.secret.reveal(), digits=settings.digits, digest=digest, interval=settings.period)
    return totp.at(now)
