"""The use cases that read a secret of a device: clearance → intent → last look → read → outcome → notice.

`reveal` is the only one that reads such a secret, and it takes a clearance. It stands beside
`performing.perform`, in the same order, and writes nothing to the directory.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from helpdesk_tui.desk import cleared, devices, notices, offering, standing
from helpdesk_tui.desk.account import Account, AccountId, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import READING
from helpdesk_tui.desk.clearance import Clearance, ClearanceId
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.ports import Device, DeviceSecret, Record, SecretPlace
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import under_way
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret, dropped_on_failure
from helpdesk_tui.text import clean


@dataclass(frozen=True)
class Wanted:
    """`named`: the whole name of a computer; of a recovery key its ID, or the first eight digits of it."""

    action: Action
    named: str


@dataclass(frozen=True)
class RevealPreview:
    """What will happen, before it happens. The secret was not read for it."""

    account: Account
    wanted: Wanted
    place: SecretPlace | None  # None = not found
    sentences: tuple[str, ...]
    refusals: tuple[Problem, ...]  # it cannot go on


@dataclass(frozen=True)
class Revealed:
    """A secret that was read, to be shown once and dropped."""

    number: int  # of the intent in the record
    account: Account
    place: SecretPlace
    secret: Secret
    account_name: str  # whose password it is; "" = not told
    expires: When
    server: str
    recorded: bool  # False: read, but the outcome could not be recorded; the next start does it
    notices: tuple[Notice, ...]  # how the person was told


class RevealingDevices:
    """Reads secrets of devices for one operator. Raises `NotPermitted` and `Refused` with the reason,
    `DirectoryUnreachable`, `StoreUnavailable`; in each of these cases nothing was shown."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = session.directory
        self._stores = session.stores

    def owned(self, account_id: AccountId) -> Sequence[Device]:
        """The computers that name the person as theirs: whoever may read no secret of them sees none."""
        standing.demand(self._session)
        account = self._directory.read(account_id)
        if all(offering.against(self._session, account, spec.action) for spec in READING):
            return ()
        return self._directory.device_secrets(account_id).owned()

    def preview(self, account_id: AccountId, wanted: Wanted) -> RevealPreview:
        """What `reveal` would do now."""
        standing.demand(self._session)
        account = self._directory.read(account_id)
        against = offering.forbidden(self._session, account, wanted.action)
        place = None
        try:
            place = None if against else self._place(account, wanted)
        except Refused as error:
            against = (error.problem,)
        return RevealPreview(
            account, wanted, place, _says(self._session, account, place) if place else (), against
        )

    def reveal(self, clearance_id: ClearanceId, wanted: Wanted) -> Revealed:
        """Use up the clearance and read the secret, once. All is asked twice, as before a write."""
        clearance = self._stores.clearances.clearance(clearance_id)
        if clearance is None:
            raise self._denied(wanted, None, problem("no-clearance"))
        account = self._demand(clearance, wanted)
        place = self._placed(account, wanted)
        with self._stores.together():
            if not self._stores.clearances.consume(clearance_id, self._session.clock.now()):
                raise self._denied(wanted, account, problem("clearance-used"))
            intent = self._intend(clearance, account, place)
        with under_way(self._session, intent.seq):
            return self._reveal(clearance, wanted, place, intent)

    def _reveal(self, clearance: Clearance, wanted: Wanted, place: SecretPlace, intent: Record) -> Revealed:
        """The last look, and the secret at once."""
        try:
            account = self._demand(clearance, wanted, intent.seq)
            found = self._read(account, place)
        except HelpdeskError as error:
            self._record(intent, Outcome.REFUSED, error.problem)
            raise
        with dropped_on_failure(found.secret):
            return self._told(account, wanted, intent, found)

    def _told(self, account: Account, wanted: Wanted, intent: Record, found: DeviceSecret) -> Revealed:
        device = found.place.device.name
        with suppress(StoreUnavailable):  # then the failures age out by themselves
            self._stores.attempts.clear(account.id)
        due = notices.promise_of_action(self._session, account, wanted.action, intent.seq, device=device)
        if due is not None:
            self._session.in_flight.add(due.seq)
        recorded = self._record(intent, Outcome.DONE)
        told = notices.tell_of_action(self._session, account, wanted.action, due, device=device)
        return Revealed(
            number=intent.seq,
            account=account,
            place=found.place,
            secret=found.secret,
            account_name=found.account_name,
            expires=found.expires,
            server=account.server,
            recorded=recorded,
            notices=told,
        )

    def _read(self, account: Account, place: SecretPlace) -> DeviceSecret:
        """A device that is another's by now, or protected, takes its secret with it."""
        found = self._directory.device_secrets(account.id).read(place)
        with dropped_on_failure(found.secret):
            why = devices.against(self._session, account, found.place.device)
            if why is None and (found.place.id, found.place.device.id) != (place.id, place.device.id):
                why = problem("device-changed", device=place.device.name)
            if why is not None:
                raise Refused(why)
        return found

    # --- before it is read ----------------------------------------------------------------------------

    def _demand(self, clearance: Clearance, wanted: Wanted, intent: int | None = None) -> Account:
        """The account now, if everything holds that must; raises otherwise."""
        session, denied = self._session, partial(self._denied, wanted)
        read = partial(self._directory.read, clearance.account)
        account = cleared.demand(session, clearance, wanted.action, read, denied=denied, intent=intent)
        if barred := offering.impossible(session, account, wanted.action):
            self._record_denial(wanted, account, barred[0])
            raise Refused(barred[0])
        return account

    def _placed(self, account: Account, wanted: Wanted) -> SecretPlace:
        """As `_place`; what stands against it is in the record."""
        try:
            return self._place(account, wanted)
        except Refused as error:
            self._record_denial(wanted, account, error.problem)
            raise

    def _place(self, account: Account, wanted: Wanted) -> SecretPlace:
        """Where the secret lies, if it may be handed to this person. Raises `Refused`."""
        if barred := offering.impossible(self._session, account, wanted.action):
            raise Refused(barred[0])
        place = self._directory.device_secrets(account.id).find(wanted.action, wanted.named)
        if why := devices.against(self._session, account, place.device) or place.against:
            raise Refused(why)
        return place

    def _denied(self, wanted: Wanted, account: Account | None, why: Problem) -> NotPermitted:
        self._record_denial(wanted, account, why)
        return NotPermitted(why)

    def _record_denial(self, wanted: Wanted, account: Account | None, why: Problem) -> None:
        about = {"action": wanted.action.value, "named": clean(wanted.named, 64)}
        self._session.recorder.write("action.denied", account, **about, problem=why.code)

    # --- the record -----------------------------------------------------------------------------------

    def _intend(self, clearance: Clearance, account: Account, place: SecretPlace) -> Record:
        """Raises `StoreUnavailable`: then nothing may be read."""
        return self._session.recorder.write(
            "action.intent",
            account,
            action=place.action.value,
            steps=[],
            clearance=clearance.id,
            verification=clearance.verification,
            ticket=clearance.ticket,
            policy_version=clearance.policy_version,
            device=place.device.name,
            device_id=place.device.id,
            device_dn=place.device.dn,
            key_id=place.key_id,
        )

    def _record(self, intent: Record, outcome: Outcome, why: Problem | None = None) -> bool:
        """Whether the record holds it; never the secret. What fails now hides nothing that was read."""
        session = self._session
        names = (
            "account",
            "account_login",
            "account_security_id",
            "account_dn",
            "server",
            "action",
            "device",
        )
        facts = {name: intent.facts[name] for name in names if name in intent.facts}
        facts |= {"outcome": outcome.value, "steps": {}, "problems": [why.code] if why else []}
        try:
            if session.recorder.finish(intent.seq, **facts, resolved=False) is None:
                # somebody took this process for dead and recorded an outcome: say what was really seen
                session.recorder.write("action.contradicted", intent=intent.seq, **facts)
        except StoreUnavailable:
            return False
        return True


def _says(session: Session, account: Account, place: SecretPlace) -> tuple[str, ...]:
    device, name = place.device.name, account.name or account.login
    what = {
        Action.LAPS: _(
            "Reads the password of the local administrator of {device}, and shows it here.", device=device
        ),
        Action.BITLOCKER: _(
            "Reads the recovery key {key_id} of {device}, and shows it here.",
            key_id=place.key_id,
            device=device,
        ),
    }[place.action]
    is_told = session.policy.notices.on_reset and session.delivery.channels
    told = (
        _("{name} is told of it. Nothing is changed in the directory.", name=name)
        if is_told
        else _(
            "{name} is not told: this desk sends no such messages. Nothing is changed in the directory.",
            name=name,
        )
    )
    return (what, told)
