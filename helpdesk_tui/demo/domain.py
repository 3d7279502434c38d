"""The demo domain: its entries, and what becomes of them when somebody signs in or writes.

Not safe for several threads by itself: whoever uses it holds `lock`.
"""

import hashlib
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.demo import rules
from helpdesk_tui.demo.entries import CONTACTS, PEOPLE, DemoEntry
from helpdesk_tui.demo.groups import GROUPS, OPERATORS, SUPERVISORS, all_groups, is_guarded, sids
from helpdesk_tui.desk.account import AccountId, PasswordPolicy, When
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Clock, Randomness
from helpdesk_tui.secret import Secret

_FIRST_RID = 1700
_NAMESPACE = uuid.UUID("6f0c5f0e-6d3b-5f5e-9d0a-2d7a3c1b4e55")
_DELEGATED = frozenset({OPERATORS, SUPERVISORS})


class DemoDomain:
    """Entries by id and login. Passwords are kept as keyed digests that no other process can make."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self.lock = threading.RLock()
        self._clock = clock
        self._pepper = randomness.token(32).encode()[:64]
        self._entries: dict[AccountId, DemoEntry] = {}
        self._by_login: dict[str, AccountId] = {}
        self._usn = 8000
        self._rid = _FIRST_RID

    # --- the entries ---

    def add(
        self, entry: DemoEntry, password: Secret | None, contacts_at: datetime | None = None
    ) -> DemoEntry:
        """Take in a new account: SID, GUID and mark are the directory's to give. The GUID is the same in
        every run, and another one for a second account of the same login. `contacts_at` is when its contact
        data was written, of which nothing else is said; None = now."""
        key = entry.login.casefold()
        if key in self._by_login:
            raise ValueError(f"login taken: {entry.login}")
        if not entry.rid:
            entry.rid = self._rid
            self._rid += 1
        entry.id = AccountId(str(uuid.uuid5(_NAMESPACE, f"{key} {entry.rid}")))
        if password is not None:
            entry.digests = [self._digest(password)]
            entry.password_version = 1
        for datum in CONTACTS:
            if getattr(entry, datum):
                entry.contacts_at.setdefault(datum, contacts_at or self.now())
        self._entries[entry.id] = entry
        self._by_login[key] = entry.id
        self.touch(entry)
        return entry

    def remove(self, entry: DemoEntry) -> None:
        """Take the entry out."""
        del self._entries[entry.id]
        del self._by_login[entry.login.casefold()]

    def rename_login(self, entry: DemoEntry, login: str) -> None:
        """Give the entry another login."""
        del self._by_login[entry.login.casefold()]
        entry.login = login
        self._by_login[login.casefold()] = entry.id

    def touch(self, entry: DemoEntry) -> None:
        """Every write to an entry gives it the next update sequence number."""
        self._usn += 1
        entry.usn = self._usn

    def __iter__(self) -> Iterator[DemoEntry]:
        return iter(self._entries.values())

    def get(self, account: AccountId) -> DemoEntry | None:
        """The entry with this id; None = there is none."""
        return self._entries.get(account)

    def by_login(self, login: str) -> DemoEntry | None:
        """The entry with this login, whatever its case; None = there is none."""
        found = self._by_login.get(login.strip().casefold())
        return None if found is None else self._entries[found]

    def named(self, login: str) -> DemoEntry:
        """The entry with this login. Raises `KeyError`."""
        entry = self.by_login(login)
        if entry is None:
            raise KeyError(login)
        return entry

    def now(self) -> datetime:
        """The time by the clock that was given."""
        return self._clock.now()

    # --- what follows from an entry ---

    def group_sids(self, entry: DemoEntry) -> frozenset[str]:
        """SIDs of all groups that hold the entry, through nesting."""
        return sids(all_groups(entry.groups, entry.primary_group))

    def policy(self, entry: DemoEntry) -> PasswordPolicy:
        """The password policy in force for the entry."""
        return rules.policy_for(all_groups(entry.groups, entry.primary_group))

    def is_guarded(self, entry: DemoEntry) -> bool:
        """Whether delegated rights do not reach the entry."""
        return is_guarded(entry.rid, self.group_sids(entry))

    def may_write(self, operator: AccountId, target: DemoEntry) -> bool:
        """Administrators write everywhere; the desk's groups, by delegation, on ordinary people."""
        writer = self._entries.get(operator)
        if writer is None:
            return False
        groups = all_groups(writer.groups, writer.primary_group)
        delegated = bool(groups & _DELEGATED) and is_within(target.dn, PEOPLE) and not self.is_guarded(target)
        return delegated or "Administrators" in groups

    # --- passwords ---

    def sign_in(self, entry: DemoEntry | None, password: Secret) -> str:
        """Try a password, as a domain controller does: "ok" or the `data` code of result 49."""
        if entry is None:
            return "525"
        now, policy = self.now(), self.policy(entry)
        if rules.is_locked(entry, policy, now):
            return "775"
        if not self.is_right(entry, password):
            self._note_wrong(entry, policy, password)
            return "52e"
        code = rules.obstacle(entry, policy, now)
        if code == "ok":
            entry.bad_count, entry.locked_at, entry.last_sign_in = 0, None, now
        return code

    def is_right(self, entry: DemoEntry, password: Secret) -> bool:
        """Whether this is the password in use."""
        return bool(entry.digests) and entry.digests[0] == self._digest(password)

    def refusal(self, entry: DemoEntry, password: Secret, *, with_history: bool) -> tuple[str, ...]:
        """Why the directory would not take this password; empty = it would."""
        policy = self.policy(entry)
        reasons = list(rules.weaknesses(entry, policy, password))
        if with_history and self._digest(password) in entry.digests[: policy.history]:
            reasons.append("password-in-history")
        if with_history and rules.is_too_young(entry, policy, self.now()):
            reasons.append("password-too-young")
        return tuple(reasons)

    def change(self, entry: DemoEntry, old: Secret, new: Secret) -> tuple[str, str]:
        """The person's own change, whatever keeps them from signing in: the problem's code and the result;
        ("", "0") = done."""
        policy = self.policy(entry)
        if rules.is_locked(entry, policy, self.now()):
            return "own-change-locked", "19/00000775"
        if not self.is_right(entry, old):
            self._note_wrong(entry, policy, old)
            return "old-password-wrong", "19/00000056"
        if entry.cannot_change:
            return "why-may-not-change", "50/00000005"
        if self.refusal(entry, new, with_history=True):
            return "own-change-refused", "19/0000052D"
        self.set_password(entry, new)
        self.touch(entry)
        return "", "0"

    def set_password(self, entry: DemoEntry, password: Secret) -> None:
        """Make this the password in use, from now on; no rule is asked."""
        entry.digests.insert(0, self._digest(password))
        entry.password_version += 1
        entry.password_at = entry.password_set = self.now()

    def force_change(self, entry: DemoEntry) -> None:
        """pwdLastSet 0."""
        entry.password_set = None

    def clear_change(self, entry: DemoEntry) -> None:
        """pwdLastSet -1: as if it had been set now."""
        entry.password_set = self.now()

    def enable(self, entry: DemoEntry, *, enabled: bool) -> None:
        """The bit of userAccountControl."""
        entry.enabled = enabled

    def regroup(self, entry: DemoEntry, sid: str, *, member: bool) -> tuple[str, str]:
        """member of the group with that SID: the problem's code and the result; ("", "0") = done."""
        group = next((each for each in GROUPS.values() if each.sid == sid), None)
        if group is None:
            return "group-gone", "32/00002030"
        if member and group.name in {*entry.groups, entry.primary_group}:
            return "changed-meanwhile", "68/00000562"
        if not member and group.name not in entry.groups:
            is_primary = group.name == entry.primary_group
            return "not-member-itself", "53/0000055E" if is_primary else "53/00000561"
        entry.groups = entry.groups | {group.name} if member else entry.groups - {group.name}
        return "", "0"

    def set_end(self, entry: DemoEntry, ends: When) -> None:
        """accountExpires."""
        entry.account_expires = ends if isinstance(ends, datetime) else None

    def unlock(self, entry: DemoEntry) -> None:
        """lockoutTime 0, which forgets the wrong passwords as well."""
        entry.locked_at, entry.bad_count = None, 0

    def _note_wrong(self, entry: DemoEntry, policy: PasswordPolicy, password: Secret) -> None:
        """The two passwords before this one are wrong, but do not count ([MS-SAMR] 3.1.1.8.1)."""
        if self._digest(password) not in entry.digests[1:3]:
            before = entry.locked_at
            rules.note_wrong_password(entry, policy, self.now())
            if entry.locked_at != before:
                self.touch(entry)

    def _digest(self, password: Secret) -> bytes:
        return hashlib.blake2b(
            password.reveal().encode("utf-16-le", "surrogatepass"), key=self._pepper
        ).digest()
