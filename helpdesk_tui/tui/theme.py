"""The one theme: the terminal's own sixteen colours on the terminal's own ground.

So it is right on dark and light terminals, costs few bytes, and loses nothing with NO_COLOR: what matters
is said in words, focus is shown by the cursor and by reversing. No colour of the terminal can be read both on
a dark and on a light ground, so words have one only with a ground of their own: bright white on blue.
"""

from textual.theme import BUILTIN_THEMES, Theme

DESK = Theme(
    name="desk",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_cyan",
    warning="ansi_magenta",
    error="ansi_red",
    success="ansi_green",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "block-cursor-foreground": "ansi_bright_white",
        "block-cursor-background": "ansi_blue",
        "block-cursor-text-style": "bold",
        "input-selection-background": "ansi_blue",
        "input-selection-foreground": "ansi_bright_white",
        "scrollbar": "ansi_default",
        "scrollbar-background": "ansi_default",
        "border": "ansi_blue",
        "border-blurred": "ansi_default",
    },
)
