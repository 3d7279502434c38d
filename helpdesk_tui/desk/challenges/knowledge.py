"""Security questions: some of those registered are drawn, and all of the drawn must be answered."""

from helpdesk_tui.desk.answers import normalised_answer
from helpdesk_tui.desk.course import Course, Held, Progress
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret


def drawn(course: Course, held: Held, method: Method) -> tuple[str, ...]:
    """The same ones until they are answered, whoever asks: nobody draws until the easy ones come."""
    texts = course.session.stores.methods.questions(method.id)
    numbers = _numbers(course, method, len(texts))
    course.record("verification.questions-shown", held, method)
    return tuple(texts[number - 1] for number in numbers)


def answer(course: Course, held: Held, method: Method, answers: tuple[Secret, ...]) -> Progress:
    """Which of them was wrong is not told."""
    methods = course.session.stores.methods
    numbers = _numbers(course, method, len(methods.questions(method.id)))
    if len(answers) != len(numbers) or not all(each.reveal().strip() for each in answers):
        raise Refused(problem("answers-missing", count=len(numbers)))
    attempt, left = course.attempt(held, method)
    said = {
        number: Secret(normalised_answer(each.reveal()))
        for number, each in zip(numbers, answers, strict=True)
    }
    fits = methods.fits_answers(method.id, said, course.session.clock.now())
    for each in said.values():
        each.drop()
    if not fits:
        raise course.failed(held, method, problem("answers-wrong", left=left))
    return course.proven(held, method, attempt)


def _numbers(course: Course, method: Method, registered: int) -> tuple[int, ...]:
    session, wanted = course.session, course.session.policy.verification.questions.ask
    if registered < wanted:
        raise Refused(problem("too-few-questions", registered=registered, needed=wanted))
    left, picked = list(range(1, registered + 1)), []
    for _ in range(wanted):
        picked.append(left.pop(session.chance.below(len(left))))
    turn = f"{wanted} of {registered}, after {method.last_used}"
    return session.stores.challenges.draw(turn, method.id, picked, session.clock.now())
