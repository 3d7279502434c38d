"""Reaching the directory, and finding accounts in it."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "no-such-host": (
        "No server named '{server}' was found.",
        "Check the name in [directory] servers, or your DNS.",
    ),
    "unreachable": (
        "{server} does not answer.",
        "Try again; if it stays so, check the network or name another server.",
        Effect.PASSING,
    ),
    "connection-lost": (
        "The connection to {server} broke off.",
        "Try again: nothing was written.",
        Effect.PASSING,
    ),
    "directory-timeout": (
        "{server} took too long to answer.",
        "Narrow the search, or try again.",
        Effect.PASSING,
    ),
    "tls-untrusted": (
        "{server} shows a certificate that no trusted authority signed.",
        "Set [directory] ca_file to your authority's certificate.",
    ),
    "tls-wrong-name": (
        "{server} shows a certificate for another name.",
        "Use the name that is in the certificate.",
    ),
    "tls-expired": (
        "{server} shows a certificate that is not valid today.",
        "Renew it, or correct this computer's clock.",
    ),
    "tls-failed": (
        "No encrypted connection to {server} came about.",
        "Check that it offers LDAPS on this port.",
    ),
    "tls-required": (
        "{server} was reached without encryption.",
        "Use ldaps:// or STARTTLS; no password was sent.",
    ),
    "ca-file": (
        "The CA file {path} cannot be used.",
        "Give a readable file with PEM certificates.",
    ),
    "channel-binding": (
        "{server} asks for channel binding, which a sign-in with a password cannot give.",
        "Sign in by a Kerberos ticket: [directory] sign_in. Or ask an administrator.",
    ),
    "sign-in-elsewhere": (
        "{server} sends sign-ins on to another server. The desk does not follow: your password would go too.",
        "Name a server that holds your own account in [directory] servers.",
    ),
    "directory-busy": (
        "{server} is busy or closed for work.",
        "Try again soon, or name another server.",
        Effect.PASSING,
    ),
    "sign-in-trouble": (
        "{server} could not check the password just now: it answered {status}.",
        "Try again, or sign in by another server; the password was not judged.",
    ),
    "lookup-refused": (
        "{server} does not tell who has a login to somebody who is not signed in.",
        "Sign in with your distinguished name, or name an account that may look: [ldap] lookup_login.",
    ),
    "lookup-account-refused": (
        "The directory did not accept the account that looks logins up.",
        "Tell an administrator: [ldap] lookup_login, or its password, is not right any more.",
    ),
    "operator-unreadable": (
        "You are signed in at {server}, but may not read your own entry.",
        "Ask an administrator for the right to read it, with entryUUID.",
    ),
    "no-simple-bind": (
        "{server} takes no login with a password over TLS: it answered {status}.",
        "Ask an administrator which sign-ins this server accepts; the password was not judged.",
    ),
    "server-gone": (
        "{server}, where you are signed in, does not answer any more.",
        "Sign in again: the desk then takes the next server that answers.",
    ),
    "server-not-there": (
        "Where {server} should be, another server answers. Nothing was sent to it.",
        "Ask an administrator of the directory to check its name in DNS.",
    ),
    "server-name-foreign": (
        "Its name is not of this domain, so it was not asked.",
        "Ask an administrator of the directory to check its dNSHostName.",
    ),
    "servers-unable": (
        "Where wrong passwords came in cannot be told: {why}.",
        "The card shows what this server knows.",
    ),
    "server-late": (
        "It did not answer in time.",
        "Try again; if it stays so, check the network.",
        Effect.PASSING,
    ),
    "another-server": (
        "Where {server} was, where you are signed in, other servers answer now. Nothing was sent to them.",
        "Sign in again. If a load balancer stands there, name the servers behind it in [directory] servers.",
    ),
    "not-known-here": (
        "{server} does not show what was done at {other} at {at}: {what}.",
        "Servers tell each other, as a rule within minutes. Look again before you do it again.",
    ),
    "server-of-another-domain": (
        "{server} is of the domain {found}, not of {domain}.",
        "Check [directory] domain, or your DNS; no password was sent.",
    ),
    "dns-silent": (
        "No name server answered when asked for the servers of {domain}.",
        "Check the network and /etc/resolv.conf, or name the servers in [directory] servers.",
        Effect.PASSING,
    ),
    "dns-failed": (
        "The name servers could not say where the servers of {domain} are.",
        "Let this computer use the domain's own DNS, or name the servers in [directory] servers.",
    ),
    "dns-no-servers": (
        "DNS knows no server of the domain {domain}.",
        "Check [directory] domain; let this computer use the domain's own DNS, or name the servers.",
    ),
    "dns-elsewhere": (
        "DNS names only servers outside {domain}. The desk does not go there.",
        "If that is right, name them in [directory] servers; else tell an administrator.",
    ),
    "directory-refused": (
        "The directory refused, with an error that the desk does not know.",
        "Show the detail to an administrator.",
    ),
    "directory-garbled": (
        "{server} sent an answer that is not valid LDAP.",
        "Try again; if it stays so, tell an administrator.",
    ),
    "answer-too-large": (
        "{server} sent far more than was asked for.",
        "Nothing of it was kept. Try again; if it stays so, tell an administrator.",
    ),
    "too-many": (
        "There are more results than can be shown.",
        "Narrow the search: add a first name or a login.",
    ),
    "admin-limit": (
        "The directory's own limit ended the search.",
        "Narrow the search.",
    ),
    "unit-not-found": (
        "No organisational unit or container is called '{unit}' there.",
        "Type its name, in quotation marks if it has blanks, or its DN.",
    ),
    "units-too-many": (
        "More than {count} organisational units are called '{unit}'.",
        "Type the DN of the one that you mean, in quotation marks.",
    ),
    "group-not-found": (
        "No group is called '{group}'.",
        "Type its name, in quotation marks if it has blanks, or its DN.",
    ),
    "group-members-unknown": (
        "The directory does not tell by each person whether {group} holds them.",
        "Search by name, department or organisational unit.",
    ),
    "locked-unknown": (
        "This directory does not tell who is locked out.",
        "Search for the person by name, login or number.",
    ),
    "list-unable": (
        "This directory cannot tell who is on that list: {why}.",
        "Choose another list, or look people up one by one.",
    ),
    "list-domain": (
        "{domain} was not looked through, or not to its end: {why}",
        "List again later; the others are here.",
    ),
    "list-own-domain": (
        "Registrations are counted in {domain} alone: {others} was not looked through.",
        "List there at the desk of that domain.",
    ),
    "account-not-found": (
        "No account matches '{query}'.",
        "Check the spelling, or search by mail or phone.",
        Effect.OVER,
    ),
    "account-ambiguous": (
        "'{query}' matches {count} accounts.",
        "Use the login or the ID shown by a search.",
    ),
    "account-maybe-elsewhere": (
        "Somebody of another domain may be meant. {why}",
        "Name the account with its domain: DOMAIN\\login.",
    ),
    "account-of-another-domain": (
        "{other} is another domain than {domain}, where this desk works.",
        "Help this caller at the desk of {other}. An administrator can let this one serve it, too: "
        "[directory] other_domains.",
        Effect.OVER,
    ),
    "account-of-another-forest": (
        "{other} is no domain of the forest of {domain}, so nothing can be changed there from here.",
        "Help this caller at the desk of {other}.",
        Effect.OVER,
    ),
    "domain-not-in-forest": (
        "The forest of {domain} has no further domain {name}. It has: {known}.",
        "Correct [directory] other_domains: it takes DNS names of domains of the same forest.",
    ),
    "domain-no-servers": (
        "No server of {domain} is known here.",
        "Ask an administrator of the directory: its domain controllers must be listed in the forest's sites, "
        "with names in {domain}.",
    ),
    "refused-elsewhere": (
        "{server} did not take the account that acts here: {why}",
        "Ask an administrator of the directory whether the domains trust each other. It is tried again "
        "after the next sign-in.",
    ),
    "catalogue-none": (
        "No server known here has the list of all domains (global catalogue). Only this domain was searched.",
        "Ask an administrator of the directory for one.",
    ),
    "catalogue-late": (
        "The list of all domains (global catalogue) did not answer in time. Only this domain was searched.",
        "Search again in half a minute.",
        Effect.PASSING,
    ),
    "catalogue-foreign": (
        "{server} is no global catalogue of this forest. No password was sent to it.",
        "Ask an administrator of the directory to check its name in DNS.",
    ),
    "catalogue-numbers": (
        "The list of all domains (global catalogue) has few numbers: somebody elsewhere may have this one.",
        "Search by name, login or mail address.",
    ),
    "catalogue-narrowed": (
        "Only {domain} was searched: filters do not reach other domains.",
        "Leave the filters out to search them all.",
    ),
    "census-of-another-domain": (
        "People are counted in {domain} alone, and none of the places to count in lies there.",
        "Count at the desk of the other domain.",
    ),
    "account-gone": (
        "The account is gone, was moved out of sight, or may not be read.",
        "Look it up again.",
        Effect.OVER,
    ),
    "base-not-found": (
        "The directory holds nothing at {base}.",
        "Correct this DN where the configuration names it.",
    ),
    "account-unreadable": (
        "Parts of this account could not be read.",
        "Ask an administrator for read rights.",
    ),
}
