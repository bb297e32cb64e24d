"""A case in the formats of other programs, and back: what a format cannot hold is written beside it, never dropped."""
