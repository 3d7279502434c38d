"""[registration], [notices], [reports] and [feedback]: how methods are registered, who must, who is told, and
what people say of it afterwards."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from helpdesk_tui.config import addresses, values
from helpdesk_tui.config.section import Name, Section
from helpdesk_tui.desk.policy import NoticeRules

MailAddress = Annotated[StrictStr, AfterValidator(addresses.mail_address)]


class RegistrationSection(Section):
    issuer: Annotated[StrictStr, AfterValidator(values.issuer)] = "Help desk"
    algorithm: Literal["SHA1", "SHA256", "SHA512"] = "SHA1"
    digits: Annotated[StrictInt, AfterValidator(values.one_of(6, 8))] = 6
    period: Annotated[StrictInt, AfterValidator(values.one_of(30, 60))] = 30  # seconds
    max_apps: Annotated[StrictInt, Field(ge=1, le=5)] = 5
    combined: StrictBool = True
    required: StrictBool = False
    reconfirm_days: Annotated[StrictInt, Field(ge=0, le=730)] = 180
    pass_minutes: Annotated[StrictInt, Field(ge=10, le=43200)] = 60
    pass_length: Annotated[StrictInt, Field(ge=8, le=48)] = 10
    pass_once: StrictBool = True
    own_hours: Annotated[StrictInt, Field(ge=0, le=720)] = 24
    any_hours: Annotated[StrictInt, Field(ge=0, le=720)] = 24
    new_hours: Annotated[StrictInt, Field(ge=0, le=720)] = 24


class ReportsSection(Section):
    hours: Annotated[StrictInt, Field(ge=1, le=720)] = 72
    operator_reports: Annotated[StrictInt, Field(ge=1, le=100)] = 10  # in an hour


class FeedbackSection(Section):
    link: Annotated[StrictStr, AfterValidator(values.optional(addresses.link))] = ""


class NoticesSection(Section):
    on_reset: StrictBool = True
    on_methods: StrictBool = True
    administrators: tuple[MailAddress, ...] = ()
    help_desk: Name = NoticeRules.help_desk
    help_link: Annotated[StrictStr, AfterValidator(values.optional(addresses.link))] = ""

    @property
    def are_on(self) -> bool:
        return self.on_reset or self.on_methods or bool(self.administrators)
