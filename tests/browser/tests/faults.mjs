// Faults by hand: on the picture, in the list, undone and redone.
import assert from "node:assert/strict";
import { button, MESSAGE, node, open, PICTURE, reach, state } from "../acts.mjs";

/** Steps on from the start until a message is sent, and then lets it leave its sender. */
async function toMessageInFlight(tab) {
  await tab.evaluate(() => window.splitbrain.seek(0));
  const seen = (selector) => {
    if (document.querySelector(selector)) return true;
    window.splitbrain.step(1);
    return false;
  };
  await tab.until("a message in flight", seen, MESSAGE);
  await tab.evaluate(() => window.splitbrain.seek(window.splitbrain.getState().time + 4_000));
}

async function faults(tab, expected) {
  return reach(tab, "faults", (now, expected) => now.faults === expected && now.finished, expected);
}

export default [
  {
    name: "crash by a click on a node, undo, redo",
    async run(tab) {
      await open(tab);
      const before = await state(tab);
      await tab.click(".palette >> role=button|Crash");
      await tab.click(node("A2"));
      const after = await faults(tab, before.faults + 1);
      assert.notEqual(after.hash, before.hash);
      await tab.click(button("Undo"));
      const undone = await faults(tab, before.faults);
      assert.equal(undone.hash, before.hash);
      assert.equal(undone.link, before.link);
      await tab.click(button("Redo"));
      const redone = await faults(tab, before.faults + 1);
      assert.equal(redone.hash, after.hash);
    },
  },
  {
    name: "the menu of a node crashes and restarts it",
    async run(tab) {
      await open(tab);
      const before = await state(tab);
      await tab.click(node("A1"));
      await tab.click(".menu >> role=button|Crash");
      await faults(tab, before.faults + 1);
      await tab.evaluate(() => window.splitbrain.seek(40_000));
      await tab.click(node("A1"));
      await tab.click(".menu >> role=button|Restart");
      await faults(tab, before.faults + 2);
    },
  },
  {
    name: "cut by a drag across the picture, heal",
    async run(tab) {
      await open(tab);
      const before = await state(tab);
      await tab.evaluate(() => window.splitbrain.seek(5_000));
      await tab.click(".palette >> role=button|Cut");
      await tab.drag(PICTURE, [0.5, 0.08], [0.52, 0.95]);
      const after = await faults(tab, before.faults + 1);
      assert.match(after.link, /\d(x|b)\d/);
      await tab.press("h");
      await faults(tab, before.faults + 2);
    },
  },
  {
    name: "drop, delay and duplicate a message in flight",
    async run(tab) {
      await open(tab);
      let { faults: count } = await state(tab);
      for (const [name, verb] of [["Drop", "d"], ["Delay", "l"], ["Duplicate", "m"]]) {
        await toMessageInFlight(tab);
        await tab.click(`.palette >> role=button|${name}`);
        await tab.click(MESSAGE);
        count += 1;
        const { link } = await faults(tab, count);
        assert.match(link, new RegExp(`\\d${verb}\\d+-\\d+-\\d+`), name);
        await tab.click(".palette >> role=button|Select");
        await tab.click(button("Undo"));
        count -= 1;
        await faults(tab, count);
      }
    },
  },
  {
    name: "a fault in the list is moved in time and deleted",
    async run(tab) {
      await open(tab, "paxos.peace?f=20c3");
      const before = await state(tab);
      const field = ".faults-panel input.ms";
      await tab.click(field);
      await tab.evaluate((s) => document.querySelector(s).select(), field);
      await tab.type("33");
      await tab.press("Enter");
      const moved = await reach(tab, "a moved fault", (now) => /f=33c3/.test(now.link));
      assert.notEqual(moved.hash, before.hash);
      await tab.click(".faults-panel >> role=button|~Delete");
      await faults(tab, before.faults - 1);
    },
  },
  {
    name: "break a rule, follow show, keep the rule again",
    async run(tab) {
      await open(tab, "paxos.forget");
      const broken = await state(tab);
      assert.ok(broken.violations.length > 0);
      await tab.click(`.properties >> role=button|~show`);
      const [violation] = broken.violations;
      const shown = await reach(tab, "the place", (now, at) => now.time === at, violation.at);
      assert.ok(shown.applied > violation.event);
      await tab.find(".properties .why li");
      // Every broken rule's switch is off; turning them on keeps the paper's rules.
      const off = "[role=switch][aria-checked=false]";
      for (let left = await tab.count(off); left > 0; left -= 1) {
        await tab.click(off);
        await tab.until(
          "a kept rule",
          ({ off, left }) => document.querySelectorAll(off).length === left - 1,
          { off, left },
        );
      }
      const kept = await reach(tab, "a kept rule", (now) => now.finished);
      assert.equal(kept.violations.length, 0);
      await tab.click(button("Undo"));
      await reach(tab, "a violation again", (now) => now.finished && now.violations.length > 0);
    },
  },
];
