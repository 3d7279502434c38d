"""[verification], [[tiers]] and the sections with the details of single methods."""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from helpdesk_tui.config import values
from helpdesk_tui.config.section import Dn, Group, Name, OptionalPath, Section, Wrong, refuse
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, FACTS, Factor, Grade, MethodKind
from helpdesk_tui.desk.policy import (
    USUAL_METHODS,
    HandOver,
    QuestionRules,
    TicketRule,
    UnknownAge,
    VerificationPolicy,
)

GradeName = Literal["knowledge", "contact", "vouched", "code", "device"]
ExceptionalKind = Annotated[
    MethodKind, AfterValidator(values.kind_of(EXCEPTIONAL_KINDS, "need no registration"))
]
Methods = Annotated[tuple[MethodKind, ...], Field(min_length=1)]
Gates = Annotated[StrictInt, Field(ge=1, le=3)]
Minutes = Annotated[StrictInt, Field(ge=5, le=60)]
ClearanceMinutes = Annotated[StrictInt, Field(ge=1, le=30)]
Region = Annotated[StrictStr, AfterValidator(values.region)]
Question = Annotated[StrictStr, AfterValidator(values.printable(200))]


class VerificationSection(Section):
    methods: Methods = tuple(kind for kind in FACTS if kind in USUAL_METHODS)
    minimum_grade: GradeName = "knowledge"
    gates: Gates = 1
    prefilled: StrictBool = True
    approval: StrictBool = False
    exception: tuple[ExceptionalKind, ...] = ()
    exception_gates: Gates = 2
    minutes: Minutes = 15
    clearance_minutes: ClearanceMinutes = 10
    documents: Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(values.distinct)] = (
        VerificationPolicy.documents
    )
    ticket: TicketRule = TicketRule.OPTIONAL
    ticket_pattern: Annotated[StrictStr, AfterValidator(values.pattern)] = ""
    ticket_example: StrictStr = ""

    @model_validator(mode="after")
    def _gates_can_be_filled(self) -> "VerificationSection":
        refuse(((key,), words) for key, words in _gate_mistakes(self))
        return self

    @field_validator("ticket_example")
    @classmethod
    def _is_an_example(cls, example: str, info: ValidationInfo) -> str:
        pattern = info.data.get("ticket_pattern")
        if example and pattern and not re.fullmatch(pattern, example):
            raise ValueError("does not match ticket_pattern")
        return example


class TierSection(Section):
    """One of [[tiers]]. None = that of [verification], or of [passwords]."""

    name: Annotated[Name, AfterValidator(values.tier_name)]
    bases: tuple[Dn, ...] = ()
    groups: tuple[Group, ...] = ()
    refused: tuple[Annotated[Action, AfterValidator(values.call_action)], ...] = ()
    methods: Methods | None = None
    minimum_grade: GradeName | None = None
    gates: Gates | None = None
    prefilled: StrictBool | None = None
    approval: StrictBool | None = None
    exception: tuple[ExceptionalKind, ...] | None = None
    exception_gates: Gates | None = None
    minutes: Minutes | None = None
    clearance_minutes: ClearanceMinutes | None = None
    handed_over: HandOver | None = None

    @field_validator("groups")
    @classmethod
    def _is_for_somebody(cls, groups: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not groups and info.data.get("bases") == ():
            raise ValueError("nobody is in this tier: name groups or bases")
        return groups


PER_TIER = tuple(name for name in TierSection.model_fields if name in VerificationSection.model_fields)


def in_force(section: VerificationSection, tier: TierSection) -> VerificationSection:
    """The settings of a tier: its own, and for the rest those of [verification]."""
    own = {name: getattr(tier, name) for name in PER_TIER}
    return section.model_copy(update={name: value for name, value in own.items() if value is not None})


def tier_mistakes(tiers: Sequence[TierSection], section: VerificationSection) -> Iterator[Wrong]:
    """What is wrong with tiers beside each other and on top of [verification]."""
    names: set[str] = set()
    for number, tier in enumerate(tiers):
        if tier.name.casefold() in names:
            yield (number, "name"), "another tier has this name"
        names.add(tier.name.casefold())
        for key, words in _gate_mistakes(in_force(section, tier)):
            # [verification] alone was found right before, so the tier says one of these itself.
            own = next(each for each in _RESTS_ON[key] if getattr(tier, each) is not None)
            yield (number, own), words


_RESTS_ON = {
    "gates": ("gates", "minimum_grade", "methods", "approval"),
    "exception_gates": ("exception_gates", "exception", "minimum_grade", "methods", "approval"),
}


def _gate_mistakes(section: VerificationSection) -> Iterator[tuple[str, str]]:
    """Gates that nobody could fill, however much is registered: at which key, and why."""
    weakest = Grade[section.minimum_grade.upper()]
    ordinary = [
        kind for kind in section.methods if FACTS[kind].grade >= weakest and FACTS[kind].good_for_reset
    ]
    # A second operator whose approval is demanded stands beside the gates.
    beside = {Factor.COLLEAGUE} if section.approval else set()
    count, listed = _factors(ordinary, beside)
    if count < section.gates:
        yield "gates", f"each gate takes another factor, and methods with minimum_grade leave {listed}"
    count, listed = _factors([*section.exception, *ordinary], beside)
    if section.exception and count < section.exception_gates:
        yield "exception_gates", f"each gate takes another factor, and exception with methods leaves {listed}"


def _factors(kinds: Iterable[MethodKind], beside: AbstractSet[Factor]) -> tuple[int, str]:
    factors = dict.fromkeys(FACTS[kind].factor for kind in kinds if FACTS[kind].factor not in beside)
    return len(factors), f"{len(factors)} ({', '.join(factors)})" if factors else "none"


class ContactsSection(Section):
    fresh_days: Annotated[StrictInt, Field(ge=0, le=365)] = 3
    unknown_age: UnknownAge = UnknownAge.REFUSE
    caller_states_number: StrictBool = False


class SendingSection(Section):
    countries: Annotated[tuple[Region, ...], AfterValidator(values.distinct)] = ()
    code_minutes: Annotated[StrictInt, Field(ge=1, le=10)] = 5
    code_digits: Annotated[StrictInt, Field(ge=7, le=10)] = 8  # 7 are 23 bits; SP 800-63B asks for 20
    codes: Annotated[StrictInt, Field(ge=1, le=50)] = 10
    per_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 10
    destination_codes: Annotated[StrictInt, Field(ge=1, le=50)] = 10
    destination_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 60
    operator_codes: Annotated[StrictInt, Field(ge=1, le=500)] = 40
    operator_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 60
    daily_codes: Annotated[StrictInt, Field(ge=1, le=100_000)] = 1000


class OathSection(Section):
    window: Annotated[StrictInt, Field(ge=0, le=2)] = 1  # time steps
    look_ahead: Annotated[StrictInt, Field(ge=1, le=50)] = 10  # uses
    resync_window: Annotated[StrictInt, Field(ge=50, le=1000)] = 100  # uses or time steps


class QuestionsSection(Section):
    registered: Annotated[StrictInt, Field(ge=3, le=5)] = 5
    asked: Annotated[StrictInt, Field(ge=3, le=5)] = 3
    texts: Annotated[tuple[Question, ...], AfterValidator(values.distinct)] = QuestionRules.texts

    @field_validator("asked")
    @classmethod
    def _are_registered(cls, asked: int, info: ValidationInfo) -> int:
        if asked > info.data.get("registered", asked):
            raise ValueError(f"must not be more than registered ({info.data['registered']})")
        return asked

    @field_validator("texts")
    @classmethod
    def _are_enough(cls, texts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if len(texts) < info.data.get("registered", 0):
            raise ValueError(f"must be at least {info.data['registered']}, as many as are registered")
        return texts


class ThreatSection(Section):
    elevated: StrictBool = False
    file: OptionalPath = None
    minimum_grade: Literal["contact", "vouched", "code", "device"] = "code"
    gates: Gates = 1
