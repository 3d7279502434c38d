"""Ends what the lab starts."""

import subprocess


def end(process: "subprocess.Popen[bytes]") -> None:
    """Asks it to go, and after five seconds makes it."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
