"""The configuration."""

from helpdesk_tui.desk.effect import Entry

ENTRIES: dict[str, Entry] = {
    "config-missing": (
        "No configuration was found: there is no {looked}.",
        "Copy config.example.toml to {first} and fill it in; to look around without one: helpdesk-tui demo",
    ),
    "config-unreadable": (
        "The configuration {path} cannot be read: {reason}.",
        "Correct the file, or name another with --config.",
    ),
    "config-unsafe": (
        "The configuration is not safe to use: {reason}.",
        "{what_to_do}",
    ),
    "config-invalid": (
        "The configuration has {count}:\n{listed}\n",
        "Correct them; config.example.toml explains every key.",
    ),
    "check-late": (
        "This took longer than {seconds} seconds, and was given up.",
        "Look at the network, the server and the timeouts in the configuration.",
    ),
    "check-broken": (
        "This could not be looked at: {kind}.",
        "Tell whoever looks after the desk.",
    ),
    "doctor-nobody": (
        "Nobody signed in, so names, rights and policies were not looked at.",
        "Give --operator LOGIN.",
    ),
    "doctor-borrowed": (
        "Names, rights and policies are not looked at for who borrows the desk's system account.",
        "Give --operator LOGIN.",
    ),
    "doctor-not-own": (
        "A test message goes to nobody but you, and the directory does not have this for you.",
        "Give your own as it stands there.",
    ),
    "doctor-test-nobody": (
        "A test message goes to nobody but the operator who asks for it.",
        "Give --operator LOGIN, too.",
    ),
    "doctor-store": (
        "Nobody is signed in by this look, as the store is not ready: what is done is recorded there.",
        "See to the store first: what is said of it above tells how.",
    ),
    "doctor-keyring": (
        "Its secret is in the system keyring, which is not open here.",
        "See keyring.",
    ),
    "doctor-no-backups": (
        "Nothing is known of copies of the store: [store] backups names no directory.",
        "Name it, and have a timer copy the store there: docs/deploy.md.",
    ),
    "doctor-no-sample": (
        "No account was named on which to look at rights and policy.",
        "Name an ordinary person's: --account LOGIN.",
    ),
    "doctor-any-code": (
        "{server} takes any code: it accepted 000000 for {login}, whom nobody knows.",
        "Take it out of [radius] servers now, and correct its rules: it proves nothing.",
    ),
    "install-no-account": (
        "There is no system account {account} here.",
        "Make it, as docs/deploy.md says; or name another one: --account NAME.",
    ),
    "config-there": (
        "There is a configuration already: {path}. It was not touched.",
        "Correct that one, or name another place with --config.",
    ),
    "config-unwritable": (
        "{path} cannot be written: {reason}.",
        "Name another place with --config.",
    ),
    "no-servers-found": (
        "DNS names no directory servers for {domain}.",
        "Name them: --server HOST.",
    ),
    "key-unknown": (
        "There is not just one setting {key}.",
        "Did you mean one of these? {near}",
    ),
    "names-missing": (
        "The configuration has {count} that the directory does not hold, or does not show:\n{listed}\n",
        "Correct them: a rule for a name that does not exist would apply to nobody.",
    ),
    "password-source": (
        "The password of {login} is not in {where}.",
        "Put it there; the documentation of the configuration says how.",
    ),
    "no-keyring": (
        "No system keyring is open here.",
        "Leave --keyring out, and type the password.",
    ),
    "keyring-closed": (
        "The password of {login} is to come from the system keyring, which is not open here.",
        "Unlock it, or name a credential or a file for this password in the configuration.",
    ),
    "keyring-shared": (
        "Passwords of operators are saved only where the store is one person's.",
        "Leave --keyring out, and type the password.",
    ),
}
