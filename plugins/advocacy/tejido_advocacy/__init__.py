"""The advocacy strategy, as a plugin."""
