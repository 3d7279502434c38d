"""config.toml as a whole. Sections on which others rest stand before them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import PrivateAttr, ValidationInfo, field_validator, model_validator

from helpdesk_tui.config import mistakes
from helpdesk_tui.config.delivery import MailSection, SmsSection, TextsSection
from helpdesk_tui.config.lines import Path as Path_
from helpdesk_tui.config.mistakes import Source
from helpdesk_tui.config.policy import policy_of
from helpdesk_tui.config.profiles import with_profile
from helpdesk_tui.config.registration import NoticesSection, RegistrationSection
from helpdesk_tui.config.section import Section, Wrong, refuse
from helpdesk_tui.config.sections import (
    DirectorySection,
    LimitsSection,
    PasswordsSection,
    RolesSection,
    ScopeSection,
    SearchSection,
    SessionSection,
    StoreSection,
)
from helpdesk_tui.config.verification import (
    ContactsSection,
    OathSection,
    QuestionsSection,
    SendingSection,
    ThreatSection,
    TierSection,
    VerificationSection,
    tier_mistakes,
)
from helpdesk_tui.config.verifiers import PrivacyIdeaSection, RadiusSection
from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Channel

_NO_MAIL = 'mails cannot be sent: fill in [mail], with "server" first'
_NO_LINK = (
    "is needed, since notices are sent: each says where to object. Write a page (https://…) or a mail address"
)
_NO_SMS = 'SMS cannot be sent: fill in [sms], with "gateway" first'
_ASKED_BY = {MethodKind.RADIUS: "servers", MethodKind.PRIVACYIDEA: "url"}  # section → what makes it one


class Config(Section):
    """The whole file. `directory` and `roles` must be given; all else has a default: that of the profile, if
    it has one, or that of its section."""

    profile: Literal["", "entra", "nist-aal2"] = ""
    directory: DirectorySection
    roles: RolesSection
    scope: ScopeSection = ScopeSection()
    mail: MailSection = MailSection()
    sms: SmsSection = SmsSection()
    texts: TextsSection = TextsSection()
    radius: RadiusSection = RadiusSection()
    privacyidea: PrivacyIdeaSection = PrivacyIdeaSection()
    verification: VerificationSection = VerificationSection()
    tiers: tuple[TierSection, ...] = ()
    contacts: ContactsSection = ContactsSection()
    sending: SendingSection = SendingSection()
    oath: OathSection = OathSection()
    questions: QuestionsSection = QuestionsSection()
    threat: ThreatSection = ThreatSection()
    limits: LimitsSection = LimitsSection()
    passwords: PasswordsSection = PasswordsSection()
    registration: RegistrationSection = RegistrationSection()
    notices: NoticesSection = NoticesSection()
    store: StoreSection = StoreSection()
    session: SessionSection = SessionSection()
    search: SearchSection = SearchSection()

    @model_validator(mode="before")
    @classmethod
    def _on_top_of_the_profile(cls, given: Any) -> Any:
        return with_profile(given) if isinstance(given, Mapping) else given

    @field_validator("verification")
    @classmethod
    def _can_be_sent(cls, section: VerificationSection, info: ValidationInfo) -> VerificationSection:
        refuse(_unsent(section, info))
        return section

    @field_validator("tiers")
    @classmethod
    def _fit_together(cls, tiers: tuple[TierSection, ...], info: ValidationInfo) -> tuple[TierSection, ...]:
        wrong = [
            ((number, *where), words)
            for number, tier in enumerate(tiers)
            for where, words in _unsent(tier, info)
        ]
        if "verification" in info.data:
            wrong += tier_mistakes(tiers, info.data["verification"])
        refuse(wrong)
        return tiers

    @field_validator("notices")
    @classmethod
    def _can_be_written(cls, notices: NoticesSection, info: ValidationInfo) -> NoticesSection:
        mail, sms = info.data.get("mail"), info.data.get("sms")
        wrong: list[Wrong] = []
        if notices.administrators and mail is not None and not mail.server:
            wrong.append((("administrators",), _NO_MAIL))
        sends = bool((mail and mail.server) or (sms and sms.gateway))
        if sends and notices.are_on and not notices.help_link:
            wrong.append((("help_link",), _NO_LINK))
        refuse(wrong)
        return notices

    _source: Source | None = PrivateAttr(default=None)

    def read_from(self, source: Source) -> "Config":
        """The same, knowing in which lines of which file it stands."""
        self._source = source
        return self

    def place_of(self, where: tuple[str, ...], name: str) -> str:
        """File, line and key of a group or a DN: ("scope", "bases"), ("tiers", "Board", "groups")."""
        section, *between, key = where
        path: Path_ = (section, key)
        held = getattr(self, section)
        if between:
            number = next(place for place, tier in enumerate(self.tiers) if tier.name == between[0])
            path, held = (section, number, key), self.tiers[number]
        value = getattr(held, key)
        if isinstance(value, tuple) and name in value:
            path = (*path, value.index(name))
        return mistakes.place(path, self._source, type(self))

    @property
    def groups_of_roles(self) -> Mapping[Role, tuple[str, ...]]:
        return {role: getattr(self.roles, role.value) for role in Role}

    @property
    def policy(self) -> DeskPolicy:
        """The desk's policy; its groups are names, which the sign-in turns into ids."""
        return policy_of(self)

    @property
    def channels(self) -> frozenset[Channel]:
        """By which something can be sent."""
        there = ((Channel.MAIL, self.mail.server), (Channel.SMS, self.sms.gateway))
        return frozenset(channel for channel, sender in there if sender)

    @property
    def verifiers(self) -> frozenset[str]:
        """Kinds of methods whose codes a service outside checks."""
        return frozenset(kind for kind, key in _ASKED_BY.items() if getattr(getattr(self, kind), key))

    @property
    def threat_elevated(self) -> bool:
        """Whether the threat is elevated, whatever `threat_file` says."""
        return self.threat.elevated

    @property
    def threat_file(self) -> Path | None:
        """While it exists, the threat is elevated."""
        return self.threat.file


def _unsent(section: VerificationSection | TierSection, info: ValidationInfo) -> Iterator[Wrong]:
    """Methods that need mail or SMS where there is none; a section that is wrong itself is told as such."""
    mail, sms = info.data.get("mail"), info.data.get("sms")
    missing: dict[MethodKind, str] = {}
    if mail is not None and not mail.server:
        missing |= {MethodKind.EMAIL: _NO_MAIL, MethodKind.MANAGER: _NO_MAIL}
    if sms is not None and not sms.gateway:
        missing |= {MethodKind.SMS: _NO_SMS}
    for kind, key in _ASKED_BY.items():
        service = info.data.get(kind)
        if service is not None and not getattr(service, key):
            missing[kind] = f'nobody checks these codes: fill in [{kind}], with "{key}" first'
    for key in ("methods", "exception"):
        for number, kind in enumerate(getattr(section, key) or ()):
            if kind in missing:
                yield (key, number), missing[kind]
