// Time: play, pause, step, rewind, seek, and no work at rest.
import assert from "node:assert/strict";
import { button, open, PAUSE, reach, simulated, state } from "../acts.mjs";

const REST_MS = 700;
/** Accepting needs everybody and one is down: it never ends. Some 300,000 events. */
const LONG = "paxos?p=2&n=5&q2=all&until=5000000&q=0-0-blue.0-1-green&f=1c6";
/** Nobody notices this; a single jump may come upon a busy machine. */
const STALL_MS = 250;
const STALL_MS_MAX = 1_500;

/** The words of the page that tell the state. */
const told = (tab) =>
  tab.evaluate(() =>
    [".inspector", ".properties", ".right"].map((s) => document.querySelector(s)?.textContent),
  );

/** What the page did in a while of real time: frames asked for, changes of the document. */
async function work(tab) {
  return tab.evaluate(async (ms) => {
    // The last frames of what went before.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const before = { ...window.__work };
    await new Promise((over) => setTimeout(over, ms));
    return {
      frames: window.__work.frames - before.frames,
      changes: window.__work.changes - before.changes,
    };
  }, REST_MS);
}

export default [
  {
    name: "the page opens on a crash, paused at the start",
    async run(tab) {
      await open(tab);
      const { playing, time, link, problem, events } = await state(tab);
      assert.deepEqual({ playing, time, problem: problem ?? null }, {
        playing: false,
        time: 0,
        problem: null,
      });
      assert.match(link, /^paxos\.crash/);
      assert.ok(events > 20);
    },
  },
  {
    name: "play moves the playhead, pause stops it",
    async run(tab) {
      await open(tab);
      await tab.click(button("Play"));
      await reach(tab, "playing", (now) => now.playing && now.time > 3_000);
      await tab.click(PAUSE);
      const { time, applied } = await reach(tab, "paused", (now) => !now.playing);
      await work(tab);
      const later = await state(tab);
      assert.deepEqual([later.time, later.applied], [time, applied]);
    },
  },
  {
    name: "a paused page does no work",
    async run(tab) {
      await open(tab);
      assert.deepEqual(await work(tab), { frames: 0, changes: 0 });
      await tab.click(button("Play"));
      await reach(tab, "playing", (now) => now.playing && now.time > 1_000);
      await tab.click(PAUSE);
      await reach(tab, "paused", (now) => !now.playing);
      assert.deepEqual(await work(tab), { frames: 0, changes: 0 });
    },
  },
  {
    name: "a run plays to its end and stops",
    async run(tab) {
      await open(tab, "", "?speed=50");
      await tab.click(button("Play"));
      const now = await reach(tab, "the end", (now) => !now.playing && now.applied === now.events);
      assert.equal(now.time, now.until);
      assert.equal((await work(tab)).frames, 0);
    },
  },
  {
    name: "steps go on and back by one event, and by note",
    async run(tab) {
      await open(tab);
      const { applied } = await state(tab);
      for (const by of [1, 2, 3]) {
        await tab.click(button("One event on"));
        await reach(tab, "a step", (now, expected) => now.applied === expected, applied + by);
      }
      await tab.click(button("One event back"));
      const back = await reach(tab, "a step back", (now, to) => now.applied === to, applied + 2);
      await tab.click(button("Next note"));
      const { time } = await reach(tab, "a note", (now, was) => now.time > was, back.time);
      await tab.click(button("Next note"));
      await reach(tab, "another note", (now, time) => now.time > time, time);
      await tab.click(button("Previous note"));
      await reach(tab, "the note before", (now, time) => now.time === time, time);
      await tab.click(button("To the start"));
      await reach(tab, "the start", (now) => now.time === 0);
    },
  },
  {
    name: "rewinding shows what was shown",
    async run(tab) {
      await open(tab);
      const go = (applied) =>
        tab.evaluate((by) => window.splitbrain.step(by - window.splitbrain.getState().applied), applied);
      const at = async (applied) => {
        await go(applied);
        await reach(tab, "the step", (now, applied) => now.applied === applied, applied);
        return told(tab);
      };
      const { events } = await state(tab);
      const early = await at(9);
      const late = await at(events);
      assert.notDeepEqual(early, late);
      assert.deepEqual(await at(9), early);
      assert.deepEqual(await at(events), late);
    },
  },
  {
    name: "a long run is sought without a stall",
    async run(tab) {
      await open(tab, LONG);
      const { events, until } = await state(tab);
      assert.ok(events > 200_000, `${events} events`);
      const times = [];
      for (const share of [0.9, 0.1, 0.618, 0.236, 0.99, 0.5, 0.05]) {
        const took = await tab.evaluate(async (us) => {
          const started = performance.now();
          window.splitbrain.seek(us);
          await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
          return performance.now() - started;
        }, Math.round(until * share));
        const now = await state(tab);
        assert.equal(now.time, Math.round(until * share));
        times.push(took);
      }
      times.sort((a, b) => a - b);
      assert.ok(times[3] < STALL_MS && times[6] < STALL_MS_MAX, `${times} ms`);
      await simulated(tab);
    },
  },
];
