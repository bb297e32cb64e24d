"""Pictures and pages, drawn from the results of questions only."""
