"""Loaders: from files to rows, from rows to tables, and the folder that keeps them."""
