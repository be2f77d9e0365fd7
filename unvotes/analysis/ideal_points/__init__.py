"""Ideal points: positions of members on a line, estimated from their votes."""
