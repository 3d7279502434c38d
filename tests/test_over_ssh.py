"""What a forced command of sshd may do: the words, the commands and the environment that get through."""

import argparse
import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui import over_ssh
from helpdesk_tui.arguments import parser
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.plain.run import NAMES

CONFIG = "/etc/helpdesk-tui/config.toml"


def asked(line: str | None, *forced: str, **environ: str) -> argparse.Namespace:
    """What a session with this command comes to, under `over-ssh` with the options of `forced`."""
    parse = parser().parse_args
    given = parse(["over-ssh", "--config", CONFIG, *forced])
    return over_ssh.asked_for(given, parse, environ | ({over_ssh.ASKED: line} if line is not None else {}))


def refusal(line: str, *forced: str) -> str:
    with pytest.raises(ConfigError) as refused:
        asked(line, *forced)
    return refused.value.problem.code


# --- the words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("lookup ada", ["lookup", "ada"]),
        ("  helpdesk-tui   lookup ada ", ["lookup", "ada"]),
        ('lookup "ada by"', ["lookup", "ada by"]),
        ("lookup 'ada \"by\"'", ["lookup", 'ada "by"']),
        ("show EXAMPLE\\ada", ["show", "EXAMPLE\\ada"]),
        ("show PC01$", ["show", "PC01$"]),
        ("lookup O'Brien", ["lookup", "O'Brien"]),
        ("lookup ~ * ? #x %s {a,b} !!", ["lookup", "~", "*", "?", "#x", "%s", "{a,b}", "!!"]),
        ("brake x --reason='seen; twice | today'", ["brake", "x", "--reason=seen; twice | today"]),
        ('lookup ""', ["lookup", ""]),
        ("", []),
    ],
)
def test_words_are_taken_as_they_stand(line, words):
    assert over_ssh.words_of(line) == words


@pytest.mark.parametrize(
    "line", ['lookup "ada', "lookup 'ada", "'", 'x --reason="y', '"a"b', "a\nb", "a\x00b", "a\tb"]
)
def test_what_cannot_be_read_for_certain_is_refused(line):
    assert refusal(line) == "over-ssh-words"


def test_a_flood_and_another_encoding_are_refused():
    assert refusal("lookup " + "a" * over_ssh.MOST_CHARACTERS) == "over-ssh-words"
    assert refusal("lookup ad\udce4") == "over-ssh-words"


@pytest.mark.parametrize(
    "line",
    ["lookup a; id", "lookup a | sh", "lookup a && id", "lookup `id`", "lookup $(id)", "lookup ${HOME}",
     "lookup a > /x", "lookup a < /etc/passwd", "lookup a & id"],
)  # fmt: skip
def test_whoever_counts_on_a_shell_is_told_that_there_is_none(line):
    assert refusal(line) == "over-ssh-no-shell"


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="'"), max_size=20)))
def test_quoted_words_come_through_whole(words):
    line = " ".join(f"'{word}'" for word in ["show", *words])
    assert over_ssh.words_of(line) == ["show", *words]


@given(st.text(max_size=60))
def test_any_text_is_words_or_a_refusal(line):
    try:
        words = over_ssh.words_of(line)
    except ConfigError:
        return
    assert all(word in line or "=" in word for word in words)


# --- commands and options ---------------------------------------------------------------------------------


def test_without_words_the_screen_is_filled_by_the_installations_configuration():
    found = asked(None)
    assert (found.command, found.config, found.operator) == (None, CONFIG, None)


def test_a_plain_command_is_had_with_the_installations_configuration():
    found = asked("lookup ada --operator eve --json")
    assert (found.command, found.query, found.config, found.operator) == ("lookup", ["ada"], CONFIG, "eve")


OF_THE_OWNER = {
    "import": "import x.csv", "key": "key rotate", "operators": "operators enrol", "demo": "demo",
    "expire-temporary": "expire-temporary", "doctor": "doctor", "config": "config show",
    "over-ssh": "over-ssh", "backup": "backup", "restore": "restore x.db", "install": "install --check",
}  # fmt: skip
"""They read or write files of the desk's computer, show what is set on it, or take the store's key."""


@pytest.mark.parametrize("line", OF_THE_OWNER.values())
def test_what_is_for_the_owner_of_the_desk_is_not_to_be_had(line):
    assert refusal(line) == "over-ssh-command"


@pytest.mark.parametrize(
    "line",
    ["config check", "config new", "config explain search.limit", "doctor --account x", "doctor --json"],
)
def test_nor_is_any_part_of_it(line):
    assert refusal(line) == "over-ssh-command"


def test_every_command_is_either_to_be_had_over_ssh_or_the_owners():
    """A new one is the owner's until it is said to be everybody's."""
    assert over_ssh.ALLOWED | OF_THE_OWNER.keys() == NAMES | {"demo", "over-ssh"}
    assert not over_ssh.ALLOWED & OF_THE_OWNER.keys()


def test_an_installation_cannot_offer_more():
    """Whatever its line says: the words of `--only` are looked at where that line is read."""
    parse = parser().parse_args
    given = parse(["over-ssh"])
    given.only = frozenset({"doctor", "lookup"})
    with pytest.raises(ConfigError) as refused:
        over_ssh.asked_for(given, parse, {over_ssh.ASKED: "doctor"})
    assert refused.value.problem.code == "over-ssh-command"


def test_an_option_that_became_the_name_of_a_file_is_refused():
    parse = parser().parse_args
    given = parse(["over-ssh"])

    def with_a_file(words):
        return argparse.Namespace(**vars(parse(words)), anything=Path("/x"))

    with pytest.raises(ConfigError) as refused:
        over_ssh.asked_for(given, with_a_file, {over_ssh.ASKED: "lookup ada"})
    assert refused.value.problem.code == "over-ssh-option"


@pytest.mark.parametrize("line", ["config new", "config show", "doctor", "doctor --operator eve"])
def test_what_reads_or_writes_files_of_the_host_is_not_to_be_had(line):
    """A configuration in the desk's own place would be in force from then on."""
    assert refusal(line) == "over-ssh-command"


def test_the_demo_opens_no_way_round():
    assert refusal("demo lookup ada") == "over-ssh-command"


@pytest.mark.parametrize(
    "line",
    ["lookup a --config=/evil.toml", "--config /evil.toml", "--config= lookup a", "lookup a --keyring",
     "--keyring", "audit export", "audit list --system", "audit verify --system"],
)  # fmt: skip
def test_options_that_are_the_installations_are_refused(line):
    assert refusal(line) == "over-ssh-option"


def test_an_installation_may_offer_less():
    assert asked("lookup ada", "--only", "lookup, show").command == "lookup"
    assert asked(None, "--only", "lookup").command is None
    assert refusal("reset ada", "--only", "lookup,show") == "over-ssh-command"
    assert refusal("lookup ada", "--only", "") == "over-ssh-command"


@pytest.mark.parametrize("names", ["lokup", "lookup,import", "key", "doctor"])
def test_an_offer_of_what_there_is_not_is_wrong_usage(names, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["over-ssh", "--only", names])
    assert ended.value.code == 2
    assert "to be had over SSH" in capsys.readouterr().err


def _actions(of: argparse.ArgumentParser):
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from _actions(each)
        else:
            yield action


def test_no_command_that_is_had_over_ssh_takes_the_name_of_a_file():
    """A new option that names a file is of the class Path; its command is then the owner's."""
    (commands,) = [each for each in parser()._actions if isinstance(each, argparse._SubParsersAction)]
    for name in over_ssh.ALLOWED:
        each = commands.choices[name]
        named = [action for action in _actions(each) if action.type is Path or action.metavar == "FILE"]
        assert named == [], name


# --- the environment --------------------------------------------------------------------------------------

HOSTILE = {
    "PYTHONPATH": "/x", "PYTHONSTARTUP": "/x", "PYTHON_KEYRING_BACKEND": "evil.Keyring",
    "TEXTUAL_LOG": "/keys", "TEXTUAL_DRIVER": "evil:Driver", "LD_PRELOAD": "/x.so",
    "HELPDESK_TUI_CONFIG": "/evil.toml", "HOME": "/x", "XDG_CONFIG_HOME": "/x", "XDG_STATE_HOME": "/x",
    "XDG_DATA_DIRS": "/x", "TERMINFO": "/x", "TERMINFO_DIRS": "/x", "COLUMNS": "9" * 9, "LINES": "9" * 9,
    "EDITOR": "/x", "VISUAL": "/x", "PAGER": "/x", "BROWSER": "/x", "SHELL": "/x",
    "PATH": "/x", "IFS": "x", "ENV": "/x", "BASH_ENV": "/x", "TMPDIR": "/x", "TZ": "/x",
    "LANGUAGE": "../../tmp", "LOCPATH": "/x", "NLSPATH": "/x", "CREDENTIALS_DIRECTORY": "/x",
    "https_proxy": "http://evil", "REQUESTS_CA_BUNDLE": "/ca", "CURL_CA_BUNDLE": "/ca",
    "SSL_CERT_FILE": "/ca", "KRB5_CONFIG": "/x", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x",
    "SSH_AUTH_SOCK": "/x", "DISPLAY": ":0", "LDAPCONF": "/x", "RES_OPTIONS": "x", "ESCDELAY": "1",
    "SUDO_UID": "0", "RUNTIME_DIRECTORY": "/x", "COLORTERM": "truecolor", "PGPASSFILE": "/x",
}  # fmt: skip


def cleaned(**environ: str) -> dict[str, str]:
    found = dict(environ)
    over_ssh.clean_environment(found)
    return found


def test_nothing_of_the_environment_gets_through_but_what_describes_the_session():
    session = {
        "TERM": "xterm-256color", "LANG": "sv_SE.UTF-8", "LC_CTYPE": "C.UTF-8",
        "SSH_CONNECTION": "192.0.2.7 50122 192.0.2.1 22", "KRB5CCNAME": "FILE:/tmp/krb5cc_990_aB3dE6gHi0",
    }  # fmt: skip
    account = pwd.getpwuid(os.geteuid())
    own = {
        "HOME": account.pw_dir,
        "USER": account.pw_name,
        "LOGNAME": account.pw_name,
        "PATH": "/usr/bin:/bin",
    }
    assert cleaned(**HOSTILE, **session) == session | own


@pytest.mark.parametrize(
    ("name", "value"),
    [("TERM", "../../x"), ("TERM", "/x"), ("TERM", ""), ("TERM", "x" * 99), ("TERM", "xterm\n"),
     ("LANG", "/x"), ("LANG", "../x"), ("LC_ALL", "en_GB.UTF-8/../x"), ("LC_MESSAGES", "x" * 99),
     ("SSH_CONNECTION", "a b c d"), ("SSH_CONNECTION", "1 2 3 4\n5"),
     ("KRB5CCNAME", "FILE:/other"), ("KRB5CCNAME", "FILE:/tmp/krb5cc_990"), ("KRB5CCNAME", "DIR:/tmp"),
     ("KRB5CCNAME", "FILE:/tmp/krb5cc_1_aaaaaa/../x")],
)  # fmt: skip
def test_what_describes_the_session_has_the_form_that_it_has(name, value):
    assert cleaned(**{name: value}).get(name, "dumb") == "dumb"


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=12)))
def test_no_name_beside_the_listed_ones_is_left(environ):
    own = {"TERM", "HOME", "USER", "LOGNAME", "PATH"}
    assert cleaned(**environ).keys() <= own | over_ssh._KEPT.keys()


def test_the_session_is_told_to_be_a_lent_account_with_a_command_or_without():
    for line in (None, "lookup ada"):
        environ = {over_ssh.ASKED: line} if line else {}
        parse = parser().parse_args
        over_ssh.asked_for(parse(["over-ssh"]), parse, environ)
        assert over_ssh.ASKED in environ


# --- as a process -----------------------------------------------------------------------------------------


def test_the_program_obeys_under_a_hostile_environment(tmp_path):
    evil = tmp_path / "evil.toml"
    evil.write_text("[directory]\n")
    ended = subprocess.run(
        [sys.executable, "-m", "helpdesk_tui", "over-ssh", "--config", "/nonexistent/config.toml"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "HELPDESK_TUI_CONFIG": str(evil), over_ssh.ASKED: "lookup ada"},
    )
    assert ended.returncode == 2
    assert "/nonexistent/config.toml" in ended.stderr
    assert str(evil) not in ended.stderr


def test_the_program_says_why_it_refuses():
    ended = subprocess.run(
        [sys.executable, "-m", "helpdesk_tui", "over-ssh"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], over_ssh.ASKED: "/usr/lib/openssh/sftp-server"},
    )
    assert ended.returncode == 2
    assert "invalid choice" in ended.stderr
