"""One member: standing alone, being decisive, changing its vote, its patterns."""
