// The whole page in one file, opened from the disk.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { button, noOverflow, reach, simulated, state } from "../acts.mjs";

const FILE = `file://${fileURLToPath(new URL("../../../offline/splitbrain.html", import.meta.url))}`;

async function open(tab, rest = "") {
  await tab.page.goto("about:blank");
  await tab.page.goto(`${FILE}${rest}`);
  await simulated(tab);
}

export default [
  {
    name: "offline: opens by a double click, plays, breaks, and fetches nothing",
    async run(tab) {
      await open(tab);
      await noOverflow(tab, "the page");
      const { hash } = await state(tab);
      await tab.evaluate(() => window.splitbrain.seek(40_000));
      await tab.evaluate(() => window.splitbrain.inject({ crash: { node: "A1" } }));
      await reach(tab, "a crash", (now) => now.finished && now.faults > 0);
      assert.notEqual((await state(tab)).hash, hash);
      assert.deepEqual(tab.requests.filter((url) => /^https?:/.test(url)), []);
    },
  },
  {
    name: "offline: links, every protocol, and the explorer without a worker",
    async run(tab) {
      for (const run of ["ring.join", "threephase.survives", "paxoscommit.dead"]) {
        await open(tab, `?theme=dark#${run}`);
        assert.equal((await state(tab)).problem, null);
      }
      await open(tab, "#commit?alone=abort&q=5-0-t1a2b30");
      await tab.click(button("~Find a violation"));
      await tab.evaluate(() => {
        document.querySelector("dialog[open] [name=timer]").value = 1;
      });
      await tab.click("dialog[open] >> role=button|~Search");
      await tab.until("something to open", () => {
        const open = document.querySelector("dialog[open] .result .primary");
        open?.click();
        return Boolean(open);
      });
      await reach(tab, "a violation", (now) => now.finished && now.violations.length > 0);
    },
  },
];
