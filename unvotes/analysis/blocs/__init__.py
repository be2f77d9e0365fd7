"""Blocs of members: who belongs when, where they stand, how they cohere and agree."""
