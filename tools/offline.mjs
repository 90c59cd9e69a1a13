#!/usr/bin/env node
// Puts all of dist/ into one file, offline/splitbrain.html, that opens by a double click: scripts and
// styles stand in it, the program and its chunks are data URLs. The policy names the script by its
// hash, for no file has an origin.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SITE = "dist";
const OUT = "offline/splitbrain.html";
const IMPORT = 'const program = await import(address("js"));';

const file = (name) => readFileSync(join(SITE, name));
const data = (name, type) => `data:${type};base64,${file(name).toString("base64")}`;
const local = '"?\\./([^" >]+)"?';

let html = readFileSync(join(SITE, "index.html"), "utf8");
html = every(`<link href=${local} rel=stylesheet>`, (name) => `<style>${file(name)}</style>`);
html = every(`<link href=${local} rel=icon>`, (name) => `<link href="${data(name, "image/svg+xml")}" rel=icon>`);
html = every(`<link href=${local} data-chunk="?(\\w+)"?>`, (name, chunk) =>
  `<link href="${data(name, "application/wasm")}" data-chunk="${chunk}">`);
let program;
html = every(`<link data-start=js href=${local}[^>]*>`, (name) => ((program = name), ""));
html = every(`<link[^>]*data-start=wasm href=${local}[^>]*>`, (name) =>
  `<link href="${data(name, "application/wasm")}" data-start="wasm">`);
let script;
html = every(`<script src=${local} type=module></script>`, () => ((script = bundled(program)), ""));
const hash = createHash("sha256").update(script).digest("base64");
html = html.replace("script-src 'self'", () => `script-src 'sha256-${hash}'`);
html = html.replace("connect-src 'self'", "connect-src data:");
html = html.replace("</body>", () => `<script type="module">${script}</script></body>`);
if (/(src|href)="?\.\//.test(html)) throw new Error("something is still in a file of its own");
mkdirSync("offline", { recursive: true });
writeFileSync(OUT, html);
console.log(`${OUT}: ${(html.length / 1e6).toFixed(1)} MB`);

/** Replaces what is there, which is at least one. */
function every(pattern, by) {
  const found = new RegExp(pattern, "g");
  if (!found.test(html)) throw new Error(`${SITE}/index.html has no ${pattern}`);
  return html.replace(found, (_, ...groups) => by(...groups));
}

/** What starts the page and the program's JavaScript half, as one script. */
function bundled(program) {
  const work = mkdtempSync(join(tmpdir(), "splitbrain-"));
  const entry = join(work, "boot.mjs");
  // As it was written: in the site its names are short.
  const text = readFileSync("www/boot.js", "utf8");
  if (!text.includes(IMPORT)) throw new Error("www/boot.js does not import the program as it used to");
  writeFileSync(join(work, "page.mjs"), file(program));
  writeFileSync(entry, `import * as program from "./page.mjs";\n${text.replace(IMPORT, "")}`);
  const out = execFileSync("esbuild", [entry, "--bundle", "--minify", "--format=esm"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  rmSync(work, { recursive: true });
  return out.toString().replaceAll("</script", "<\\/script");
}
