"""Short words for what the tests of registering do again and again."""

from dataclasses import replace

import pyotp
from desk.proofs import method

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.method import Method, MethodId, MethodKind, OathSettings, Origin
from helpdesk_tui.desk.policy import DeskPolicy, NoticeRules, RegistrationRules, Tier, VerificationPolicy
from helpdesk_tui.desk.ports import IN_STOCK, NewSeed
from helpdesk_tui.secret import Secret

METHODS = frozenset({Action.CHANGE_METHODS})
ALL = frozenset(MethodKind)
CALL_BACK, SMS, EMAIL = MethodKind.CALL_BACK, MethodKind.SMS, MethodKind.EMAIL


def every_kind(**rules: object) -> DeskPolicy:
    """A policy by which everything may be registered; `rules` of the registration, the notices, or all."""
    own = {name: value for name, value in rules.items() if name in RegistrationRules.__dataclass_fields__}
    notices = {name: value for name, value in rules.items() if name in NoticeRules.__dataclass_fields__}
    rest = {name: value for name, value in rules.items() if name not in own | notices}
    policy = DeskPolicy(
        phone_region="GB",
        verification=VerificationPolicy(everybody=Tier(allowed=ALL)),
        registration=RegistrationRules(**({"own_hours": 0, "any_hours": 0, "new_hours": 0} | own)),
        notices=NoticeRules(**notices),
    )
    return replace(policy, **rest)


def cleared(world, desk) -> ClearanceId:
    """The person is proven by a call-back to the office, for a change of methods."""
    begun = desk.verifying.begin(world.ada.id, METHODS)
    call = method(begun, CALL_BACK, "office")
    desk.verifying.number_to_dial(begun.id, call)
    return desk.verifying.attest(begun.id, call, confirmed=True).clearance.id


def code(world, enrolment) -> Secret:
    """What a new app shows now."""
    return Secret(pyotp.parse_uri(enrolment.uri.reveal()).at(world.clock.now()))


def methods(world) -> tuple[Method, ...]:
    return world.stores.methods.methods(world.ada.id)


def contact(world, kind: MethodKind, address: str, label: str = "own") -> MethodId:
    """An active address or number."""
    stored = world.stores.methods
    made = stored.add_contact(world.ada.id, kind, label, Secret(address), world.clock.now())
    assert stored.activate(made, world.clock.now())
    return made


class Token:
    """A hardware token that counts, in stock or imported for somebody."""

    def __init__(self, world, owner=IN_STOCK, kind=MethodKind.OATH_TOKEN, serial="T-100") -> None:
        self._hotp = pyotp.HOTP(world.randomness.base32(20))
        secret, settings = Secret(self._hotp.secret), OathSettings(period=None)
        seed = NewSeed(kind, serial, secret, settings, Origin.IMPORTED, serial=serial)
        self.id = world.stores.methods.add_seed(owner, seed, world.clock.now())

    def code(self, count: int) -> Secret:
        return Secret(self._hotp.at(count))
