"""Two domain controllers behind a desk at a real terminal: found by name, and falling over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.conftest import Place, _new_store
from e2e.terminal import Terminal
from e2e.test_bad_days import assert_calm, sign_in, to_act, to_card, to_receipt
from lab.domain import Domain, NewPerson
from lab.forward import Forward
from lab.intercept import Intercept, Mode, intercepting
from lab.name_server import LabNameServer
from lab.namespace import within_names
from lab.processes import own_address
from lab.second_dc import TwoDcs

DNS, NO_DNS = own_address(4), own_address(5)
NEWCOMERS = """\
[directory]
domain = "lab.example"
ca_file = "{ca_file}"
[roles]
operator = ["Helpdesk Operators"]
[store]
key = "file"
"""


def dns(*servers: Domain) -> LabNameServer:
    """The DNS of lab.example, at the port that every resolver asks."""
    names = {f"dc{number}.lab.example": domain.address for number, domain in enumerate(servers, 1)}
    return LabNameServer(
        {
            ("_ldap._tcp.dc._msdcs.lab.example", "SRV"): [f"0 100 389 {name}." for name in names],
            **{(name, "A"): [address] for name, address in names.items()},
        },
        DNS,
        53,
    )


def with_dns(place: Place, tmp_path: Path, address: str = DNS) -> None:
    """Let the console ask `dns`, and know nothing else by name."""
    hosts, resolver = tmp_path / "hosts", tmp_path / "resolv.conf"
    hosts.write_text("127.0.0.1 localhost\n")
    resolver.write_text(f"nameserver {address}\n")
    place.program = within_names(place.program, hosts, resolver)


def test_with_a_domain_name_alone_a_newcomer_reaches_the_card(
    place: Place, samba: Domain, tmp_path: Path
) -> None:
    place.private("config.toml", NEWCOMERS.format(ca_file=samba.ca_file))
    with_dns(place, tmp_path)
    with dns(samba), place.console() as terminal:
        terminal.wait_for("lab.example", 20)
        sign_in(terminal, place)
        terminal.wait_for("Find", 20)
        terminal.wait_for("lab.example · dc1 ·")
        terminal.type("ada.byron")
        terminal.wait_for("1 account.", 10)
        terminal.press("enter")
        terminal.wait_for("You may", 10)
        assert_calm(terminal)


def test_without_dns_the_domain_is_a_sentence_and_an_exit_code(
    place: Place, samba: Domain, tmp_path: Path
) -> None:
    place.private("config.toml", NEWCOMERS.format(ca_file=samba.ca_file))
    with_dns(place, tmp_path, NO_DNS)
    exit_code, said = place.run("lookup", "ada")
    assert exit_code == 5, said
    assert "No name server answered" in " ".join(said.split())


# --- a write whose answer is lost with its server -----------------------------------------------------


@pytest.fixture
def desk(two_dcs: TwoDcs, tmp_path: Path) -> Place:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Place(two_dcs.first, home)
    made.configure()
    shutil.copytree(_new_store(), made.store.parent)
    return made


@pytest.fixture
def caller(two_dcs: TwoDcs) -> NewPerson:
    """On both servers."""
    made = two_dcs.first.new_person()
    two_dcs.replicate()
    return made


@pytest.fixture
def before_first(two_dcs: TwoDcs, tmp_path: Path) -> Iterator[Intercept]:
    with intercepting(two_dcs.first, tmp_path / "intercept") as made:
        yield made


@pytest.fixture
def before_second(two_dcs: TwoDcs) -> Iterator[Forward]:
    with Forward(two_dcs.second.address, 636) as made:
        yield made


@pytest.fixture
def both(
    desk: Place, two_dcs: TwoDcs, before_first: Intercept, before_second: Forward, tmp_path: Path
) -> Place:
    """The first before the second, as the configuration orders them."""
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(before_first.ca_file.read_bytes() + two_dcs.first.ca_file.read_bytes())
    trusted.chmod(0o600)
    desk.configure(port=before_first.port, ca_file=trusted)
    path = desk.home / "config.toml"
    first = f'"ldaps://localhost:{before_first.port}"'
    text = path.read_text().replace(first, f'{first}, "ldaps://localhost:{before_second.port}"')
    desk.private("config.toml", text)
    return desk


def told_at_sign_in(terminal: Terminal, place: Place, person: NewPerson, *words: str) -> None:
    sign_in(terminal, place)
    terminal.wait_for(person.login, 20)
    for each in words:
        terminal.wait_for_words(each)
    assert_calm(terminal)


@pytest.mark.parametrize("day", [Mode.DIE, Mode.DIE_AFTER], ids=["before the answer", "after it"])
def test_a_server_that_dies_in_the_write_is_not_judged_by_the_other_one(
    both: Place, two_dcs: TwoDcs, caller: NewPerson, before_first: Intercept, day: Mode
) -> None:
    """The other one does not know of the write, and would say "not done"."""
    key = both.has_app(caller)
    with both.console() as terminal:
        to_act(terminal, both, caller, key)
        before_first.mode = day
        terminal.press("enter")
        terminal.wait_for("Record", 60)
        terminal.wait_until(lambda: "unknown" in terminal.text.casefold(), "unknown")
        assert_calm(terminal)
    with both.console() as terminal:  # the first is still dead
        told_at_sign_in(terminal, both, caller, "dc1.lab.example", "Sign in to that server")
        assert "not done" not in terminal.text.casefold()
    before_first.mode = Mode.PASS
    with both.console() as terminal:
        told_at_sign_in(terminal, both, caller, "done")
    assert before_first.modifies == 1
    assert two_dcs.first.ldap_bind(caller.login, caller.password) == "52e"
    assert two_dcs.second.ldap_bind(caller.login, caller.password) == "ok"
    two_dcs.replicate()
    assert two_dcs.second.ldap_bind(caller.login, caller.password) == "52e"


def test_the_context_bar_names_the_server_that_was_reached(
    both: Place, caller: NewPerson, before_first: Intercept
) -> None:
    before_first.mode = Mode.DIE
    before_first.die()
    with both.console() as terminal:
        sign_in(terminal, both)
        terminal.wait_for("Find", 20)
        terminal.wait_for("lab.example · dc2 ·")
        assert_calm(terminal)


def test_on_a_server_that_has_not_heard_of_a_reset_the_card_says_so(
    both: Place, two_dcs: TwoDcs, caller: NewPerson, before_first: Intercept
) -> None:
    key = both.has_app(caller)
    with both.console() as terminal:
        to_receipt(terminal, both, caller, key)
    before_first.mode = Mode.DIE
    before_first.die()
    with both.console() as terminal:
        to_card(terminal, both, caller, key)
        terminal.wait_for_words("dc2.lab.example does not show what was done at dc1.lab.example at")
        terminal.wait_for_words("Look again before you do it again.")
    two_dcs.replicate()
    with both.console() as terminal:
        to_card(terminal, both, caller, key)
        assert "does not show" not in terminal.text
        assert_calm(terminal)
