"""config.toml as a whole. Sections on which others rest stand before them."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import ValidationInfo, field_validator, model_validator

from helpdesk_tui.config.delivery import MailSection, SmsSection, TextsSection
from helpdesk_tui.config.directory import AttributesSection, DirectorySection, LdapSection
from helpdesk_tui.config.keys import KeysSection
from helpdesk_tui.config.profiles import with_profile
from helpdesk_tui.config.registration import (
    FeedbackSection,
    NoticesSection,
    RegistrationSection,
    ReportsSection,
)
from helpdesk_tui.config.section import Section, Wrong, refuse
from helpdesk_tui.config.sections import (
    ActionsSection,
    BrakeSection,
    DevicesSection,
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
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import HandOver

_NO_MAIL = 'mails cannot be sent: fill in [mail], with "server" first'
_NO_LINK = (
    "is needed, since notices are sent: each says where to object. Write a page (https://…) or a mail address"
)
_NO_SMS = 'SMS cannot be sent: fill in [sms], with "gateway" first'
ASKED_BY = {MethodKind.RADIUS: "servers", MethodKind.PRIVACYIDEA: "url"}  # section → what makes it one


class Sections(Section):
    """What the file may hold, and what must fit between its sections. `directory` and `roles` must be given;
    all else has a default: that of the profile, if the file has one, or that of its section."""

    profile: Literal["", "entra", "nist-aal2"] = ""
    directory: DirectorySection
    ldap: LdapSection = LdapSection()
    attributes: AttributesSection = AttributesSection()
    roles: RolesSection
    scope: ScopeSection = ScopeSection()
    actions: ActionsSection = ActionsSection()
    devices: DevicesSection = DevicesSection()
    brake: BrakeSection = BrakeSection()
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
    reports: ReportsSection = ReportsSection()
    feedback: FeedbackSection = FeedbackSection()
    store: StoreSection = StoreSection()
    session: SessionSection = SessionSection()
    search: SearchSection = SearchSection()
    keys: KeysSection = KeysSection()

    @model_validator(mode="before")
    @classmethod
    def _on_top_of_the_profile(cls, given: Any) -> Any:
        return with_profile(given) if isinstance(given, Mapping) else given

    @field_validator("verification", "session")
    @classmethod
    def _can_be_sent(cls, section: Section, info: ValidationInfo) -> Section:
        refuse(_unsent(section, info))
        return section

    @field_validator("tiers")
    @classmethod
    def _fit_together(cls, tiers: tuple[TierSection, ...], info: ValidationInfo) -> tuple[TierSection, ...]:
        wrong = [
            ((number, *where), words)
            for number, tier in enumerate(tiers)
            for where, words in (*_unsent(tier, info), *_unhanded(tier.handed_over, info))
        ]
        if "verification" in info.data:
            wrong += tier_mistakes(tiers, info.data["verification"])
        refuse(wrong)
        return tiers

    @field_validator("passwords")
    @classmethod
    def _can_be_handed_over(cls, passwords: PasswordsSection, info: ValidationInfo) -> PasswordsSection:
        refuse(_unhanded(passwords.handed_over, info))
        return passwords

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


def _unsent(section: Section, info: ValidationInfo) -> Iterator[Wrong]:
    """Methods that need mail or SMS where there is none; a section that is wrong itself is told as such."""
    mail, sms = info.data.get("mail"), info.data.get("sms")
    missing: dict[MethodKind, str] = {}
    if mail is not None and not mail.server:
        missing |= {MethodKind.EMAIL: _NO_MAIL, MethodKind.MANAGER: _NO_MAIL}
    if sms is not None and not sms.gateway:
        missing |= {MethodKind.SMS: _NO_SMS}
    for kind, key in ASKED_BY.items():
        service = info.data.get(kind)
        if service is not None and not getattr(service, key):
            missing[kind] = f'nobody checks these codes: fill in [{kind}], with "{key}" first'
    for key in ("methods", "exception", "second_factor_methods"):
        for number, kind in enumerate(getattr(section, key, None) or ()):
            if kind in missing:
                yield (key, number), missing[kind]


def _unhanded(by: HandOver | None, info: ValidationInfo) -> Iterator[Wrong]:
    """New passwords that are to be sent, and cannot be."""
    mail, sms = info.data.get("mail"), info.data.get("sms")
    if by in (HandOver.MAIL, HandOver.SPLIT) and mail is not None and not mail.server:
        yield ("handed_over",), _NO_MAIL
    if by in (HandOver.SMS, HandOver.SPLIT) and sms is not None and not sms.gateway:
        yield ("handed_over",), _NO_SMS
