"""The training strategy, as a plugin."""
