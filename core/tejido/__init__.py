"""Tejido: psychosocial accompaniment for organizations that work together."""
