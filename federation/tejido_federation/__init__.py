"""Federation between organizations, as a plugin."""
