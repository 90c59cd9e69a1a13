// Parts of the program are fetched when they are first needed, and the page gets by without them.
import assert from "node:assert/strict";
import { BASE } from "../server.mjs";
import { PICTURE, button, open, reach, simulated, state } from "../acts.mjs";

const DIALOG = "dialog[open]";
const AGAIN = "[role=alert] >> role=button|Try again";

/** The chunks that were asked for, by name, in this order. */
function fetched(tab) {
  const names = tab.requests.map((url) => url.match(/([a-z_]+)-[0-9a-f]+\.wasm$/)?.[1]);
  return [...new Set(names.filter(Boolean))];
}

/** What the browser itself says of a file that did not come is as it should be. */
function forgive(tab) {
  const expected = /status of 503|: 503 http|preload/;
  tab.complaints = tab.complaints.filter((complaint) => !expected.test(complaint));
}

export default [
  {
    name: "chunks: what is done to a run is fetched behind it, other protocols when they are shown",
    async run(tab) {
      await open(tab);
      assert.deepEqual(fetched(tab).sort(), ["acts", "around", "page", "paxos", "shared"]);
      await open(tab, "ring.join");
      assert.ok(fetched(tab).includes("ring"));
      assert.ok(!fetched(tab).includes("commit"));
    },
  },
  {
    name: "chunks: the gallery tells of every protocol",
    async run(tab) {
      await open(tab);
      await tab.click(".crumb");
      await tab.until("stories of every protocol", () => {
        if (document.querySelector(".gallery[aria-busy]")) return false;
        const items = [...document.querySelectorAll(".gallery li")].map((item) => item.innerText);
        return items.length > 20 && new Set(items).size === items.length;
      });
      await tab.click(".gallery li:last-child button");
      await reach(tab, "another protocol", (now) => now.finished && !now.link.startsWith("paxos"));
    },
  },
  {
    name: "chunks: one that does not come is said, does no harm, and can be asked for again",
    async run(tab, { server }) {
      server.refused.push("acts-");
      await tab.goto(BASE);
      await tab.find(AGAIN);
      await tab.find(PICTURE);
      await tab.click(button("Share"));
      await tab.evaluate(() => window.splitbrain.play());
      await reach(tab, "playing on", (now) => now.time > 0);
      await tab.click(AGAIN);
      await tab.find(AGAIN);
      server.refused.length = 0;
      await tab.click(AGAIN);
      await tab.find(DIALOG);
      assert.equal(await tab.count("[role=alert]"), 0);
      forgive(tab);
    },
  },
  {
    name: "chunks: a protocol that does not come can be asked for again",
    async run(tab, { server }) {
      server.refused.push("ring-");
      await tab.goto(`${BASE}#ring.join`);
      await tab.find(AGAIN);
      const { error } = await tab.evaluate(() => window.splitbrain.run("ring.join"));
      assert.match(error, /ring could not be fetched/);
      assert.equal((await state(tab)).events, 0);
      server.refused.length = 0;
      await tab.click(AGAIN);
      await simulated(tab);
      assert.match((await state(tab)).link, /^ring\.join/);
      forgive(tab);
    },
  },
];
