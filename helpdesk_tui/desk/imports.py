"""What a file of apps or tokens holds, line by line, whatever its format."""

from dataclasses import dataclass

from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import Problem


@dataclass(frozen=True)
class ImportedSeed:
    """One app or token of the file."""

    line: int  # from 1; in PSKC the number of the key package
    owner: str  # login, UPN or mail address as written in the file; "" = nobody's yet
    seed: NewSeed  # its origin is IMPORTED
    ignored: tuple[str, ...] = ()  # names of what the file says beyond that, and nobody here knows


@dataclass(frozen=True)
class RefusedLine:
    """What could not be taken, and why. Says nothing of the secret."""

    line: int
    problem: Problem


ImportedLine = ImportedSeed | RefusedLine
