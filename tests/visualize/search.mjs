// Runs search-core.js as a page would: { index, questions } in, what each finds out, as JSON.

import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const { script, index, questions } = JSON.parse(readFileSync(0, "utf8"));
runInThisContext(readFileSync(script, "utf8"));
const core = runInThisContext("searchCore");
const opened = core.open(index);
const answers = questions.map(({ text, ...limits }) => {
  const { hits, total, isCut } = core.search(opened, text, limits);
  const told = hits.map(({ entry, score, field, excerpt, spans }) => [entry.address, score, field, excerpt, spans]);
  return { hits: told, total, isCut, suggestions: core.suggestions(opened, text) };
});
process.stdout.write(JSON.stringify(answers));
