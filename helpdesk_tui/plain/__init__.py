"""The line-mode front end: the same desk without a full screen, for scripts, screen readers and bad links."""
