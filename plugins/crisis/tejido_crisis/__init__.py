"""The crisis strategy, as a plugin."""
