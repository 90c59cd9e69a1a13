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
import { launch, within } from "./tab.mjs";

const DEFAULT_TAB = { width: 1440, height: 900, dark: false, lang: "en", calm: false };
const TEST_LIMIT_MS = 90_000;
/** How long a browser may take to open an empty tab, and to end. */
const BROWSER_LIMIT_MS = 30_000;

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
let renewed = 0;
const failures = [];
const server = await serve();
for (const name of browsers) {
  const mine = tests.filter((test) => (test.browsers ?? browsers).includes(name));
  if (!mine.length) continue;
  let browser = await launch(name);
  for (const test of mine) {
    const title = `${name}: ${test.name}`;
    const started = Date.now();
    let error = await run(browser, test);
    if (error && !(await answers(browser))) {
      console.log(`! ${title}: ${name} no longer answers; again in a new one\n${indented(error)}`);
      renewed += 1;
      await end(browser, "kill");
      browser = await launch(name);
      error = await run(browser, test);
    }
    const took = `${((Date.now() - started) / 1000).toFixed(1)} s`;
    if (error) {
      failures.push(title);
      console.log(`✗ ${title} (${took})\n${indented(error)}`);
    } else {
      passed += 1;
      console.log(`✓ ${title} (${took})`);
    }
  }
  await end(browser, "close");
}
await server.close();

for (const title of failures) console.log(`failed: ${title}`);
if (renewed) console.log(`browsers that stopped answering and were started anew: ${renewed}`);
console.log(`\nbrowser tests: ${passed} passed, ${failures.length} failed`);
process.exit(failures.length || !passed ? 1 : 0);

function open(browser, looks) {
  return within(BROWSER_LIMIT_MS, "a new tab", browser.tab(server.origin, { ...DEFAULT_TAB, ...looks }));
}

/** Closes the tab or ends the browser, if it still can. */
function end(whom, how = "close") {
  return within(BROWSER_LIMIT_MS, how, whom[how]()).catch((error) => console.log(indented(error)));
}

/** Whether the browser itself is well: what hangs in a page is the page's fault. */
async function answers(browser) {
  try {
    await end(await open(browser));
    return true;
  } catch {
    return false;
  }
}

function indented(error) {
  return `    ${String(error).replaceAll("\n", "\n    ")}`;
}

/** Returns what went wrong, or nothing. */
async function run(browser, test) {
  server.missing.length = 0;
  server.refused.length = 0;
  let tab;
  try {
    tab = await open(browser, test.tab);
    await within(TEST_LIMIT_MS, "the test", test.run(tab, { browser, server }));
    const complaints = [...tab.complaints, ...server.missing.map((path) => `not found: ${path}`)];
    if (complaints.length) throw new Error(complaints.join("\n"));
    return undefined;
  } catch (error) {
    return error.stack ?? error;
  } finally {
    if (tab) await end(tab);
  }
}
