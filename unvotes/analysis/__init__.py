"""Statistics of votes: frames in, frames or small results out."""
