#!/usr/bin/env node
// Prints the sizes of what a visitor downloads beside the goal: 250 KB of WebAssembly and
// JavaScript together, gzipped, for what the page opens on. Chunks that are fetched when they are
// first needed (src/chunk.rs) count to the whole, which is only told. The goal is not reached yet;
// --check fails above 350 KB, the most that a first load may ever be.
//
//     tools/size.mjs [--check]
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const GOAL = 250_000;
const LIMIT = 350_000;
/** The chunk of the protocol that a page without a link opens on. */
const OPENS_ON = "paxos";
/** Starts the program in a worker, for the explorer; puts the page into another one. */
const ON_DEMAND = ["worker.js", "embed.js"];
const directory = "dist";
/** The documentation beside the page is no part of it. */
const DOCS = join(directory, "docs", "/");
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} KB`.padStart(10);

const html = readFileSync(join(directory, "index.html"), "utf8");
const linked = [...html.matchAll(/href="?\.\/([^" ]+)"? data-chunk="?(\w+)/g)];
const chunks = new Map(linked.map(([, file, chunk]) => [file, chunk]));
const counted = { first: 0, whole: 0 };
const files = readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .filter((file) => !file.startsWith(DOCS))
  .sort();
for (const file of files) {
  const bytes = readFileSync(file);
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  const chunk = chunks.get(file.slice(directory.length + 1));
  if ([".wasm", ".js"].includes(extname(file))) {
    counted.whole += gzipped;
    const later = ON_DEMAND.includes(basename(file)) || (chunk && chunk !== OPENS_ON);
    if (!later) counted.first += gzipped;
  }
  const when = chunk && chunk !== OPENS_ON ? "  when needed" : "";
  console.log(`${kb(bytes.length)} raw ${kb(gzipped)} gzip  ${file}${when}`);
}
console.log("WebAssembly and JavaScript together, gzipped:");
console.log(`${kb(counted.first)} to begin with, goal ${kb(GOAL).trim()}`);
console.log(`${kb(counted.whole)} with all that is fetched when needed`);
if (process.argv.includes("--check") && (counted.first === 0 || counted.first > LIMIT)) {
  const what = counted.first === 0 ? "is empty" : `takes more than ${kb(LIMIT).trim()} at first`;
  console.error(`error: ${directory}: ${what}`);
  process.exit(1);
}
