// Cost meters: what the page says of a clean run is what was published of the protocol.
import assert from "node:assert/strict";
import { open } from "../acts.mjs";

// Mohan, Lindsay and Obermarck 1986, table of a committed transaction: records of the coordinator
// (forced), messages to each participant, records of a participant (forced), messages from each.
const R_STAR = [
  ["nothing", [2, 1], 2, [2, 2], 2],
  ["abort", [2, 1], 2, [2, 2], 2],
  ["commit", [2, 2], 2, [2, 1], 1],
];

/** The rows of the panel's first table, by their names. */
function rows(tab) {
  return tab.evaluate(() => {
    const rows = [...document.querySelector(".costs table").querySelectorAll("tr")];
    const texts = (row) => ["th", "td"].map((part) => row.querySelector(part).textContent);
    return Object.fromEntries(rows.map(texts));
  });
}

const writes = (records, forced) => `${forced} forced · ${records - forced} lazy`;

export default [
  {
    name: "costs: of a committed transaction as in the table of R*, for one side and for two",
    async run(tab) {
      for (const [presume, [all, forced], to, [mine, mineForced], from] of R_STAR) {
        for (const [n, word] of [
          [2, "t1a2a1"],
          [3, "t1a2a3a1"],
        ]) {
          await open(tab, `commit?n=${n}&presume=${presume}&q=5-0-${word}`, "?t=2000");
          await tab.find(".costs");
          const told = await rows(tab);
          assert.equal(told.messages, String(n * (to + from)), presume);
          assert.equal(told["log, coordinator"], writes(all, forced), presume);
          assert.equal(told["log, participant"], writes(n * mine, n * mineForced), presume);
          assert.match(told["locks held"], /^[0-9.]+ ms$/);
        }
      }
      await open(tab, "commit?n=2&q=5-0-t1a2a1&beside=commit-presume-commit", "?t=2000");
      const short = await tab.evaluate(() =>
        [...document.querySelectorAll(".side-costs")].map((one) => one.textContent),
      );
      assert.deepEqual(short, [
        "8 messages · 5 forced, 1 lazy writes",
        "6 messages · 4 forced, 2 lazy writes",
      ]);
    },
  },
  {
    name: "costs: nothing is counted before it is spent, and Paxos has no transactions to count",
    async run(tab) {
      await open(tab, "commit.transfer");
      assert.equal(await tab.count(".costs"), 0);
      await open(tab, "paxos.peace", "?t=100");
      assert.equal(await tab.count(".costs"), 0);
    },
  },
];
