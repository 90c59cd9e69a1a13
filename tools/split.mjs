#!/usr/bin/env node
// Trunk runs this when it has put a release build together: cuts the program into what the page
// starts with and the chunks of src/chunk.rs, each a WebAssembly file that is fetched when it is
// first needed, and makes all of them small, the names of what it imports too. A build without the feature `split` has no chunks.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// What rustc may use on this target.
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
];
// Beyond -Oz: what makes the file itself smaller but not what is left of it when compressed.
const SMALL = [
  "-Oz",
  "--reorder-functions-by-name",
  "--one-caller-inline-max-function-size=10",
  "--skip-pass=local-cse",
  "--skip-pass=rse",
];

/** As tools/chunks.js has them: the chunk of a page without a link, and what all others share. */
const ALONE = "paxos";
const SHARED = "shared";

if (process.env.TRUNK_PROFILE !== "release") process.exit(0);
const site = process.env.TRUNK_STAGING_DIR;
const target = process.env.CARGO_TARGET_DIR ?? "target";
const work = mkdtempSync(join(tmpdir(), "splitbrain-"));
const at = (name) => join(work, name);

run("wasm-split-cli", join(target, "wasm32-unknown-unknown/release/page.wasm"), work);
const made = readdirSync(work).filter((name) => name.endsWith(".wasm"));
const chunks = made.filter((name) => name.startsWith("split_"));
// What several chunks share comes in many small files. Of these, what one needs that a page may open
// on is with the page from the start, and the rest in a chunk that all others wait for.
const [early, late] = sharedOf(readFileSync(at("__wasm_split.js"), "utf8"));
run(
  "wasm-bindgen", at("main.wasm"), "--target", "web", "--no-typescript", "--remove-name-section",
  // The chunks use its table.
  "--keep-lld-exports", "--out-dir", at("start"), "--out-name", "page",
);
const named = (files) => files.flatMap((name) => [at(`${name}.wasm`), name]);
run("wasm-merge", ...FEATURES, at("start/page_bg.wasm"), "__wasm_split", ...named(early), "-o", at("all"));
writeFileSync(at("passed.wat"), passedOn(at(`${late[0]}.wasm`)));
run("wasm-as", ...FEATURES, at("passed.wat"), "-o", at("passed.wasm"));
run("wasm-merge", ...FEATURES, at("passed.wasm"), "__wasm_split", ...named(late), "-o", at(`split_${SHARED}.wasm`));
chunks.push(`split_${SHARED}.wasm`);

let html = readFileSync(join(site, "index.html"), "utf8");
const links = chunks.map((name) => {
  small(at(name), at(name));
  const chunk = name.slice("split_".length, -".wasm".length);
  return `<link href="./${place(at(name), chunk, "wasm")}" data-chunk="${chunk}">`;
});
small(at("all"), at("all"));
const { program, names } = withShortImports(readFileSync(at("all")), "./page_bg.js");
writeFileSync(at("all"), program);
const js = linked(readFileSync(at("start/page.js"), "utf8"), chunks.length);
writeFileSync(at("page.mjs"), renamed(js, names));
run("esbuild", at("page.mjs"), "--minify", "--format=esm", `--outfile=${at("page.js")}`);
html = replaced(html, /page-\w+_bg\.wasm/g, place(at("all"), "page", "wasm"));
html = replaced(html, /page-\w+\.js/g, place(at("page.js"), "page", "js"));
const boot = join(site, html.match(/boot-\w+\.js/)[0]);
run("esbuild", boot, "--minify", "--format=esm", `--outfile=${at("boot.js")}`);
html = replaced(html, /boot-\w+\.js/g, place(at("boot.js"), "boot", "js"));
html = html.replace("</head>", `${links.join("")}</head>`);
writeFileSync(join(site, "index.html"), html);
rmSync(work, { recursive: true });

function run(program, ...args) {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], env: quiet() });
}

/** The names of the shared files, by whether what needs them includes the chunk that stands alone. */
function sharedOf(loader) {
  const found = [...loader.matchAll(/^\/\* ([\w, ]+) \*\/\nconst __(chunk_\d+) = /gm)];
  if (!found.length) throw new Error("wasm-split does not tell of what chunks share as it used to");
  const names = (early) =>
    found.filter(([, users]) => users.split(", ").includes(ALONE) === early).map(([, , name]) => name);
  return [names(true), names(false)];
}

/** A module that passes on what such a file takes of the program: merged, they take it once. */
function passedOn(file) {
  const text = execFileSync("wasm-dis", [...FEATURES, file], { env: quiet(), stdio: ["ignore", "pipe", "ignore"] });
  const taken = /^ \(import "__wasm_split" (".+?") \((\w+) (\$\S+) (.+)\)\)$/gm;
  const found = [...text.toString().matchAll(taken)];
  const imports = found.map(([, name, kind, id, type]) => `(import "page" ${name} (${kind} ${id} ${type}))`);
  const exports = found.map(([, name, kind, id]) => `(export ${name} (${kind} ${id}))`);
  return `(module ${[...imports, ...exports].join(" ")})`;
}

/** Without the tools' remarks on each other's sections. */
function quiet() {
  return { ...process.env, RUST_LOG: "error" };
}

function small(from, to) {
  run("wasm-opt", ...FEATURES, ...SMALL, from, "-o", to);
}

/** Puts a file into the site under a name that changes with what is in it. */
function place(file, name, kind) {
  const hash = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  const placed = `${name}-${hash}.${kind}`;
  renameSync(file, join(site, placed));
  return placed;
}

/** The address of what Trunk made of the program before it was split, which goes. */
function replaced(html, pattern, by) {
  for (const old of new Set(html.match(pattern))) rmSync(join(site, old));
  return html.replaceAll(pattern, by);
}

/**
 * The program with a short name for each of its imports from a module, and which name became which.
 * WebAssembly Core Specification 2.0, 5.5: a section is its number, its length and its content.
 */
function withShortImports(bytes, module) {
  const IMPORTS = 2;
  const names = new Map();
  const out = [bytes.subarray(0, 8)];
  for (let at = 8; at < bytes.length; ) {
    const [length, from] = number(bytes, at + 1);
    const section = bytes.subarray(from, from + length);
    const content = bytes[at] === IMPORTS ? short(section, module, names) : section;
    out.push(bytes.subarray(at, at + 1), coded(content.length), content);
    at = from + length;
  }
  return { program: Buffer.concat(out), names };
}

function short(section, module, names) {
  const parts = [];
  let [count, at] = number(section, 0);
  parts.push(coded(count));
  for (; count > 0; count -= 1) {
    let from, name;
    [from, at] = text(section, at);
    [name, at] = text(section, at);
    if (from === module) {
      if (!names.has(name)) names.set(name, names.size.toString(36));
      name = names.get(name);
    }
    const end = described(section, at);
    for (const word of [from, name]) parts.push(coded(Buffer.byteLength(word)), Buffer.from(word));
    parts.push(section.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** Where the description of what is imported ends: a function, table, memory or global. */
function described(section, at) {
  const limits = (at) => {
    const [, next] = number(section, at + 1);
    return section[at] & 1 ? number(section, next)[1] : next;
  };
  const ends = [(at) => number(section, at)[1], (at) => limits(at + 1), limits, (at) => at + 2];
  const end = ends[section[at]];
  if (!end) throw new Error(`an import of an unknown kind, ${section[at]}`);
  return end(at + 1);
}

/** An unsigned LEB128 number, and where it ends. */
function number(bytes, at) {
  for (let value = 0, shift = 0; ; shift += 7, at += 1) {
    value += (bytes[at] & 127) * 2 ** shift;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

function coded(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

function text(bytes, at) {
  const [length, from] = number(bytes, at);
  return [bytes.toString("utf8", from, from + length), from + length];
}

/** The table of imports, with the names they have now. */
function renamed(js, names) {
  const left = new Map(names);
  const renamed = js.replace(/^( {8})(\w+): (?=function)/gm, (whole, indent, name) => {
    const by = names.get(name);
    left.delete(name);
    return by === undefined ? whole : `${indent}${JSON.stringify(by)}: `;
  });
  if (left.size) throw new Error(`no import is called ${[...left.keys()].join(" or ")}`);
  return renamed;
}

/** The loader of the chunks in place of the module that the program imports it from. */
function linked(js, count) {
  if (!count) return js;
  const imports = /^import \* as (\w+) from "\.\/__wasm_split\.js"\s*$/gm;
  const names = [...js.matchAll(imports)].map(([, name]) => name);
  if (!names.length) throw new Error("wasm-bindgen does not import the loader as it used to");
  const loader = readFileSync(new URL("chunks.js", import.meta.url), "utf8");
  let linked = js.replace(imports, "");
  for (const name of names) linked = linked.replace(`"./__wasm_split.js": ${name},`, "");
  linked = linked.replace(/("\.\/page_bg\.js": \w+,)/, '$1\n        "./__wasm_split.js": loaders(),');
  return `${linked}\n${loader}`;
}
