"""One module for each kind of file; all of them hand on numbered records, which `tables.Scan` puts under a header."""
