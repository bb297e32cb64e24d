"""Coverage-guided fuzzing of whatever reads what others wrote: targets, each with a judge, and the inputs that are kept."""
