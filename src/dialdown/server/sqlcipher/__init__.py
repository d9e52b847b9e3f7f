"""SQLite whose whole file is encrypted (SQLCipher), as an engine for Django."""
