"""A bare Textual app, against which ours is measured."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header, Input


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Header()
        yield Input(placeholder="bare")
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False  # else it sends bytes for ever, and cannot be measured
        table: DataTable[str] = self.query_one(DataTable)
        table.add_columns("Name", "Login")
        for row in range(50):
            table.add_row(f"Name {row}", f"login{row}")


if __name__ == "__main__":
    Bare().run()
