"""One module for each page: what it shows, as a template with values and as JSON."""
