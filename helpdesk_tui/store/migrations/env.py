"""Run by Alembic: uses the connection, and the transaction, of whoever asked."""

from alembic import context

from helpdesk_tui.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
