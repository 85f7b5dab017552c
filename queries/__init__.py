"""Questions to a plan graph: SPARQL files with headers, and typed answers built on them."""
