"""How facts are said on the screens: pure functions from the desk's types to short English."""
