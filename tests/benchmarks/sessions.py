"""What sessions of the demo take together, each signed in: memory that is a session's alone is not shared by
more of them. Prints a table; run as root, since the program lets nobody else look.

    python tests/benchmarks/sessions.py [HOW MANY]
"""

import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.measure import DEMO, HERE, proportional_set
from e2e.terminal import Terminal

USUAL = 20


def main(count: int) -> None:
    with ExitStack() as terminals:
        bare = terminals.enter_context(Terminal([sys.executable, str(HERE / "bare.py")]))
        bare.wait_for("Name 9", 60)
        alone = proportional_set(bare.pid)
        pids = []
        for _ in range(count):
            terminal = terminals.enter_context(Terminal(DEMO))
            terminal.wait_for("Password", 60)
            terminal.type("demo\r")
            terminal.wait_for("Find", 60)
            pids.append(terminal.pid)
        each = [proportional_set(pid) for pid in pids]
    print(f"| sessions | MB | MB each | to a bare Textual app ({alone:.0f} MB) |\n|---|---|---|---|")
    print(f"| {count} | {sum(each):.0f} | {sum(each) / count:.0f} | {sum(each) / count / alone:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else USUAL)
