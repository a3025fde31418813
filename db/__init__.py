"""Storage: keeps the promises of the engine's ports on SQLite and PostgreSQL. Begin with `db.store`."""
