"""Every key of the full screen: its id, its key, what it is called. Neither Textual nor a screen is known.
Their order is the order in the line of keys. Those of the card's actions stand in their specs, which are
loaded when the first is looked up: nobody can act before signing in.
"""

from dataclasses import dataclass
from functools import cache

from helpdesk_tui.desk.action import Action
from helpdesk_tui.language import ENGLISH, read_in


@dataclass(frozen=True)
class Key:
    id: str
    key: str
    label: str  # in the line of keys
    tooltip: str  # in the help
    shown_as: str | None = None  # None = by its name


_TO_THE_CARD = [
    # signing in
    Key("sign-in", "enter", "Sign in", "Signs in with what is typed, or by the ticket.", "Enter"),
    Key("sign-in.password", "f2", "Password", "Takes a login and a password instead of the ticket.", "F2"),
    Key("unlock", "enter", "Unlock", "Opens the desk again, for whoever locked it.", "Enter"),
    # search
    Key("search.open", "enter", "Open", "Opens the account; of several, lets you choose first.", "Enter"),
    Key("search.list", "down", "List", "Goes to the list.", "↓"),
    Key("search.more", "f6", "More", "Shows the next ones, behind those that are shown.", "F6"),
    Key("search.approvals", "f7", "Approvals", "Shows what waits for a second operator.", "F7"),
    Key("search.clear", "escape", "Clear", "Empties the search box.", "Esc"),
    Key("search.lists", "f8", "Lists", "Lists who is locked, expires, has not registered, and so on.", "F8"),
    Key("search.doctor", "f5", "Doctor", "Looks whether all is there that the desk needs.", "F5"),
    # doctor
    Key("doctor.account", "enter", "Rights", "Looks at the rights on the account that is typed.", "Enter"),
    Key("doctor.mail", "f6", "Test mail", "Sends a test message to your own mail address.", "F6"),
    Key("doctor.sms", "f7", "Test SMS", "Sends a test message to your own mobile number.", "F7"),
    # lists
    Key("lists.choose", "enter", "List", "Lists those.", "Enter"),
    Key("lists.other", "up", "Another", "Marks another one.", "↑↓"),
    Key("list.open", "enter", "Card", "Opens the card of the marked one.", "Enter"),
    Key("list.other", "up", "Up", "Marks the one above.", "↑↓"),
    Key("list.first", "home", "First", "Marks the first one.", "Home"),
    Key("list.last", "end", "Last", "Marks the last one that is shown.", "End"),
    Key("list.sort", "s", "Sort", "Puts them in order by the next column.", "s"),
    Key("list.reverse", "r", "Reverse", "Turns the order round.", "r"),
    Key("list.days", "d", "Days", "Looks further ahead; after a year at a week again.", "d"),
    Key("list.method", "m", "Method", "Leaves those with one kind of method, then the next kind.", "m"),
    Key("row.down", "j", "Down", "Goes one row down, as ↓.", "j"),
    Key("row.up", "k", "Up", "Goes one row up, as ↑.", "k"),
    Key("row.first", "g", "First", "Goes to the first row.", "g"),
    Key("row.last", "G", "Last", "Goes to the last row.", "G"),
    Key("row.on", "ctrl+d", "On", "Goes ten rows on.", "Ctrl+D"),
    Key("row.ago", "ctrl+u", "Back", "Goes ten rows back.", "Ctrl+U"),
    Key("row.number", "1", "Number", "Takes the row of that number.", "1–9"),
    # card
    Key("card.verify", "v", "Verify", "Proves who is calling, then lets you choose what to do.", "v"),
]

_FROM_THE_ACTIONS_ON = [
    Key("card.release", "l", "Release", "Ends a block, or a colleague's hold on this account.", "l"),
    Key(
        "card.not-me", "n", "Not me", "The person says 'this was not me': ends what rests on that call.", "n"
    ),
    Key("card.methods", "m", "Methods", "Shows, adds and removes the ways to prove this person.", "m"),
    Key("card.brake", "k", "Brake", "Disables an account under attack at once; no caller is proven.", "k"),
    Key("card.servers", "w", "Wrong passwords", "Asks every server where wrong passwords came in.", "w"),
    Key("card.before", "left", "Before", "Opens the one before in the list, where that is shown.", "←"),
    Key("card.after", "right", "After", "Opens the one after in the list, where that is shown.", "→"),
    Key("refresh", "f5", "Refresh", "Reads everything here again.", "F5"),
    # verify
    Key("verify.go", "enter", "Go on", "Goes on with what is typed or chosen.", "Enter"),
    Key("verify.method", "up", "Method", "Takes another method.", "↑↓"),
    Key("verify.pair", "f4", "Two codes", "Takes two codes in a row: clock or counter come in step.", "F4"),
    Key("verify.again", "f5", "Send again", "Sends a new code; the earlier one stops working.", "F5"),
    Key("verify.here", "f6", "Confirm here", "A second operator signs in here and confirms.", "F6"),
    # approvals
    Key("approvals.approve", "enter", "Approve", "Confirms the marked one, after a question.", "Enter"),
    Key("approvals.refuse", "x", "Refuse", "Says no to the marked one, after a question.", "x"),
    Key("approvals.other", "up", "Another", "Marks another one.", "↑↓"),
    Key("approvals.read", "f5", "Refresh", "Looks again what waits.", "F5"),
    # report
    Key("report.do", "enter", "Report it", "Does what is written under 'What will happen', once.", "Enter"),
    # act
    Key("act.do", "enter", "Do it", "Does what is written under 'What will happen', once.", "Enter"),
    # the secret of a computer
    Key("device.read", "enter", "Read it", "Reads what is named under 'What will happen', once.", "Enter"),
    # receipt
    Key("secret.show", "f2", "Show", "Shows what is handed out for a while, or hides it.", "F2"),
    Key("secret.show-too", "space", "Show", "Shows what is handed out for a while, or hides it.", "Space"),
    Key("receipt.again", "f5", "Send again", "Sends the new password to the person once more.", "F5"),
    Key("receipt.note", "f6", "Note", "Shows a note for the ticket; no secret is in it.", "F6"),
    Key("receipt.next", "enter", "Next call", "Ends this call and goes to the search box.", "Enter"),
    Key("receipt.methods", "m", "Methods", "Goes on to register this person's methods.", "m"),
    Key("receipt.card", "escape", "Back to card", "Ends the receipt; the account's card comes back.", "Esc"),
    # methods
    Key("methods.confirm", "enter", "Confirm", "Confirms the marked one by its owner's first code.", "Enter"),
    Key("methods.add", "a", "Add", "Registers a method for this person; lets you choose which.", "a"),
    Key("methods.rename", "e", "Rename", "Gives the marked method another name.", "e"),
    Key("methods.replace", "n", "New address", "Another number or address in the marked one's place.", "n"),
    Key("methods.default", "d", "Default", "Makes the marked method the one that is taken first.", "d"),
    Key("methods.remove", "x", "Remove", "Removes the marked method, after a question.", "x"),
    Key("methods.all", "o", "All still right", "The person says that all of it is still right.", "o"),
    Key(
        "methods.require",
        "f8",
        "Must register again",
        "The person must register again, after a question; needs no proof.",
        "F8",
    ),
    Key("methods.codes", "c", "Recovery codes", "Makes ten new recovery codes; old ones end.", "c"),
    Key("methods.pass", "p", "Access pass", "Makes a pass, good for changing methods only.", "p"),
    # registration
    Key("prompt.other", "f6", "Another one", "Goes back to type another number or address.", "F6"),
    Key("prompt.method", "f7", "Another way", "Takes another of your own methods.", "F7"),
    Key("prompt.lost", "f8", "Lost", "You have lost it: two supervisors confirm who you are.", "F8"),
    # dialogs
    Key(
        "feedback.keep",
        "enter",
        "Keep it",
        "Keeps what is written, for whoever looks after the desk.",
        "Enter",
    ),
    Key("note.copy", "c", "Copy", "Asks your terminal to keep the note on its clipboard.", "c"),
    Key("tour.on", "enter", "On", "Goes on; behind the last screen the tour ends.", "Enter"),
    Key("dialog.take", "enter", "Take it", "Takes the marked one.", "Enter"),
    Key("dialog.next", "right,down", "Next", "Goes to the next answer.", "→"),
    Key("dialog.previous", "left,up", "Previous", "Goes to the answer before.", "←"),
    # moving about
    Key("next-field", "tab", "Next", "Goes to the next field.", "Tab"),
    Key("up", "up", "Up", "Goes one up.", "↑"),
    Key("down", "down", "Down", "Goes one down.", "↓"),
    Key("page-up", "pageup", "Page up", "Goes up by half a page.", "PgUp"),
    Key("page-down", "pagedown", "Page down", "Goes down by half a page.", "PgDn"),
    Key("left", "left", "Left", "Takes the choice to the left.", "←"),
    Key("right", "right", "Right", "Takes the choice to the right.", "→"),
    Key("toggle", "space", "Choose", "Takes the next choice, or ticks and unticks.", "Space"),
    Key("back", "escape", "Back", "Goes back; nothing is changed.", "Esc"),
    Key("cancel", "escape", "Cancel", "Gives this up; nothing is changed.", "Esc"),
    Key("close", "escape", "Close", "Closes this.", "Esc"),
    # everywhere
    Key("detail", "f3", "Detail", "Shows or hides the technical detail of a problem.", "F3"),
    Key("explain", "f12", "What it means", "Says what a code, a line of a log or some words mean.", "F12"),
    Key("feedback", "ctrl+t", "Wish", "A wish or a complaint about this desk: where it goes.", "Ctrl+T"),
    Key("help", "f1", "Help", "Explains this screen and its keys.", "F1"),
    Key("lock", "ctrl+n", "Lock", "Locks the desk at once: you unlock it with your password.", "Ctrl+N"),
    Key("sign-out", "f9", "Sign out", "Signs out; somebody else can sign in.", "F9"),
    Key("quit", "f10", "Quit", "Signs out and ends the program.", "F10"),
    Key("quit-too", "ctrl+q", "Quit", "Signs out and ends the program.", "Ctrl+Q"),
    Key("palette", "ctrl+p", "Commands", "Lists everything that can be done here.", "Ctrl+P"),
    Key("jump", "ctrl+o", "Go to", "Shows a letter at all that can be reached; it goes there.", "Ctrl+O"),
    Key("tour", "ctrl+g", "Tour", "Shows a call from beginning to end, in a minute.", "Ctrl+G"),
    Key(
        "redraw", "ctrl+l", "Draw again", "Draws the whole screen again, where a line disturbed it.", "Ctrl+L"
    ),
    Key("interrupt", "ctrl+c", "How to quit", "Says which key quits; it never ends anything.", "Ctrl+C"),
]

KEYS = {key.id: key for key in (*_TO_THE_CARD, *_FROM_THE_ACTIONS_ON)}
"""All but those of the actions."""

_OF_ACTIONS = (*(f"card.{each}" for each in Action), "card.own-change")

REGISTERED = dict.fromkeys(
    [*(key.id for key in _TO_THE_CARD), *_OF_ACTIONS, *(key.id for key in _FROM_THE_ACTIONS_ON)]
)
"""The ids of all of them, in their order."""


def id_of(action: Action) -> str:
    """Of the key that offers it on a card; the person's own change has a way of its own."""
    return "card.own-change" if action is Action.CHANGE_PASSWORD else f"card.{action}"


@cache
def keys_of_actions() -> dict[str, Key]:
    from helpdesk_tui.desk.actions.change_password import CHANGE_PASSWORD  # noqa: PLC0415 - see above
    from helpdesk_tui.desk.actions.registry import READING, WRITING  # noqa: PLC0415 - see above

    with read_in(ENGLISH):  # as all the others; they are said where they are drawn
        words = {f"card.{each.action}": (each.key, each.label, each.purpose) for each in (*WRITING, *READING)}
        words[id_of(CHANGE_PASSWORD.action)] = (CHANGE_PASSWORD.key, "Old password", CHANGE_PASSWORD.purpose)
    return {
        key_id: Key(key_id, key, label, f"{purpose[:1].upper()}{purpose[1:]}.", key)
        for key_id, (key, label, purpose) in words.items()
    }
