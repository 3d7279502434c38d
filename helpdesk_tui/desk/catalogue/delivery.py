"""Sending mail and SMS."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "channel-off": (
        "This desk sends no {channel}.",
        "Use another method; an administrator can set it up.",
    ),
    "address-unusable": (
        "Nothing can be sent to this mail address.",
        "Use another method, and have the address corrected.",
    ),
    "number-unusable": (
        "Nothing can be sent to this number.",
        "Use another method, and have the number corrected.",
    ),
    "number-not-texted": (
        "No SMS is sent to this number: it is {what}.",
        "Use another method, or register an ordinary mobile number.",
        Effect.OTHER_METHOD,
    ),
    "delivery-no-host": (
        "No server named '{server}' was found, so nothing was sent.",
        "Use another method; an administrator checks the name and the DNS.",
    ),
    "delivery-unreachable": (
        "{server} does not answer, so nothing was sent.",
        "Try again, or use another method.",
    ),
    "delivery-timeout": (
        "{server} took too long, and nothing was sent.",
        "Try again, or use another method.",
    ),
    "delivery-broke-off": (
        "{server} ended the conversation before anything was sent.",
        "Try again, or use another method.",
    ),
    "delivery-later": (
        "{server} takes no message just now.",
        "Try again in a few minutes, or use another method.",
    ),
    "delivery-unknown": (
        "{server} did not confirm the message: it may arrive all the same.",
        "Ask whether it came; if not, send it again or use another method.",
    ),
    "delivery-failed": (
        "Something went wrong while sending: the message may arrive all the same.",
        "Ask whether it came; if not, use another method and tell an administrator.",
    ),
    "delivery-untrusted": (
        "{server} shows a certificate that no trusted authority signed; nothing was sent.",
        "Use another method; an administrator sets the ca_file of this server.",
    ),
    "delivery-wrong-name": (
        "{server} shows a certificate for another name; nothing was sent.",
        "Use another method; an administrator checks the server's name.",
    ),
    "delivery-expired": (
        "{server} shows a certificate that is not valid today; nothing was sent.",
        "Use another method; an administrator renews it, or sets this computer's clock.",
    ),
    "delivery-tls-failed": (
        "No encrypted connection to {server} came about; nothing was sent.",
        "Use another method; an administrator checks port and security of this server.",
    ),
    "mail-no-starttls": (
        "{server} offers no encryption; nothing was sent.",
        "Use another method; an administrator checks the mail server, or who stands in between.",
    ),
    "mail-tampered": (
        "Something was slipped in before the encryption with {server} began; nothing was sent.",
        "Use another method, and tell an administrator: somebody may stand in between.",
    ),
    "mail-garbled": (
        "{server} does not answer as a mail server should; nothing was sent.",
        "Use another method; an administrator checks server and port.",
    ),
    "mail-closed": (
        "{server} does not serve this computer; nothing was sent.",
        "Use another method; an administrator shows the detail to the mail server's.",
    ),
    "mail-login": (
        "{server} refuses the desk's login; nothing was sent.",
        "Use another method; an administrator checks login and password.",
    ),
    "mail-login-unknown": (
        "{server} offers no way to sign in that this program knows; nothing was sent.",
        "Use another method; an administrator checks whether a login is needed.",
    ),
    "mail-sender": (
        "{server} takes no mail from the desk's address.",
        "Use another method; an administrator checks the sender.",
    ),
    "mail-recipient": (
        "{server} takes no mail for this address.",
        "Use another method, and have the address checked.",
    ),
    "mail-rejected": (
        "{server} refused the message.",
        "Use another method; an administrator shows the detail to the mail server's.",
    ),
    "gateway-refused": (
        "{server} did not take the SMS.",
        "Check the number, or use another method.",
    ),
    "gateway-login": (
        "{server} refuses the desk's account; nothing was sent.",
        "Use another method; an administrator checks the account of the SMS gateway.",
    ),
    "gateway-redirect": (
        "{server} wants the SMS sent elsewhere, which is not done.",
        "Use another method; an administrator checks the address of the SMS gateway.",
    ),
    "gateway-unclear": (
        "{server} gave an answer that does not tell whether it took the SMS.",
        "Ask whether it came; if not, send it again or use another method.",
    ),
    "gateway-unusable": (
        "The SMS service does not take its settings; nothing was sent.",
        "Use another method; an administrator checks the address of the service.",
    ),
    "message-incomplete": (
        "The message lacks a word ({word}); it was not sent.",
        "Use another method, and tell an administrator.",
    ),
    "delivery-setting": (
        "{setting} cannot be used: {why}.",
        "Correct it in the configuration.",
    ),
    "texts-folder": (
        "The folder {folder} with message texts cannot be read: {why}.",
        "Give a readable folder, or leave the setting out for English.",
    ),
    "texts-language": (
        "There are no message texts in '{language}'.",
        "Add a file of that name to the folder of texts, or choose a language that is there.",
    ),
    "texts-file": (
        "{where}: {why}.",
        "Correct the file; the built-in English shows what each text may hold.",
    ),
}
