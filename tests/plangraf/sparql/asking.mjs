// Asks a SPARQL service by the client that Comunica asks by. Reads what to ask from its standard
// input, as JSON, and writes what was answered: rows, a truth value, or triples as N-Triples.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { packages, service, kind, query, token, options } = JSON.parse(await text(process.stdin));
const required = createRequire(packages);
const { SparqlEndpointFetcher } = required("fetch-sparql-endpoint");
const { Writer } = required("n3");

const defaultHeaders = new Headers({ Authorization: `Bearer ${token}` });
const fetcher = new SparqlEndpointFetcher({ ...options, defaultHeaders });

async function answered() {
  if (kind === "ask") return fetcher.fetchAsk(service, query);
  if (kind === "update") return fetcher.fetchUpdate(service, query);
  const found = [];
  if (kind === "select") {
    for await (const row of await fetcher.fetchBindings(service, query)) {
      const cells = Object.entries(row).map(([name, term]) => [name, term.value]);
      found.push(Object.fromEntries(cells));
    }
    return found;
  }
  for await (const triple of await fetcher.fetchTriples(service, query)) found.push(triple);
  return new Writer({ format: "N-Triples" }).quadsToString(found);
}

process.stdout.write(JSON.stringify((await answered()) ?? null));
