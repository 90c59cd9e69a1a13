// The explorer in the page: what it finds is played, where it works does not matter, and it stops
// when it is told to.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { axe, button, noOverflow, open, reach, state } from "../acts.mjs";
import { PATIENCE_MS } from "../tab.mjs";

const PROGRAM = fileURLToPath(new URL("../../../target/debug/splitbrain", import.meta.url));
const TABLE = fileURLToPath(new URL("../../hunts.txt", import.meta.url));

const DIALOG = "dialog[open]";
const SEARCH = `${DIALOG} >> role=button|~Search`;
const OPEN = `${DIALOG} >> role=button|Open the run`;
const BROKEN = "paxos?one=break&q=2-0-blue.3-0-green";

async function dialog(tab, payload, query = "") {
  await open(tab, payload, query);
  await tab.click(button("~Find a violation"));
  await tab.find(SEARCH);
}

function fill(tab, name, value) {
  return tab.evaluate(
    ({ name, value }) => {
      const field = document.querySelector(`dialog[open] [name=${name}]`);
      field.value = value;
    },
    { name, value },
  );
}

/** What the card says once `test`, a function of it, holds. */
async function card(tab, what, test = (text) => text) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const text = await tab.evaluate(() => document.querySelector("dialog[open] .result")?.innerText);
    if (text && test(text)) return text;
    if (Date.now() > deadline) throw new Error(`${what}: ${text}${tab.complained()}`);
  }
}

/** What the native program prints, by its arguments: asked once for both browsers. */
const printed = new Map();

function native(...args) {
  const key = args.join(" ");
  if (!printed.has(key)) {
    const run = promisify(execFile)(PROGRAM, args, { maxBuffer: 2 ** 26 });
    printed.set(key, run.then(({ stdout }) => stdout.trimEnd()));
  }
  return printed.get(key);
}

/** The quick lines of the table of broken rules: arguments for `explore`, and what is to break. */
function quickHunts() {
  const lines = readFileSync(TABLE, "utf8").split("\n");
  const columns = lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(" "));
  return columns.filter((line) => line[5] === "quick").map(([payload, budget, from, steps, , , , ...property]) => ({
    args: [payload, "--budget", budget === "-" ? "" : budget, ...(from === "-" ? [] : ["--from", from])],
    violated: `violated ${property.join(" ")} in ${steps} steps`,
  }));
}

/** As the page sees it when its tab goes to the back: no frames, and it is told. */
function hide(tab, hidden) {
  return tab.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    const state = hidden ? "hidden" : "visible";
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

/** A search that the page is hidden in the middle of goes on, ends, and says how, seen or not. */
async function searchHidden(tab) {
  await dialog(tab, "paxos?adopt=ignore&q=2-0-blue.3-1-green");
  await tab.click(SEARCH);
  await card(tab, "states", (text) => /states\s+[1-9]/.test(text));
  await hide(tab, true);
  assert.match(await card(tab, "a violation", (text) => text.includes("Open the run")), /Broken in 22 steps/);
  await hide(tab, false);
  await tab.click(OPEN);
  await reach(tab, "the run", (now) => now.finished && now.violations.length > 0);
}

const over = (text) => !text.includes("Searching") && !text.includes("Taking out");

export default [
  {
    name: "explore: a shortest violation is found, opened at what it breaks, linked, and undone",
    async run(tab) {
      await dialog(tab, BROKEN);
      await tab.click(SEARCH);
      assert.match(await card(tab, "a violation", (text) => text.includes("Open the run")), /Broken in \d+ steps/);
      await tab.click(OPEN);
      const found = await reach(tab, "the run", (now) => now.finished && now.violations.length > 0);
      assert.equal(found.time, Math.min(...found.violations.map(({ at }) => at)), JSON.stringify(found));
      assert.equal(found.undo, 1);
      const { hash, error } = await tab.evaluate((link) => window.splitbrain.run(link), found.link);
      assert.equal(error, null);
      assert.equal(hash, found.hash);
      await open(tab, found.link);
      assert.deepEqual((await state(tab)).violations, found.violations);
    },
  },
  {
    name: "explore: nothing found is said with its bounds, and one more is a click",
    async run(tab) {
      await dialog(tab, "commit?alone=abort&q=5-0-t1a2b30");
      assert.match(await tab.evaluate(() => document.querySelector(".broken-rules").innerText), /Never decide alone/);
      await tab.click(SEARCH);
      await card(tab, "all gone through", (text) => text.includes("Nothing breaks within these bounds"));
      await tab.click(`${DIALOG} >> role=button|timer that fires`);
      await card(tab, "a violation", (text) => text.includes("Broken in 11 steps"));
      await axe(tab);
      await noOverflow(tab, "the dialog");
    },
  },
  {
    name: "explore: limits end a search, and each says so",
    async run(tab) {
      await dialog(tab, "paxos?q=2-0-blue.3-1-green");
      await fill(tab, "crash", 1);
      for (const [name, value, usual, word] of [
        ["states", 2000, 1000000, "limit of states"],
        ["megabytes", 1, 512, "limit of memory"],
        ["seconds", 1, 60, "limit of time"],
      ]) {
        await fill(tab, name, value);
        await tab.click(SEARCH);
        const text = await card(tab, word, over);
        assert.ok(text.includes(word), text);
        await fill(tab, name, usual);
      }
    },
  },
  {
    name: "explore: a search is paused, goes on, is stopped; the page stays awake",
    async run(tab) {
      await dialog(tab, "paxos?q=2-0-blue.3-1-green");
      await fill(tab, "crash", 2);
      await tab.click(SEARCH);
      const states = (text) => Number(text.match(/states\s+([\d\u202f]+)/)?.[1].replaceAll("\u202f", "") ?? 0);
      const first = states(await card(tab, "states", (text) => /states\s+[1-9]/.test(text)));
      await tab.click(`${DIALOG} >> role=button|Pause`);
      await card(tab, "paused", (text) => text.includes("Paused"));
      await new Promise((resume) => setTimeout(resume, 300));
      const paused = states(await card(tab, "a card"));
      await new Promise((resume) => setTimeout(resume, 400));
      assert.equal(states(await card(tab, "a card")), paused);
      assert.ok(paused >= first);
      await tab.click(`${DIALOG} >> role=button|Go on`);
      await tab.until(
        "more states",
        (paused) => {
          const text = document.querySelector("dialog[open] .result").innerText;
          return Number(text.match(/states\s+([\d\u202f]+)/)[1].replaceAll("\u202f", "")) > paused;
        },
        paused,
      );
      await tab.click(`${DIALOG} >> role=button|Stop`);
      await tab.find(SEARCH);
      assert.equal(await tab.count("dialog[open] .result"), 0);
    },
  },
  {
    name: "explore: where no worker starts, the page itself does the same",
    async run(tab, { server }) {
      server.refused.push("worker.js");
      await dialog(tab, BROKEN);
      await tab.click(SEARCH);
      await card(tab, "a violation", (text) => text.includes("Open the run"));
      await searchHidden(tab);
      server.refused.length = 0;
      tab.complaints = tab.complaints.filter((complaint) => !/503|worker/i.test(complaint));
    },
  },
  {
    name: "explore: a page hidden in the middle of a search finds what it would have found",
    run: searchHidden,
  },
  {
    name: "explore: the counterexample of every quick rule in the table breaks the same in the page",
    async run(tab) {
      await open(tab);
      for (const { args, violated } of quickHunts()) {
        const found = await native("explore", ...args, "--threads", "1");
        assert.ok(found.split("\n").includes(violated), `${args[0]}: ${found.slice(-200)}`);
        const link = found.match(/^link (.*)$/m)[1];
        const { hash, error, timeline } = await tab.evaluate((link) => window.splitbrain.run(link), link);
        assert.equal(error ?? null, null, link);
        assert.equal(timeline.trimEnd(), await native("run", link), link);
        assert.ok(timeline.includes(" ✗ ") && timeline.trimEnd().endsWith(hash), link);
      }
    },
  },
  {
    name: "explore: from the playhead on, what the run has done is part of what is found",
    async run(tab) {
      await dialog(tab, "commit.dare", "?t=20");
      await tab.click(`${DIALOG} input[value=here]`);
      await fill(tab, "timer", 1);
      await tab.click(SEARCH);
      const text = await card(tab, "a violation", (text) => text.includes("Open the run"));
      assert.ok(Number(text.match(/Broken in (\d+) steps/)[1]) < 11, text);
    },
  },
  {
    name: "explore: when it became inevitable is drawn under the scrubber",
    async run(tab) {
      await dialog(tab, "paxos.forget");
      await tab.click(`${DIALOG} >> role=button|When did it become inevitable?`);
      await tab.until("a sentence", () => /From .* ms on every one of 40/.test(document.querySelector(".futures").innerText));
      await tab.press("Escape");
      assert.ok((await tab.count(".scrubber .chances title")) > 10);
    },
  },
  {
    name: "explore: a challenge is judged, and the explorer knows an answer",
    async run(tab) {
      await open(tab, "threephase.dare");
      const said = () => tab.evaluate(() => document.querySelector(".challenge .verdict").innerText);
      assert.match(await said(), /Not broken yet/);
      await tab.click(button("Let the explorer find an answer"));
      await card(tab, "an answer", (text) => text.includes("Open the run"));
      await tab.click(OPEN);
      await reach(tab, "the answer", (now) => now.finished && now.violations.length > 0);
      await tab.until("judged", () => document.querySelector(".challenge .verdict").innerText.includes("✓"));
      assert.match(await said(), /✓ Broken, within the rules/);
      await open(tab, "commit.dare?f=40c1");
      assert.match(await said(), /More was done/);
    },
  },
];
