"""One module a kind of method: what it asks, and what proves somebody by it."""
