// Bundles what the pages take from npm into visualize/bundle: the same inputs, the same bytes.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = join(HERE, "..", "visualize", "bundle");
const INPUTS = ["package.json", "package-lock.json", "build.mjs", ...sorted(readdirSync(join(HERE, "src"))).map((name) => `src/${name}`)];

const made = new Map();
const used = new Set();

function sorted(names) {
  return [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

// A file of an installed package, whose licence then goes into the notice.
function taken(name, path) {
  used.add(name);
  return readFileSync(join(HERE, "node_modules", name, path));
}

async function minifiedCss(text) {
  return (await esbuild.transform(text, { loader: "css", minify: true, charset: "utf8" })).code;
}

// The editor marks words of a tooltip with a style attribute, which the pages' policy forbids.
const withoutStyleAttributes = {
  name: "without-style-attributes",
  setup(build) {
    build.onLoad({ filter: /yasqe\.esm\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const found = text.match(/ style='[^']*'/g) ?? [];
      if (found.length !== 1) throw new Error(`one style attribute expected in ${path}, found ${found.length}`);
      return { contents: text.replace(found[0], ""), loader: "js" };
    });
  },
};

// The authors' notices stand at the end of each file: pages that hold it whole hold them too.
async function script(name, globalName) {
  const result = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [`src/${name}.js`],
    bundle: true,
    minify: true,
    format: "iife",
    globalName,
    target: "es2020",
    charset: "utf8",
    legalComments: "eof",
    plugins: [withoutStyleAttributes],
    logOverride: { "direct-eval": "silent" }, // for browsers without JSON; none reaches it
    logLevel: "warning",
    metafile: true,
    write: false,
  });
  for (const path of Object.keys(result.metafile.inputs)) {
    const found = path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (found) used.add(found[1]);
  }
  made.set(`${name}.js`, result.outputFiles[0].contents);
}

// Components before theme: the first file says in which order the layers count.
async function styles() {
  const css = "@digdir/designsystemet-css";
  const fonts = await minifiedCss(readFileSync(join(HERE, "src", "fonts.css"), "utf8"));
  const parts = ["dist/src/index.css", "dist/theme/designsystemet.css"].map((path) => taken(css, path).toString("utf8").trim());
  made.set("designsystemet.css", [...parts, fonts.trim(), ""].join("\n"));
  for (const letters of ["latin", "latin-ext"]) {
    made.set(`fonts/inter-${letters}.woff2`, taken("@fontsource-variable/inter", `files/inter-${letters}-wght-normal.woff2`));
  }
  made.set("yasqe.css", taken("@zazuko/yasqe", "build/yasqe.min.css").toString("utf8").trim() + "\n");
}

// Some packages are bundles themselves, so what they depend on is named too; types hold no code.
function inBundle() {
  const { packages } = JSON.parse(readFileSync(join(HERE, "package-lock.json"), "utf8"));
  const found = new Set();
  const waiting = [...used];
  while (waiting.length) {
    const name = waiting.pop();
    if (found.has(name) || /^@types\/|-types$/.test(name)) continue;
    found.add(name);
    const { dependencies = {}, peerDependencies = {} } = packages[`node_modules/${name}`];
    waiting.push(...Object.keys({ ...dependencies, ...peerDependencies }));
  }
  return sorted(found);
}

function authors({ author, contributors = [] }) {
  const name = (person) => (typeof person === "string" ? person : person.name).replace(/\s*<.*>/, "");
  return [author, ...contributors].filter(Boolean).map(name).join(", ");
}

// Where authors let one choose, MIT; where a package only names MIT, its text is this.
function licence(name, about) {
  const folder = join(HERE, "node_modules", name);
  const files = sorted(readdirSync(folder).filter((file) => /^licen[cs]e(\.\w+|-MIT)?$/i.test(file)));
  if (files.length) return readFileSync(join(folder, files[0]), "utf8");
  if (about.license !== "MIT") throw new Error(`no licence text in ${name}`);
  return `Copyright (c) ${authors(about)}\n\n${MIT}`;
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial
portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

function notice() {
  const parts = inBundle().map((name) => {
    const about = JSON.parse(readFileSync(join(HERE, "node_modules", name, "package.json"), "utf8"));
    const text = licence(name, about).replace(/\r\n/g, "\n").replace(/[ \t]+$/gm, "").trim();
    return `${name} ${about.version} (${about.license.replace(/^\((.*)\)$/, "$1")})\n\n${text}\n`;
  });
  return ["The scripts, styles and fonts in this folder are made of these packages.\n", ...parts].join(`\n${"-".repeat(80)}\n`);
}

// What the files were made of and what they are; whoever installs reads it before building anew.
function built() {
  const inputs = INPUTS.map((name) => `${name} ${sha256(readFileSync(join(HERE, name)))}\n`).join("");
  const files = Object.fromEntries(sorted(made.keys()).map((name) => [name, sha256(made.get(name))]));
  return `${JSON.stringify({ inputs: sha256(inputs), files }, null, 2)}\n`;
}

await script("vis", "vis");
await script("yasqe");
await styles();
made.set("NOTICE.txt", notice());
const record = built();

// Written beside and then moved, so that nobody meets half a bundle.
const BESIDE = `${OUT}.new`;
rmSync(BESIDE, { recursive: true, force: true });
mkdirSync(join(BESIDE, "fonts"), { recursive: true });
for (const [name, content] of made) writeFileSync(join(BESIDE, name), content);
writeFileSync(join(BESIDE, "built.json"), record);
rmSync(OUT, { recursive: true, force: true });
renameSync(BESIDE, OUT);
