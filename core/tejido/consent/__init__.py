"""Grants, and the one gate that everyone asks before counting, showing or sending."""
