"""Where the configuration is looked for, and who may have written it."""

import os
from pathlib import Path

import pytest

from helpdesk_tui import config
from helpdesk_tui.config import place
from helpdesk_tui.desk.errors import ConfigError

TEXT = '[directory]\nservers = ["ldaps://dc1"]\n[roles]\noperator = ["Desk"]\n'
STRANGER = 54321

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    path.write_text(TEXT)
    path.chmod(0o644)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    return f"{caught.value.problem.code}: {caught.value.problem}"


@pytest.fixture
def system(tmp_path, monkeypatch):
    """An /etc of our own."""
    monkeypatch.setattr(place, "_SYSTEM", tmp_path / "etc")
    return tmp_path / "etc"


def test_the_order_is_option_variable_user_system(tmp_path, system):
    option, variable = write(tmp_path / "option.toml"), write(tmp_path / "variable.toml")
    own = write(tmp_path / "xdg" / "helpdesk-tui" / "config.toml")
    home = write(tmp_path / "home" / ".config" / "helpdesk-tui" / "config.toml")
    everyone = write(system / "helpdesk-tui" / "config.toml")
    environ = {
        "HELPDESK_TUI_CONFIG": str(variable),
        "XDG_CONFIG_HOME": str(tmp_path / "xdg"),
        "HOME": str(tmp_path / "home"),
    }
    assert config.find(str(option), environ) == option
    assert config.find(None, environ) == variable
    del environ["HELPDESK_TUI_CONFIG"]
    assert config.find(None, environ) == own
    del environ["XDG_CONFIG_HOME"]
    assert config.find(None, environ) == home
    home.unlink()
    assert config.find(None, environ) == everyone
    assert config.find(None, {}) == everyone


@pytest.mark.parametrize("value", ["", "relative"])
def test_a_relative_xdg_directory_counts_as_unset(value):
    places = config.usual_places({"XDG_CONFIG_HOME": value, "HOME": "/home/ada"})
    assert places[0] == Path("/home/ada/.config/helpdesk-tui/config.toml")


def test_what_is_named_must_be_there_even_where_others_are(tmp_path, system):
    write(system / "helpdesk-tui" / "config.toml")
    for asked, environ in (
        (str(tmp_path / "none"), {}),
        (None, {"HELPDESK_TUI_CONFIG": str(tmp_path / "none")}),
    ):
        with pytest.raises(ConfigError) as caught:
            config.find(asked, environ)
        assert caught.value.problem.code == "config-missing"
        assert str(tmp_path / "none") in caught.value.problem.cause


def test_without_any_all_places_are_listed_with_a_way_to_make_one(tmp_path, system):
    with pytest.raises(ConfigError) as caught:
        config.find(None, {"HOME": str(tmp_path)})
    own = tmp_path / ".config" / "helpdesk-tui" / "config.toml"
    said = str(caught.value.problem)
    assert str(own) in said
    assert str(system / "helpdesk-tui" / "config.toml") in said
    assert f"Copy config.example.toml to {own}" in said


def test_a_private_or_readable_file_is_taken(tmp_path):
    path = write(tmp_path / "config.toml")
    for mode in (0o600, 0o644, 0o400):
        path.chmod(mode)
        assert config.load(path).directory.servers == ("ldaps://dc1",)


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666, 0o620])
def test_a_file_that_others_may_write_is_refused(tmp_path, mode):
    path = write(tmp_path / "config.toml")
    path.chmod(mode)
    said = refusal(path)
    assert said.startswith("config-unsafe")
    assert f"chmod go-w {path}" in said


@pytest.mark.parametrize("mode", [0o775, 0o757, 0o1777])
def test_a_directory_that_others_may_write_is_refused(tmp_path, mode):
    path = write(tmp_path / "shared" / "config.toml")
    path.parent.chmod(mode)
    assert f"chmod go-w {path.parent}" in refusal(path)


def test_a_directory_further_up_is_looked_at_too_and_may_be_sticky(tmp_path):
    path = write(tmp_path / "up" / "own" / "config.toml")
    (tmp_path / "up").chmod(0o1777)
    config.load(path)
    (tmp_path / "up").chmod(0o777)
    assert f"chmod go-w {tmp_path / 'up'}" in refusal(path)


@as_root
@pytest.mark.parametrize("what", ["config.toml", "."])
def test_what_belongs_to_a_stranger_is_refused(tmp_path, what):
    path = write(tmp_path / "etc" / "config.toml")
    os.chown(path.parent / what, STRANGER, STRANGER)
    assert "belongs to another user" in refusal(path)


def test_a_link_through_safe_places_is_followed(tmp_path):
    real = write(tmp_path / "real" / "config.toml")
    link = tmp_path / "config.toml"
    link.symlink_to("real/../real/config.toml")
    assert config.load(link).directory.servers == ("ldaps://dc1",)
    (tmp_path / "directory").symlink_to(real.parent)
    assert config.load(tmp_path / "directory" / "config.toml")


def test_a_link_into_an_unsafe_place_is_refused(tmp_path):
    real = write(tmp_path / "open" / "config.toml")
    (tmp_path / "open").chmod(0o777)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    assert f"chmod go-w {tmp_path / 'open'}" in refusal(link)


@as_root
def test_a_link_of_a_stranger_is_refused(tmp_path):
    write(tmp_path / "real.toml")
    link = tmp_path / "config.toml"
    link.symlink_to(tmp_path / "real.toml")
    os.chown(link, STRANGER, STRANGER, follow_symlinks=False)
    assert "belongs to another user" in refusal(link)


def test_links_in_a_circle_end(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert "circle" in refusal(tmp_path / "a")


def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "it is not a file" in refusal(tmp_path / "pipe")
    assert refusal(tmp_path).startswith("config-unreadable")


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path):
    path = write(tmp_path / "config.toml")
    path.write_bytes(b"#" * (1024 * 1024 + 1))
    assert "larger than 1 MiB" in refusal(path)
    path.write_bytes(b"# fine\n# \xff\n")
    assert "line 2 is not UTF-8" in refusal(path)


def test_a_byte_order_mark_and_dos_lines_do_not_matter(tmp_path):
    path = write(tmp_path / "config.toml")
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert config.load(path)


def test_a_file_that_trust_depends_on_must_be_nobody_elses_to_write(tmp_path: Path) -> None:
    """As the certificate authority's: whoever writes it decides which server gets the passwords."""
    tmp_path.chmod(0o700)
    authority = tmp_path / "ca.pem"
    authority.write_text("certificate")
    authority.chmod(0o644)
    place.require_safe(authority)
    authority.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        place.require_safe(authority)
    assert caught.value.problem.code == "config-unsafe"


def test_so_must_a_folder_with_all_that_is_in_it(tmp_path: Path) -> None:
    """As that of the messages' texts: whoever writes it decides what people are told."""
    tmp_path.chmod(0o700)
    folder = tmp_path / "texts"
    folder.mkdir(mode=0o755)
    german = folder / "de.toml"
    german.write_text("")
    german.chmod(0o644)
    (folder / "drafts").mkdir(mode=0o755)
    place.require_safe(folder)
    german.chmod(0o666)
    with pytest.raises(ConfigError, match="not safe to use"):
        place.require_safe(folder)
    german.chmod(0o644)
    folder.chmod(0o777)
    with pytest.raises(ConfigError, match="not safe to use"):
        place.require_safe(folder)


def test_a_number_of_thousands_of_digits_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse("[search]\nlimit = " + "9" * 5000, tmp_path / "config.toml")
    assert caught.value.problem.code == "config-invalid"
