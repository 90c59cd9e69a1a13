#!/usr/bin/env node
// Trunk runs this when it has put a release build together: cuts the program into what the page
// starts with and the chunks of src/chunk.rs, each a WebAssembly file that is fetched when it is
// first needed, and makes all of them small. A build without the feature `split` has no chunks.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

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

if (process.env.TRUNK_PROFILE !== "release") process.exit(0);
const site = process.env.TRUNK_STAGING_DIR;
const target = process.env.CARGO_TARGET_DIR ?? "target";
const work = mkdtempSync(join(tmpdir(), "splitbrain-"));
const at = (name) => join(work, name);

run("wasm-split-cli", join(target, "wasm32-unknown-unknown/release/page.wasm"), work);
const made = readdirSync(work).filter((name) => name.endsWith(".wasm"));
const chunks = made.filter((name) => name.startsWith("split_"));
// What several chunks share is with the page from the start: it is little, in many small files.
const shared = made.filter((name) => name.startsWith("chunk_"));
run(
  "wasm-bindgen", at("main.wasm"), "--target", "web", "--no-typescript", "--remove-name-section",
  // The chunks use its table.
  "--keep-lld-exports", "--out-dir", at("start"), "--out-name", "page",
);
const whole = shared.flatMap((name) => [at(name), basename(name, ".wasm")]);
run("wasm-merge", ...FEATURES, at("start/page_bg.wasm"), "__wasm_split", ...whole, "-o", at("all"));

let html = readFileSync(join(site, "index.html"), "utf8");
const links = chunks.map((name) => {
  small(at(name), at(name));
  const chunk = name.slice("split_".length, -".wasm".length);
  return `<link href="./${place(at(name), chunk, "wasm")}" data-chunk="${chunk}">`;
});
small(at("all"), at("all"));
writeFileSync(at("page.js"), linked(readFileSync(at("start/page.js"), "utf8"), chunks.length));
html = replaced(html, /page-\w+_bg\.wasm/g, place(at("all"), "page", "wasm"));
html = replaced(html, /page-\w+\.js/g, place(at("page.js"), "page", "js"));
html = html.replace("</head>", `${links.join("")}</head>`);
writeFileSync(join(site, "index.html"), html);
rmSync(work, { recursive: true });

function run(program, ...args) {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], env: quiet() });
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
