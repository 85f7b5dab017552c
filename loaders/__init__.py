"""From a plan document to typed, linked plan elements. Knows nothing of RDF."""
