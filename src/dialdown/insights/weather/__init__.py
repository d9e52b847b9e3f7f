"""Weather beside a diary: off until it is switched on, kept in the database, never asked for twice."""
