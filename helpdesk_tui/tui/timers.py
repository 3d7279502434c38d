"""Timers that come, however busy the computer is."""

from textual.message_pump import MessagePump
from textual.timer import Timer, TimerCallback


class SureTimers(MessagePump):
    """An app, screen or widget whose timers these are. Textual leaves out what is late, and so one that is to
    come once never comes where its time was over before it began."""

    def set_timer(
        self,
        delay: float,
        callback: TimerCallback | None = None,
        *,
        name: str | None = None,
        pause: bool = False,
    ) -> Timer:
        timer = super().set_timer(delay, callback, name=name, pause=pause)
        timer._skip = False  # it has not begun yet
        return timer
