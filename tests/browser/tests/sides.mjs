// Several runs side by side: one link, one transport, one script of faults.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { button, open, PAUSE, reach, simulated, state } from "../acts.mjs";
import { BASE } from "../server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DOUBT = "commit.doubt";

async function axe(tab) {
  await tab.evaluate(AXE);
  const violations = await tab.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`);
  });
  assert.deepEqual(violations, []);
}

const verdicts = (tab) =>
  tab.evaluate(() =>
    [...document.querySelectorAll(".side-head .verdict")].map((verdict) => verdict.textContent),
  );

/** Nodes drawn as crashed, for each side. */
const crashed = (tab) =>
  tab.evaluate(() =>
    [...document.querySelectorAll(".sides .side")].map(
      (side) => [...side.querySelectorAll("[aria-label]")].filter((e) => /crashed/.test(e.ariaLabel)).length,
    ),
  );

const of = (side) => `.sides .side:nth-child(${side})`;

export default [
  {
    name: "sides: one transport plays all of them, and their verdicts differ",
    async run(tab) {
      await open(tab, DOUBT);
      assert.equal(await tab.count(".sides .side .cluster"), 3);
      assert.equal(await tab.count(".times .spacetime"), 3);
      assert.equal(await tab.count("footer.transport"), 1);
      await tab.press(" ");
      await reach(tab, "playing", (now) => now.playing && now.sides.every((s) => s.time > 1_000));
      await tab.click(PAUSE);
      const paused = await reach(tab, "paused", (now) => !now.playing);
      assert.equal(new Set(paused.sides.map((side) => side.time)).size, 1);
      await tab.evaluate(() => window.splitbrain.seek(500_000));
      await reach(tab, "half a second", (now) => now.sides.every((s) => s.time === 500_000));
      const [waits, asks, guesses] = await verdicts(tab);
      assert.ok(!/Atomicity/.test(waits + asks) && /✗Atomicity/.test(guesses), guesses);
      const { sides } = await state(tab);
      assert.deepEqual(sides.map((side) => side.violations > 0), [false, false, true]);
    },
  },
  {
    name: "sides: a crash by hand strikes all, undo takes it back, the link brings it again",
    async run(tab) {
      await open(tab, DOUBT);
      await tab.evaluate(() => window.splitbrain.seek(25_000));
      await reach(tab, "the moment", (now) => now.time === 25_000);
      assert.deepEqual(await crashed(tab), [0, 0, 0]);
      await tab.click("role=button|Crash");
      await tab.click(`${of(2)} >> role=button|~R2`);
      const struck = await reach(tab, "a fault", (now) => now.faults === 5 && now.finished);
      assert.equal(struck.side, 1, "the side that was clicked has the focus");
      assert.deepEqual(await crashed(tab), [1, 1, 1]);
      await tab.press("z");
      const undone = await reach(tab, "undone", (now) => now.faults === 4 && now.finished);
      assert.deepEqual(await crashed(tab), [0, 0, 0]);
      assert.notEqual(undone.hash, struck.hash);
      await tab.evaluate((link) => window.splitbrain.load(link), struck.link);
      const again = await reach(tab, "the same again", (now) => now.finished && now.faults === 5);
      assert.deepEqual([again.hash, again.banner], [struck.hash, null]);
      assert.deepEqual(again.sides.map((s) => s.hash), struck.sides.map((s) => s.hash));
      // And from the address bar, as somebody who was sent it.
      await open(tab, struck.link);
      assert.equal((await state(tab)).hash, struck.hash);
    },
  },
  {
    name: "sides: put beside, change a rule there, take away",
    async run(tab) {
      await open(tab, "commit.told");
      await tab.click(button("Put beside…"));
      await tab.click("dialog[open] >> role=button|~Two-phase commit");
      const two = await reach(tab, "two sides", (now) => now.sides.length === 2 && now.finished);
      assert.equal(two.side, 1);
      assert.equal(two.sides[0].hash, two.sides[1].hash);
      await tab.click("aside.left >> role=switch|Never decide alone");
      const differ = await reach(
        tab,
        "a rule broken on one side",
        (now) => now.finished && now.sides[0].hash !== now.sides[1].hash,
      );
      assert.equal(differ.sides[0].hash, two.sides[0].hash);
      assert.match(differ.link, /beside=commit-alone-/);
      await tab.press("o");
      await reach(tab, "the first side", (now) => now.side === 0);
      await tab.click(`${of(2)} >> role=button|~Take away`);
      const alone = await reach(tab, "one side", (now) => now.sides.length === 1);
      assert.equal(alone.sides[0].hash, two.sides[0].hash);
      assert.equal(await tab.count(".sides"), 0);
      await tab.press("z");
      await reach(tab, "both again", (now) => now.sides.length === 2);
    },
  },
  {
    name: "sides: what one side does not have is left out there, and said",
    async run(tab) {
      await open(tab, "paxos?n=3&beside=commit&q=5-0-blue.6-0-t1a2b30&f=30c4");
      const missed = () =>
        tab.evaluate(() => [...document.querySelectorAll(".missed")].map((e) => e.textContent));
      assert.deepEqual(await missed(), []);
      await tab.press("o");
      await reach(tab, "the other side", (now) => now.side === 1);
      const said = await missed();
      assert.equal(said.length, 2, said.join("; "));
      assert.ok(said.every((words) => words.startsWith("not on this side")), said.join("; "));
    },
  },
  {
    name: "sides: embedded, all of them or one and a switch",
    async run(tab) {
      const host = `${BASE}?embed=1&ui=player#${DOUBT}`;
      await tab.goto(host);
      await simulated(tab);
      assert.equal(await tab.count(".player .sides .cluster"), 3);
      await tab.click("footer.transport >> role=button|Play");
      await reach(tab, "playing", (now) => now.sides.every((side) => side.time > 0));
      const full = await tab.evaluate(() => document.querySelector(".open-full").href);
      assert.ok(full.includes(DOUBT) && full.includes("?t="), full);
      await tab.goto(`${BASE}?embed=1&ui=player&view=spacetime#${DOUBT}`);
      await simulated(tab);
      assert.equal(await tab.count(".player .times .spacetime"), 3);
      await tab.goto(`${BASE}?embed=1&ui=diagram#${DOUBT}`);
      await simulated(tab);
      assert.equal(await tab.count(".diagram .sides .cluster"), 3);
    },
  },
  {
    name: "sides: on a phone one is shown and the others are a tap away",
    tab: { width: 360, height: 640 },
    async run(tab) {
      await open(tab, DOUBT, "?t=500");
      assert.equal(await tab.count(".stage .cluster"), 1);
      assert.equal(await tab.count(".side-switch li"), 3);
      await tab.click(".side-switch li:nth-child(3) .side-title button");
      await reach(tab, "the third side", (now) => now.side === 2);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 360, `${wide} px`);
    },
  },
  ...[
    [1440, 900, false],
    [768, 1024, true],
    [360, 640, false],
  ].map(([width, height, dark]) => ({
    name: `sides: axe finds nothing at ${width} px`,
    browsers: ["chromium"],
    tab: { width, height, dark },
    async run(tab) {
      await open(tab, DOUBT, `?t=300&theme=${dark ? "dark" : "light"}`);
      await axe(tab);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide} px`);
    },
  })),
];
