"""A computer that is busy with something else."""

import pytest
from textual.timer import Timer

_run = Timer._run


def all_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of every timer that is to come once is over before it has begun: Textual leaves it out."""

    async def late(timer: Timer) -> None:
        if timer._repeat != 0 or not timer._skip:
            await _run(timer)

    monkeypatch.setattr(Timer, "_run", late)
