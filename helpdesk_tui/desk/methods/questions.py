"""Security questions: some of those registered are drawn, and all of the drawn must be answered."""

from helpdesk_tui.desk.answers import checked_answers, normalised_answer, problems_of_answers
from helpdesk_tui.desk.conversation.prompt import Answer, Choice, Field, FieldKind, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.methods.enrolment import Replacing
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.changes import Visit
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

_HELP = N_(
    "Read each question aloud and type what the caller answers; it is not shown. Case, blanks and signs do "
    "not matter. All must be right, and which one was wrong is not told."
)


class Questions(Dialogue):
    _drawn: tuple[str, ...] = ()

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        if not self._drawn:
            return Prompt(
                "draw",
                _("shows the questions"),
                working=_("Reading the questions …"),
                advice=_("Some of the person's questions are drawn. Ask the caller each of them."),
            )
        fields = tuple(
            Field(str(place), FieldKind.SECRET, N_("Answer"), question=f"{place}. {text}", help=_HELP)
            for place, text in enumerate(self._drawn, 1)
        )
        return Prompt("answers", _("checks them"), advice=_("All of them must be right."), fields=fields)

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.prompt == "draw":
            return self._draw(held, method)
        return self._check(
            held, method, tuple(answer[str(place)] for place in range(1, len(self._drawn) + 1))
        )

    def _draw(self, held: Held, method: Method) -> Held:
        """The same ones until they are answered, whoever asks: nobody draws until the easy ones come."""
        drawn = self._due(method)
        self.course.record("verification.questions-shown", held, method)
        self._drawn = tuple(drawn.values())
        return held

    def _check(self, held: Held, method: Method, given: tuple[Secret, ...]) -> Held:
        """Which of them was wrong is not told."""
        course, methods = self.course, self.course.session.stores.methods
        due, shown, self._drawn = self._due(method), self._drawn, ()
        if tuple(due.values()) != shown:  # registered anew meanwhile
            raise Refused(problem("prompt-changed"))
        self._drawn = shown
        attempt, left = course.attempt(held, method)
        said = {
            number: Secret(normalised_answer(each.reveal())) for number, each in zip(due, given, strict=True)
        }
        fits = methods.fits_answers(method.id, said, course.session.clock.now())
        for each in said.values():
            each.drop()
        if not fits:
            raise course.failed(held, method, problem("answers-wrong", left=left))
        return course.proven(held, method, attempt)

    def _due(self, method: Method) -> dict[int, str]:
        """Those to be asked now, by their numbers. Raises `Refused` (too-few-questions)."""
        session, wanted = self.course.session, self.course.session.policy.verification.questions.ask
        texts = session.stores.methods.questions(method.id)
        registered = len(texts)
        if registered < wanted:
            raise Refused(problem("too-few-questions", registered=registered, needed=wanted))
        left, picked = list(range(1, registered + 1)), []
        for _draw in range(wanted):
            picked.append(left.pop(session.randomness.below(len(left))))
        turn = f"{wanted} of {registered}, after {method.last_used}"
        drawn = session.stores.challenges.draw(turn, method.id, picked, session.clock.now())
        return {number: texts[number - 1] for number in drawn}


# --- registering --------------------------------------------------------------------------------------

_ANSWER_HELP = N_(
    "The person chooses the question and says the answer. It is not shown, is kept as a digest only, and "
    "must be said the same way later; case and blanks do not matter."
)


class NewQuestions(Replacing):
    """One after the other; all are stored at once, when the last one is answered."""

    how = N_("answers typed unseen")

    _given: tuple[tuple[str, Secret], ...] = ()

    def prompt(self) -> Prompt | None:
        if self.method is not None:
            return None
        rules, place = self.session.policy.verification.questions, len(self._given) + 1
        taken = {text for text, _ in self._given}
        free = tuple(Choice(text, text) for text in rules.texts if text not in taken)
        first, last = free[0].value if free else "", place == rules.register
        return Prompt(
            f"question-{place}",
            _("stores all of them") if last else _("goes on to the next"),
            working=_("Storing …") if last else _("Checking …"),
            advice=_(
                "Question {place} of {register}. The person chooses it and says the answer.",
                place=place,
                register=rules.register,
            ),
            fields=(
                Field(
                    "question",
                    FieldKind.CHOICE,
                    _("Question {place}", place=place),
                    choices=free,
                    value=first,
                ),
                Field("answer", FieldKind.SECRET, _("Its answer"), help=_ANSWER_HELP),
            ),
        )

    def answer(self, visit: Visit, answer: Answer) -> None:
        """Each is looked at beside those before it."""
        given = (answer.text("question"), Secret(answer["answer"].reveal()))
        needed = self.session.policy.verification.questions.register
        asked = (*self._given, given)
        if why := problems_of_answers(asked).get(len(asked)):
            given[1].drop()
            raise Refused(why)
        if len(asked) < needed:
            self._given = asked
            return
        checked = checked_answers(asked, needed)
        try:
            self.replace(visit, lambda now: self.stored.add_questions(visit.account.id, checked, now))
            self.drop()
        finally:
            for _question, each in (*checked, given):
                each.drop()

    def drop(self) -> None:
        for _question, each in self._given:
            each.drop()
