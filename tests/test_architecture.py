"""What is imported when, seen at run time: the import contracts' other half."""

import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp  # comes with import-linter
import pytest

HEAVY = {
    "textual",
    "rich",
    "ldap3",
    "sqlalchemy",
    "alembic",
    "keyring",
    "cryptography",
    "argon2",
    "pydantic",
    "pyrad",
}
SLOW = {
    "helpdesk_tui.tui.app",
    "helpdesk_tui.store",
    "helpdesk_tui.directory",
    "helpdesk_tui.verifiers",
    "helpdesk_tui.compose",
}


def imported_by(code: str) -> set[str]:
    """Names of every module that a fresh interpreter has after `code`."""
    ended = subprocess.run(
        [sys.executable, "-P", "-c", f"{code}\nimport sys; print(*sorted(sys.modules), file=sys.__stdout__)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(ended.stdout.splitlines()[-1].split())


def test_the_desk_brings_in_no_adapter_and_no_library_of_one():
    code = (
        "import importlib, pkgutil, helpdesk_tui.desk as desk\n"
        "for each in pkgutil.walk_packages(desk.__path__, 'helpdesk_tui.desk.'):\n"
        "    importlib.import_module(each.name)"
    )
    found = imported_by(code)
    assert "helpdesk_tui.desk.actions" in found
    assert not HEAVY & found
    assert not {"socket", "ssl", "subprocess", "sqlite3", "smtplib"} & found
    ours = {name for name in found if name.startswith("helpdesk_tui.")}
    assert {name for name in ours if not name.startswith("helpdesk_tui.desk")} == {
        "helpdesk_tui.keeping",
        "helpdesk_tui.language",
        "helpdesk_tui.lengths",
        "helpdesk_tui.local_time",
        "helpdesk_tui.phone",
        "helpdesk_tui.phone_text",
        "helpdesk_tui.secret",
        "helpdesk_tui.text",
    }


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["reset", "--help"], ["nonsense"]])
def test_usage_and_version_load_nothing_heavy(arguments):
    code = (
        "import contextlib, io\n"
        "from helpdesk_tui.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()),"
        f" contextlib.suppress(SystemExit): main({arguments})"
    )
    found = imported_by(code)
    assert not (HEAVY | SLOW) & found


def test_the_screens_load_neither_ldap_nor_sql():
    code = (
        "import importlib, pkgutil, helpdesk_tui.tui as tui\n"
        "for each in pkgutil.walk_packages(tui.__path__, 'helpdesk_tui.tui.'):\n"
        "    importlib.import_module(each.name)"
    )
    found = imported_by(code)
    assert "textual" in found
    assert not {"ldap3", "sqlalchemy", "alembic", "keyring", "cryptography", "pydantic"} & found


AT_THE_SIGN_IN_SCREEN = """
import asyncio
from helpdesk_tui import cli, tui

def draw(console):
    from helpdesk_tui.tui.app import DeskApp

    async def look():
        async with DeskApp(console).run_test() as pilot:
            assert type(pilot.app.screen).__name__ == "SignInScreen"

    asyncio.run(look())
    return 0

tui.run = draw
assert cli.main({arguments}) == 0
"""
BEHIND_THE_SIGN_IN = {
    "helpdesk_tui.desk.desk",
    "helpdesk_tui.desk.actions.registry",
    "helpdesk_tui.compose.embedded",
    "helpdesk_tui.compose.real",
    "helpdesk_tui.demo.directory",
    "helpdesk_tui.store",
    "helpdesk_tui.directory",
    "helpdesk_tui.delivery",
    "helpdesk_tui.tui.calls",
    "helpdesk_tui.tui.screens.search",
    "helpdesk_tui.tui.screens.prove_yourself",
    "helpdesk_tui.tui.dialogs.help",
}
SELDOM = {
    "alembic",
    "apprise",
    "cryptography.x509",
    "dns",
    "keyring",
    "pyrad",
    "requests",
    "segno",
    "smtplib",
    "sqlalchemy.orm",
    "zxcvbn",
}
"""What no ordinary call needs."""

REAL = """
[directory]
servers = ["ldaps://dc1"]
[roles]
operator = ["Desk"]
[store]
key = "file"
"""


def test_the_sign_in_screen_is_drawn_without_what_comes_behind_it():
    found = imported_by(AT_THE_SIGN_IN_SCREEN.format(arguments=["demo"]))
    assert {name.removeprefix("helpdesk_tui.desk.") for name in found if "helpdesk_tui.desk." in name} == {
        "action",
        "effect",
        "errors",
        "operator",
        "problems",
    }
    assert not BEHIND_THE_SIGN_IN & found
    assert not ((HEAVY | SELDOM | {"sqlite3", "phonenumbers", "pyotp"}) - {"textual", "rich"}) & found


def test_at_a_real_desk_nothing_but_the_configuration_comes_before_it(tmp_path):
    """A broken one is said before the screen is filled."""
    (tmp_path / "config.toml").write_text(REAL, encoding="utf-8")
    found = imported_by(AT_THE_SIGN_IN_SCREEN.format(arguments=["--config", str(tmp_path / "config.toml")]))
    assert "pydantic" in found
    assert not (BEHIND_THE_SIGN_IN - {"helpdesk_tui.desk.actions.registry"}) & found
    assert not ((HEAVY | SELDOM | {"sqlite3"}) - {"textual", "rich", "pydantic"}) & found


def test_a_real_desk_loads_what_it_needs_and_no_more(tmp_path):
    """Once the adapters are there, and the store's schema is at its head: the migrations are not needed."""
    code = (
        "from pathlib import Path; from helpdesk_tui import compose, config\n"
        f"found = config.parse({REAL!r}, Path('/x'))\n"
        "def opened():\n"
        f"    console = compose.for_config(found, {{'XDG_STATE_HOME': {str(tmp_path)!r}}})\n"
        "    console.warm_up(); assert console.sign_in.stores.audit.records(last=1) == (); console.close()\n"
        "opened(); opened()"
    )
    found = imported_by(code)
    assert (Path(tmp_path) / "helpdesk-tui" / "desk.db").exists()
    assert {"sqlalchemy", "ldap3"} <= found
    assert not (SELDOM - {"smtplib"}) & found


def test_the_plain_front_end_loads_no_screen_and_no_adapter():
    found = imported_by("import helpdesk_tui.plain.run")
    assert not HEAVY & found


COMPOSE = {
    "demo": "from helpdesk_tui import compose; console = compose.for_demo()",
    "real": (
        "from pathlib import Path; from helpdesk_tui import compose, config\n"
        'text = \'[directory]\\nservers = ["ldaps://dc1"]\\n[roles]\\noperator = ["Desk"]\\n\'\n'
        "console = compose.for_config(config.parse(text, Path('/x')), {'XDG_STATE_HOME': '/nonexistent'})"
    ),
}


@pytest.mark.parametrize("code", COMPOSE.values(), ids=COMPOSE)
def test_no_adapter_is_loaded_before_somebody_signs_in(code):
    found = imported_by(f"{code}; console.close()")
    assert not {"ldap3", "sqlalchemy", "alembic", "keyring", "cryptography", "argon2", "textual"} & found


def test_the_demo_never_loads_ldap():
    code = (
        f"{COMPOSE['demo']}\nfrom helpdesk_tui.secret import Secret\n"
        "console.sign_in.sign_in('demo', Secret('demo')).lookup.search('ada'); console.close()"
    )
    found = imported_by(code)
    assert "sqlalchemy" in found
    assert not ({"ldap3", "textual", "pydantic"} | SELDOM) & found


def test_no_module_imports_itself_by_way_of_others():
    """A package and its own modules too, which the contract on circles leaves out; type-only imports too."""
    graph = grimp.build_graph("helpdesk_tui", exclude_type_checking_imports=False, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert "helpdesk_tui.desk.problems" in imports["helpdesk_tui.desk.guard"]
    TopologicalSorter(imports).prepare()  # raises CycleError with the modules of a circle
