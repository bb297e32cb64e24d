"""What makes Neo4j Browser ready to explore a case: style, saved queries, a guide; in the forms of both Browsers."""
