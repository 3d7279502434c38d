"""What all sections of config.toml have in common: frozen, strict, and silent about what was given.

A field whose rule needs another field stands after it, so that the mistake is reported at its own key.
Units are in the names; a range in a `Field` is also what config.example.toml says.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StrictStr, ValidationError
from pydantic_core import InitErrorDetails

from helpdesk_tui.config import values

Dn = Annotated[StrictStr, AfterValidator(values.dn)]
Group = Annotated[StrictStr, AfterValidator(values.not_blank)]
Name = Annotated[StrictStr, AfterValidator(values.name)]
OptionalPath = Annotated[Path | None, BeforeValidator(values.optional_path)]
PasswordSource = Annotated[StrictStr, AfterValidator(values.password_source)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)


Wrong = tuple[tuple[str | int, ...], str]
"""Where, from the section that is checked on, and what is wrong in words."""


def refuse(mistakes: Iterable[Wrong]) -> None:
    """Raises `ValidationError` with each mistake at its own key, if there are any."""
    errors = [
        InitErrorDetails(type="value_error", loc=where, input=None, ctx={"error": ValueError(words)})
        for where, words in mistakes
    ]
    if errors:
        raise ValidationError.from_exception_data("config", errors)
