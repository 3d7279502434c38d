"""What a problem means for the conversation that it befell."""

from enum import StrEnum


class Effect(StrEnum):
    TYPE_AGAIN = "type again"  # it cost nothing: what was typed can be mended
    TRY_AGAIN = "try again"  # the same prompt stands
    OTHER_METHOD = "other method"  # this one does not help now
    BEGIN_ANEW = "begin anew"  # it is over, and a new one can be begun at once
    OVER = "over"
    PASSING = "passing"  # nobody's fault: the same can be asked again


ENDS = frozenset({Effect.BEGIN_ANEW, Effect.OVER})
"""Nothing more can be asked in this conversation."""

KEEPS_WORDS = frozenset({Effect.TYPE_AGAIN, Effect.PASSING})
"""What was typed is still worth something."""

Entry = tuple[str, str] | tuple[str, str, Effect]
"""Of the catalogue: what it means, what to do, and its effect where that is not to try again."""
