"""The catalogue of problems: code → what it means, and what to do.

One entry for each cause that a person can do something about. The words are for an operator with a
caller on the line: one sentence each, no numbers of the protocol. `{names}` are filled in by `problem`.
"""

CATALOGUE: dict[str, tuple[str, str]] = {}


def _enter(code: str, cause: str, remedy: str) -> None:
    CATALOGUE[code] = (cause, remedy)


# --- signing in -----------------------------------------------------------------------------------
_enter("wrong-password", "The directory did not accept this login and password.", "Type both again.")
_enter("sign-in-empty", "Login and password are both needed.", "Type both.")
_enter(
    "operator-password-expired",
    "Your own password has expired.",
    "Change it on your computer, then sign in here.",
)
_enter(
    "operator-must-change",
    "You must change your own password first.",
    "Change it on your computer, then sign in here.",
)
_enter("operator-locked", "Your own account is locked.", "Ask a colleague to unlock it, or wait.")
_enter("operator-disabled", "Your own account is disabled.", "Ask an administrator.")
_enter("operator-expired", "Your own account has expired.", "Ask an administrator.")
_enter(
    "operator-hours", "You may not sign in at this hour.", "Ask an administrator to check your logon hours."
)
_enter(
    "operator-workstation",
    "You may not sign in from this computer.",
    "Ask an administrator to check your workstations.",
)
_enter("operator-restricted", "A policy of the directory stops your sign-in.", "Ask an administrator.")
_enter(
    "no-role",
    "You are in none of the groups that may use this desk.",
    "Ask an administrator for a desk role.",
)
_enter("role-lost", "You no longer have the role that you signed in with.", "Sign in again.")
_enter(
    "role-group-missing",
    "The group '{group}' from the configuration is not in the directory.",
    "Correct [roles] in the configuration.",
)
_enter(
    "operator-elsewhere",
    "Your account is not in the domain {domain}.",
    "Sign in with an account of that domain.",
)
_enter(
    "service-refused",
    "The directory did not accept the desk's service account.",
    "Tell an administrator: its password may have changed or expired.",
)
_enter("signed-out", "You are signed out.", "Sign in again.")

# --- reaching the directory -----------------------------------------------------------------------
_enter(
    "no-such-host",
    "No server named '{server}' was found.",
    "Check the name in [directory] servers, or your DNS.",
)
_enter(
    "unreachable",
    "{server} does not answer.",
    "Try again; if it stays so, check the network or name another server.",
)
_enter("connection-lost", "The connection to {server} broke off.", "Try again: nothing was written.")
_enter("directory-timeout", "{server} took too long to answer.", "Narrow the search, or try again.")
_enter(
    "tls-untrusted",
    "{server} shows a certificate that no trusted authority signed.",
    "Set [directory] ca_file to your authority's certificate.",
)
_enter(
    "tls-wrong-name",
    "{server} shows a certificate for another name.",
    "Use the name that is in the certificate.",
)
_enter(
    "tls-expired",
    "{server} shows a certificate that is not valid today.",
    "Renew it, or correct this computer's clock.",
)
_enter(
    "tls-failed",
    "No encrypted connection to {server} came about.",
    "Check that it offers LDAPS on this port.",
)
_enter(
    "tls-required",
    "{server} was reached without encryption.",
    "Use ldaps:// or STARTTLS; no password was sent.",
)
_enter("ca-file", "The CA file {path} cannot be used.", "Give a readable file with PEM certificates.")
_enter(
    "channel-binding",
    "{server} asks for channel binding, which this program does not offer.",
    "Ask an administrator.",
)
_enter("directory-busy", "{server} is busy or closed for work.", "Try again soon, or name another server.")
_enter(
    "directory-refused",
    "The directory refused, with an error that the desk does not know.",
    "Show the detail to an administrator.",
)
_enter(
    "directory-garbled",
    "{server} sent an answer that is not valid LDAP.",
    "Try again; if it stays so, tell an administrator.",
)
_enter(
    "too-many", "There are more results than can be shown.", "Narrow the search: add a first name or a login."
)
_enter("admin-limit", "The directory's own limit ended the search.", "Narrow the search.")

# --- accounts -------------------------------------------------------------------------------------
_enter(
    "account-not-found", "No account matches '{query}'.", "Check the spelling, or search by mail or phone."
)
_enter(
    "account-ambiguous", "'{query}' matches {count} accounts.", "Use the login or the ID shown by a search."
)
_enter(
    "account-gone", "The account is gone, was moved out of sight, or may not be read.", "Look it up again."
)
_enter(
    "account-unreadable", "Parts of this account could not be read.", "Ask an administrator for read rights."
)

# --- guard ----------------------------------------------------------------------------------------
_enter("own-account", "This is your own account.", "Ask a colleague to help you.")
_enter(
    "protected-account",
    "This account is protected: it belongs to {group}.",
    "Hand the call to the administrators of the domain.",
)
_enter(
    "protection-unknown",
    "The groups of this account cannot be read, so it may be protected.",
    "Ask an administrator for read rights.",
)
_enter(
    "out-of-scope",
    "This account is outside the part of the directory that this desk serves.",
    "Hand the call to the desk that serves it.",
)
_enter("peer-operator", "This account belongs to a member of the desk.", "Only a supervisor may act on it.")
_enter(
    "machine-account",
    "This account belongs to a computer or a service, not to a person.",
    "Hand it to an administrator.",
)
_enter("system-account", "This is an account of the system itself.", "Hand it to an administrator.")
_enter(
    "role-lacks-action",
    "Your role does not allow you to {action}.",
    "Ask a colleague with the role of {role}.",
)
_enter(
    "no-right",
    "The directory says that you have no right to {action} here.",
    "Ask an administrator for the delegation; protected accounts never get it.",
)

# --- verification ---------------------------------------------------------------------------------
_enter(
    "no-method",
    "No way to prove this caller is registered.",
    "Hand the call to a supervisor: no proof, no change.",
)
_enter(
    "too-few-methods",
    "This account needs {needed} proofs and has {usable} usable.",
    "Hand the call to a supervisor.",
)
_enter("method-not-offered", "This method is not available for this account.", "Choose one from the list.")
_enter("method-already-proven", "This method was already used in this verification.", "Choose another one.")
_enter("code-wrong", "The code is wrong.", "Ask for the next one. Attempts left: {left}.")
_enter("code-malformed", "A code has {digits} digits.", "Type the digits; spaces do not matter.")
_enter(
    "recovery-code-malformed",
    "A recovery code has the form {form}.",
    "Type it as printed; spaces do not matter.",
)
_enter(
    "code-used", "This code was used before.", "Wait for the app to show the next one. Attempts left: {left}."
)
_enter(
    "clock-drift",
    "The code fits a clock that is {seconds} s off.",
    "The person sets the phone's clock to automatic, then tries again. Attempts left: {left}.",
)
_enter(
    "call-back-failed",
    "The person was not reached or did not confirm.",
    "Call again, try another method, or end the call.",
)
_enter(
    "account-blocked",
    "Too many failed proofs for this account.",
    "Blocked until {until}. A real caller can try again then.",
)
_enter(
    "method-blocked", "Too many failed proofs with this method.", "Use another one, or wait until {until}."
)
_enter(
    "operator-blocked",
    "Too many failed proofs by you.",
    "You are blocked until {until}. Tell your supervisor.",
)
_enter("verification-expired", "The time for this verification is over.", "Begin a new one.")
_enter("verification-unknown", "This verification is not open any more.", "Begin a new one.")
_enter("ticket-required", "A ticket number is needed.", "Type the number of the ticket.")
_enter("ticket-malformed", "This is no ticket number of yours.", "A ticket looks like this: {example}.")

# --- clearance ------------------------------------------------------------------------------------
_enter("no-clearance", "The caller is not verified.", "Verify the caller first.")
_enter("clearance-used", "This verification was already used for a change.", "Verify the caller again.")
_enter("clearance-expired", "The verification has expired.", "Verify the caller again.")
_enter(
    "clearance-not-for-this",
    "The caller was verified for something else.",
    "Verify the caller for this account and action.",
)
_enter(
    "account-changed",
    "The account changed since the caller was verified.",
    "Look at the account again, then verify again.",
)
_enter(
    "policy-changed", "The desk's policy changed since the caller was verified.", "Verify the caller again."
)
_enter("clock-went-back", "This computer's clock went back.", "Correct the clock, then verify again.")

# --- actions --------------------------------------------------------------------------------------
_enter("nothing-to-do", "There is nothing to change.", "Choose at least one step.")
_enter("not-locked", "The account is not locked.", "No unlock is needed.")
_enter(
    "must-change-ineffective",
    "A forced change has no effect here: {reason}.",
    "Ask an administrator to clear that first.",
)
_enter(
    "must-change-trap",
    "The person may not change the password, so a forced change would lock them out.",
    "Ask an administrator to allow the change first.",
)
_enter(
    "policy-unknown",
    "The password policy of this account cannot be read.",
    "The directory will decide; ask an administrator for read rights.",
)
_enter(
    "password-refused",
    "The directory's policy refused the password.",
    "Generate another; check length, history and minimum age.",
)
_enter(
    "password-in-history",
    "The directory refused the password: it was used before, or the last change is too recent.",
    "Generate another, or wait for the minimum age.",
)
_enter("password-too-short", "The password is shorter than {length} characters.", "Use a longer one.")
_enter("password-too-long", "The password is longer than {length} characters.", "Use a shorter one.")
_enter(
    "password-too-simple",
    "The password needs three of: capitals, small letters, digits, symbols.",
    "Mix them.",
)
_enter("password-has-name", "The password holds the person's name or login.", "Leave names out.")
_enter(
    "password-characters",
    "The password holds a character that cannot be typed everywhere.",
    "Use letters, digits and common symbols.",
)
_enter(
    "password-generation",
    "No generated password meets this account's policy.",
    "Ask an administrator to check the policy.",
)
_enter("not-encrypted", "The directory takes no password without encryption.", "Use ldaps://.")
_enter("changed-meanwhile", "The account changed at the same moment.", "Verify the caller again.")
_enter("read-only-directory", "{server} is read-only.", "Name a writable server in [directory] servers.")
_enter("wrong-server", "{server} does not hold this account.", "Name a server of the account's own domain.")
_enter(
    "control-missing",
    "{server} cannot check the password history on a reset.",
    "Set [passwords] history_on_reset to 'when-possible' or 'never'.",
)
_enter(
    "bad-modify",
    "The directory did not accept the form of the change.",
    "Show the detail to an administrator.",
)
_enter(
    "still-disabled",
    "The account is disabled and stays so.",
    "Its owner or an administrator decides about that.",
)
_enter(
    "was-protected",
    "The account is or was an administrator's.",
    "Be sure who is calling; the directory may refuse.",
)
_enter(
    "right-unlikely",
    "The directory will likely refuse: {action}.",
    "Ask an administrator for the delegation; protected accounts never get it.",
)
_enter(
    "history-unchecked",
    "{server} does not check the password history on a reset.",
    "Do not reuse an old password.",
)
_enter(
    "change-must-be-forced",
    "After a reset the person must change the password.",
    "Leave the forced change on.",
)
_enter("typed-password-off", "This desk uses generated passwords only.", "Leave the password empty.")
_enter("reply-lost", "The directory's answer was lost.", "The desk reads the account to find out.")
_enter(
    "not-applied",
    "The connection broke, and the account shows that nothing was changed.",
    "Verify the caller again and repeat.",
)
_enter(
    "not-settled",
    "A change whose answer was lost is not seen yet.",
    "The desk looks again at your next sign-in.",
)
_enter(
    "outcome-unknown",
    "It is not known whether the change was made.",
    "The desk looks again at the next start. Do not tell the caller it is done.",
)
_enter(
    "not-as-asked",
    "The directory said yes, but the account does not show it.",
    "Tell an administrator, with the record's number.",
)
_enter(
    "still-disabled",
    "The account is disabled and stays so.",
    "Its owner or an administrator decides about that.",
)
_enter(
    "was-protected",
    "The account is or was an administrator's.",
    "Be sure who is calling; the directory may refuse.",
)
_enter(
    "right-unlikely",
    "The directory will likely refuse: {action}.",
    "Ask an administrator for the delegation; protected accounts never get it.",
)
_enter(
    "history-unchecked",
    "{server} does not check the password history on a reset.",
    "Do not reuse an old password.",
)
_enter(
    "change-must-be-forced",
    "After a reset the person must change the password.",
    "Leave the forced change on.",
)
_enter("typed-password-off", "This desk uses generated passwords only.", "Leave the password empty.")
_enter(
    "resolve-elsewhere",
    "An earlier change was made at {server}.",
    "Sign in to that server to find out what became of it.",
)
_enter(
    "resolve-superseded",
    "The account was changed again since, so it cannot be told.",
    "Look at the record of both changes.",
)
_enter(
    "resolve-blind",
    "The account does not show whether the change was made.",
    "If the person cannot sign in, verify and reset again.",
)
_enter(
    "read-back-blind",
    "The directory said yes, but does not let the desk see the result.",
    "Ask an administrator for read rights; the person can try to sign in.",
)

# --- methods --------------------------------------------------------------------------------------
_enter(
    "registration-wrong-code",
    "The code does not fit the new app.",
    "Check that the app shows the right entry and the clock is right, then type the next code.",
)
_enter("too-many-apps", "This person has {count} apps already, the most allowed.", "Remove one first.")
_enter("method-unknown", "This account has no such method.", "List the methods again.")
_enter("registration-expired", "The registration took too long.", "Begin again with a new QR code.")

_enter(
    "registration-terminal",
    "The QR code needs a larger window.",
    "Enlarge it, or type the key from below into the app.",
)

# --- store and record -----------------------------------------------------------------------------
_enter(
    "store-unwritable",
    "The desk's store cannot be written: {reason}.",
    "Nothing was changed. Ask an administrator to look at {path}.",
)
_enter("store-locked", "The desk's store is busy.", "Nothing was changed. Try again.")
_enter(
    "store-full",
    "The disk under the desk's store is full.",
    "Nothing was changed. Make room, then try again.",
)
_enter(
    "store-damaged", "The desk's store is damaged.", "Nothing was changed. Restore {path} from its backup."
)
_enter(
    "store-is-link",
    "{path} is a link, and the store must be a plain file.",
    "Name the real place in [store] path.",
)
_enter("store-too-new", "The store was made by a newer version of this program.", "Install that version.")
_enter("store-not-private", "Others may read or write {path}.", "Make it yours alone: chmod {mode} {path}")
_enter(
    "store-foreign",
    "{path} belongs to another user.",
    "Run the desk as its owner, or give another path.",
)
_enter(
    "key-missing",
    "The key of the store is missing.",
    "Put back {where}; without it the registered methods cannot be read.",
)
_enter("key-wrong", "The key does not fit the store.", "Put back the key that the store was made with.")
_enter(
    "key-malformed",
    "What lies in {where} is no key of 32 bytes.",
    "Put back the right one; a first one is made with: openssl rand -base64 32",
)
_enter("key-unsafe", "The key cannot be kept here: {reason}.", "Use a system keyring or a credential file.")
_enter(
    "sealed-value-damaged",
    "A stored secret of this account is damaged.",
    "Remove the method and register it again.",
)
_enter(
    "audit-broken",
    "The record is broken at number {seq}: {reason}.",
    "Keep the store as it is and tell the security team.",
)
_enter(
    "audit-truncated",
    "The record is shorter than it was, or not the same: number {seq} is missing or differs.",
    "Keep the store as it is and tell the security team.",
)

# --- terminal -------------------------------------------------------------------------------------
_enter(
    "terminal-too-small",
    "The window has {columns}×{rows} characters; 80×24 are needed.",
    "Enlarge the window.",
)
_enter(
    "terminal-dumb", "This terminal cannot show a full screen.", "Use the plain commands: helpdesk-tui --help"
)
_enter(
    "no-terminal",
    "A password must be typed, and there is no terminal to type it on.",
    "Run this in a terminal, or store it with a keyring.",
)
_enter(
    "unexpected",
    "Something went wrong inside the program.",
    "Nothing more was done. Report {where} to its developers.",
)
_enter("cancelled", "Cancelled.", "Nothing was changed.")
_enter("not-confirmed", "It was not confirmed.", "Nothing was changed. Type yes to go on.")
_enter(
    "typed-twice", "The two passwords differ.", "Nothing was changed. Begin again and type the same twice."
)
_enter("not-utf8", "What was typed is not UTF-8 text.", "Set the terminal to UTF-8.")

# --- configuration --------------------------------------------------------------------------------
_enter(
    "config-missing",
    "No configuration was found: there is no {looked}.",
    "Copy config.example.toml to {first} and fill it in; to look around without one: helpdesk-tui demo",
)
_enter(
    "config-unreadable",
    "The configuration {path} cannot be read: {reason}.",
    "Correct the file, or name another with --config.",
)
_enter("config-unsafe", "The configuration is not safe to use: {reason}.", "{what_to_do}")
_enter(
    "config-invalid",
    "The configuration has {count}:\n{listed}\n",
    "Correct them; config.example.toml explains every key.",
)
_enter(
    "password-source",
    "The password of {login} is not in {where}.",
    "Put it there; the documentation of the configuration says how.",
)
_enter("no-keyring", "No system keyring is open here.", "Leave --keyring out, and type the password.")
