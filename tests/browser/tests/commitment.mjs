// What is drawn of atomic commitment: locks and who waits for them, who is blocked since when, log
// records on disk.
import assert from "node:assert/strict";
import { axe, node, open } from "../acts.mjs";

const told = (tab, name) => tab.evaluate((name) => {
  const buttons = [...document.querySelectorAll('.stage .cluster [role="button"]')];
  const labels = buttons.map((button) => button.getAttribute("aria-label"));
  return labels.find((label) => label.startsWith(name));
}, name);

/** The records that the diagram shows on disk, and the signs for them. */
const records = (tab) => tab.evaluate(() => {
  const notes = [...document.querySelectorAll(".spacetime .note")].map((one) => one.textContent);
  return {
    names: notes.filter((text) => /^[▪▫]/u.test(text.trim())).map((text) => text.trim()),
    forced: document.querySelectorAll(".spacetime .record:not(.lazy)").length,
    lazy: document.querySelectorAll(".spacetime .record.lazy").length,
  };
});

export default [
  {
    name: "commitment: who is blocked says since when, and holds padlocks",
    async run(tab) {
      await open(tab, "commit.blocked", "?t=400");
      assert.match(await told(tab, "R1"), /blocked since 27 ms .*locked: a T1/);
      assert.match(await told(tab, "R2"), /blocked since 27 ms .*locked: b T1/);
      assert.doesNotMatch(await told(tab, "R3"), /blocked/);
      assert.equal(await tab.count(".cluster .lock"), 3);
      assert.match(await tab.text(".properties"), /blocked: R1, R2/);
      const blocked = "R1: T1 prepared since 27 ms, holds a, waits for C1";
      assert.ok((await tab.text(".properties .blocked")).startsWith(blocked));
      assert.ok((await tab.count(".spacetime .band.blocked")) >= 2);
      await axe(tab);
      await open(tab, "commit.blocked", "?t=1100");
      assert.equal(await tab.count(".cluster .lock"), 0);
      assert.doesNotMatch(await told(tab, "R1"), /blocked/);
    },
  },
  {
    name: "commitment: who waits for a lock stands behind it",
    async run(tab) {
      await open(tab, "commit.blocked", "?t=330");
      assert.match(await told(tab, "R1"), /locked: a T1 ← T1·C2/);
      assert.match(await tab.text(".cluster .lock"), /a T1 ← T1·C2/);
      await tab.click(node("R1"));
      assert.match(await tab.text(".inspector"), /waits for a lock/);
    },
  },
  {
    name: "commitment: log records are seen on disk, forced ones apart",
    async run(tab) {
      await open(tab, "commit.transfer", "?t=25");
      assert.ok((await tab.count(".cluster .lock")) >= 1);
      const { names, forced, lazy } = await records(tab);
      assert.ok(names.includes("▪ prepare T1"), names.join());
      assert.ok(forced >= 3 && lazy >= 1, `${forced} ${lazy}`);
    },
  },
];
