"""Every key of the full screen, and what may be set in its place."""
