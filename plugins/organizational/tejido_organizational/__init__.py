"""The organizational strategy, as a plugin."""
