"""Registering methods."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "registration-wrong-code": (
        "The code does not fit the new app.",
        "Check that the app shows the right entry and the clock is right, then type the next code.",
    ),
    "too-many-apps": (
        "This person has {count} apps already, the most allowed.",
        "Remove one first.",
    ),
    "too-many-contacts": (
        "This person has {count} of this kind already, the most allowed.",
        "Remove one first, or replace one.",
    ),
    "method-unknown": (
        "This account has no such method.",
        "List the methods again.",
        Effect.OTHER_METHOD,
    ),
    "registration-expired": (
        "The registration took too long.",
        "Begin it again.",
        Effect.BEGIN_ANEW,
    ),
    "token-wrong-code": (
        "The code does not fit this token.",
        "Check the serial number; type the next code, or two in a row. Attempts left: {left}.",
    ),
    "token-unknown": (
        "No token with this serial number is in stock.",
        "Read the number again, or have the token imported first.",
        Effect.TYPE_AGAIN,
    ),
    "token-taken": (
        "Somebody was given this token a moment ago.",
        "Take another token.",
    ),
    "kind-not-allowed": (
        "Policy does not allow this for this person: {kind}.",
        "Register another sort of method.",
    ),
    "new-address-unfit": (
        "Nothing can be sent to this mail address.",
        "Type one plain address, such as name@example.com.",
        Effect.TYPE_AGAIN,
    ),
    "new-number-unfit": (
        "This number cannot be used here.",
        "Type the whole number; for messages a mobile one, without extension.",
        Effect.TYPE_AGAIN,
    ),
    "contact-known": (
        "This person has it already.",
        "Keep that one, or type another.",
        Effect.TYPE_AGAIN,
    ),
    "contact-of-operator": (
        "This is your own address or number.",
        "Register one that is the person's.",
        Effect.TYPE_AGAIN,
    ),
    "too-many-changes": (
        "This person's methods were changed too often today.",
        "Wait until {until}; methods can still be removed.",
    ),
    "methods-changed": (
        "A colleague changed this person's methods a moment ago.",
        "Look at the account again, then verify again.",
        Effect.OVER,
    ),
    "method-not-active": (
        "This method does not count yet.",
        "Confirm it first.",
    ),
    "method-not-changed": (
        "Only a number or an address can be replaced by another one.",
        "Remove this method and add another.",
    ),
    "label-empty": (
        "A method needs a name.",
        "Type one, such as 'work phone'.",
        Effect.TYPE_AGAIN,
    ),
    "pass-life": (
        "An access pass lasts {shortest} to {longest} minutes here.",
        "Choose a time within that.",
        Effect.TYPE_AGAIN,
    ),
    "pass-once-only": (
        "Policy lets an access pass work once.",
        "Issue it for one use.",
        Effect.TYPE_AGAIN,
    ),
    "registration-terminal": (
        "The QR code needs a larger window.",
        "Enlarge it, or type the key from below into the app.",
    ),
    "questions-count": (
        "This needs {needed} questions with their answers.",
        "Ask for {needed}, each a different one.",
        Effect.TYPE_AGAIN,
    ),
    "question-length": (
        "Question {number} is empty or too long.",
        "A question has at most {longest} characters.",
        Effect.TYPE_AGAIN,
    ),
    "question-twice": (
        "Question {number} was asked before.",
        "Choose another question.",
        Effect.TYPE_AGAIN,
    ),
    "answer-length": (
        "The answer to question {number} is too short or too long.",
        "An answer has {shortest} to {longest} characters; spaces and stops at its ends do not count.",
        Effect.TYPE_AGAIN,
    ),
    "answer-twice": (
        "The answer to question {number} was given before.",
        "Each question needs an answer of its own.",
        Effect.TYPE_AGAIN,
    ),
    "answer-in-question": (
        "The answer to question {number} stands in the question.",
        "Ask for another answer, or choose another question.",
        Effect.TYPE_AGAIN,
    ),
}
