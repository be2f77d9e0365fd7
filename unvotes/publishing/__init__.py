"""What leaves the notebook, or is built from its parts: the explorer, reports, exports."""
