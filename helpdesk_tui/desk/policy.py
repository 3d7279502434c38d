"""The desk's own policy: what proves a caller, for how long, and how often one may fail."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.banned import Banned, BannedMode
from helpdesk_tui.desk.method import MAX_APPS, OATH_KINDS, OUTSIDE_KINDS, Grade, MethodKind, OathSettings
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Limit, Limits, SendLimits
from helpdesk_tui.language import N_

HOUR, DAY = 3600, 86400

USUAL_LIMITS = Limits(account=Limit(5, DAY, DAY), method=Limit(5, HOUR), operator=Limit(20, HOUR))

USUAL_SENDING = SendLimits(
    account=Limit(10, 600), destination=Limit(10, HOUR), operator=Limit(40, HOUR), desk=Limit(1000, DAY)
)

USUAL_METHODS = OATH_KINDS | {MethodKind.RECOVERY_CODE, MethodKind.ACCESS_PASS, MethodKind.CALL_BACK}
"""Sent codes need a gateway, questions are off, and the exceptional kinds have their own setting."""


USUAL_SIGN_IN_LIMIT = Limit(5, HOUR)


class TicketRule(StrEnum):
    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class HistoryRule(StrEnum):
    """Whether a reset asks the server to apply password history and minimum age."""

    REQUIRED = "required"  # every reset; refuse where the server cannot
    WHEN_POSSIBLE = "when-possible"  # typed passwords; a generated one is in nobody's history
    NEVER = "never"


class PasswordForm(StrEnum):
    """What a generated password is made of."""

    CHARACTERS = "characters"
    WORDS = "words"


class HandOver(StrEnum):
    """Who learns a generated password."""

    SHOWN = "shown"  # the operator, who reads it out
    SMS = "sms"  # the person alone, by a message
    MAIL = "mail"
    SPLIT = "split"  # the person alone: one half by SMS, the other by mail


class Enabled(StrEnum):
    """For whom the desk resets passwords."""

    EVERYBODY = "everybody"
    GROUPS = "groups"
    NOBODY = "nobody"


class DeviceOwner(StrEnum):
    """Whose computer a secret may be read of."""

    MANAGED_BY = "managed-by"  # one that names the person as the one who answers for it
    ANYBODY = "anybody"  # any; but never one of a protected person


class SecondFactor(StrEnum):
    """Whether operators prove more than their password."""

    OFF = "off"
    WHEN_REGISTERED = "when-registered"  # who has a method that counts
    REQUIRED = "required"


class UnknownAge(StrEnum):
    """Whether contact data counts whose last change cannot be read."""

    REFUSE = "refuse"
    ALLOW = "allow"


class ProtectedRule(StrEnum):
    """What the desk does for protected people."""

    REFUSE = "refuse"
    SUPERVISOR = "supervisor"  # supervisors may act, by the fixed stronger tier


@dataclass(frozen=True)
class Tier:
    """What proves the callers of some group of people. `desk.tiers` finds the tier of an account."""

    name: str = N_("everybody")
    groups: frozenset[str] = frozenset()  # group ids; any of them
    bases: tuple[str, ...] = ()  # DNs; or below any of them
    gates: int = 1  # required proofs, each of another factor
    allowed: frozenset[MethodKind] = USUAL_METHODS
    minimum_grade: Grade = Grade.KNOWLEDGE
    prefilled: bool = True  # whether the directory's contact data counts
    approval: bool = False  # a second operator confirms, beside the gates
    refused: frozenset[Action] = frozenset()  # what the desk does not do to these people
    exception: frozenset[MethodKind] = frozenset()
    """Exceptional kinds for those with too few methods; none = they are refused."""
    exception_gates: int = 2
    handed_over: HandOver | None = None  # who learns a generated password; None = as for everybody
    verification_lifetime: timedelta = timedelta(minutes=15)
    clearance_lifetime: timedelta = timedelta(minutes=10)


@dataclass(frozen=True)
class ContactRules:
    """What is asked of numbers and addresses."""

    fresh_days: int = 3  # prefilled data changed within so many days does not count; 0 = it does
    unknown_age: UnknownAge = UnknownAge.REFUSE
    caller_states_number: bool = False  # before a call-back or SMS the caller says the number


@dataclass(frozen=True)
class SendRules:
    """Codes that the desk sends."""

    lifetime: timedelta = timedelta(minutes=5)
    digits: int = 8  # 26 bits; SP 800-63B §5.1.3.2 asks for 20
    limits: SendLimits = USUAL_SENDING
    countries: frozenset[str] = frozenset()  # ISO 3166, whose numbers are texted; none = all of them


@dataclass(frozen=True)
class OathRules:
    """Tolerance for apps and tokens."""

    window: int = 1  # time steps accepted before and after the present one
    look_ahead: int = 10  # uses that a counter may be ahead (RFC 4226 §7.4)
    resync_window: int = 100  # uses, or time steps, within which two codes in a row are looked for


@dataclass(frozen=True)
class QuestionRules:
    """Security questions; off unless a tier allows them."""

    register: int = 5  # answered at registration: 3 to 5
    ask: int = 3  # drawn at a verification: 3 to `register`
    texts: tuple[str, ...] = (
        "What was the name of your first teacher?",
        "In which street did you live when you were ten?",
        "What was the first dish that you learned to cook?",
        "What was the name of your best friend at school?",
        "Where did you spend your first holiday without your family?",
        "What was the title of the first book that you loved?",
    )


@dataclass(frozen=True)
class VerificationPolicy:
    everybody: Tier = field(default_factory=Tier)  # for whom no other tier is meant
    tiers: tuple[Tier, ...] = ()  # the first that fits is taken
    limits: Limits = USUAL_LIMITS
    resets_a_day: int = 2  # of one person, then by a supervisor only; 0 = any number
    contacts: ContactRules = field(default_factory=ContactRules)
    sending: SendRules = field(default_factory=SendRules)
    oath: OathRules = field(default_factory=OathRules)
    questions: QuestionRules = field(default_factory=QuestionRules)
    documents: tuple[str, ...] = ("passport", "identity card", "driving licence", "staff badge")
    threat_grade: Grade = Grade.CODE  # the weakest that counts while the threat is elevated
    threat_gates: int = 1  # and the fewest gates then
    ticket: TicketRule = TicketRule.OPTIONAL
    ticket_pattern: str = ""  # full-match regular expression; "" = anything
    ticket_example: str = ""


@dataclass(frozen=True)
class RegistrationRules:
    """How methods are registered, and who must."""

    issuer: str = "Help desk"  # shown in the authenticator app
    app: OathSettings = field(default_factory=OathSettings)  # of new apps
    max_apps: int = MAX_APPS
    combined: bool = True  # one registration for reset and MFA: then one of the methods is good for MFA
    required: bool = False  # everybody must register
    reconfirm_days: int = 180  # then the person confirms the methods again; 0 = never
    pass_minutes: int = 60  # life of an access pass: 10 to 43200
    pass_length: int = 10  # 8 to 48
    pass_once: bool = True
    own_hours: int = 24  # after an operator changed a person's methods, before the same one may reset it
    any_hours: int = 24  # the same, whoever changed them
    new_hours: int = 24  # before a new method proves more than a change of methods; see `desk.newness`


@dataclass(frozen=True)
class NoticeRules:
    """Who is told after the fact."""

    on_reset: bool = True  # the person, on every channel that has an address
    on_methods: bool = True
    administrators: tuple[str, ...] = ()  # mail addresses, told of what is done to protected accounts
    help_desk: str = N_("the help desk")  # as messages name it
    help_link: str = ""  # where people find help; "" = none


@dataclass(frozen=True)
class ReportRules:
    """After somebody said "this was not me"."""

    hours: int = 72  # so much of what was done before is disputed
    an_hour: int = 10  # reports that one operator may take down in an hour


SECOND_FACTOR_KINDS = (
    OATH_KINDS
    | OUTSIDE_KINDS
    | {MethodKind.RECOVERY_CODE, MethodKind.ACCESS_PASS, MethodKind.SMS, MethodKind.EMAIL}
)
"""What can prove operators at all: nobody vouches for them, and what they know is the password."""


@dataclass(frozen=True)
class OperatorRules:
    """What operators prove themselves by, beside the directory's yes."""

    second_factor: SecondFactor = SecondFactor.WHEN_REGISTERED
    kinds: frozenset[MethodKind] = OATH_KINDS | {MethodKind.RECOVERY_CODE}
    minimum_grade: Grade = Grade.CODE
    failures: Limit = USUAL_SIGN_IN_LIMIT  # of one method; four times as many a day of all
    lifetime: timedelta = timedelta(minutes=10)  # of a sign-in that waits for it
    fresh: timedelta = timedelta(minutes=5)  # after which an approval asks for it again

    @property
    def limits(self) -> Limits:
        """For signing in alone: wrong codes there and in calls do not add up. The last holds whoever ends the
        others: one supervisor does not buy guesses without end."""
        most = self.failures.failures
        return Limits(account=Limit(4 * most, DAY), method=self.failures, operator=Limit(16 * most, DAY))


@dataclass(frozen=True)
class OfferedGroup:
    """A group to which the desk may add people, and from which it may remove them."""

    id: str
    name: str  # as the configuration has it


@dataclass(frozen=True)
class Scope:
    """Whom the desk serves. Empty `bases` = the whole directory."""

    bases: tuple[str, ...] = ()  # DNs
    excluded: tuple[str, ...] = ()  # DNs
    protected_groups: frozenset[str] = frozenset()  # group ids, beside the built-in ones
    desk_groups: frozenset[str] = frozenset()  # group ids of every role: its members are peers
    protected: ProtectedRule = ProtectedRule.REFUSE
    enabled: Enabled = Enabled.EVERYBODY  # resets; methods may be registered for all in scope
    enabled_groups: frozenset[str] = frozenset()  # group ids, with `Enabled.GROUPS`
    unlock_alone: bool = True  # an unlock without a reset
    roles: tuple[tuple[Action, frozenset[Role]], ...] = ()
    """Who may do what, where that is not what is usual; no role = nobody."""
    groups: tuple[OfferedGroup, ...] = ()


@dataclass(frozen=True)
class BrakeRules:
    """Who disables an account under attack without a caller's proof, and how often."""

    roles: frozenset[Role] = frozenset({Role.OPERATOR, Role.SUPERVISOR})  # no role = nobody
    per_hour: int = 3  # by one operator

    @property
    def limits(self) -> Limits:
        """By one operator, and four times as many by the whole desk."""
        mine = Limit(self.per_hour, HOUR)
        return Limits(account=Limit(4 * self.per_hour, HOUR), method=mine, operator=mine)


@dataclass(frozen=True)
class PasswordRules:
    """How temporary passwords are made and what may be asked of the directory."""

    form: PasswordForm = PasswordForm.CHARACTERS
    length: int = 15
    words: int = 6  # of one that is made of words, at least
    word_list: str = "en"  # a language, or a file
    typed: bool = True  # operators may type a password instead
    change_with_old: bool = True  # people may change theirs at a terminal of the desk
    visible_seconds: int = 60
    temporary_hours: int = 0  # after which a temporary password that nobody used is ended; 0 = never
    history_on_reset: HistoryRule = HistoryRule.WHEN_POSSIBLE
    always_force_change: bool = True  # a reset password must be changed at the next sign-in
    banned_mode: BannedMode = BannedMode.OFF  # of typed passwords
    banned: Banned = field(default_factory=Banned)
    minimum_score: int = 3  # of typed ones: how hard they are to guess, 0 to 4 (`desk.guessing`)
    synchronised: bool = False  # a service outside takes passwords from the directory
    keep_never_expiring: bool = False  # but not where it never expires, and a change cannot be forced
    handed_over: HandOver = HandOver.SHOWN
    shown_instead: bool = False  # to the operator all the same, where it cannot be sent

    @property
    def may_be_typed(self) -> bool:
        """What an operator types, an operator knows."""
        return self.typed and self.handed_over is HandOver.SHOWN


@dataclass(frozen=True)
class DeskPolicy:
    verification: VerificationPolicy = field(default_factory=VerificationPolicy)
    registration: RegistrationRules = field(default_factory=RegistrationRules)
    notices: NoticeRules = field(default_factory=NoticeRules)
    reports: ReportRules = field(default_factory=ReportRules)
    scope: Scope = field(default_factory=Scope)
    passwords: PasswordRules = field(default_factory=PasswordRules)
    operators: OperatorRules = field(default_factory=OperatorRules)
    device_owner: DeviceOwner = DeviceOwner.MANAGED_BY
    brake: BrakeRules = field(default_factory=BrakeRules)
    search_limit: int = 50
    feedback_link: str = ""  # where wishes and complaints about the desk go; "" = nowhere but its store
    phone_region: str = "US"  # for numbers written without a country code

    @property
    def shows_passwords(self) -> bool:
        """Whether an operator may be shown a generated one, of anybody."""
        ways = {self.passwords.handed_over, *(tier.handed_over for tier in self.verification.tiers)}
        return HandOver.SHOWN in ways or self.passwords.shown_instead

    @property
    def version(self) -> str:
        """Twelve hex digits that change with every setting; bound into each clearance."""
        return hashlib.sha256(_canonical(self).encode()).hexdigest()[:12]


def _canonical(value: object) -> str:
    """A text that is the same in every process: sets in order, fields by name."""
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(_canonical, value)) + ")"
    if hasattr(value, "__dataclass_fields__"):
        named = (f"{name}={_canonical(getattr(value, name))}" for name in value.__dataclass_fields__)
        return f"({','.join(named)})"
    return repr(value)
