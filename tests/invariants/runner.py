"""Runs named tests against a changed program: many runs, one start.

A server process loads pytest and the libraries once; for each run it forks, and the child loads the program
(which the server never does) and runs the tests in itself. What the tests start finds the same program.
"""

import importlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 240.0
_BROKE = 70  # no code of pytest's
_PLUGINS = ("-p", "no:cacheprovider", "-p", "no:unraisableexception")  # they take time and tell nothing here
_PROFILE = "taken-out"

_LIBRARIES = (
    "pytest", "pytest_asyncio.plugin", "pytest_timeout", "hypothesis", "_hypothesis_pytestplugin", "pexpect",
    "textual.app", "textual.pilot", "textual.widgets", "textual.command", "rich.console", "rich.traceback",
    "sqlalchemy.dialects.sqlite", "alembic.command", "pydantic", "cryptography.x509",
    "cryptography.hazmat.primitives.ciphers.aead", "argon2", "keyring", "ldap3",
    "phonenumbers", "segno", "pyotp", "pyte",
)  # fmt: skip
"""One that is missing here costs time, and nothing else."""


@dataclass(frozen=True)
class Ran:
    code: int  # pytest's: 0 passed, 1 failed, 4 no such test, 5 none chosen; -9 it took too long
    output: str


class Runner:
    """Starts the server on entering, ends it on leaving."""

    def __enter__(self) -> "Runner":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        self._server = subprocess.Popen(
            [sys.executable, "-P", __file__],
            cwd=ROOT,
            env={**environment, "PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate()  # its input ends, and so does it

    def run(self, tests: str, program: Path) -> Ran:
        """`tests` as on pytest's command line, with the package in `program` in place of this one."""
        output = program / "output"
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps([tests, str(program), str(output)]) + "\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        return Ran(code, output.read_text(encoding="utf-8", errors="replace"))


def serve() -> None:
    for name in _LIBRARIES:
        importlib.import_module(name)
    _hasten_hypothesis()
    for line in sys.stdin:
        tests, program, output = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(tests, Path(program), output)
        print(_code_of(child), flush=True)  # noqa: T201 - the answer


def _hasten_hypothesis() -> None:
    """An example that fails is enough: no smaller one is looked for. The same examples each time."""
    from hypothesis import Phase, settings  # noqa: PLC0415 - of the server, not of who uses it

    phases = [Phase.explicit, Phase.generate]
    settings.register_profile(_PROFILE, derandomize=True, database=None, deadline=None, phases=phases)


def _run(tests: str, program: Path, output: str) -> None:
    """In the child: never returns."""
    code = _BROKE
    try:
        os.setsid()
        file = os.open(output, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.path.insert(0, str(program))
        os.environ["PYTHONPATH"] = str(program)
        options = [
            "-qx",
            "--disable-warnings",
            *_PLUGINS,
            f"--hypothesis-profile={_PROFILE}",
            f"--basetemp={program / 'tmp'}",
        ]
        code = int(sys.modules["pytest"].main([*options, *shlex.split(tests)]))
    except BaseException:  # noqa: BLE001 - nothing of the child may run on in the server's place
        code = _BROKE
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _code_of(child: int) -> int:
    """Waits for its end, and ends it when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -signal.SIGKILL


if __name__ == "__main__":
    serve()
