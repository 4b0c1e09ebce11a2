"""What core and plugins declare, as values. Pure: no database, no Flask, no files but CSV."""
