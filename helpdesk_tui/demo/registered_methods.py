"""Which methods the people of the demo have registered: fills a `MethodStore` through its port."""

from datetime import datetime, timedelta

from helpdesk_tui.demo.cast import cast
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.people import crowd
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.codes import new_recovery_codes
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import IN_STOCK, Clock, MethodStore, NewSeed, Randomness
from helpdesk_tui.secret import Secret

_SPECIAL: dict[str, tuple[str, ...]] = {
    "james.wilson": ("phone", "work tablet"),
    "operator": ("phone",),  # so that a supervisor can help a colleague
}
_WITHOUT = frozenset(
    {
        "jonas.weber",
        "hannah.cole",
        "noah.bright",
        "lobby.screen",
        "li.na",
        "james.wilson2",
        "rita.former",
        "gil.moreno",
    }
)
_PENDING = "rita.former"  # began to register, never typed a code
_RECOVERY = "hannah.cole"
_RECOVERY_CODES = 4  # each is hashed with argon2id, which takes its time
_SECRET_BYTES = 20  # RFC 4226 §4 R6 recommends 160 bits
_PERIOD = 30  # seconds
_TOKEN, _TOKEN_SERIAL = "felix.brandt", "HT-1002"
_STOCK = ("HT-2001", "HT-2002")  # serial numbers of tokens that nobody has yet
_QUESTIONS = "james.wilson"
_ANSWERS = (
    ("What was the name of your first teacher?", "miss finch"),
    ("In which street did you live when you were ten?", "harbour lane"),
    ("What was the first dish that you learned to cook?", "pea soup"),
    ("What was the name of your best friend at school?", "oliver"),
    ("Where did you spend your first holiday without your family?", "lisbon"),
)


def register_methods(
    methods: MethodStore, directory: DemoDirectory, clock: Clock, randomness: Randomness
) -> Phones:
    """Register the callers' methods, with secrets made for this run; the phones know them.

    Wrap the store with `Phones.watch` before the desk gets it, and apps that are registered later show
    their codes too. Raises what the store raises.
    """
    phones = Phones(clock)
    watched = phones.watch(methods)
    now = clock.now()
    for place, (login, labels) in enumerate(_apps(now).items()):
        since = now - timedelta(days=20 + place * 13 % 300, minutes=place * 7)
        for label in labels:
            _register(watched, directory.id_of(login), label, since, randomness)
    pending = directory.id_of(_PENDING)
    watched.add_seed(pending, _app("phone", randomness), now)
    _token(watched, directory.id_of(_TOKEN), randomness, now - timedelta(days=90))
    _questions(watched, directory.id_of(_QUESTIONS), now - timedelta(days=90))
    codes = new_recovery_codes(randomness)[:_RECOVERY_CODES]
    watched.add_recovery_codes(directory.id_of(_RECOVERY), codes, now - timedelta(days=40))
    return phones


def _apps(now: datetime) -> dict[str, tuple[str, ...]]:
    """Login → what this person calls the apps: the cast, and a few of the crowd; the demo opens at once."""
    logins = [entry.login for entry in (*cast(now), *crowd(now)[::40]) if entry.login not in _WITHOUT]
    return dict.fromkeys(logins, ("phone",)) | _SPECIAL


def _register(
    methods: MethodStore, account: AccountId, label: str, since: datetime, randomness: Randomness
) -> None:
    """As a real registration goes: pending, then active by one code of that time."""
    method = methods.add_seed(account, _app(label, randomness), since)
    methods.accept_step(method, int(since.timestamp()) // _PERIOD, since, activate=True)
    methods.confirmed(account, since)


def _app(label: str, randomness: Randomness) -> NewSeed:
    secret = Secret(randomness.base32(_SECRET_BYTES))
    return NewSeed(MethodKind.TOTP, label, secret, OathSettings(period=_PERIOD))


def _token(methods: MethodStore, owner: AccountId, randomness: Randomness, since: datetime) -> None:
    """A hardware token in somebody's hands, and two in the drawer."""

    def new(serial: str) -> NewSeed:
        key, settings = Secret(randomness.base32(_SECRET_BYTES)), OathSettings(period=None)
        return NewSeed(MethodKind.OATH_TOKEN, "token", key, settings, Origin.IMPORTED, serial)

    method = methods.add_seed(owner, new(_TOKEN_SERIAL), since)
    methods.accept_step(method, 0, since, activate=True)
    for serial in _STOCK:
        methods.add_seed(IN_STOCK, new(serial), since)


def _questions(methods: MethodStore, owner: AccountId, since: datetime) -> None:
    methods.add_questions(owner, [(text, Secret(answer)) for text, answer in _ANSWERS], since)
