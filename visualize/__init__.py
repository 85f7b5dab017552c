"""Pictures and pages made from typed answers: no SPARQL, no store, no reading of plans."""
