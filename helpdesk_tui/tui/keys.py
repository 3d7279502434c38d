"""Every key of the full screen: one registry, from which screens take their bindings.
Their order here is the order in the line of keys.

`remap` in `DeskApp` takes {id: key}. Letters and F-keys only: Ctrl+H, Ctrl+I and Ctrl+M are Backspace,
Tab and Enter on a classic terminal.
"""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True)
class Key:
    id: str
    key: str
    label: str  # in the line of keys
    tooltip: str  # in the help
    shown_as: str | None = None


_ALL = [
    # signing in
    Key("sign-in", "enter", "Sign in", "Signs in with this login and password.", "Enter"),
    # search
    Key("search.open", "enter", "Open", "Opens the account; of several, lets you choose first.", "Enter"),
    Key("search.list", "down", "List", "Goes to the list.", "↓"),
    Key("search.clear", "escape", "Clear", "Empties the search box.", "Esc"),
    # card
    Key("card.verify", "v", "Verify", "Proves who is calling, then lets you choose what to do.", "v"),
    Key("card.reset", "r", "Reset", "Sets a temporary password, after the caller is verified.", "r"),
    Key("card.force", "f", "Force change", "Makes the person choose a new password at sign-in.", "f"),
    Key("card.unlock", "u", "Unlock", "Unlocks the account, after the caller is verified.", "u"),
    Key("card.methods", "m", "Methods", "Shows, adds and removes the ways to prove this person.", "m"),
    Key("refresh", "f5", "Refresh", "Reads everything here again.", "F5"),
    # verify
    Key("verify.go", "enter", "Go on", "Goes on: checks the code, or shows the number to call.", "Enter"),
    Key("verify.method", "up", "Method", "Takes another method.", "↑↓"),
    # act
    Key("act.do", "enter", "Do it", "Does what is written under 'What will happen', once.", "Enter"),
    # receipt
    Key("receipt.show", "f2", "Show password", "Shows the password for a while, or hides it.", "F2"),
    Key("receipt.show-too", "space", "Show password", "Shows the password for a while.", "Space"),
    Key("receipt.next", "enter", "Next call", "Ends this call and goes to the search box.", "Enter"),
    Key("receipt.card", "escape", "Back to card", "Ends the receipt; the account's card comes back.", "Esc"),
    # methods
    Key("methods.add", "a", "Add app", "Registers an authenticator app for this person.", "a"),
    Key("methods.codes", "c", "Recovery codes", "Makes ten new recovery codes; old ones end.", "c"),
    Key("methods.remove", "x", "Remove", "Removes the marked method.", "x"),
    # registration
    Key("enrol.go", "enter", "Go on", "Goes on with what is typed.", "Enter"),
    Key("codes.show", "f2", "Show codes", "Shows the codes for a while, or hides them.", "F2"),
    Key("codes.done", "enter", "Done", "Closes this; the codes are never shown again.", "Enter"),
    # dialogs
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
    Key("help", "f1", "Help", "Explains this screen and its keys.", "F1"),
    Key("sign-out", "f9", "Sign out", "Signs out; somebody else can sign in.", "F9"),
    Key("quit", "f10", "Quit", "Signs out and ends the program.", "F10"),
    Key("quit-too", "ctrl+q", "Quit", "Signs out and ends the program.", "Ctrl+Q"),
    Key("palette", "ctrl+p", "Commands", "Lists everything that can be done here.", "Ctrl+P"),
    Key("interrupt", "ctrl+c", "How to quit", "Says which key quits; it never ends anything.", "Ctrl+C"),
]

KEYS = {key.id: key for key in _ALL}


def bind(key_id: str, action: str, *, label: str = "", show: bool = True, priority: bool = False) -> Binding:
    """The binding of a registered key to an action of the class that holds it."""
    key = KEYS[key_id]
    return Binding(
        key.key,
        action,
        label or key.label,
        show=show,
        key_display=key.shown_as,
        priority=priority,
        tooltip=key.tooltip,
        id=key.id,
    )
