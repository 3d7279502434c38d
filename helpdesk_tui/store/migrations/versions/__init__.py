"""One module for each step of the schema; numbered, never changed once released."""
