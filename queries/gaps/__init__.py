"""Records that would settle open verdicts: which there are, what each could say, and what would change."""
