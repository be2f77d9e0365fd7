"""All members at once: distances, trees, maps, communities, partitions."""
