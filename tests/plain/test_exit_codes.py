"""Whatever is wrong with the configuration, and whichever command meets it: code 2, and a sentence."""

from collections.abc import Callable
from pathlib import Path

import pytest
from plain.driving import Scripted

from helpdesk_tui import cli
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit, exit_of
from helpdesk_tui.plain.run import NAMES

WORDS = {
    "lookup": ["lookup", "ada"],
    "list": ["list", "locked"],
    "show": ["show", "ada"],
    "verify": ["verify", "ada"],
    "reset": ["reset", "ada"],
    "unlock": ["unlock", "ada"],
    "force-change": ["force-change", "ada"],
    "clear-change": ["clear-change", "ada"],
    "enable": ["enable", "ada"],
    "disable": ["disable", "ada"],
    "add-to-group": ["add-to-group", "ada", "VPN"],
    "remove-from-group": ["remove-from-group", "ada", "VPN"],
    "set-dates": ["set-dates", "ada", "--until", "never"],
    "change-password": ["change-password", "ada"],
    "expire-temporary": ["expire-temporary"],
    "laps": ["laps", "ada", "ADA-LAPTOP"],
    "bitlocker": ["bitlocker", "ada", "4F2A9C01"],
    "methods": ["methods", "ada", "list"],
    "approvals": ["approvals", "list"],
    "brake": ["brake", "ada", "--reason", "x", "--yes"],
    "release": ["release", "ada", "--yes"],
    "not-me": ["not-me", "report", "ada", "--reason", "x", "--yes"],
    "feedback": ["feedback", "export"],
    "import": ["import", "tokens.csv"],
    "policy": ["policy", "check"],
    "directory": ["directory"],
    "audit": ["audit", "list"],
    "key": ["key", "rotate", "--yes"],
    "operators": ["operators", "enrol", "--yes"],
    "plain": ["plain"],
    "backup": ["backup", "copy.db"],
    "restore": ["restore", "copy.db"],
}
FULL_SCREEN: list[str] = []
SIGN_IN = sorted(WORDS.keys() - {"key", "backup", "restore"})
LONG = "/" + "x" * 5000


def config(
    place: Path, *, directory: str = "", key: str = "file", rest: str = "", store: object = ""
) -> None:
    text = (
        f'[directory]\nservers = ["ldaps://127.0.0.1:1"]\n{directory}\n[roles]\noperator = ["Operators"]\n'
        f'[store]\npath = "{store or place / "state" / "desk.db"}"\nkey = "{key}"\n{rest}\n'
    )
    written(place / "config.toml", text)


def written(path: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def mail(place: Path, line: str) -> None:
    config(
        place, rest=f'[mail]\nserver = "smtp://127.0.0.1:1"\nsender = "a@example.com"\nlogin = "a"\n{line}'
    )


def absent(place: Path) -> None:
    (place / "config.toml").unlink(missing_ok=True)


def a_directory(place: Path) -> None:
    (place / "config.toml").mkdir()


def foreign_store(place: Path) -> None:
    config(place)
    (place / "state").mkdir(mode=0o700)
    written(place / "state" / "desk.db", "no store")


def open_store(place: Path) -> None:
    config(place)
    (place / "state").mkdir()
    (place / "state").chmod(0o777)


def broken_texts(place: Path) -> None:
    (place / "texts").mkdir(mode=0o700)
    written(place / "texts" / "de.toml", "no toml")
    config(place, rest=f'[texts]\nfolder = "{place}/texts"')


Fault = Callable[[Path], object]

BEFORE_ANYTHING: dict[str, Fault] = {
    "no configuration": absent,
    "a directory": a_directory,
    "not UTF-8": lambda place: written(place / "config.toml", b"\xff\xfe"),
    "not TOML": lambda place: written(place / "config.toml", "[directory"),
    "an unknown key": lambda place: config(place, rest="[sms]\nfoo = 1"),
    "an unknown section": lambda place: config(place, rest="[foo]"),
    "out of range": lambda place: config(place, rest="[sending]\ndaily_codes = 0"),
    "written by others": lambda place: (config(place), (place / "config.toml").chmod(0o666)),
    "a link in a circle": lambda place: (place / "config.toml").symlink_to(place / "config.toml"),
}
"""Found by each command, and by the full screen, when it starts."""

OF_KEY_AND_STORE: dict[str, Fault] = {
    "no key file": lambda place: config(place, key=f"file:{place}/key"),
    "a key file that others read": lambda place: (
        config(place, key=f"file:{place}/key"),
        written(place / "key", "A" * 43 + "=", 0o644),
    ),
    "a key that is none": lambda place: (
        config(place, key=f"file:{place}/key"),
        written(place / "key", "no key"),
    ),
    "a key file with a long name": lambda place: config(place, key=f"file:{LONG}"),
    "no credential": lambda place: config(place, key="credential"),
    "no keyring": lambda place: config(place, key="keyring"),
    "a store that is none": foreign_store,
    "a store with a long name": lambda place: config(place, store=LONG),
    "a store where others write": open_store,
}
"""Found before anybody signs in, by each command."""

OF_THE_REST: dict[str, Fault] = {
    "no CA file": lambda place: config(place, directory=f'ca_file = "{place}/ca.pem"'),
    "a CA file that is none": lambda place: (
        config(place, directory=f'ca_file = "{place}/ca.pem"'),
        written(place / "ca.pem", "no certificate"),
    ),
    "a CA file that others write": lambda place: (
        config(place, directory=f'ca_file = "{place}/ca.pem"'),
        written(place / "ca.pem", "no certificate", 0o666),
    ),
    "a CA file with a long name": lambda place: config(place, directory=f'ca_file = "{LONG}"'),
    "no password of the service": lambda place: config(
        place,
        directory=f'act_as = "service"\nservice_login = "desk"\nservice_password = "file:{place}/password"',
    ),
    "no password of the mail server": lambda place: mail(place, f'password = "file:{place}/password"'),
    "no CA file of the mail server": lambda place: mail(
        place, f'password = "file:{written(place / "p", "x")}"\nca_file = "{place}/ca.pem"'
    ),
    "no address of the SMS service": lambda place: config(
        place, rest=f'[sms]\ngateway = "apprise"\nsecret = "file:{place}/url"'
    ),
    "an address that is no SMS service's": lambda place: (
        written(place / "url", "nonsense"),
        config(place, rest=f'[sms]\ngateway = "apprise"\nsecret = "file:{place}/url"'),
    ),
    "no folder of texts": lambda place: config(place, rest=f'[texts]\nfolder = "{place}/texts"'),
    "a folder of texts with a long name": lambda place: config(place, rest=f'[texts]\nfolder = "{LONG}"'),
    "a text that is none": broken_texts,
    "no texts in that language": lambda place: config(place, rest='[texts]\nlanguage = "eo"'),
}
"""Found by those commands that somebody signs in for, before the password travels."""

Runs = Callable[[list[str]], int]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Run a command in this process, with whatever `config.toml` is there; its exit code."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HELPDESK_TUI_CONFIG", str(tmp_path / "config.toml"))
    for name in ("DBUS_SESSION_BUS_ADDRESS", "CREDENTIALS_DIRECTORY", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("helpdesk_tui.hardening.harden", lambda: None)
    monkeypatch.setattr("helpdesk_tui.faults.keep_off_the_screen", lambda now: None)
    monkeypatch.setattr("helpdesk_tui.plain.run.exit_on_signals", lambda: None)
    terminal = lambda: Scripted(answers=[("Password", "secret")])  # noqa: E731 - a factory
    monkeypatch.setattr("helpdesk_tui.plain.run.Terminal", terminal)

    def run(words: list[str]) -> int:
        who = ["--operator", "dana"] if words and words[0] != "key" else []
        return cli.main([*who, *words])

    return run


def test_every_command_is_tried() -> None:
    """But for those which look at a configuration that cannot be used, or need none."""
    assert WORDS.keys() == NAMES - {"explain", "doctor", "config", "install"}


@pytest.mark.parametrize("words", [*WORDS.values(), FULL_SCREEN], ids=[*WORDS, "full screen"])
def test_a_configuration_that_cannot_be_used_is_a_2(
    runs: Runs, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for number, (what, fault) in enumerate(BEFORE_ANYTHING.items()):
        place = tmp_path / str(number)
        place.mkdir(mode=0o700)
        fault(place)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HELPDESK_TUI_CONFIG", str(place / "config.toml"))
            assert (what, runs(words)) == (what, Exit.USAGE)
        said = capsys.readouterr().err
        assert "config.toml" in said, what


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_a_key_or_store_that_cannot_be_used_is_a_2(runs: Runs, tmp_path: Path, words: list[str]) -> None:
    assert _codes(OF_KEY_AND_STORE, runs, tmp_path, words) == dict.fromkeys(OF_KEY_AND_STORE, Exit.USAGE)


@pytest.mark.parametrize("words", [WORDS[name] for name in SIGN_IN], ids=SIGN_IN)
def test_a_file_or_secret_that_is_missing_or_none_is_a_2(
    runs: Runs, tmp_path: Path, words: list[str]
) -> None:
    assert _codes(OF_THE_REST, runs, tmp_path, words) == dict.fromkeys(OF_THE_REST, Exit.USAGE)


def test_with_none_of_these_faults_the_directory_is_looked_for(runs: Runs, tmp_path: Path) -> None:
    """Nobody listens there: so the others ended before."""
    config(tmp_path)
    assert runs(WORDS["lookup"]) == Exit.UNREACHABLE


@pytest.mark.parametrize("words", [WORDS["lookup"], WORDS["key"], FULL_SCREEN])
@pytest.mark.parametrize("name", [LONG, "/dev/null/config.toml", "/nowhere\udcff/config.toml"])
def test_a_path_that_cannot_be_is_a_2(runs: Runs, words: list[str], name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("HELPDESK_TUI_CONFIG")
        assert cli.main(["--config", name, *words]) == Exit.USAGE


@pytest.mark.parametrize("words", [WORDS[name] for name in SIGN_IN], ids=SIGN_IN)
def test_a_group_of_the_configuration_that_the_directory_lacks_is_a_2(desk, words) -> None:
    lacking = desk.changed(roles={Role.OPERATOR: ("No such group",)})
    ran = lacking(*words)
    assert ran.code == Exit.USAGE
    assert "No such group" in ran.err


def test_a_service_that_the_directory_does_not_let_in_is_a_2() -> None:
    assert exit_of(DirectoryUnreachable(problem("service-refused"))) == Exit.USAGE
    assert exit_of(DirectoryUnreachable(problem("unreachable", server="dc1"))) == Exit.UNREACHABLE


def _codes(faults: dict[str, Fault], runs: Runs, tmp_path: Path, words: list[str]) -> dict[str, int]:
    codes = {}
    for number, (what, fault) in enumerate(faults.items()):
        place = tmp_path / str(number)
        place.mkdir(mode=0o700)
        fault(place)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HELPDESK_TUI_CONFIG", str(place / "config.toml"))
            codes[what] = runs(words)
    return codes
