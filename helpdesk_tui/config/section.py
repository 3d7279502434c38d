"""What all sections of config.toml have in common: frozen, strict, and silent about what was given.

A field whose rule needs another field stands after it, so that the mistake is reported at its own key.
Units are in the names; a range in a `Field` is also what config.example.toml says.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import InitErrorDetails

from helpdesk_tui.config import values

Dn = Annotated[StrictStr, AfterValidator(values.dn)]
Group = Annotated[StrictStr, AfterValidator(values.not_blank)]
ConnectSeconds = Annotated[StrictInt, Field(ge=1, le=60)]
Seconds = Annotated[StrictInt, Field(ge=1, le=120)]
Name = Annotated[StrictStr, AfterValidator(values.name)]
OptionalPath = Annotated[Path | None, BeforeValidator(values.optional_path)]
PasswordSource = Annotated[StrictStr, AfterValidator(values.password_source)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)


def goes_with(field: str, other: str) -> Any:
    """A section's rule: both or neither."""

    def check(value: object, info: ValidationInfo) -> object:
        if other in info.data and bool(value) != bool(info.data[other]):
            raise ValueError(f"goes together with {other}: give both or neither")
        return value

    return field_validator(field)(check)


def needs(other: str, *fields: str) -> Any:
    """A section's rule: only where `other` is given."""

    def check(value: object, info: ValidationInfo) -> object:
        if value and info.data.get(other) == "":
            raise ValueError(f"has no effect without {other}")
        return value

    return field_validator(*fields)(check)


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
