"""What a help desk does: rules and use cases, without I/O."""
