// The SPARQL editor as window.Yasqe, with all that would ask another server taken away:
// prefixes of prefix.cc, terms of LOV, an endpoint that is not ours. Nothing is kept in the browser.
import Yasqe from "@zazuko/yasqe";

for (const name of ["prefixes", "class", "property"]) delete Yasqe.Autocompleters[name];
Object.assign(Yasqe.defaults, {
  autocompleters: ["variables"],
  prefixCcApi: null,
  consumeShareLink: null,
  createShareableLink: null,
  persistenceId: null,
  showQueryButton: false,
  resizeable: false,
});
Yasqe.defaults.requestConfig.endpoint = "";

globalThis.Yasqe = Yasqe;
