"""The arguments of those who look after the desk: releases, imports, policy, key, record."""

import argparse
from pathlib import Path
from typing import Any

from helpdesk_tui.arguments.parts import (
    add_json,
    add_list_form,
    add_yes,
    command,
    count,
    entry_number,
    flag,
    inner,
    one,
)
from helpdesk_tui.language import _
from helpdesk_tui.over_ssh import ALLOWED
from helpdesk_tui.text import clean


def add_release(commands: Any) -> None:
    """`release`."""
    release = command(commands, "release", _("end a block before its time; for supervisors"))
    whose = release.add_mutually_exclusive_group(required=True)
    whose.add_argument(
        "account", nargs="?", type=clean, metavar="ACCOUNT", help=_("login, ID, or whatever finds one only")
    )
    whose.add_argument("--operator-login", type=clean, metavar="LOGIN", help=_("an operator instead"))
    add_yes(release)


def add_administering(commands: Any) -> None:
    """`import`, `policy check` and `key rotate`."""
    tokens = command(commands, "import", _("take in a file of tokens or apps"))
    tokens.add_argument("file", type=Path, metavar="FILE", help=_("CSV, PSKC or otpauth:// lines"))
    flag(tokens, "--all-or-nothing", _("store all of it, or none"))
    opened = tokens.add_mutually_exclusive_group()
    opened.add_argument("--key-file", type=Path, metavar="FILE", help=_("what the file is encrypted with"))
    flag(opened, "--ask-key", _("type its key, unseen"))
    flag(opened, "--ask-password", _("type its password, unseen"))
    add_json(tokens)
    policy = command(commands, "policy", _("read the policy back, and whom it leaves without methods"))
    check = one(inner(policy, "check"), "check", _("read it back, and count"))
    check.add_argument(
        "--against",
        choices=("entra", "nist-aal2"),
        metavar="PROFILE",
        help=_("say where it is weaker than a profile: entra or nist-aal2"),
    )
    flag(check, "--no-count", _("leave out the counting of everybody"))
    add_json(check)
    key = command(commands, "key", _("the store's key; nobody signs in"))
    rotate = one(inner(key, "rotate"), "rotate", _("seal the store with a new key"))
    rotate.add_argument(
        "--new-credential", type=Path, metavar="FILE", help=_("with the new key, where it is a credential")
    )
    words = _("take over what another hand than the desk's changed in the store, and record that")
    flag(rotate, "--accept-changes", words)
    add_yes(rotate)


def add_copies(commands: Any) -> None:
    """`backup` and `restore`."""
    words = _("copy the store while the desk works; for the system account that owns it")
    backup = command(commands, "backup", words)
    backup.add_argument(
        "to",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=_("a new file, or a directory; else [store] backups says where"),
    )
    backup.add_argument(
        "--keep", type=count, metavar="N", help=_("of the directory's copies, keep the newest N")
    )
    restore = command(commands, "restore", _("put a copy in the place of the store; for the same account"))
    restore.add_argument("copy", type=Path, metavar="FILE", help=_("what backup wrote"))
    flag(restore, "--roll-back", _("even if the store that is there knows more than the copy"))
    add_yes(restore)


def add_install(commands: Any) -> None:
    """`install`."""
    words = _("look whether this computer is laid out as docs/deploy.md says; changes nothing; for root")
    install = command(commands, "install", words)
    install.add_argument("--check", action="store_true", required=True, help=_("look, and change nothing"))
    install.add_argument(
        "--account", type=clean, metavar="NAME", default="helpdesk-tui", help=_("the desk's system account")
    )
    add_json(install)


def add_operators(commands: Any) -> None:
    """`operators enrol`."""
    operators = command(
        commands, "operators", _("operators' second factors; for the owner of the store's key")
    )
    words = _("let an operator sign in and register one, without a supervisor")
    add_yes(one(inner(operators, "enrol"), "enrol", words))


def add_audit(commands: Any) -> None:
    """`audit list`, `verify` and `export`."""
    audit = command(commands, "audit", _("read or check the record; for auditors and supervisors"))
    what = inner(audit, "review")
    listing = one(what, "list", _("list its entries, oldest first"))
    listing.add_argument(
        "--account", type=clean, metavar="ACCOUNT", help=_("only entries about this account")
    )
    flag(listing, "--untold", _("only notices that were given up, or are still to be sent"))
    listing.add_argument("--last", type=count, metavar="N", help=_("only the newest N entries"))
    _add_system(listing)
    add_list_form(listing)
    verify = one(what, "verify", _("recompute its chain"))
    verify.add_argument("--head", type=head, metavar="SEQ:DIGEST", help=_("a head noted earlier, elsewhere"))
    _add_system(verify)
    add_json(verify)
    words = _("write it as JSON lines, verified; for the system account that owns store and key")
    export = one(what, "export", words)
    export.set_defaults(system=True)
    export.add_argument(
        "--after", type=entry_number, default=0, metavar="N", help=_("only entries after number N")
    )
    flag(export, "--json", _("JSON lines, as it always is"))


def add_expiring(commands: Any) -> None:
    """`expire-temporary`."""
    words = _("end temporary passwords that nobody used in time; for a timer")
    _add_system(command(commands, "expire-temporary", words))


def add_over_ssh(commands: Any) -> None:
    """`over-ssh`."""
    words = _("what sshd runs for operators (ForceCommand): the screen, or the plain command they ask for")
    forced = command(commands, "over-ssh", words)

    def offered(text: str) -> frozenset[str]:
        """Names of commands with commas between; "" = the full screen alone."""
        names = frozenset(name for each in text.split(",") if (name := each.strip()))
        if unknown := sorted(names - ALLOWED):
            raise argparse.ArgumentTypeError(f"no command {unknown[0]!r} to be had over SSH")
        return names

    words = _("plain commands that may be asked for, with commas between; else all that concern people")
    forced.add_argument("--only", type=offered, metavar="COMMANDS", help=words)


def add_doctor(commands: Any) -> None:
    """`doctor`."""
    doctor = command(commands, "doctor", _("look whether all is there that a desk needs; changes nothing"))
    doctor.add_argument(
        "--account", type=clean, metavar="LOGIN", default="", help=_("look at the rights on this one, too")
    )
    doctor.add_argument(
        "--send-test",
        type=clean,
        metavar="ADDRESS",
        default="",
        help=_("send a test message to your own address or mobile number; with --operator"),
    )
    add_json(doctor)


def add_configuration(commands: Any) -> None:
    """`config show`, `check`, `explain` and `new`."""
    configuration = command(
        commands, "config", _("show, check, explain or begin the configuration; nobody signs in")
    )
    what = inner(configuration, "what")
    show = one(what, "show", _("show each setting, its value and where it comes from"))
    flag(show, "--changed", _("only what is not as it is by default"))
    check = one(what, "check", _("say whether it is valid, and what is odd in it"))
    explained = one(what, "explain", _("say what one setting is, its default and what it may be"))
    explained.add_argument("key", type=clean, metavar="KEY", nargs="+", help=_("like search.limit"))
    new = one(what, "new", _("write a short one, where none is yet"))
    new.add_argument(
        "--domain", type=clean, metavar="NAME", help=_("your domain, like example.com; else asked for")
    )
    new.add_argument(
        "--server",
        type=clean,
        metavar="HOST",
        action="append",
        help=_("a server; may be given again; else DNS is asked"),
    )
    new.add_argument(
        "--operators", type=clean, metavar="GROUP", help=_("the group of your operators; else asked for")
    )
    for each in (show, check, explained):
        add_json(each)


def _add_system(parser: argparse.ArgumentParser) -> None:
    flag(parser, "--system", _("nobody signs in: as the system account that owns store and key"))


def head(text: str) -> tuple[int, str]:
    """The head of a chain as `audit verify` prints it: the number of an entry, and its digest."""
    number, _, digest = text.partition(":")
    if not (number.isascii() and number.isdigit() and digest and len(number) < 16):
        raise argparse.ArgumentTypeError("must be a number and a digest: 42:9f86d0…")
    return int(number), digest


def add_feedback(commands: Any) -> None:
    """`feedback`, `feedback add` and `feedback export`."""
    feedback = command(
        commands, "feedback", _("a wish or a complaint about this desk: where it goes, and notes")
    )
    what = inner(feedback, "what")
    what.required = False  # alone it says where they go, and nobody signs in
    added = one(what, "add", _("write one down, for whoever looks after the desk"))
    added.add_argument("words", type=clean, metavar="WORDS", nargs="*", help=_("else standard input is read"))
    added.add_argument(
        "--about", type=clean, default="", metavar="LOGIN", help=_("the account that it is about")
    )
    export = one(what, "export", _("write all of them; for supervisors and auditors"))
    form = export.add_mutually_exclusive_group()
    flag(form, "--csv", _("as CSV, which no spreadsheet takes for formulas"))
    add_json(form)
