#!/usr/bin/env node
// Runs the tests of the built page in Chromium and Firefox.
//
//     node tests/browser/run.mjs [--chromium|--firefox] [--docs] [words in a test's name…]
//
// A test is `{name, run(tab, context), browsers?, open?, tab?}`, exported in a list by a file of
// tests/. Every test has a fresh profile and fails on whatever its tab complains of.
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serve } from "./server.mjs";
import { launch } from "./tab.mjs";

const DEFAULT_TAB = { width: 1440, height: 900, dark: false, lang: "en", calm: false };
const TEST_LIMIT_MS = 90_000;

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const browsers = ["chromium", "firefox"].filter(
  (name) => process.argv.includes(`--${name}`) || !["--chromium", "--firefox"].some((option) => process.argv.includes(option)),
);

if (!existsSync(new URL("../../dist/index.html", import.meta.url))) {
  console.error("error: dist/ is missing: run `make build` first");
  process.exit(1);
}

const tests = [];
const folder = new URL(process.argv.includes("--docs") ? "docs/" : "tests/", import.meta.url);
for (const file of readdirSync(fileURLToPath(folder)).filter((f) => f.endsWith(".mjs")).sort()) {
  const { default: list } = await import(new URL(file, folder));
  tests.push(...list.filter(({ name }) => words.every((word) => name.includes(word))));
}

let passed = 0;
const failures = [];
const server = await serve();
for (const name of browsers) {
  const mine = tests.filter((test) => (test.browsers ?? browsers).includes(name));
  if (!mine.length) continue;
  const browser = await launch(name);
  for (const test of mine) {
    const title = `${name}: ${test.name}`;
    const started = Date.now();
    const error = await run(browser, test);
    const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
    if (error) {
      failures.push(title);
      console.log(`✗ ${title} (${took})\n    ${String(error).replaceAll("\n", "\n    ")}`);
    } else {
      passed += 1;
      console.log(`✓ ${title} (${took})`);
    }
  }
  await browser.close();
}
await server.close();

for (const title of failures) console.log(`failed: ${title}`);
console.log(`\nbrowser tests: ${passed} passed, ${failures.length} failed`);
process.exit(failures.length || !passed ? 1 : 0);

/** Returns what went wrong, or nothing. */
async function run(browser, test) {
  const tab = await browser.tab(server.origin, { ...DEFAULT_TAB, ...test.tab });
  let timer;
  const limit = new Promise((_, reject) => {
    const late = () => reject(new Error(`not done after ${TEST_LIMIT_MS / 1000} s`));
    timer = setTimeout(late, TEST_LIMIT_MS);
  });
  server.missing.length = 0;
  server.refused.length = 0;
  try {
    await Promise.race([test.run(tab, { browser, server }), limit]);
    const complaints = [...tab.complaints, ...server.missing.map((path) => `not found: ${path}`)];
    if (complaints.length) throw new Error(complaints.join("\n"));
    return undefined;
  } catch (error) {
    return error.stack ?? error;
  } finally {
    clearTimeout(timer);
    await tab.close();
  }
}
