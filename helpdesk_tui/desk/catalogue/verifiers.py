"""Services outside that check a code. Where none of them answered, no proof failed."""

from helpdesk_tui.desk.effect import Effect, Entry

_NOBODY = "No attempt was used up."

ENTRIES: dict[str, Entry] = {
    "verifier-rejected": (
        "{service} does not accept this.",
        "Take a new code. Attempts left: {left}.",
    ),
    "verifier-code-used": (
        "This code was used before.",
        "Wait for the token to show the next one. Attempts left: {left}.",
    ),
    "verifier-code-malformed": (
        "This is no code: it is empty, too long, or has signs that cannot be read out.",
        "Type the code as it is shown or sent.",
        Effect.TYPE_AGAIN,
    ),
    "verifier-asks-on": (
        "{service} keeps asking for more.",
        "Begin this method anew, or take another; an administrator looks at the service.",
        Effect.OTHER_METHOD,
    ),
    "verifier-no-host": (
        "No server named '{server}' was found, so nobody checked the code.",
        f"Take another method; an administrator checks the name and the DNS. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-unreachable": (
        "{server} does not answer, so nobody checked the code.",
        f"Try again, or take another method. {_NOBODY}",
        Effect.PASSING,
    ),
    "verifier-timeout": (
        "{server} took too long, so nobody knows whether the code is right.",
        f"Try again with a new code, or take another method. {_NOBODY}",
    ),
    "verifier-broke-off": (
        "{server} ended the conversation, so nobody knows whether the code is right.",
        f"Try again with a new code, or take another method. {_NOBODY}",
    ),
    "verifier-untrusted": (
        "{server} shows a certificate that no trusted authority signed; it was asked nothing.",
        f"Take another method; an administrator sets the ca_file of this server. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-wrong-name": (
        "{server} shows a certificate for another name; it was asked nothing.",
        f"Take another method; an administrator checks the server's name. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-expired": (
        "{server} shows a certificate that is not valid today; it was asked nothing.",
        f"Take another method; an administrator renews it, or sets this computer's clock. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-tls-failed": (
        "No encrypted connection to {server} came about; it was asked nothing.",
        f"Take another method; an administrator checks address and port. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-login": (
        "{server} does not answer this desk.",
        f"Take another method; an administrator checks the key that the desk shows there. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-redirect": (
        "{server} wants to be asked elsewhere, which is not done.",
        f"Take another method; an administrator checks the address. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-refused": (
        "{server} could not check this.",
        f"Take another method: it may not know the person. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "verifier-unclear": (
        "{server} gave an answer that says neither yes nor no.",
        f"Try again with a new code, or take another method. {_NOBODY}",
    ),
    "radius-no-answer": (
        "{server} does not answer, so nobody checked the code.",
        "Try again, or take another method; it is down, or does not know this desk and the shared secret. "
        f"{_NOBODY}",
        Effect.PASSING,
    ),
    "radius-untrusted": (
        "Answers came that were not made with the secret that the desk shares with {server}.",
        "Take another method, and tell an administrator: the two secrets differ, or somebody answers in its "
        f"place. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "radius-unsigned": (
        "{server} answers without a Message-Authenticator. Such an answer can be forged, and does not count.",
        f"Take another method; an administrator makes the server send one (CVE-2024-3596). {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
    "radius-impossible": (
        "RADIUS is not possible on this computer, so nobody checked the code.",
        f"Take another method; an administrator allows MD5, without which there is no RADIUS. {_NOBODY}",
        Effect.OTHER_METHOD,
    ),
}
