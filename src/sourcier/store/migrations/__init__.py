"""Steps that bring a library of any released schema to the present one; run by Alembic."""
