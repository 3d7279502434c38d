"""The use case of taking in a file of tokens or apps."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import Account, AccountId, AccountSummary
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.lookup import demand_all_searched
from helpdesk_tui.desk.method import OATH_KINDS, Origin
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import IN_STOCK, NewSeed
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.recorder import identity
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.language import _

_MAY = frozenset({Role.REGISTRAR, Role.SUPERVISOR})
_READ_ANYWAY = 5  # so few namesakes are read each: a UPN does not stand in a row

_MOST_TOLD = 100  # refused lines; the others are counted
_MOST_IGNORED = 20  # names that nobody here knows
AT_ONCE = 50  # lines that are on disk together: others wait for as long as it takes to write them
_MOST_OWNERS = 1000  # that are remembered from line to line

OnProgress = Callable[[int], None]
"""Called with the number of lines read so far."""

_Resolved = tuple[ImportedSeed, Account | None]  # with its owner; None = the stock
_Held = tuple[AccountId, NewSeed, dict[str, object]]  # the last: whose it is, as the record says it


@dataclass(frozen=True)
class ImportReport:
    """What became of a file. Line 0 among `refused` is the file as a whole."""

    stored: int
    refused: tuple[RefusedLine, ...]  # the first ones of them
    written: bool  # whether anything was stored
    more_refused: int = 0  # how many beyond those
    ignored: tuple[str, ...] = ()  # names in the file that nobody here knows, and that were passed over

    @property
    def refused_count(self) -> int:
        return len(self.refused) + self.more_refused


@dataclass
class _Tally:
    """What became of the lines so far; it does not grow with them."""

    read: int = 0
    stored: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    more_refused: int = 0
    ignored: set[str] = field(default_factory=set)

    def refuse(self, line: int, why: Problem) -> None:
        if len(self.refused) < _MOST_TOLD:
            self.refused.append(RefusedLine(line, why))
        else:
            self.more_refused += 1

    def ignore(self, names: Iterable[str]) -> None:
        if len(self.ignored) < _MOST_IGNORED:
            self.ignored.update(names)

    def report(self) -> ImportReport:
        ignored = tuple(sorted(self.ignored)[:_MOST_IGNORED])
        return ImportReport(self.stored, tuple(self.refused), self.stored > 0, self.more_refused, ignored)


class Importing:
    """Takes in apps and tokens for one registrar or supervisor.

    It asks for no clearance: what is imported counts for nothing until its owner's first code, which
    demands one (`Registering`). Whose name stands on a line gets the app or token, unless the
    guard refuses; tokens without a name go into the stock.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def run(
        self, lines: Iterable[ImportedLine], *, all_or_nothing: bool, on_progress: OnProgress
    ) -> ImportReport:
        """Store what `lines` hold, one by one, or all in one transaction and only if none is refused.

        Raises `NotPermitted` (role-lacks-action, operator-…), `Refused` where the file cannot be read,
        `DirectoryUnreachable`, `StoreUnavailable`. The record says how many were stored by then.
        """
        self._refuse_others()
        self._session.recorder.write("import.begun", all_or_nothing=all_or_nothing)
        tally = _Tally()
        try:
            resolved = self._resolved(lines, tally, on_progress)
            (self._store_all if all_or_nothing else self._store_each)(resolved, tally)
        except BaseException as error:  # given up half-way, too
            why = error.problem if isinstance(error, HelpdeskError) else problem("import-given-up")
            self._end(tally, why)
            raise
        self._end(tally)
        return tally.report()

    # --- whose they are -----------------------------------------------------------------------------

    def _resolved(
        self, lines: Iterable[ImportedLine], tally: _Tally, on_progress: OnProgress
    ) -> Iterator[_Resolved]:
        """Every line that may be stored, with its owner; the others are in the tally."""
        find = lru_cache(_MOST_OWNERS)(self._found)
        for line in lines:
            if isinstance(line, RefusedLine):
                tally.refuse(line.line, line.problem)
            else:
                owner = self._owner(line, find)
                if isinstance(owner, Problem):
                    tally.refuse(line.line, owner)
                    line.seed.secret.drop()
                else:
                    yield line, owner
            tally.read += 1
            on_progress(tally.read)

    def _owner(
        self, line: ImportedSeed, find: Callable[[str], Account | Problem]
    ) -> Account | Problem | None:
        """The account, None for the stock, or why neither."""
        if line.seed.kind not in OATH_KINDS:
            raise ValueError(line.seed.kind)
        if not line.owner:
            return None if line.seed.serial else problem("import-owner-missing")
        return find(line.owner)

    def _found(self, owner: str) -> Account | Problem:
        try:
            return self._account(owner)
        except Refused as refused:
            return refused.problem

    def _account(self, owner: str) -> Account:
        """The one account of that login, UPN, mail address or DN, if this operator may act on it."""
        directory, policy = self._session.directory, self._session.policy
        found = directory.search(owner, policy.search_limit)
        demand_all_searched(found, owner)
        few = len(found.rows) <= _READ_ANYWAY
        rows = [row for row in found.rows if few or _stands_in(row, owner)]
        named = [account for row in rows if _is_named(account := directory.read(row.id), owner)]
        if not named:
            raise Refused(problem("import-owner-unknown"))
        if len(named) > 1:
            raise Refused(problem("import-owner-ambiguous"))
        against = guard.refusals(self._session.operator, named[0], Action.CHANGE_METHODS, policy.scope)
        for reason in against:
            if reason.code != "role-lacks-action":  # asked once for all, and supervisors may
                raise NotPermitted(reason)
        return named[0]

    # --- storing ------------------------------------------------------------------------------------

    def _store_each(self, resolved: Iterable[_Resolved], tally: _Tally) -> None:
        waiting: list[_Resolved] = []
        try:
            for each in resolved:
                waiting.append(each)
                if len(waiting) == AT_ONCE:
                    self._store(waiting, tally)
        finally:  # those before a line at which the file ends badly, too
            self._store(waiting, tally)

    def _store(self, waiting: list[_Resolved], tally: _Tally) -> None:
        """Each that may be, with what the record says of it; they are on disk together."""
        try:
            with self._session.stores.together():
                stored = self._stored(waiting, tally)
        finally:
            for line, _row in waiting:
                line.seed.secret.drop()
            waiting.clear()
        tally.stored += len(stored)
        for line in stored:
            tally.ignore(line.ignored)

    def _stored(self, some: Sequence[_Resolved], tally: _Tally) -> list[ImportedSeed]:
        """Those of them that were: all at once, or where one is refused each half by itself."""
        try:
            seeds = [(_id(owner), _imported(line)) for line, owner in some]
            self._session.stores.methods.add_seeds(seeds, self._session.clock.now())
        except Refused as refused:
            if len(some) > 1:
                half = len(some) // 2
                return [*self._stored(some[:half], tally), *self._stored(some[half:], tally)]
            tally.refuse(some[0][0].line, refused.problem)
            return []
        for (_account, seed), (_line, owner) in zip(seeds, some, strict=True):
            self._record(seed, identity(owner))
        return [line for line, _row in some]

    def _store_all(self, resolved: Iterable[_Resolved], tally: _Tally) -> None:
        """Of an owner only what the record says is held: a file may name as many as it has lines."""
        held: list[_Held] = []
        try:
            for line, owner in resolved:
                tally.ignore(line.ignored)
                held.append((_id(owner), _imported(line), identity(owner)))
                if tally.refused:
                    _drop(held)
            if not tally.refused:
                self._add(held, tally)
        finally:
            _drop(held)

    def _add(self, held: list[_Held], tally: _Tally) -> None:
        rows = [(account, seed) for account, seed, _whose in held]
        try:
            with self._session.stores.together():
                self._session.stores.methods.add_seeds(rows, self._session.clock.now())
                for _account, seed, whose in held:
                    self._record(seed, whose)
        except Refused as refused:
            tally.refuse(0, refused.problem)
            return
        tally.stored = len(held)

    # --- who may, and the record ---------------------------------------------------------------------

    def _refuse_others(self) -> None:
        why = against_operator(self._session)
        if why is None and not self._session.operator.roles & _MAY:
            why = problem("role-lacks-action", action=_("import tokens"), role=_(Role.REGISTRAR.value))
        if why:
            raise self._session.recorder.refusal("import.denied", why)

    def _record(self, seed: NewSeed, whose: dict[str, object]) -> None:
        self._session.recorder.write(
            "method.imported", **whose, method=seed.kind.value, serial=seed.serial, label=seed.label
        )

    def _end(self, tally: _Tally, why: Problem | None = None) -> None:
        facts: dict[str, object] = {"problem": why.code} if why else {}
        self._session.recorder.write(
            "import.ended",
            read=tally.read,
            stored=tally.stored,
            refused=tally.report().refused_count,
            **facts,
        )


def _imported(line: ImportedSeed) -> NewSeed:
    """Whatever the file's reader says: nothing that is imported counts before its owner's first code."""
    return replace(line.seed, origin=Origin.IMPORTED)


def _drop(held: list[_Held]) -> None:
    for _account, seed, _whose in held:
        seed.secret.drop()
    held.clear()


def _id(owner: Account | None) -> AccountId:
    return IN_STOCK if owner is None else owner.id


def _stands_in(row: AccountSummary, owner: str) -> bool:
    """Whether a row is worth reading; a UPN mostly begins with the login."""
    names = (row.login.casefold(), row.mail.casefold())
    said = owner.casefold()
    return said in names or said.partition("@")[0] == names[0] or _same_dn(row.dn, owner)


def _is_named(account: Account, owner: str) -> bool:
    names = (account.login, account.principal_name, account.mail, f"{account.domain}\\{account.login}")
    return owner.casefold() in map(str.casefold, names) or _same_dn(account.dn, owner)


def _same_dn(one: str, other: str) -> bool:
    return "=" in other and dn_parts(one) == dn_parts(other)
