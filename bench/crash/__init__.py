"""Power and kill: what a busy node still has after it was killed, or its disk lost power."""
