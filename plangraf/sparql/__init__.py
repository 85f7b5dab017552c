"""The SPARQL service: the protocol, what it may be asked, and the processes that answer."""
