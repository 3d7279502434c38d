"""Mail and SMS: what the desk asks of `ports.Delivery`.

    deliveries = Deliveries(mail, sms, texts.load(TextSettings()), clock, randomness)
    deliveries.send(Message(…))   → Delivered, always

No module here logs. What a server says is not repeated, only its codes are: its words may hold the address,
the code or the password that it was given.
"""

from helpdesk_tui.delivery.apprise_gateway import AppriseGateway
from helpdesk_tui.delivery.gateway import Gateway
from helpdesk_tui.delivery.mail import Mail
from helpdesk_tui.delivery.outcomes import NotSentError, refused, unknown
from helpdesk_tui.delivery.settings import AppriseSettings, GatewaySettings, MailSettings
from helpdesk_tui.delivery.texts import Text, Texts
from helpdesk_tui.desk.ports import Channel, Clock, Delivered, Message, Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean

_NAMES = {Channel.MAIL: "mail", Channel.SMS: "SMS"}


class Deliveries:
    """`ports.Delivery`. `randomness` makes the Message-ID of mails.

    Raises `ConfigError` (delivery-setting, ca-file) for settings that cannot be used.
    """

    def __init__(
        self,
        mail: MailSettings | None,
        sms: GatewaySettings | AppriseSettings | None,
        texts: Texts,
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        self._texts = texts
        self._senders: dict[Channel, Mail | Gateway | AppriseGateway] = {}
        if mail is not None:
            self._senders[Channel.MAIL] = Mail(mail, clock, randomness)
        if isinstance(sms, GatewaySettings):
            self._senders[Channel.SMS] = Gateway(sms)
        elif sms is not None:
            self._senders[Channel.SMS] = AppriseGateway(sms)

    @property
    def channels(self) -> frozenset[Channel]:
        return frozenset(self._senders)

    def send(self, message: Message) -> Delivered:
        sender = self._senders.get(message.channel)
        if sender is None:
            return refused(problem("channel-off", channel=_NAMES[message.channel]))
        try:
            text = self._texts.render(message)
        except KeyError as missing:
            return refused(problem("message-incomplete", word=clean(str(missing.args[0]), 30)))
        return _sent(sender, message.to, text)


def _sent(sender: Mail | Gateway | AppriseGateway, to: str, text: Text) -> Delivered:
    try:
        return sender.send(to, text)
    except NotSentError as error:
        return refused(error.problem, error.code)
    except Exception as error:  # noqa: BLE001 - the port raises nothing; the error's text may hold the code
        return unknown(problem("delivery-failed", detail=type(error).__name__))
    finally:
        text.body.drop()
