"""Proving a caller."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "no-method": (
        "There is no usable way to prove this caller.",
        "Hand the call to a supervisor: no proof, no change.",
    ),
    "too-few-methods": (
        "Policy asks for {needed} proofs, and this person has only {usable} that can be used.",
        "Hand the call to a supervisor.",
    ),
    "method-not-offered": (
        "This method is not available for this account.",
        "Choose one from the list.",
        Effect.OTHER_METHOD,
    ),
    "method-already-proven": (
        "This proof, or one like it, was already given.",
        "Choose another kind of method.",
        Effect.OTHER_METHOD,
    ),
    "code-wrong": (
        "The code is wrong.",
        "Take the next one. Attempts left: {left}.",
    ),
    "code-malformed": (
        "A code has {digits} digits.",
        "Type the digits; spaces do not matter.",
        Effect.TYPE_AGAIN,
    ),
    "recovery-code-malformed": (
        "A recovery code has the form {form}.",
        "Type it as printed; spaces do not matter.",
        Effect.TYPE_AGAIN,
    ),
    "code-used": (
        "This code was used before.",
        "Wait for the app to show the next one. Attempts left: {left}.",
    ),
    "code-older": (
        "This code is too old: a newer one was used already.",
        "Wait for a newer one, and take that. Attempts left: {left}.",
    ),
    "clock-drift": (
        "The code fits a clock that is {drift}.",
        "Set its clock to automatic, or take two codes in a row. Attempts left: {left}.",
    ),
    "resync-failed": (
        "These are not two codes in a row of this app or token.",
        "Take two fresh ones, the first first. Attempts left: {left}.",
    ),
    "sent-code-wrong": (
        "This is not the code that was sent last.",
        "Take that of the newest message, or send again. Attempts left: {left}.",
    ),
    "no-code-sent": (
        "No code was sent yet.",
        "Send one first.",
    ),
    "code-expired": (
        "The code that was sent is too old.",
        "Send a new one.",
    ),
    "too-many-codes": (
        "Too many codes were sent about this account.",
        "Wait until {until}, or take another method.",
        Effect.OTHER_METHOD,
    ),
    "too-many-codes-there": (
        "Too many codes were sent to this number or address.",
        "Wait until {until}, or take another method.",
        Effect.OTHER_METHOD,
    ),
    "too-many-codes-yours": (
        "You have sent too many codes.",
        "Wait until {until}, or take a method that needs none.",
        Effect.OTHER_METHOD,
    ),
    "too-many-codes-today": (
        "The desk has sent as many codes as it may in a day.",
        "Wait until {until}, or take a method that needs none; an administrator sets the limit.",
        Effect.OTHER_METHOD,
    ),
    "not-delivered": (
        "The code could not be sent.",
        "Try again, or take another method.",
    ),
    "contact-changed": (
        "The address changed after the code was sent.",
        "Begin again.",
        Effect.BEGIN_ANEW,
    ),
    "pass-malformed": (
        "This is no access pass.",
        "Type it as given; spaces and case do not matter.",
        Effect.TYPE_AGAIN,
    ),
    "pass-wrong": (
        "The access pass is wrong or used.",
        "Type it again, or take another method. Attempts left: {left}.",
    ),
    "answers-wrong": (
        "Not all answers are right.",
        "Nobody is told which ones. Ask them again. Attempts left: {left}.",
    ),
    "too-few-questions": (
        "This person has {registered} questions; {needed} are asked.",
        "Take another method, and register the questions again afterwards.",
        Effect.OTHER_METHOD,
    ),
    "number-malformed": (
        "This is no phone number.",
        "Type it with its area or country code.",
        Effect.TYPE_AGAIN,
    ),
    "number-differs": (
        "The number is not the one on record.",
        "Do not say which it is. Ask again, or take another method. Attempts left: {left}.",
    ),
    "choice-unknown": (
        "Nothing of the list is chosen.",
        "Choose one from the list.",
        Effect.TYPE_AGAIN,
    ),
    "answer-missing": (
        "Nothing is typed for this: {field}.",
        "Type it, or go back.",
        Effect.TYPE_AGAIN,
    ),
    "prompt-changed": (
        "Something else is asked for now.",
        "Read what is asked, then answer that.",
    ),
    "manager-unfit": (
        "The manager in the directory cannot approve this.",
        "Take another method: the manager is missing, disabled, or one of those involved.",
        Effect.OTHER_METHOD,
    ),
    "manager-unreachable": (
        "The manager has no mail address that counts.",
        "Take another method.",
        Effect.OTHER_METHOD,
    ),
    "verification-held": (
        "{operator} is verifying this caller, until {until}.",
        "Talk to {operator}, or wait. A supervisor can end it.",
    ),
    "approval-unknown": (
        "This does not wait for your approval, or no longer does.",
        "Look at the list again. It may be over, or your own.",
    ),
    "approver-cools-down": (
        "The second operator changed this person's methods a short while ago.",
        "Ask another colleague.",
    ),
    "approver-is-operator": (
        "You cannot approve your own verification.",
        "Ask a colleague.",
        Effect.OTHER_METHOD,
    ),
    "approver-is-manager": (
        "The manager vouches already, and one person does not vouch twice.",
        "Ask another colleague.",
    ),
    "policy-not-for-you": (
        "The policy is checked by supervisors, registrars and auditors.",
        "Ask one of them.",
    ),
    "own-guesses-stay": (
        "The account stays blocked.",
        "Your own failed proofs stay counted. Another supervisor may end the block.",
    ),
    "supervisors-only": (
        "Only a supervisor may do this.",
        "Ask one.",
    ),
    "account-reported": (
        "This person says: this was not me. The account is held until a supervisor releases it.",
        "Verify the caller again: a second operator must approve. Or ask a supervisor.",
        Effect.OVER,
    ),
    "report-own-part": (
        "The person says of something that you did or approved for this account: this was not me.",
        "Hand the call to a colleague. A supervisor who had no part in it can release the account.",
    ),
    "report-not-served": (
        "This desk does nothing for this account, so a report has nothing to hold.",
        "Tell an administrator at once what the person said.",
    ),
    "report-reason": (
        "A report needs a reason.",
        "Say in a few words what the person told you.",
        Effect.TYPE_AGAIN,
    ),
    "too-many-reports": (
        "You have reported {count} accounts within an hour.",
        "Hand this one to a colleague, or wait until {until}. Tell a supervisor if so many people call.",
    ),
    "cooling-down-own": (
        "You changed this person's methods a short while ago.",
        "A colleague may reset the password {colleagues}; you may from {until}.",
    ),
    "cooling-down": (
        "This person's methods were changed a short while ago.",
        "A reset is possible from {until}. Until then the person can still object to the new methods.",
    ),
    "call-back-failed": (
        "The person was not reached or did not confirm.",
        "Call again, try another method, or end the call.",
        Effect.OTHER_METHOD,
    ),
    "account-blocked": (
        "Too many failed proofs for this account.",
        "Blocked until {until}. A supervisor may end that sooner.",
        Effect.OVER,
    ),
    "method-blocked": (
        "Too many failed proofs with this method.",
        "Use another one, or wait until {until}.",
        Effect.OTHER_METHOD,
    ),
    "operator-blocked": (
        "Too many failed proofs by you.",
        "You are blocked until {until}. Tell your supervisor.",
        Effect.OVER,
    ),
    "verification-expired": (
        "The time for this verification is over.",
        "Begin a new one.",
        Effect.BEGIN_ANEW,
    ),
    "verification-unknown": (
        "This verification is over.",
        "Begin a new one.",
        Effect.BEGIN_ANEW,
    ),
    "ticket-required": (
        "A ticket number is needed.",
        "Type the number of the ticket.",
        Effect.TYPE_AGAIN,
    ),
    "ticket-malformed": (
        "This does not look like one of your ticket numbers.",
        "A ticket looks like this: {example}.",
        Effect.TYPE_AGAIN,
    ),
    "ticket-stands": (
        "Something is proven for this ticket already, or an approval is asked for it.",
        "Begin a new verification for another ticket.",
        Effect.TYPE_AGAIN,
    ),
    "no-clearance": (
        "The caller is not verified.",
        "Verify the caller first.",
        Effect.BEGIN_ANEW,
    ),
    "clearance-used": (
        "This verification was already used for a change.",
        "Verify the caller again.",
        Effect.BEGIN_ANEW,
    ),
    "clearance-expired": (
        "The verification has expired.",
        "Verify the caller again.",
        Effect.BEGIN_ANEW,
    ),
    "clearance-not-for-this": (
        "The caller was verified for something else.",
        "Verify the caller for this account and action.",
        Effect.BEGIN_ANEW,
    ),
    "account-changed": (
        "The account changed since the caller was verified.",
        "Look at the account again, then verify again.",
        Effect.OVER,
    ),
    "policy-changed": (
        "The desk's policy changed since the caller was verified.",
        "Verify the caller again.",
        Effect.BEGIN_ANEW,
    ),
    "clock-went-back": (
        "This computer's clock went back.",
        "Correct the clock, then verify again.",
        Effect.OVER,
    ),
}
