"""Several changes in one visit; what is handed out; questions, and what policy leaves out."""

from dataclasses import replace
from datetime import timedelta

from tui.driving import (
    Desk,
    everything_shown,
    on_screen,
    says,
    says_now,
    screen_text,
    type_text,
    until,
    watched_demo,
)
from tui.registering import (
    methods_of,
    pick,
    read_back,
    shown_on,
    to_adding,
    to_change,
    to_methods,
)

from helpdesk_tui.desk.conversation.prompt import ShownKind
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Channel
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.dialogs.kinds import KindDialog
from helpdesk_tui.tui.dialogs.name import NameDialog
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.fields import Field, SecretField
from helpdesk_tui.tui.widgets.row_list import RowList

SIZE = (80, 24)
CANARIES = ("canary one", "canary two", "canary three", "canary four", "canary five")


# --- one visit --------------------------------------------------------------------------------------


async def test_further_changes_of_a_visit_need_no_other_proof_until_it_is_over(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        account = await to_change(pilot, "e")
        await on_screen(pilot, NameDialog)
        await pilot.press("ctrl+u")
        await type_text(pilot, "old phone")
        await pilot.press("enter")
        await says(pilot, "The name is changed.")
        await says(pilot, "old phone")
        await says(pilot, "min left")
        await pilot.press("d")
        await says(pilot, "old phone is the default now.")
        await says(pilot, "· default")
        await pilot.press("o")
        await on_screen(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await says(pilot, "Confirmed: all of it is still right.")
        assert "Must confirm the methods" not in screen_text(app)
        assert [each.label for each in methods_of(desk, account)] == ["old phone"]
        desk.watch.ahead = timedelta(minutes=11)
        await pilot.press("e")
        await on_screen(pilot, VerifyScreen)


async def test_a_visit_ends_with_the_call(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_change(pilot, "e")
        await on_screen(pilot, NameDialog)
        await pilot.press("enter")
        await says(pilot, "The name is changed.")
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)
        await pilot.press("escape")
        await pilot.press("enter")
        await on_screen(pilot, CardScreen)
        await says(pilot, "You may")
        await pilot.press("m")
        await on_screen(pilot, MethodsScreen)
        await pilot.press("e")
        await on_screen(pilot, VerifyScreen)


async def test_asking_for_a_new_registration_takes_no_proof(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        await to_methods(pilot)
        await pilot.press("f8")
        await on_screen(pilot, ConfirmDialog)
        await pilot.press("right", "enter")
        await says(pilot, "Must register again: asked for on")


async def test_the_menu_has_what_policy_allows_and_what_can_be_sent() -> None:
    def few(policy: DeskPolicy) -> DeskPolicy:
        allowed = frozenset({MethodKind.TOTP, MethodKind.SMS, MethodKind.EMAIL})
        everybody = replace(policy.verification.everybody, allowed=allowed)
        return replace(policy, verification=replace(policy.verification, everybody=everybody))

    with watched_demo(few) as desk:
        delivery = desk.console.sign_in.delivery
        only_mail = type("OnlyMail", (), {"channels": frozenset({Channel.MAIL}), "send": delivery.send})()
        console = replace(desk.console, sign_in=replace(desk.console.sign_in, delivery=only_mail))
        async with Desk(console, desk.watch).app().run_test(size=SIZE) as pilot:
            await to_methods(pilot)
            await pilot.press("a")
            menu = await on_screen(pilot, KindDialog)
            kinds = [kind for kind, _ in menu.query_one(RowList).rows]
            assert kinds == [MethodKind.TOTP, MethodKind.EMAIL]


async def test_what_the_visit_ran_out_under_is_over_and_says_so(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.SMS)
        screen = await on_screen(pilot, RegisterScreen)
        await type_text(pilot, "07700 900 777")
        await pilot.press("enter")
        await read_back(pilot)
        code = says_now(desk, account, MethodKind.SMS)
        desk.watch.ahead = timedelta(minutes=11)
        await type_text(pilot, code)
        await pilot.press("enter")
        await says(pilot, "This registration is over.")
        assert screen.focused is None
        await pilot.press("escape")
        await on_screen(pilot, MethodsScreen)
        await until(pilot, lambda: methods_of(desk, account, MethodKind.SMS) == [])
        await pick(pilot, MethodKind.SMS)
        await on_screen(pilot, VerifyScreen)


# --- handed out -------------------------------------------------------------------------------------


async def test_a_pass_is_hidden_until_asked_for_and_gone_when_its_page_closes() -> None:
    with watched_demo(
        lambda policy: replace(policy, passwords=replace(policy.passwords, visible_seconds=1))
    ) as desk:
        app = desk.app()
        async with app.run_test(size=SIZE) as pilot:
            await to_change(pilot, "p")
            screen = await on_screen(pilot, RegisterScreen)
            await says(pilot, "Esc Cancel")
            await pilot.press("ctrl+u")
            await type_text(pilot, "15")
            await pilot.press("enter")
            await says(pilot, "It works once, until")
            await says(pilot, "Esc Close")  # it counts: nothing is cancelled any more
            (secret,) = shown_on(screen, ShownKind.SPELLED)
            code = secret.reveal()
            assert code not in everything_shown(app)
            await pilot.press("f2")
            await says(pilot, code)
            await until(pilot, lambda: code not in screen_text(app))
            await pilot.press("enter")
            await says(pilot, "Issued: an access pass")
            await says(pilot, "Told by mail")
            await until(pilot, lambda: secret.dropped)
            assert code not in everything_shown(app)


async def test_a_pass_that_policy_forbids_is_refused_with_the_reason(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_change(pilot, "p")
        screen = await on_screen(pilot, RegisterScreen)
        await pilot.press("ctrl+u")
        await type_text(pilot, "5")
        await pilot.press("enter")
        await says(pilot, "An access pass lasts 10 to 60 minutes here.")
        assert screen.query(Field).first().value == "5", "to be mended"
        assert methods_of(desk, account, MethodKind.ACCESS_PASS) == []


async def test_making_codes_anew_asks_first(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        other = desk.signed_in("super")
        account = other.lookup.resolve("ada.byron")
        stored = desk.console.sign_in.stores.methods
        stored.add_recovery_codes(account, (Secret("ABCDEFGH"),), desk.console.sign_in.clock.now())
        before = methods_of(desk, account, MethodKind.RECOVERY_CODE)
        await to_change(pilot, "c")
        await on_screen(pilot, RegisterScreen)
        await says(pilot, "with new ones they stop working")
        await pilot.press("escape")
        await on_screen(pilot, MethodsScreen)
        assert methods_of(desk, account, MethodKind.RECOVERY_CODE) == before


# --- questions --------------------------------------------------------------------------------------


async def test_questions_are_stored_and_no_answer_is_ever_shown(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.QUESTIONS)
        screen = await on_screen(pilot, RegisterScreen)
        for place, answer in enumerate(CANARIES, 1):
            await says(pilot, f"Question {place} of 5")
            await pilot.press("up", "right", "down")  # another question than the first that is left
            await type_text(pilot, answer)
            assert answer not in app.export_screenshot()
            await pilot.press("enter")
        await says(pilot, "Registered: Security questions")
        (made,) = methods_of(desk, account, MethodKind.QUESTIONS)
        texts = desk.console.sign_in.policy.verification.questions.texts
        assert desk.console.sign_in.stores.methods.questions(made.id)[0] == texts[1]
        assert not any(each in everything_shown(app) for each in CANARIES)
        assert not any(field.value for field in screen.query(SecretField))


async def test_each_answer_is_looked_at_beside_those_before_it(desk: Desk) -> None:
    async with desk.app().run_test(size=SIZE) as pilot:
        account = await to_adding(pilot, MethodKind.QUESTIONS)
        await on_screen(pilot, RegisterScreen)
        for place, wrong, why, right in (
            (1, "ab", "The answer to question 1 is too short or too long.", "miss finch"),
            (2, "street", "The answer to question 2 stands in the question.", "harbour lane"),
            (3, "harbour lane", "The answer to question 3 was given before.", "pea soup"),
        ):
            await says(pilot, f"Question {place} of 5")
            for answer, said in ((wrong, why), (right, f"Question {place + 1} of 5")):
                await pilot.press("ctrl+u")
                await type_text(pilot, answer)
                await pilot.press("enter")
                await says(pilot, said)
        assert methods_of(desk, account, MethodKind.QUESTIONS) == []
