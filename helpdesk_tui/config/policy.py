"""The desk's policy as a configuration says it. Its groups are names, which the sign-in turns into ids."""

from datetime import timedelta

from helpdesk_tui.config.models import Sections
from helpdesk_tui.config.registration import RegistrationSection
from helpdesk_tui.config.sections import (
    ActionsSection,
    LimitsSection,
    PasswordsSection,
    ScopeSection,
    SessionSection,
)
from helpdesk_tui.config.verification import SendingSection, TierSection, VerificationSection, in_force
from helpdesk_tui.desk.banned import Banned
from helpdesk_tui.desk.method import Grade, OathSettings
from helpdesk_tui.desk.policy import (
    DAY,
    BrakeRules,
    ContactRules,
    DeskPolicy,
    NoticeRules,
    OathRules,
    OfferedGroup,
    OperatorRules,
    PasswordRules,
    QuestionRules,
    RegistrationRules,
    ReportRules,
    Scope,
    SendRules,
    Tier,
    VerificationPolicy,
)
from helpdesk_tui.desk.ports import Limit, Limits, SendLimits


def policy_of(config: Sections) -> DeskPolicy:
    return DeskPolicy(
        verification=_verification(config),
        registration=_registration(config.registration),
        notices=NoticeRules(**config.notices.model_dump()),
        reports=ReportRules(config.reports.hours, config.reports.operator_reports),
        scope=_scope(config.scope, config.actions),
        passwords=_passwords(config.passwords),
        operators=_operators(config.session),
        device_owner=config.devices.owner,
        brake=BrakeRules(frozenset(config.brake.roles), config.brake.per_hour),
        search_limit=config.search.limit,
        feedback_link=config.feedback.link,
        phone_region=config.search.phone_region,
    )


def _passwords(section: PasswordsSection) -> PasswordRules:
    return PasswordRules(
        **section.model_dump(exclude={"banned", "breached_file"}), banned=Banned(frozenset(section.banned))
    )


def _verification(config: Sections) -> VerificationPolicy:
    section, questions = config.verification, config.questions
    return VerificationPolicy(
        everybody=_tier(section),
        tiers=tuple(_tier(in_force(section, tier), tier) for tier in config.tiers),
        limits=_limits(config.limits),
        resets_a_day=config.limits.resets_a_day,
        contacts=ContactRules(**config.contacts.model_dump()),
        sending=_sending(config.sending),
        oath=OathRules(**config.oath.model_dump()),
        questions=QuestionRules(questions.registered, questions.asked, questions.texts),
        documents=section.documents,
        threat_grade=_grade(config.threat.minimum_grade),
        threat_gates=config.threat.gates,
        ticket=section.ticket,
        ticket_pattern=section.ticket_pattern,
        ticket_example=section.ticket_example,
    )


def _sending(section: SendingSection) -> SendRules:
    return SendRules(
        lifetime=timedelta(minutes=section.code_minutes),
        digits=section.code_digits,
        limits=SendLimits(
            account=Limit(section.codes, section.per_minutes * 60),
            destination=Limit(section.destination_codes, section.destination_minutes * 60),
            operator=Limit(section.operator_codes, section.operator_minutes * 60),
            desk=Limit(section.daily_codes, DAY),
        ),
        countries=frozenset(section.countries),
    )


def _tier(rules: VerificationSection, tier: TierSection | None = None) -> Tier:
    """`rules` are the tier's own already; None = everybody's."""
    return Tier(
        name=tier.name if tier else Tier.name,
        groups=frozenset(tier.groups if tier else ()),
        bases=tier.bases if tier else (),
        gates=rules.gates,
        allowed=frozenset(rules.methods),
        minimum_grade=_grade(rules.minimum_grade),
        prefilled=rules.prefilled,
        approval=rules.approval,
        refused=frozenset(tier.refused if tier else ()),
        exception=frozenset(rules.exception),
        exception_gates=rules.exception_gates,
        handed_over=tier.handed_over if tier else None,
        verification_lifetime=timedelta(minutes=rules.minutes),
        clearance_lifetime=timedelta(minutes=rules.clearance_minutes),
    )


def _grade(name: str) -> Grade:
    return Grade[name.upper()]


def _limits(section: LimitsSection) -> Limits:
    def limit(failures: int, minutes: int, block_minutes: int) -> Limit:
        return Limit(failures, minutes * 60, block_minutes * 60)

    return Limits(
        account=limit(section.account_failures, section.account_minutes, section.account_block_minutes),
        method=limit(section.method_failures, section.method_minutes, section.method_block_minutes),
        operator=limit(section.operator_failures, section.operator_minutes, section.operator_block_minutes),
    )


def _operators(section: SessionSection) -> OperatorRules:
    return OperatorRules(
        second_factor=section.second_factor,
        kinds=frozenset(section.second_factor_methods),
        minimum_grade=_grade(section.second_factor_grade),
        failures=Limit(section.second_factor_failures, section.second_factor_minutes * 60),
    )


def _registration(section: RegistrationSection) -> RegistrationRules:
    given = section.model_dump()
    app = OathSettings(given.pop("digits"), given.pop("period"), given.pop("algorithm"))
    return RegistrationRules(app=app, **given)


def _scope(section: ScopeSection, actions: ActionsSection) -> Scope:
    return Scope(
        roles=actions.roles,
        groups=tuple(OfferedGroup("", name) for name in actions.groups),
        protected_groups=frozenset(section.protected_groups),
        enabled_groups=frozenset(section.enabled_groups),
        **section.model_dump(exclude={"protected_groups", "enabled_groups"}),
    )
