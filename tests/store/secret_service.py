"""A small Secret Service (freedesktop.org, version 0.2) for tests: one collection, kept in memory.

    python secret_service.py (open|locked) CALLS

Speaks on $DBUS_SESSION_BUS_ADDRESS until it is stopped; writes the name of every call to the file CALLS.
"""

import sys
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

COLLECTION = "/org/freedesktop/secrets/aliases/default"


class Service:
    def __init__(self, locked: bool) -> None:
        self.locked = locked
        self.items: list[tuple[dict[str, str], Any]] = []

    def answer(self, message: Message) -> Message:
        fields = message.header.fields
        path, name = fields[HeaderFields.path], fields[HeaderFields.member]
        reply = getattr(self, f"on_{name}", None)
        if reply is None:
            return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")
        answer: Message = reply(message, path, *message.body)
        return answer

    def on_Get(self, message: Message, _path: str, _interface: str, name: str) -> Message:
        value = ("b", self.locked) if name == "Locked" else ("s", name)
        return new_method_return(message, "v", (value,))

    def on_OpenSession(self, message: Message, _path: str, algorithm: str, _input: Any) -> Message:
        if algorithm != "plain":
            return new_error(message, "org.freedesktop.DBus.Error.NotSupported")
        return new_method_return(message, "vo", (("s", ""), "/session"))

    def on_SearchItems(self, message: Message, _path: str, wanted: dict[str, str]) -> Message:
        found = [
            f"{COLLECTION}/{number}"
            for number, (attributes, _) in enumerate(self.items)
            if wanted.items() <= attributes.items()
        ]
        return new_method_return(message, "ao", (found,))

    def on_CreateItem(
        self, message: Message, _path: str, properties: Any, secret: Any, replace: bool
    ) -> Message:
        attributes = properties["org.freedesktop.Secret.Item.Attributes"][1]
        known = [number for number, item in enumerate(self.items) if replace and item[0] == attributes]
        number = known[0] if known else len(self.items)
        self.items[number : number + 1] = [(attributes, secret)]
        return new_method_return(message, "oo", (f"{COLLECTION}/{number}", "/"))

    def on_Delete(self, message: Message, path: str) -> Message:
        self.items[int(path.rsplit("/", 1)[1])] = ({}, None)
        return new_method_return(message, "o", ("/",))

    def on_GetSecret(self, message: Message, path: str, _session: str) -> Message:
        return new_method_return(message, "(oayays)", (self.items[int(path.rsplit("/", 1)[1])][1],))

    def on_Unlock(self, message: Message, _path: str, objects: list[str]) -> Message:
        return new_method_return(message, "aoo", ([], "/prompt") if self.locked else (objects, "/"))

    def on_Prompt(self, message: Message, _path: str, _window: str) -> Message:
        return new_method_return(message)  # and then nobody ever answers the window


def main(state: str, calls: Path) -> None:
    service = Service(locked=state == "locked")
    with open_dbus_connection("SESSION") as connection, calls.open("a") as log:
        connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
        print("ready", file=log, flush=True)
        while True:
            message = connection.receive()
            if message.header.message_type is MessageType.method_call:
                # Before the answer: who has it may look here at once.
                print(message.header.fields[HeaderFields.member], file=log, flush=True)
                connection.send(service.answer(message))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
