"""What Alembic runs: the steps on the connection it is handed, inside the transaction that is open there."""

from alembic import context

# Alembic gives the module its settings only while it runs it; whoever imports it otherwise (a collector of doctests) runs nothing.
if hasattr(context, "config"):
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()
