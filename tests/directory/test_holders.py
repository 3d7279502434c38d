"""Which groups hold a group: what cannot be read is unknown, and never "none" (invariant 12)."""

from collections.abc import Callable

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import OPERATOR_SID, Exchange, sid_bytes
from directory.test_security_descriptor import ace, descriptor

from helpdesk_tui.desk.ports import GroupPower
from helpdesk_tui.directory.active_directory import holders
from helpdesk_tui.directory.active_directory import security_descriptor as sd

DOMAIN = "S-1-5-21-1-2-3"
VPN, TEAM, ADMINS = f"{DOMAIN}-2001", f"{DOMAIN}-2002", f"{DOMAIN}-512"
NAMES = {VPN: "CN=VPN,DC=fake,DC=example", TEAM: "CN=Team,DC=fake,DC=example"}
NAMES |= {ADMINS: "CN=Domain Admins,DC=fake,DC=example"}
UNKNOWN = GroupPower(None, None)

Values = dict[str, list[bytes]]
READABLE = descriptor(ace(0, sd.READ_PROPERTY, OPERATOR_SID))


def group(sid: str, *above: str, **more: list[bytes]) -> Values:
    held = {"memberOf": [NAMES[each].encode() for each in above]} if above else {}
    return {"objectSid": [sid_bytes(sid)], "nTSecurityDescriptor": [READABLE]} | held | more


def answering(entries: dict[str, Values], codes: dict[str, int] | None = None) -> Callable[[Exchange], None]:
    """The group that is asked for is there; what is then read of it, and of those above it, are `entries`."""

    def answer(exchange: Exchange) -> None:
        target = exchange.request.target
        if target == f"<SID={VPN}>":
            exchange.entry(NAMES[VPN], {"objectSid": [sid_bytes(VPN)]})
            exchange.result(0)
        elif target in NAMES.values():
            if target in entries:
                exchange.entry(target, entries[target])
            exchange.result((codes or {}).get(target, 0))
        else:
            exchange.server.answer_search(exchange)

    return answer


def power(serve: Serve, sign_in: SignIn, *entries: tuple[str, Values], **codes: int) -> GroupPower:
    found = {NAMES[sid]: values for sid, values in entries}
    by_dn = {NAMES[VPN]: codes["code"]} if codes else {}
    return sign_in(serve(handlers={"search": answering(found, by_dn)})).group_power(VPN)


def test_what_the_server_computes_is_taken(serve: Serve, sign_in: SignIn) -> None:
    found = power(serve, sign_in, (VPN, group(VPN, tokenGroups=[sid_bytes(ADMINS)])))
    assert found == GroupPower(frozenset({VPN, ADMINS}), "Domain Admins")


def test_what_it_does_not_compute_is_looked_for_from_group_to_group(serve: Serve, sign_in: SignIn) -> None:
    """In a ring, too."""
    entries = ((VPN, group(VPN, TEAM)), (TEAM, group(TEAM, ADMINS, VPN)), (ADMINS, group(ADMINS)))
    assert power(serve, sign_in, *entries) == GroupPower(frozenset({VPN, TEAM, ADMINS}), "Domain Admins")


def test_a_group_that_is_surely_in_none_gives_nothing(serve: Serve, sign_in: SignIn) -> None:
    assert power(serve, sign_in, (VPN, group(VPN))) == GroupPower(frozenset({VPN}), "")


@pytest.mark.parametrize("name", ["tokengroups", "memberof"])
def test_what_may_not_be_read_is_unknown(serve: Serve, sign_in: SignIn, name: str) -> None:
    hidden = descriptor(
        ace(6, sd.READ_PROPERTY, OPERATOR_SID, sd.ATTRIBUTES[name][0]), ace(0, sd.READ_PROPERTY, OPERATOR_SID)
    )
    assert power(serve, sign_in, (VPN, group(VPN, nTSecurityDescriptor=[hidden]))) == UNKNOWN


@pytest.mark.parametrize(
    "odd",
    [
        {"nTSecurityDescriptor": []},
        {"nTSecurityDescriptor": [b"damaged"]},
        {"tokenGroups": [sid_bytes(TEAM), b"no SID"]},
        {"objectSid": []},
        {"memberOf;range=0-1499": [NAMES[ADMINS].encode()]},
    ],
)
def test_an_odd_answer_is_unknown(serve: Serve, sign_in: SignIn, odd: Values) -> None:
    assert power(serve, sign_in, (VPN, group(VPN, **odd))) == UNKNOWN


@pytest.mark.parametrize("code", [0, 1, 32, 50])
def test_a_group_that_cannot_be_read_is_unknown(serve: Serve, sign_in: SignIn, code: int) -> None:
    assert power(serve, sign_in, code=code) == UNKNOWN
    assert power(serve, sign_in, (VPN, group(VPN, TEAM))) == UNKNOWN, "the one above it is not seen"


def test_a_part_of_an_answer_is_unknown(serve: Serve, sign_in: SignIn) -> None:
    assert power(serve, sign_in, (VPN, group(VPN)), code=3) == UNKNOWN


def test_more_groups_than_anybody_has_are_unknown(
    serve: Serve, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holders, "MOST_GROUPS", 1)
    assert power(serve, sign_in, (VPN, group(VPN, TEAM)), (TEAM, group(TEAM))) == UNKNOWN
