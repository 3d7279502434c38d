"""Passwords that were saved for the program: taken only from where nobody else can read or put them."""

import os

import pytest

from helpdesk_tui import saved_passwords
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.saved_passwords import Purpose
from helpdesk_tui.store import keyrings

CANARY = "canary-Passw0rd"


def write(path, content=f"{CANARY}\nsecond line\n", mode=0o600):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)
    return path


def refusal(source: str, **environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        saved_passwords.from_source(source, "svc", environ, Purpose.DIRECTORY)
    assert CANARY not in str(caught.value.problem)
    return str(caught.value.problem)


@pytest.mark.parametrize("content", [CANARY, f"{CANARY}\n", f"{CANARY}\r\n", f"{CANARY}\nsecond\n"])
def test_a_file_gives_its_first_line(tmp_path, content):
    path = write(tmp_path / "password", content)
    assert saved_passwords.from_source(f"file:{path}", "svc", {}, Purpose.DIRECTORY).reveal() == CANARY


def test_blanks_belong_to_the_password(tmp_path):
    path = write(tmp_path / "password", " with blanks \n")
    assert (
        saved_passwords.from_source(f"file:{path}", "svc", {}, Purpose.DIRECTORY).reveal() == " with blanks "
    )


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666])
def test_a_file_that_others_may_read_or_write_is_refused(tmp_path, mode):
    path = write(tmp_path / "password", mode=mode)
    assert "a file for its owner alone" in refusal(f"file:{path}")


def test_links_and_missing_empty_or_binary_files_are_refused(tmp_path):
    real = write(tmp_path / "real")
    (tmp_path / "link").symlink_to(real)
    os.mkfifo(tmp_path / "pipe", 0o600)
    write(tmp_path / "empty", "\n")
    write(tmp_path / "binary", b"\xff\xfe\n")
    for name in ("link", "pipe", "missing", "empty", "binary"):
        said = refusal(f"file:{tmp_path / name}")
        assert "The password of svc is not in" in said
        assert str(tmp_path / name) in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_a_stranger_is_refused(tmp_path):
    path = write(tmp_path / "password")
    os.chown(path, 54321, 54321)
    assert "a file for its owner alone" in refusal(f"file:{path}")


def test_a_credential_is_what_systemd_hands_over(tmp_path):
    write(tmp_path / "desk", mode=0o400)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert (
        saved_passwords.from_source("credential:desk", "svc", environ, Purpose.DIRECTORY).reveal() == CANARY
    )
    assert "this process was given none" in refusal("credential:desk")
    assert "this process was given none" in refusal("credential:desk", CREDENTIALS_DIRECTORY="relative")
    assert "no such file" in refusal("credential:other", **environ)


class Ring:
    def __init__(self, entries: dict[tuple[str, str], str] | None) -> None:
        self._entries = entries

    def get_password(self, service: str, username: str) -> str | None:
        if self._entries is None:
            raise keyrings.RingFailed
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError


def test_the_keyring_has_an_entry_for_each_login(monkeypatch):
    ring = Ring({("helpdesk-tui/sign-in", "svc"): CANARY, ("helpdesk-tui/directory-service", "svc"): CANARY})
    monkeypatch.setattr(keyrings, "system_keyring", lambda: ring)
    assert saved_passwords.from_source("keyring", "svc", {}, Purpose.DIRECTORY).reveal() == CANARY
    assert saved_passwords.from_keyring("svc").reveal() == CANARY
    with pytest.raises(ConfigError) as caught:
        saved_passwords.from_keyring("other")
    assert caught.value.problem.code == "password-source"


@pytest.mark.parametrize("ring", [None, Ring(None)])
def test_no_keyring_or_one_that_fails_is_said(monkeypatch, ring):
    monkeypatch.setattr(keyrings, "system_keyring", lambda: ring)
    said = refusal("keyring")
    assert "not open here" in said
    assert "--keyring" not in said


@pytest.mark.parametrize("service", ["helpdesk-tui", "helpdesk-tui/store-key", "helpdesk-tui/mail"])
def test_the_stores_key_never_is_a_password(monkeypatch, service):
    ring = Ring({(service, "key of /srv/desk.db"): CANARY})
    monkeypatch.setattr(keyrings, "system_keyring", lambda: ring)
    with pytest.raises(ConfigError):
        saved_passwords.from_keyring("key of /srv/desk.db")


@pytest.mark.parametrize(
    ("is_service", "own_place", "environ"),
    [(True, True, {}), (False, False, {}), (False, True, {"SUDO_UID": "4711"})],
)
def test_no_operators_password_is_saved_where_others_run_the_desk(is_service, own_place, environ):
    with pytest.raises(ConfigError) as caught:
        saved_passwords.refuse_shared(is_service=is_service, own_place=own_place, environ=environ)
    assert caught.value.problem.code == "keyring-shared"
