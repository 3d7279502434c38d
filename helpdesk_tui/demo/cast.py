"""The cast of the demo: people who each show one state of a card, and one difficulty of real data.

Somebody who tries the desk looks them up by what is wrong with them: the title says it.
"""

from datetime import datetime, timedelta
from typing import Any

from helpdesk_tui.demo.entries import LEGAL, DemoEntry
from helpdesk_tui.demo.groups import CONTRACTORS, EXECUTIVES, FINANCE
from helpdesk_tui.demo.people import employee, mobile_number, office_number
from helpdesk_tui.demo.rules import hour_of_week

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def cast(now: datetime) -> list[DemoEntry]:
    """Ada Byron, the main character, comes first."""
    places = iter(range(1, 100))

    def person(login: str, given_name: str, surname: str, title: str, **facts: Any) -> DemoEntry:
        place = next(places)
        usual: dict[str, Any] = {
            "mobile": mobile_number(place),
            "office_phone": office_number(place),
            "employee_number": str(10400 + place),
            "department": "Operations",
            "manager": "victoria.ashworth",
            "password_set": now - 20 * DAY,
            "last_sign_in": now - 17 * HOUR,
        }
        return employee(login, given_name, surname, title=title, **(usual | facts))

    return [
        *_usual(person, now),
        *_states(person, now),
        *_guarded(person),
        *_unreadable(person, now),
        *_difficult_text(person),
        *_contacts(person, now),
    ]


def _usual(person: Any, now: datetime) -> list[DemoEntry]:
    return [
        person("ada.byron", "Ada", "Byron", "Analyst, Engines", department="Engineering",
               mobile="+44 7700 900001", office_phone="+44 20 7946 0001"),
        person("victoria.ashworth", "Victoria", "Ashworth", "Managing Director", manager="",
               groups={EXECUTIVES}),
        person("james.wilson", "James", "Wilson", "Buyer", department="Sales"),
        person("james.wilson2", "James", "Wilson", "Lawyer", department="Legal", office="Leeds",
               parent=LEGAL),
        person("jonas.weber", "Jonas", "Weber", "Courier (no phone, no app)", mobile="", office_phone="",
               preferred_language="de"),
        person("hannah.cole", "Hannah", "Cole", "Author (recovery codes only)", mobile="", office_phone=""),
        person("ryan.mitchell", "Ryan", "Mitchell", "Agent, New York", mobile="+1 212-555-0142",
               office_phone="(212) 555-0143", preferred_language="en-US"),
        person("aisha.khan", "Aisha", "Khan", "Nurse (changed today: minimum age)",
               password_set=now - 2 * HOUR),
        person("marta.nowak", "Marta", "Nowak", "Accountant (strict policy)", department=FINANCE,
               groups={FINANCE}, preferred_language="pl"),
    ]  # fmt: skip


def _states(person: Any, now: datetime) -> list[DemoEntry]:
    away = frozenset((hour_of_week(now) + 72 + hour) % 168 for hour in range(9))
    return [
        person("grace.okafor", "Grace", "Okafor", "Driver (locked)", locked_at=now - 4 * MINUTE,
               bad_count=5, bad_at=now - 4 * MINUTE),
        person("felix.brandt", "Felix", "Brandt", "Auditor (locked until unlocked)", department=FINANCE,
               groups={FINANCE}, locked_at=now - 26 * HOUR, bad_count=3, bad_at=now - 26 * HOUR),
        person("nora.lind", "Nora", "Lind", "Planner (password expired)", password_set=now - 93 * DAY,
               last_sign_in=now - 4 * DAY, preferred_language="sv"),
        person("tom.keller", "Tom", "Keller", "Electrician (password expires in 3 days)",
               password_set=now - 87 * DAY),
        person("mia.santos", "Mia", "Santos", "Designer (must change)", password_set=None,
               preferred_language="pt"),
        person("noah.bright", "Noah", "Bright", "New starter (never signed in)", password_set=None,
               last_sign_in=None),
        person("ivan.petrov", "Ivan", "Petrov", "Left the company (disabled)", enabled=False,
               last_sign_in=now - 50 * DAY, password_set=now - 70 * DAY),
        person("lena.fischer", "Lena", "Fischer", "Reception (password never expires)", never_expires=True,
               password_set=now - 900 * DAY, preferred_language="de"),
        person("omar.haddad", "Omar", "Haddad", "Pharmacist (smart card required)", smart_card=True),
        person("chloe.dubois", "Chloé", "Dubois", "Contractor (account expired)",
               account_expires=now - 3 * DAY, last_sign_in=now - 4 * DAY, preferred_language="fr",
               groups={CONTRACTORS}),
        person("peter.quayle", "Peter", "Quayle", "Contractor (account expires in 5 days)",
               account_expires=now + 5 * DAY, groups={CONTRACTORS}),
        person("lobby.screen", "Lobby", "Screen", "Shared (may not change its password)", cannot_change=True),
        person("old.import", "Olga", "Dimitrova", "Imported (no password required)", not_required=True),
        person("nils.strand", "Nils", "Strand", "Night shift (outside hours now)", logon_hours=away),
        person("bea.flores", "Bea", "Flores", "Unlucky (locked, disabled, expired)", enabled=False,
               locked_at=now - 10 * MINUTE, bad_count=5, bad_at=now - 10 * MINUTE,
               account_expires=now - DAY, password_set=now - 200 * DAY),
    ]  # fmt: skip


def _guarded(person: Any) -> list[DemoEntry]:
    return [
        person("agnes.thorne", "Agnes", "Thorne", "Administrator (nested groups)", department="IT",
               groups={"Tier 1 Administrators"}),
        person("piotr.zalewski", "Piotr", "Zalewski", "Administrator (primary group)", department="IT",
               primary_group="Domain Admins"),
        person("bruno.backup", "Bruno", "Keeper", "Backup operator", department="IT",
               groups={"Backup Operators"}),
        person("vera.guard", "Vera", "Guard", "Protected Users", department="IT", groups={"Protected Users"}),
        person("rita.former", "Rita", "Former", "Was an administrator once", department="IT",
               admin_count=True),
    ]  # fmt: skip


def _unreadable(person: Any, now: datetime) -> list[DemoEntry]:
    parts = {"locked", "locked_until", "account_expires", "password_expires", "password_expired",
             "must_change", "outside_hours", "mobile", "rights"}  # fmt: skip
    return [
        person("yuki.tanaka", "Yuki", "Tanaka", "Chemist (policy unknown)", unreadable=frozenset({"policy"}),
               preferred_language="ja"),
        person("petra.horak", "Petra", "Horáková", "Archivist (parts unknown)", unreadable=frozenset(parts),
               locked_at=now - MINUTE, preferred_language="cs"),
        person("sofia.rossi", "Sofia", "Rossi", "Envoy (groups unknown)", preferred_language="it",
               unreadable=frozenset({"group_ids", "protected_by", "was_protected"})),
        person("dora.mark", "Dora", "Mark", "Clerk (no write can be traced)",
               unreadable=frozenset({"marks"})),
    ]  # fmt: skip


def _difficult_text(person: Any) -> list[DemoEntry]:
    long_name = "Hubertina Wolfgangia Featherstonehaugh-Cholmondeley von und zu Hohenstein-Waldburg-Zeil"
    return [
        person("sam.fox", "Sam", "Fox", "Markup [/bold][red]", name="Sam [/IT] Fox"),
        person("bob.smith", "Bob", "Smith", "[link=x]Fitter[/link]", name="Smith [/] Bob"),
        person("max.bolt", "Max", "Bolt", "Electrics", name="[@click=app.quit]Max Bolt"),
        person("rosa.jimenez", "Rosa", "Jiménez", "Florist 🌷", name="Rosa 🌹 Jiménez 👩🏽‍🚀"),
        person("muhammad.hasan", "محمد", "الحسن", "مهندس", preferred_language="ar"),
        person("sarah.cohen", "שרה", "כהן", "Translator", preferred_language="he",
               name="Sarah (שרה) Cohen"),
        person("hubertina.feathers", "Hubertina", "Featherstonehaugh", "Title " + "of great length " * 8,
               name=long_name, department="Department of Exceedingly Detailed Administrative Affairs"),
        person("suharti", "Suharti", "", "One name only", name="Suharti", preferred_language="id"),
        person("li.na", "Na", "Li", "", name="", mail="", mobile="", office_phone="", department="",
               employee_number="", company="", office="", manager="", preferred_language=""),
        person("eve.escape", "Eve", "Escape", "\x1b]52;c;aGFjaw==\x07Prankster",
               name="Eve \x1b[31mE\u202escape\u202c\x07"),
        person("pat.comma", "Pat", "Comma", "Punctuation, of course", name='Comma, Pat "P+" <x>; #1 = \\'),
        person("star.wild", "Star", "Wild", "Injection", name="*)(|(cn=*"),
    ]  # fmt: skip


def _contacts(person: Any, now: datetime) -> list[DemoEntry]:
    """What the directory holds of them does not count yet, or not at all."""
    return [
        person("zara.newman", "Zara", "Newman", "Trainer (mobile changed yesterday)",
               contacts_at={"mobile": now - DAY}),
        person("ulla.brink", "Ulla", "Brink", "Weaver (age of contact data unknown)", preferred_language="da",
               unreadable=frozenset({"contact_times"})),
        person("milo.finch", "Milo", "Finch", "Intern (new manager since today)", manager="ada.byron",
               contacts_at={"manager": now - 3 * HOUR}),
        person("tess.orphan", "Tess", "Orphan", "Archive (manager has left)", manager="somebody.gone"),
        person("gil.moreno", "Gil", "Moreno", "Gardener (nothing but a manager)", mail="", mobile="",
               office_phone=""),
    ]  # fmt: skip
