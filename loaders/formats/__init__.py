"""One module per file format: ``read(data, name)`` gives the Document."""
