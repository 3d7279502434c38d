"""Apps and tokens: sealed keys, accepted steps, tokens in stock."""

from base64 import b32decode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import (
    MAX_APPS,
    OATH_KINDS,
    MethodId,
    MethodKind,
    MethodStatus,
    OathSettings,
    Origin,
)
from helpdesk_tui.desk.ports import IN_STOCK, NewSeed, OathSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.leaves import of_account, of_method
from helpdesk_tui.store.method_rows import Room, new_row, of_kinds, sweep, whose
from helpdesk_tui.store.schema import methods
from helpdesk_tui.store.sqlite import portions
from helpdesk_tui.text import clean

_AT_ONCE = 500  # values asked for in one statement


class Seeds(Room):
    """The part of `ports.MethodStore` that keeps apps and tokens."""

    def add_seed(self, account: AccountId, seed: NewSeed, at: datetime) -> MethodId:
        return self.add_seeds([(account, seed)], at)[0]

    def add_seeds(self, seeds: Iterable[tuple[AccountId, NewSeed]], at: datetime) -> tuple[MethodId, ...]:
        """Also sweeps away what waited too long for a first code."""
        # Sealed before the transaction: others wait for the lock.
        seeds = list(seeds)
        rows = [self._row(account, seed, at) for account, seed in seeds]
        if not rows:
            return ()
        sweep(self._database, at)
        leaves = [of_method(row["id"], row["account"]) for row in rows]
        with self._database.changing(*leaves) as connection:
            _refuse_known_serials(connection, rows)
            self._refuse_known_keys(connection, seeds)
            _refuse_too_many(connection, [str(row["account"]) for row in rows])
            connection.execute(insert(methods), rows)
        return tuple(MethodId(str(row["id"])) for row in rows)

    def in_stock(self, serial: str) -> MethodId | None:
        found = select(methods.c.id).where(
            methods.c.serial_key == _key(serial), methods.c.account == IN_STOCK, of_kinds(OATH_KINDS)
        )
        with self._database.reading() as connection:
            method = connection.execute(found).scalar()
            if method is not None:
                self._check(connection, of_method(method, IN_STOCK))
        return None if method is None else MethodId(method)

    def assign(self, method: MethodId, account: AccountId, at: datetime) -> bool:
        """Also raises `Refused` (sealed-value-damaged)."""
        if account == IN_STOCK:
            raise ValueError("nobody to give it to")
        in_stock = (methods.c.id == method, methods.c.account == IN_STOCK)
        leaves = of_method(method, IN_STOCK), of_account(account)
        with self._database.changing(*leaves) as connection:
            row = connection.execute(select(methods).where(*in_stock, of_kinds(OATH_KINDS))).first()
            if row is None:
                return False
            _refuse_too_many(connection, [account])
            kind = MethodKind(row.kind)
            secret = self._sealer.open(row.sealed, IN_STOCK, method, kind)
            for key, label in self._keys(connection, account):
                if key == _canonical(secret):
                    raise Refused(problem("app-known", label=clean(label, 40)))
            given = {
                "account": account,
                "sealed": self._sealer.seal(secret, account, method, kind),
                "status": MethodStatus.IMPORTED.value,
                "added_at": at,
            }
            secret.drop()
            return connection.execute(update(methods).where(*in_stock).values(given)).rowcount == 1

    def seed(self, method: MethodId) -> OathSeed:
        row = self._found(method, OATH_KINDS)
        secret = self._sealer.open(row.sealed, row.account, method, MethodKind(row.kind))
        settings = OathSettings(row.digits, row.period, row.algorithm)
        return OathSeed(secret, settings, row.last_step, row.drift)

    def accept_step(
        self, method: MethodId, step: int, at: datetime, activate: bool = False, drift: int | None = None
    ) -> bool:
        """A token in stock is nobody's: it is never activated."""
        changed: dict[str, object] = {"last_step": step, "last_used": at}
        statement = update(methods).where(methods.c.id == method, of_kinds(OATH_KINDS), _newer(step))
        if activate:
            statement = statement.where(methods.c.account != IN_STOCK)
            changed["activated_at"] = func.coalesce(methods.c.activated_at, at)
            changed["status"] = MethodStatus.ACTIVE.value
        if drift is not None:
            changed["drift"] = drift
        with self._database.changing(whose(method)) as connection:
            return connection.execute(statement.values(changed)).rowcount == 1

    def _refuse_known_keys(self, connection: Connection, seeds: Iterable[tuple[AccountId, NewSeed]]) -> None:
        """One key is one app or token of a person: it shows one code, which must not prove two things."""
        known: dict[AccountId, dict[bytes, str]] = {}
        for account, seed in seeds:
            if account == IN_STOCK:
                continue
            if account not in known:
                known[account] = dict(self._keys(connection, account))
            key = _canonical(seed.secret)
            if key in known[account]:
                raise Refused(problem("app-known", label=clean(known[account][key], 40)))
            known[account][key] = seed.label

    def _keys(self, connection: Connection, account: AccountId) -> Iterator[tuple[bytes, str]]:
        """Key and label of each app and token; one that cannot be read is none."""
        mine = select(methods).where(methods.c.account == account, of_kinds(OATH_KINDS))
        for row in connection.execute(mine):
            with suppress(Refused):
                secret = self._sealer.open(row.sealed, account, row.id, MethodKind(row.kind))
                yield _canonical(secret), row.label
                secret.drop()

    def _row(self, account: AccountId, seed: NewSeed, at: datetime) -> dict[str, object]:
        if seed.kind not in OATH_KINDS:
            raise ValueError(f"{seed.kind} has no seed")
        method, serial = self._new_id(), clean(seed.serial, 64)
        waits = account == IN_STOCK or seed.origin is Origin.IMPORTED
        counts = seed.settings.period is None
        return {
            **new_row(method, account, seed.kind, seed.label, at),
            "origin": seed.origin.value,
            "status": (MethodStatus.IMPORTED if waits else MethodStatus.PENDING).value,
            "sealed": self._sealer.seal(seed.secret, account, method, seed.kind),
            "digits": seed.settings.digits,
            "period": seed.settings.period,
            "algorithm": seed.settings.algorithm,
            "last_step": seed.counter - 1 if counts and seed.counter > 0 else None,
            "serial": serial or None,
            "serial_key": _key(serial),
        }


def _canonical(secret: Secret) -> bytes:
    """The key as HMAC sees it: zeros at its end change no code (RFC 2104 §2)."""
    text = secret.reveal().upper().rstrip("=")
    try:
        return b32decode(text + "=" * (-len(text) % 8)).rstrip(b"\0")
    except ValueError:  # no base32: another module's mistake, not to be made worse here
        return text.encode()


def _newer(step: int) -> ColumnElement[bool]:
    return or_(methods.c.last_step.is_(None), methods.c.last_step < step)


def _key(serial: str) -> str | None:
    """What two writings of one serial number have in common; None for none."""
    return clean(serial, 64).casefold()[:64] or None


def _refuse_known_serials(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """The unique index holds it too; this says which."""
    serials: dict[str, object] = {}
    for row in rows:
        key = row["serial_key"]
        if isinstance(key, str):
            if key in serials:
                raise Refused(problem("token-known", serial=row["serial"]))
            serials[key] = row["serial"]
    for some in portions(sorted(serials), _AT_ONCE):
        known = select(methods.c.serial_key).where(methods.c.serial_key.in_(some)).limit(1)
        if found := connection.execute(known).scalar():
            raise Refused(problem("token-known", serial=serials[found]))


def _refuse_too_many(connection: Connection, accounts: Iterable[str]) -> None:
    """The desk asks first; this holds when two registrations run at once."""
    new = Counter(account for account in accounts if account != IN_STOCK)
    has: dict[str, int] = {}
    for some in portions(sorted(new), _AT_ONCE):
        mine = select(methods.c.account, func.count()).where(
            methods.c.account.in_(some), of_kinds(OATH_KINDS)
        )
        has.update(
            (account, count) for account, count in connection.execute(mine.group_by(methods.c.account))
        )
    if any(count + has.get(account, 0) > MAX_APPS for account, count in new.items()):
        raise Refused(problem("too-many-apps", count=MAX_APPS))
