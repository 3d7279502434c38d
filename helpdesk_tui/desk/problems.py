"""The problem: a cause in a person's words, with a remedy, out of the catalogue."""

from dataclasses import dataclass

from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.language import _


@dataclass(frozen=True)
class Problem:
    """`code` is stable and goes into the record; `detail` holds the cleaned technical text (result code,
    server's words), shown on request and recorded."""

    code: str
    cause: str
    remedy: str
    detail: str = ""
    effect: Effect = Effect.TRY_AGAIN  # what it means for the conversation that it befell
    ends_session: bool = False  # the operator may not go on: front ends sign out and say it

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}"


def problem(code: str, *, detail: str = "", **values: object) -> Problem:
    """The catalogue's entry for `code` with `values` filled in, in the language that is
    spoken. Raises `KeyError` for a code it lacks."""
    from helpdesk_tui.desk.catalogue import CATALOGUE  # noqa: PLC0415 - all that may happen, once something has

    cause, remedy, *effect = CATALOGUE[code]
    means = effect[0] if effect else Effect.TRY_AGAIN
    return Problem(code, _(cause, **values), _(remedy, **values), detail, means)
