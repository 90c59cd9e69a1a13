#!/usr/bin/env node
// The page's share of `make bench`: what a frame costs in Chromium while the page plays 5, 7, 25
// and 100 nodes at full speed, in the size of a laptop's screen.
import { serve } from "./server.mjs";
import { launch } from "./tab.mjs";
import { open, reach } from "./acts.mjs";

const FRAMES = 300;
const SIZES = [
  [5, "paxos?p=2&n=3"],
  [7, "paxos?p=2&n=5"],
  [25, "paxos?p=5&n=20"],
  [100, "paxos?p=5&n=95"],
];
// Nothing is ever chosen: a quorum needs everybody and one is down. It plays on and on.
const ENDLESS = "&q2=all&until=20000&q=0-0-blue.0-1-green";

const server = await serve();
const browser = await launch("chromium");
for (const [nodes, scenario] of SIZES) {
  const tab = await browser.tab(server.origin, { width: 1440, height: 900 });
  await open(tab, `${scenario}${ENDLESS}&f=1c${nodes - 1}`, "?speed=1");
  const metrics = await tab.page.context().newCDPSession(tab.page);
  // The thread's own time: what else the machine does is not the page's work.
  await metrics.send("Performance.enable", { timeDomain: "threadTicks" });
  await tab.evaluate(() => window.splitbrain.play());
  await reach(tab, "playing", (now) => now.time > 20_000);
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
    `frames with ${nodes} nodes: ${((spent / FRAMES) * 1000).toFixed(1)} ms of work each; ` +
      `apart ${at(0.5)} ms in the middle, ${at(0.95)} ms in 95 of 100, ${at(1)} ms at most`,
  );
  if (tab.complaints.length) console.log(tab.complaints.join("\n"));
  await tab.close();
}
await browser.close();
await server.close();

/** Seconds the page's main thread has worked: script, style, layout, painting. */
async function busy(metrics) {
  const { metrics: list } = await metrics.send("Performance.getMetrics");
  return list.find(({ name }) => name === "TaskDuration").value;
}
