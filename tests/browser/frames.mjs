#!/usr/bin/env node
// The page's share of `make bench`, in Chromium and in the size of a laptop's screen: how soon a page
// opened for the first time does what it is told, what a frame costs while it plays 5, 7, 25 and 100
// nodes at full speed, and how long a large hash ring holds it up.
import { BASE, serve } from "./server.mjs";
import { launch } from "./tab.mjs";
import { open, reach } from "./acts.mjs";

/** Of this many first visits, each in a profile of its own, the times in the middle are told. */
const VISITS = 9;
const OPENINGS = [
  ["the page", "", "paxos.crash"],
  ["a figure, ui=player", "?embed=1&ui=player", "paxos.crash"],
  ["the page with two-phase commit", "", "commit.blocked"],
  ["the page with a ring", "", "ring.join"],
];

const FRAMES = 300;
const SIZES = [
  [5, "paxos?p=2&n=3"],
  [7, "paxos?p=2&n=5"],
  [25, "paxos?p=5&n=20"],
  [100, "paxos?p=5&n=95"],
];
// Nothing is ever chosen: a quorum needs everybody and one is down. It plays on and on.
const ENDLESS = "&q2=all&until=20000&q=0-0-blue.0-1-green";
const RINGS = [
  ["5 nodes, 8 points each, 240 keys", "ring.join"],
  ["100 nodes, 128 points each, 100,000 keys", "ring.join?n=99&v=128&keys=100000&q=1000-99-join"],
  [
    "1,000 nodes, 128 points each, 1,000,000 keys",
    "ring.join?n=999&v=128&keys=1000000&q=1000-999-join&until=1500",
  ],
];
const JUMPS = [100_000, 1_050_000, 1_200_000, 400_000];

const server = await serve();
const browser = await launch("chromium");
for (const opening of OPENINGS) await visits(...opening);
for (const [nodes, scenario] of SIZES) {
  await inTab(async (tab) => {
    await open(tab, `${scenario}${ENDLESS}&f=1c${nodes - 1}`, "?speed=1");
    await playing(tab, `frames with ${nodes} nodes`, 20_000);
  });
}
for (const [size, scenario] of RINGS) {
  await inTab(async (tab) => {
    await tab.page.addInitScript(() => {
      window.__long = [];
      const note = (list) => window.__long.push(...list.getEntries().map((e) => e.duration));
      new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
    });
    await tab.goto(`${BASE}#${scenario}`);
    await tab.find(".ring .circle");
    const shown = await tab.evaluate(() => performance.now());
    await reach(tab, "simulated", (now) => now.finished);
    const finished = await tab.evaluate(() => performance.now());
    console.log(
      `ring of ${size}: drawn after ${ms(shown)}, simulated after ${ms(finished)}, ` +
        `the longest that the page was held up ${ms(await longest(tab))}`,
    );
    const jumps = [];
    for (const at of JUMPS) {
      jumps.push(
        await tab.evaluate(async (at) => {
          const start = performance.now();
          window.splitbrain.seek(at);
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return performance.now() - start;
        }, at),
      );
    }
    console.log(`  a jump ${ms(Math.min(...jumps))} to ${ms(Math.max(...jumps))}`);
    await longest(tab);
    await playing(tab, "  frames", 410_000);
    console.log(`  the longest that playing held the page up ${ms(await longest(tab))}`);
  });
}
await browser.close();
await server.close();

/** How soon the picture is there, and how soon a key does something, after the address was entered. */
async function visits(what, query, payload) {
  const drawn = [];
  const told = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    await inTab(async (tab) => {
      await tab.page.addInitScript(() => {
        const look = () => {
          const picture = document.querySelector(".stage svg, .stage canvas");
          if (picture && window.splitbrain) {
            window.__drawn ??= performance.now();
            picture.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
          }
          // The next event is later than the start.
          if (window.splitbrain?.getState().time) window.__told = performance.now();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
      await tab.goto(`${BASE}${query}#${payload}`);
      const seen = await tab.page.waitForFunction(() => window.__told && [window.__drawn, window.__told]);
      const [at, by] = await seen.jsonValue();
      drawn.push(at);
      told.push(by);
    });
  }
  const middle = (times) => ms(times.sort((a, b) => a - b)[Math.floor(VISITS / 2)]);
  console.log(
    `${what}, opened for the first time: drawn after ${middle(drawn)}, does what a key says after ${middle(told)}`,
  );
}

async function inTab(work) {
  const tab = await browser.tab(server.origin, { width: 1440, height: 900 });
  await work(tab);
  if (tab.complaints.length) console.log(tab.complaints.join("\n"));
  await tab.close();
}

/** Plays until `from`, then counts what frames take. */
async function playing(tab, what, from) {
  const metrics = await tab.page.context().newCDPSession(tab.page);
  // The thread's own time: what else the machine does is not the page's work.
  await metrics.send("Performance.enable", { timeDomain: "threadTicks" });
  await tab.evaluate(() => window.splitbrain.play());
  await reach(tab, "playing", (now, from) => now.time > from, from);
  const before = await busy(metrics);
  const gaps = await tab.evaluate(
    (frames) =>
      new Promise((done) => {
        const gaps = [];
        let last;
        const frame = (now) => {
          if (last !== undefined) gaps.push(now - last);
          last = now;
          if (gaps.length < frames) requestAnimationFrame(frame);
          else done(gaps);
        };
        requestAnimationFrame(frame);
      }),
    FRAMES,
  );
  const spent = (await busy(metrics)) - before;
  gaps.sort((a, b) => a - b);
  const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))].toFixed(1);
  console.log(
    `${what}: ${((spent / FRAMES) * 1000).toFixed(1)} ms of work each; ` +
      `apart ${at(0.5)} ms in the middle, ${at(0.95)} ms in 95 of 100, ${at(1)} ms at most`,
  );
}

/** The longest task since this was last asked; the browser tells of those of 50 ms and more. */
async function longest(tab) {
  const long = await tab.evaluate(() => window.__long.splice(0));
  return Math.max(0, ...long);
}

/** Seconds the page's main thread has worked: script, style, layout, painting. */
async function busy(metrics) {
  const { metrics: list } = await metrics.send("Performance.getMetrics");
  return list.find(({ name }) => name === "TaskDuration").value;
}

function ms(time) {
  return time < 50 ? "less than 50 ms" : `${Math.round(time)} ms`;
}
