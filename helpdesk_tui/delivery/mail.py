"""Mail over SMTP: one message to one address, on a verified connection, at most once.

Until the server has asked for the message with 354, nothing was handed over and every failure is a refusal.
From then on only its answer tells: 250 means that it answers for the message (RFC 5321 §6.1), and silence
means that nobody knows.
"""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from helpdesk_tui.connection import Connection
from helpdesk_tui.delivery.addresses import is_host, is_mailbox
from helpdesk_tui.delivery.connection import connected, encrypt, silence
from helpdesk_tui.delivery.outcomes import NotSentError, refused, sent, setting_error, unknown
from helpdesk_tui.delivery.settings import MailSettings
from helpdesk_tui.delivery.smtp import BROKEN, Conversation, numbers, refusal
from helpdesk_tui.delivery.texts import Text
from helpdesk_tui.desk.ports import Clock, Delivered, Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.text import clean
from helpdesk_tui.tls import verifying_context

_POLICY = SMTP.clone(cte_type="7bit")  # every server takes it
_GOODBYE_SECONDS = 2.0


class Mail:
    """Sends by one server. Safe to call from several threads.

    Raises `ConfigError` (delivery-setting, ca-file) for settings that cannot be used.
    """

    def __init__(self, settings: MailSettings, clock: Clock, randomness: Randomness) -> None:
        _check(settings)
        self._settings = settings
        self._server = settings.server
        self._clock = clock
        self._chance = randomness
        self._context = verifying_context(settings.ca_file)

    def send(self, to: str, text: Text) -> Delivered:
        """Hand one message over. Raises `NotSentError`."""
        if not is_mailbox(to):
            return refused(problem("address-unusable"))
        message = self._message(to, text).as_bytes(policy=_POLICY)
        wanted = self._settings
        times = wanted.connect_seconds, wanted.timeout_seconds
        with connected(self._server, wanted.port, *times) as connection:
            conversation = self._ready(connection, to)
            return self._hand_over(conversation, message)

    def greet(self) -> datetime:
        """Connect, greet and sign in; nothing is sent. When the server's certificate ends. Raises
        `NotSentError`."""
        wanted = self._settings
        times = wanted.connect_seconds, wanted.timeout_seconds
        with connected(self._server, wanted.port, *times) as connection:
            try:
                conversation = self._introduced(connection)
                ends = connection.certificate_ends
            except BROKEN:
                raise NotSentError(silence(connection)) from None
            conversation.leave(_GOODBYE_SECONDS)
            return ends

    def _ready(self, connection: Connection, to: str) -> Conversation:
        """The server waits for the message. Raises `NotSentError`."""
        try:
            conversation = self._introduced(connection)
            conversation.address(self._settings.sender, to)
            conversation.announce()
        except BROKEN:
            raise NotSentError(silence(connection)) from None
        return conversation

    def _introduced(self, connection: Connection) -> Conversation:
        """Both know each other; nothing was said of the message before that."""
        settings = self._settings
        if settings.security == "tls":
            encrypt(connection, self._context)
        conversation = Conversation(connection, settings.hello_name)
        conversation.greet()
        if settings.security == "starttls":
            conversation.encrypt(self._context)
        if settings.password is not None:
            conversation.sign_in(settings.login, settings.password)
        return conversation

    def _hand_over(self, conversation: Conversation, message: bytes) -> Delivered:
        try:
            reply = conversation.hand_over(message)
        except BROKEN:
            return unknown(problem("delivery-unknown", server=self._server))
        outcome = self._judged(reply)
        conversation.leave(_GOODBYE_SECONDS)
        return outcome

    def _judged(self, reply: tuple[int, bytes]) -> Delivered:
        if reply[0] == 250:
            return sent(numbers(reply))
        if 400 <= reply[0] <= 599:
            error = refusal(self._server, reply, "mail-rejected")
            return refused(error.problem, error.code)
        return unknown(problem("delivery-unknown", server=self._server), numbers(reply))

    def _message(self, to: str, text: Text) -> EmailMessage:
        """Plain text, every header on one line."""
        settings = self._settings
        message = EmailMessage(policy=_POLICY)
        message["From"] = Address(_for_header(settings.sender_name), addr_spec=settings.sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = _for_header(text.subject)
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{self._chance.token(16)}@{settings.sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no answering machine answers
        message["X-Auto-Response-Suppress"] = "All"  # the same, for Exchange (MS-OXCMAIL 2.2.3.2.14)
        message.set_content(text.body.reveal())
        message["Content-Language"] = text.language  # set_content would remove it
        return message


def _for_header(text: str) -> str:
    """One line that holds no encoded word (RFC 2047): the email package would decode it, line breaks too."""
    return clean(text).replace("=?", "= ?")


def _check(settings: MailSettings) -> None:
    """Raises `ConfigError` (delivery-setting)."""
    if not is_host(settings.server):
        raise setting_error(_("The mail server"), _("it is no host name or IP address"))
    if not is_mailbox(settings.sender):
        raise setting_error(_("The mail sender"), _("it is not one plain mail address"))
    if settings.security not in {"starttls", "tls"}:
        raise setting_error(_("The mail security"), _("it is neither starttls nor tls"))
    if settings.hello_name and not is_host(settings.hello_name):
        raise setting_error(_("The mail hello_name"), _("it is no host name"))
    if bool(settings.login) != (settings.password is not None):
        raise setting_error(_("The mail login"), _("login and password belong together"))
    if "\0" in settings.login:
        raise setting_error(_("The mail login"), _("it holds a NUL"))
