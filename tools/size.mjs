#!/usr/bin/env node
// Prints the sizes of what a visitor downloads, WebAssembly and JavaScript together, gzipped: what it
// takes to see and play the run that the page opens on, as a figure in somebody's page does; and
// with what stands around it in the page. --check holds both to their limits. Chunks that are
// fetched when they are first needed (src/chunk.rs) count to the whole, which is only told.
//
//     tools/size.mjs [--check]
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const RUN_MAX = 250_000;
const PAGE_MAX = 350_000;
/** The chunk of the protocol that a page without a link opens on. */
const OPENS_ON = "paxos";
/** The chunks with what stands around the picture. */
const AROUND = ["around", "shared"];
/** Starts the program in a worker, for the explorer; puts the page into another one. */
const ON_DEMAND = ["worker.js", "embed.js"];
const directory = "dist";
/** The documentation beside the page is no part of it. */
const DOCS = join(directory, "docs", "/");
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`.padStart(10);

const html = readFileSync(join(directory, "index.html"), "utf8");
const linked = [...html.matchAll(/href="?\.\/([^" ]+)"? data-chunk="?(\w+)/g)];
const chunks = new Map(linked.map(([, file, chunk]) => [file, chunk]));
const counted = { run: 0, page: 0, whole: 0 };
const files = readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .filter((file) => !file.startsWith(DOCS))
  .sort();
for (const file of files) {
  const bytes = readFileSync(file);
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  const chunk = chunks.get(file.slice(directory.length + 1));
  const later = ON_DEMAND.includes(basename(file)) || (chunk && ![OPENS_ON, ...AROUND].includes(chunk));
  if ([".wasm", ".js"].includes(extname(file))) {
    counted.whole += gzipped;
    if (!later) counted.page += gzipped;
    if (!later && !AROUND.includes(chunk)) counted.run += gzipped;
  }
  const when = later ? "  when needed" : "";
  console.log(`${kb(bytes.length)} raw ${kb(gzipped)} gzip  ${file}${when}`);
}
console.log("WebAssembly and JavaScript together, gzipped:");
console.log(`${kb(counted.run)} to see a run and play it, at most ${kb(RUN_MAX).trim()}`);
console.log(`${kb(counted.page)} with the page around it, at most ${kb(PAGE_MAX).trim()}`);
console.log(`${kb(counted.whole)} with all that is fetched when needed`);
if (process.argv.includes("--check")) {
  const isOver = counted.run > RUN_MAX || counted.page > PAGE_MAX;
  if (counted.run === 0 || isOver) {
    console.error(`error: ${directory}: ${isOver ? "takes more than that" : "is empty"}`);
    process.exit(1);
  }
}
