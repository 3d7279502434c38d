"""The store, its key, and the record."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "feedback-empty": (
        "Nothing is written yet.",
        "Write in a sentence or two what you wish for, or what went wrong.",
        Effect.TYPE_AGAIN,
    ),
    "feedback-long": (
        "This is too long.",
        "Write at most {longest} characters.",
        Effect.TYPE_AGAIN,
    ),
    "feedback-often": (
        "You have written {count} notes within a day.",
        "Write again tomorrow, or turn to {link}.",
    ),
    "note-not-found": (
        "The record shows no call of yours with number {number}.",
        "Look at the history on the card: it has a line for each call.",
    ),
    "store-unwritable": (
        "The desk's store cannot be written: {reason}.",
        "Nothing was changed. Ask an administrator to look at {path}.",
    ),
    "store-locked": (
        "The desk's store is busy.",
        "Nothing was changed. Try again.",
        Effect.PASSING,
    ),
    "store-full": (
        "The disk under the desk's store is full.",
        "Nothing was changed. Make room, then try again.",
        Effect.PASSING,
    ),
    "store-damaged": (
        "The desk's store is damaged.",
        "Nothing was changed. Restore {path} from its backup.",
    ),
    "store-is-link": (
        "{path} is a link, and the store must be a plain file.",
        "Name the real place in [store] path.",
    ),
    "store-too-new": (
        "The store was made by a newer version of this program.",
        "Install that version.",
    ),
    "store-in-use": (
        "Somebody works with the store.",
        "Nothing was changed. Stop the timers, let all sign out, keep the desk closed, and try again.",
        Effect.PASSING,
    ),
    "store-upgrade-failed": (
        "The store cannot be brought up to this version: on a copy of it, that failed. {reason}",
        "Nothing was changed. Put back the version before, which the store still works with.",
    ),
    "copy-nowhere": (
        "No place for the copy is named.",
        "Name one behind the command, or a directory in [store] backups.",
    ),
    "copy-keep": (
        "Older copies are removed from a directory alone, and a file was named.",
        "Name a directory, or leave --keep out.",
    ),
    "copy-exists": (
        "{path} is there already.",
        "Name another file: none is written over.",
    ),
    "copy-missing": (
        "There is no copy at {path}.",
        "Name the file that backup wrote.",
    ),
    "copy-key": (
        "The present key does not open {path}.",
        "Put the key that the copy was made with in its place for as long; afterwards change it: key rotate.",
    ),
    "copy-not-whole": (
        "{path} is not whole: {reason}",
        "Keep it for whoever finds out why, and do not rely on it.",
    ),
    "copy-older": (
        "The present store has {lost} entries more in its record than the copy.",
        "Nothing was changed. If they are to go, with all that they tell of, add --roll-back.",
    ),
    "store-not-private": (
        "Others may read or write {path}.",
        "Make it yours alone: chmod {mode} {path}",
    ),
    "store-foreign": (
        "{path} belongs to another user.",
        "Run the desk as its owner, or give another path.",
    ),
    "key-missing": (
        "The key of the store is missing.",
        "Put back {where}; without it the registered methods cannot be read.",
    ),
    "key-wrong": (
        "The key does not fit the store.",
        "Put back the key that the store was made with.",
    ),
    "key-not-made": (
        "There is no key in {path} yet.",
        "Make it, as the account that the desk runs under: (umask 077; openssl rand -base64 32 > {path})",
    ),
    "demo-record": (
        "The demo keeps no record.",
        "Leave out demo to read the record of the real store.",
    ),
    "system-account-only": (
        "Who became this system account by sudo reads the record with a sign-in.",
        "Leave --system out; a timer, or root, reads it without one.",
    ),
    "demo-copy": (
        "The demo keeps nothing, so there is nothing to copy or to restore.",
        "Leave out demo for the real store.",
    ),
    "demo-key": (
        "The demo keeps nothing, so its key need not be changed.",
        "Leave out demo to change the key of the real store.",
    ),
    "key-changed": (
        "The key of the store was changed.",
        "Start again. If this is said again, put the new key where the old one is.",
    ),
    "key-same": (
        "The new key is the old one.",
        "Make another one: openssl rand -base64 32",
    ),
    "key-new-missing": (
        "The key is a credential, which the desk cannot write, and no new one was given.",
        "Make one in a file of its own (openssl rand -base64 32), and name that file.",
    ),
    "key-new-unwanted": (
        "The key is kept in a {source} of the desk's own, where it makes the new one itself.",
        "Name no file for the new key.",
    ),
    "store-missing": (
        "There is no store at {path} yet.",
        "Start the desk once: it makes the store and its key.",
    ),
    "key-malformed": (
        "What lies in {where} is no key of 32 bytes.",
        "Put back the right one; a first one is made with: openssl rand -base64 32",
    ),
    "key-unsafe": (
        "The key cannot be kept here: {reason}.",
        "Use a system keyring or a credential file.",
    ),
    "sealed-value-damaged": (
        "A stored secret of this account is damaged.",
        "Remove the method and register it again.",
    ),
    "app-known": (
        "This person has an app with this key already: {label}.",
        "Leave this line out.",
    ),
    "token-known": (
        "The token with serial number {serial} is registered already.",
        "Look whose it is, and remove it there first.",
    ),
    "store-altered": (
        "What the store holds of {what} was changed by something other than this program.",
        "Keep a copy, run audit verify and tell the security team. Then restore a backup, or take over what "
        "is there: key rotate --accept-changes.",
    ),
    "store-untied": (
        "The store and its record do not fit together: something other than the desk cut, "
        "replaced or changed one of them.",
        "Keep a copy, run audit verify and tell the security team. Then restore a backup, or take over what "
        "is there: key rotate --accept-changes.",
    ),
    "audit-broken": (
        "The record is broken at number {seq}: {reason}.",
        "Keep the store as it is and tell the security team.",
    ),
    "audit-truncated": (
        "The record is shorter than it was, or not the same: number {seq} is missing or differs.",
        "Keep the store as it is and tell the security team.",
    ),
}
