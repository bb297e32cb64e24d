"""A real Neo4j Community server on this machine: fetched, started, stopped. A separate process, never imported."""
