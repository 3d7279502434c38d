"""The terminal."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "nothing-known": (
        "Nothing is known of this.",
        "Give the code as it stands there, or the whole line or event; else two or three words.",
    ),
    "terminal-too-small": (
        "The window has {columns}×{rows} characters; 80×20 are needed.",
        "Enlarge the window.",
    ),
    "terminal-dumb": (
        "This terminal cannot show a full screen.",
        "Use the plain lines, which do all of it: helpdesk-tui plain",
    ),
    "no-terminal": (
        "Something must be typed, and there is no terminal to type it on.",
        "Run this in a terminal (over SSH with ssh -t), or give it as an option; a password, by the keyring.",
    ),
    "terminated": (
        "The program was told to end, or its terminal went away.",
        "You are signed out. Start it again to go on.",
    ),
    "unexpected": (
        "Something went wrong inside the program.",
        "Nothing more was done. Report {where} to its developers.",
    ),
    "cancelled": (
        "Cancelled.",
        "Nothing was changed.",
    ),
    "not-confirmed": (
        "It was not confirmed.",
        "Nothing was changed. Type yes to go on.",
    ),
    "typed-twice": (
        "The two passwords differ.",
        "Nothing was changed. Begin again and type the same twice.",
    ),
    "answer-malformed": (
        "This line is no answer to a prompt.",
        "Write one JSON object a line, as docs/plain.md describes it.",
        Effect.TYPE_AGAIN,
    ),
    "argument-not-utf8": (
        "An argument is not UTF-8 text.",
        "Set the terminal to UTF-8. Give another name to a file that has such a one.",
    ),
    "over-ssh-words": (
        "The command that came over SSH cannot be read.",
        "Put a word with spaces in quotes of one kind, and those in quotes of the other: "
        "they are read here, not in a shell.",
    ),
    "over-ssh-no-shell": (
        "No shell reads a command that comes over SSH: nothing can be joined, redirected or replaced in it.",
        "Give one command. Put what belongs to a word in quotes, and those in quotes of the other kind.",
    ),
    "over-ssh-command": (
        "The command {command} is not to be had over SSH here.",
        "Ask whoever looks after the desk's computer.",
    ),
    "over-ssh-option": (
        "Over SSH there is no --config, --keyring or --system, and no audit export.",
        "Leave the option out: the desk's computer says what holds.",
    ),
    "not-utf8": (
        "What was typed is not UTF-8 text.",
        "Set the terminal to UTF-8.",
    ),
}
