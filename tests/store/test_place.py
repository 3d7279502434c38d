"""The store's place belongs to us alone."""

import os
import stat
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from helpdesk_tui.desk.errors import StoreUnavailable


def _code(opened: Any, where: Path) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        opened(where)
    return caught.value.problem.code


def test_directory_and_file_are_made_private_whatever_the_umask(
    opened: Any, fresh: Path, noon: datetime
) -> None:
    before = os.umask(0)
    try:
        with opened(fresh) as stores:
            stores.audit.append("x", {}, noon)
            modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in fresh.parent.iterdir()}
    finally:
        os.umask(before)
    assert stat.S_IMODE(fresh.parent.stat().st_mode) == 0o700
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o602, 0o660])
def test_a_store_that_others_may_touch_is_refused(opened: Any, path: Path, mode: int) -> None:
    path.chmod(mode)
    with pytest.raises(StoreUnavailable) as caught:
        opened(path)
    assert caught.value.problem.code == "store-not-private"
    assert f"chmod 600 {path}" in caught.value.problem.remedy


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o777, 0o1777])
def test_a_directory_that_others_may_touch_is_refused(opened: Any, path: Path, mode: int) -> None:
    path.parent.chmod(mode)
    with pytest.raises(StoreUnavailable) as caught:
        opened(path)
    assert caught.value.problem.code == "store-not-private"
    assert f"chmod 700 {path.parent}" in caught.value.problem.remedy


def test_a_directory_that_anybody_may_rename_is_refused(opened: Any, path: Path) -> None:
    path.parent.parent.chmod(0o777)
    assert _code(opened, path) == "store-not-private"


def test_a_linked_store_is_refused(opened: Any, path: Path) -> None:
    real = path.with_name("real.db")
    path.rename(real)
    path.symlink_to(real)
    assert _code(opened, path) == "store-is-link"


def test_a_link_to_nowhere_is_not_followed_to_make_a_store(opened: Any, path: Path, tmp_path: Path) -> None:
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    assert _code(opened, path) == "store-is-link"
    assert not (tmp_path / "elsewhere").exists()


def test_a_linked_directory_is_refused(opened: Any, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path.parent)
    assert _code(opened, link / path.name) == "store-is-link"


@pytest.mark.parametrize("which", ["file", "directory"])
def test_what_belongs_to_another_user_is_refused(
    opened: Any, path: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = path if which == "file" else path.parent
    if os.geteuid() == 0:
        os.chown(target, 12345, 12345)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert _code(opened, path) == "store-foreign"


def test_a_pipe_is_refused_without_hanging(opened: Any, path: Path) -> None:
    path.unlink()
    os.mkfifo(path, 0o600)
    assert _code(opened, path) == "store-unwritable"


def test_a_file_where_the_directory_should_be_is_said(opened: Any, path: Path) -> None:
    assert _code(opened, path / "desk.db") == "store-unwritable"
