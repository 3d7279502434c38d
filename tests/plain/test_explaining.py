"""`helpdesk-tui explain`: no configuration, no sign-in, no server."""

import io
import json
import subprocess
import sys

import pytest
from plain.shapes import documented, shape

from helpdesk_tui import cli
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit


@pytest.fixture
def explain(capsys, monkeypatch, tmp_path):
    """`explain("data", "775")`: its exit code, what it said, and what it noted."""
    monkeypatch.setenv("HELPDESK_TUI_CONFIG", str(tmp_path / "there-is-none.toml"))

    def run(*words: str, handed_in: str = ""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(handed_in))
        code = cli.main(["explain", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_code_is_said_in_sentences_with_what_to_do(explain):
    code, out, err = explain("data", "775")
    assert (code, err) == (Exit.DONE, "")
    assert out.startswith("The account is locked after wrong passwords.\nUnlock it once")
    assert "STATUS_ACCOUNT_LOCKED_OUT" in out
    assert "(locked)" in out


def test_a_whole_event_is_handed_in(explain):
    event = "Event ID 4625\nAn account failed to log on.\nStatus:\t0xC000006D\nSub Status:\t0xC0000064\n"
    code, out, _ = explain(handed_in=event)
    assert code == Exit.DONE
    assert out.startswith("No account has that name there.")


def test_our_own_refusals_are_explained_too(explain):
    code, out, _ = explain("clearance-used")
    assert code == Exit.DONE
    assert "(clearance-used)" in out


def test_what_is_not_known_is_a_sentence_and_code_1(explain):
    code, out, err = explain("zzzz")
    assert (code, out) == (Exit.REFUSED, "")
    assert "Nothing is known of this." in err


def test_as_json_it_has_the_documented_shape(explain):
    code, out, _ = explain("--json", "data 775")
    assert code == Exit.DONE
    assert shape(json.loads(out)) == shape(documented("explain"))
    assert json.loads(explain("--json", "zzzz")[1]) == []


def test_control_characters_of_a_log_do_not_reach_the_terminal(explain):
    _, out, err = explain("\x1b]0;owned\x07 data 775")
    assert "\x1b" not in out + err


def test_it_needs_nothing_that_is_slow_to_load():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "helpdesk_tui", "explain", "data", "775"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert not loaded & {"textual", "sqlalchemy", "ldap3", "pydantic", "cryptography"}


def test_what_the_server_itself_said_is_explained_with_a_refusal(desk, monkeypatch):
    """Cause and remedy of our own stand there already."""
    detail = "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533"

    def refuse(*_given):
        raise Refused(problem("directory-refused", detail=detail))

    monkeypatch.setattr(type(desk.directory), "sign_in", refuse)
    said = " ".join(desk("lookup", "ada").err.split())
    assert f"Detail: {detail}" in said
    assert "That means: The account is disabled." in said
