// Traces of somebody else's system: opened, searched, filtered, linked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { axe, button, noOverflow, open, reach, state } from "../acts.mjs";

const sample = (name) =>
  readFileSync(new URL(`../../golden/foreign/${name}`, import.meta.url), "utf8");
const LOG = sample("threads.log");
const STATES = sample("lease.itf.json");
/** Long enough for every kind of view to have something to turn over. */
const LONG = Array.from({ length: 400 }, (_, index) => {
  const [host, other] = index % 2 ? ["left", "right"] : ["right", "left"];
  const own = Math.floor(index / 2) + 1;
  const clock = { [host]: own, [other]: index % 2 ? own : own - 1 };
  return `step ${index}${index % 50 ? "" : " checkpoint"}\n${host} ${JSON.stringify(clock)}\n`;
}).join("");

/** Drops a file with this name, or pastes the text where there is none. */
function hand(tab, text, name) {
  return tab.evaluate(
    ({ text, name }) => {
      const data = new DataTransfer();
      if (name === undefined) data.setData("text/plain", text);
      else data.items.add(new File([text], name));
      const [Kind, how, key] =
        name === undefined
          ? [ClipboardEvent, "paste", "clipboardData"]
          : [DragEvent, "drop", "dataTransfer"];
      const event = new Kind(how, { bubbles: true, cancelable: true });
      Object.defineProperty(event, key, { value: data });
      document.body.dispatchEvent(event);
    },
    { text, name },
  );
}

const opened = (tab) => reach(tab, "a trace", (now) => now.link?.startsWith("2."));

const lanes = (tab) =>
  tab.evaluate(() => [...document.querySelectorAll(".spacetime .lane-name")].map((e) => e.textContent));

async function look(tab, query) {
  await tab.click(".foreign input[type=search]");
  await tab.evaluate(() => document.activeElement.select());
  await tab.type(query);
}

export default [
  {
    name: "foreign: a dropped log is drawn, searched and filtered; its link shows the same",
    async run(tab) {
      await open(tab, "paxos.peace");
      await hand(tab, LOG, "orders.log");
      const first = await opened(tab);
      assert.equal(first.events, 5);
      assert.deepEqual(await lanes(tab), ["web-1", "db-1"]);
      assert.equal(await tab.text("#foreign-title"), "orders.log");
      assert.match(await tab.text(".foreign"), /2 hosts, 5 events, 2 messages/);
      assert.equal(await tab.count(".log li"), 5);
      // Nothing can be done to it.
      assert.equal(await tab.count(".palette, section.properties"), 0);
      await tab.press("c");
      await look(tab, "order");
      assert.equal(await tab.text(".foreign .count"), "1 of 5 events");
      await look(tab, "host:db-1");
      await tab.until("two hits", () => document.querySelector(".foreign .count").textContent === "2 of 5 events");
      assert.equal(await tab.count(".log li.found"), 2);
      assert.equal(await tab.count(".spacetime .dot .found"), 2);
      await tab.press("Enter");
      await reach(tab, "the first hit", (now) => now.selection === "event 1");
      // What led to it is tinted on its lane and on the sender's.
      await tab.until("a tinted past", () => document.querySelectorAll(".cone.past").length === 2);
      await tab.click(".foreign >> role=button|Next hit");
      await reach(tab, "the second hit", (now) => now.selection === "event 3");
      await tab.click(".foreign >> role=button|Previous hit");
      await reach(tab, "the first hit again", (now) => now.selection === "event 1");
      await tab.click(".foreign input[type=checkbox]");
      const left = await reach(tab, "the rest is hidden", (now) => now.events === 2);
      assert.equal(left.selection, "event 0");
      await open(tab, left.link);
      assert.deepEqual((await state(tab)).link, left.link);
      assert.equal((await state(tab)).events, 2);
      assert.equal(await tab.text("#foreign-title"), "orders.log");
      await tab.click(".foreign input[type=checkbox]");
      await reach(tab, "all of it", (now) => now.events === 5);
      await tab.evaluate(() => {
        const parts = document.querySelector(".foreign select[name=part]");
        parts.value = "second try";
        parts.dispatchEvent(new Event("change", { bubbles: true }));
      });
      await reach(tab, "the other execution", (now) => now.events === 4);
      await tab.until("three lanes", () => document.querySelectorAll(".spacetime .lane-name").length === 3);
    },
  },
  {
    name: "foreign: a pasted log, and the states of a model checker",
    async run(tab) {
      await open(tab, "paxos.peace");
      await hand(tab, LOG.replaceAll("\n", "\r\n"));
      assert.equal((await opened(tab)).events, 5);
      await hand(tab, STATES, "lease.itf.json");
      await reach(tab, "the states", (now) => now.events === 8);
      assert.deepEqual(await lanes(tab), ["alice", "bob", "other"]);
      await tab.press("End");
      await tab.until("bob's state", () =>
        [...document.querySelectorAll(".inspector mark")].some((mark) => mark.textContent === "10"),
      );
      await tab.click(button("Share"));
      await tab.find(".share >> role=button|Save the trace");
      const words = await tab.text(".share");
      assert.match(words, /Mermaid/);
      assert.doesNotMatch(words, /ITF trace|Client history/);
      await tab.press("Escape");
      await hand(tab, "paxos.duel");
      const run = await reach(tab, "a scenario again", (now) => now.link?.startsWith("paxos.duel"));
      assert.ok(run.events > 8);
      await tab.find(".palette");
    },
  },
  {
    name: "foreign: a damaged log says where, and what was open stays",
    async run(tab) {
      await open(tab, "paxos.peace");
      const { hash } = await state(tab);
      await hand(tab, LOG.replace('"db-1":2', '"db-1":'), "orders.log");
      await tab.find(".problem");
      assert.match(await tab.text(".problem"), /Line 7: the clock .* is no JSON object/);
      assert.equal((await state(tab)).hash, hash);
      await tab.press("Escape");
      await hand(tab, LOG, "orders.log");
      const { link } = await opened(tab);
      await tab.evaluate((link) => (location.hash = link.slice(0, -20)), link);
      await tab.find(".problem");
      assert.match(await tab.text(".problem"), new RegExp(`${link.length - 20} of ${link.length}`));
      assert.equal((await state(tab)).events, 5);
    },
  },
  {
    name: "foreign: a log too long for a link says how long it is",
    async run(tab) {
      await open(tab, "paxos.peace");
      const noise = Array.from({ length: 9_000 }, (_, index) => {
        const word = Math.imul(index + 1, 2_654_435_761) >>> 0;
        return `${word.toString(36)} ${(word ^ 0x5bd1e995).toString(36)}\na {"a":${index + 1}}\n`;
      }).join("");
      await hand(tab, noise, "noise.log");
      await reach(tab, "the log", (now) => now.events === 9_000);
      assert.equal((await state(tab)).link, null);
      await tab.click(button("Share"));
      assert.match(await tab.text(".share .reason"), /has \d+ bytes, and a link holds at most/);
    },
  },
  {
    name: "foreign: keys, steps and play",
    async run(tab) {
      await open(tab, "paxos.peace");
      await hand(tab, LONG, "long.log");
      await reach(tab, "the log", (now) => now.events === 400);
      await tab.press("ArrowRight");
      await tab.press("ArrowRight");
      await reach(tab, "two steps", (now) => now.applied === 2 && now.time === 2_000);
      await tab.press("End");
      await reach(tab, "the end", (now) => now.applied === 400);
      await tab.press("Home");
      await tab.press(" ");
      await reach(tab, "playing", (now) => now.playing && now.applied > 1);
      await tab.press("k");
      await look(tab, "/checkpoint$/");
      await tab.until("eight hits", () => document.querySelector(".foreign .count").textContent === "8 of 400 events");
      await look(tab, "/(/");
      assert.match(await tab.text(".foreign [role=alert]"), /character 1/);
      for (const key of ["z", "b", "h", "w"]) await tab.press(key);
      const { events, branches, undo } = await state(tab);
      assert.deepEqual([events, branches, undo], [400, 0, 0]);
    },
  },
  ...[
    [1440, 900, "en", "light"],
    [768, 1024, "zh", "dark"],
    [360, 640, "zh", "light"],
    [360, 640, "en", "dark"],
  ].map(([width, height, lang, theme]) => ({
    name: `foreign: axe finds nothing and nothing sticks out: ${width} × ${height}, ${lang}, ${theme}`,
    tab: { width, height },
    browsers: ["chromium"],
    async run(tab) {
      await open(tab, "paxos.peace", `?lang=${lang}&theme=${theme}`);
      await hand(tab, LOG, "orders.log");
      await opened(tab);
      await tab.press("ArrowRight");
      await axe(tab);
      await noOverflow(tab, "a log");
      if (width < 640) {
        await tab.click(`role=tab|${lang === "en" ? "Search" : "搜索"}`);
        await tab.find(".foreign input[type=search]");
        await axe(tab);
        await noOverflow(tab, "the search");
      } else {
        assert.match(await tab.text(".foreign"), lang === "en" ? /Imported trace/ : /导入的轨迹/);
      }
      if (process.env.SHOTS) await tab.screenshot(`${process.env.SHOTS}/foreign-${width}-${lang}-${theme}.png`);
    },
  })),
];
