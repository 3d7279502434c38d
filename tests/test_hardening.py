"""What the process gives up before it reads a secret."""

import json
import os
import resource
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui import hardening

CODE = """
import ctypes, json, os, resource, signal, stat, sys
from helpdesk_tui import hardening
os.umask(0o022)  # whoever starts this may have given up the same; no limit can be raised again
limited, limit = [], resource.setrlimit
resource.setrlimit = lambda *asked: (limited.append(asked), limit(*asked))
hardening.harden()
open("made", "w").close()
print(json.dumps({
    "environ": sorted(os.environ),
    "mode": stat.S_IMODE(os.stat("made").st_mode),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "limited": limited,
    "dumpable": ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0,
    "path": sys.path,
    "signals": [
        signal.getsignal(each) is signal.SIG_IGN for each in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
    ],
    "blocked": [*signal.pthread_sigmask(signal.SIG_BLOCK, ())],
}))
"""


BLOCKING = """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
"""


START = {name: value for name, value in os.environ.items() if name in ("PATH", "PYTHONPATH")}
"""Where the interpreter is, and the program that is tested."""


def hardened(tmp_path, *options: str, **environ: str) -> dict:
    ended = subprocess.run(
        [sys.executable, *options, "-c", CODE],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=tmp_path,
        env={**START, **environ},
    )
    return json.loads(ended.stdout)


def test_new_files_are_private_and_no_core_is_dumped(tmp_path):
    found = hardened(tmp_path)
    assert found["mode"] == 0o600
    assert found["core"] == [0, 0]
    assert found["limited"] == [[resource.RLIMIT_CORE, [0, 0]]]
    assert found["dumpable"] == 0, "nor piped into a program, nor read by others"


def test_variables_that_run_code_or_leak_are_gone_and_the_rest_stays(tmp_path):
    bad = {
        "PYTHON_KEYRING_BACKEND": "evil.Keyring",
        "PYTHONSTARTUP": "/tmp/evil.py",  # noqa: S108 - never opened
        "TEXTUAL_LOG": "/tmp/keys",  # noqa: S108 - never opened
        "LD_LIBRARY_PATH": "/nonexistent",
        "SSLKEYLOGFILE": "/nonexistent/keys",
        "SSL_CERT_FILE": "/nonexistent/ca.pem",
        "OPENSSL_CONF": "/nonexistent/openssl.cnf",
        "KEYRING_PROPERTY_SCHEME": "x",
        "GCONV_PATH": "/nonexistent",
        "KRB5_CONFIG": "/nonexistent/krb5.conf",
        "KRB5_TRACE": "/nonexistent/trace",
        "GSS_MECH_CONFIG": "/nonexistent/mech",
    }
    good = {"TERM": "xterm", "LANG": "C.UTF-8", "HOME": "/", "SSH_CONNECTION": "1 2 3 4", "NO_COLOR": "1"}
    good |= {"KRB5CCNAME": "FILE:/nonexistent/krb5cc_1"}
    found = hardened(tmp_path, **bad, **good)
    assert not set(bad) & set(found["environ"])
    assert set(good) < set(found["environ"])


def test_ignored_and_blocked_signals_are_not_inherited(tmp_path):
    ended = subprocess.run(
        ["sh", "-c", "trap '' INT QUIT HUP; exec \"$@\"", "sh", sys.executable, "-c", BLOCKING + CODE],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=tmp_path,
    )
    found = json.loads(ended.stdout)
    assert found["signals"] == [False, False, False]
    assert found["blocked"] == []


def test_no_module_is_looked_for_in_the_working_directory(tmp_path):
    (tmp_path / "ldap3.py").write_text("raise SystemExit('a stranger')")
    assert hardened(tmp_path)["path"][0] not in ("", str(tmp_path))
    as_module = subprocess.run(
        [sys.executable, "-m", "helpdesk_tui", "--version"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert as_module.returncode == 0


def test_an_isolated_interpreter_is_left_as_it_is(tmp_path):
    before = subprocess.run(
        [sys.executable, "-I", "-c", "import sys, json; print(json.dumps(sys.path))"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert hardened(tmp_path, "-I")["path"] == json.loads(before.stdout)


@given(st.dictionaries(st.from_regex(r"[A-Z_]{1,12}", fullmatch=True), st.text(max_size=3)))
def test_only_what_begins_with_a_bad_name_is_dropped(environ):
    kept = dict(environ)
    hardening.drop_variables(kept)
    bad = ("PYTHON", "TEXTUAL", "LD_", "KEYRING_PROPERTY_", "OPENSSL", "SSL", "GCONV_")
    assert kept == {name: value for name, value in environ.items() if not name.startswith(bad)}


def test_of_what_kerberos_heeds_only_the_place_of_the_ticket_stays():
    bad = {"KRB5_CONFIG": "/x", "KRB5_CLIENT_KTNAME": "/x", "KRB5_TRACE": "/x", "GSS_MECH_CONFIG": "/x"}
    environ = {**bad, "KRB5CCNAME": "FILE:/tmp/krb5cc_1000_x"}
    hardening.drop_variables(environ)
    assert list(environ) == ["KRB5CCNAME"]
