// The hash ring: who owns what, what moves, and the hands on it.
import assert from "node:assert/strict";
import { button, open, reach, simulated, state } from "../acts.mjs";
import { BASE } from "../server.mjs";

const RING = ".stage .ring";
const tool = (name) => `.palette >> role=button|${name}`;
const rows = (tab) => tab.count(".bars .bar");

/** The number in the middle, `16.3 %` as 16.3. */
async function moved(tab) {
  const text = await tab.until("a share of the keys", () => {
    const { textContent } = document.querySelector(".ring .middle .large");
    return /^\d+\.\d %$/.test(textContent) && textContent;
  });
  return Number.parseFloat(text);
}

/** Waits until the scenario has one more request, and is simulated again. */
async function requested(tab, link) {
  await reach(tab, "a request", (now, before) => now.link !== before && now.finished, link);
}

export default [
  {
    name: "ring: it opens on the ring with load and comparison, and V shows the cluster",
    async run(tab) {
      await open(tab, "ring.join");
      await tab.find(RING);
      await tab.press("End");
      await tab.find(".comparison tr.on");
      assert.ok((await tab.count(".cmp tbody tr")) >= 6);
      assert.ok((await rows(tab)) >= 2);
      await tab.press("v");
      await tab.find(".stage .cluster");
      await tab.press("v");
      await tab.find(RING);
    },
  },
  {
    name: "ring: a node joins, and few keys move where mod n would move most",
    async run(tab) {
      await open(tab, "ring.join");
      const before = await rows(tab);
      await tab.press("End");
      await tab.until("a member more", (n) => document.querySelectorAll(".bars .bar").length > n, before);
      const share = await moved(tab);
      const modulo = Number.parseFloat((await tab.text(`${RING} .middle .modulo`)).split(":")[1]);
      assert.ok(share > 0 && share < modulo, `${share} % of ${modulo} %`);
    },
  },
  {
    name: "ring: crash by a click on a member, undo",
    async run(tab) {
      await open(tab, "ring.join");
      const before = await state(tab);
      await tab.click(tool("Crash"));
      await tab.click(".bars .bar button");
      await reach(tab, "a crash", (now, n) => now.faults === n + 1 && now.finished, before.faults);
      await tab.click(button("Undo"));
      const undone = await reach(tab, "undone", (now, n) => now.faults === n && now.finished, before.faults);
      assert.equal(undone.hash, before.hash);
    },
  },
  {
    name: "ring: a weight is dragged, and by the keyboard",
    async run(tab) {
      await open(tab, "ring.join");
      const before = await state(tab);
      await tab.click(tool("Weight"));
      const slider = ".bars .bar input[type=range]";
      await tab.drag(slider, [0.1, 0.5], [0.4, 0.5]);
      await requested(tab, before.link);
      const dragged = await state(tab);
      assert.match(dragged.link, /w\d/);
      await tab.click(button("Undo"));
      await reach(tab, "undone", (now, hash) => now.hash === hash, before.hash);
      await tab.evaluate((s) => document.querySelector(s).focus(), slider);
      await tab.press("ArrowRight");
      await requested(tab, before.link);
      assert.match((await state(tab)).link, /w2/);
    },
  },
  {
    name: "ring: a key is added and followed to its replicas",
    async run(tab) {
      await open(tab, "ring.join");
      const before = await state(tab);
      await tab.click(tool("Add key"));
      await tab.find("dialog[open] input[name=entered]");
      await tab.click("dialog[open] input[name=entered]");
      await tab.type("mine7");
      await tab.press("Enter");
      await requested(tab, before.link);
      assert.match((await state(tab)).link, /pmine7/);
      await tab.click(".follow input");
      await tab.type("mine7");
      await tab.press("Enter");
      await tab.find(`${RING} .replica`);
      await tab.find(".follow table tr");
    },
  },
  {
    name: "ring: an arc under the pointer tells its range, owner and keys",
    async run(tab) {
      await open(tab, "ring.join");
      const told = () => document.querySelector(".ring .told").textContent;
      const band = await tab.steady("a ring that stays where it is", () => {
        // Browsers differ in whether the box of a circle holds its stroke: its shape is measured.
        const circle = document.querySelector(".ring .circle");
        const { x, y, width, height } = circle.getBoundingClientRect();
        const radius = (circle.getBBox().width / 2) * circle.getScreenCTM().a;
        return { x: x + width / 2 - radius, y: y + height / 2 };
      });
      await tab.page.mouse.move(band.x - 60, band.y);
      await tab.page.mouse.move(band.x, band.y);
      const text = await tab.until("words", told);
      assert.match(text, /^\S+ · [0-9a-f]{8} – [0-9a-f]{8}/);
      await tab.evaluate(() => document.querySelector(".ring").focus());
      await tab.press("ArrowDown");
      await tab.until("another arc", (old) => document.querySelector(".ring .told").textContent !== old, text);
    },
  },
  {
    name: "ring: 1,000 nodes with 128 points are drawn, and a member can be picked",
    async run(tab) {
      // Drawn long before all of it is simulated.
      await tab.goto(`${BASE}#ring.join?n=999&v=128&keys=100000`);
      await tab.find(`${RING} .density`);
      assert.ok((await tab.count(`${RING} svg *`)) < 400);
      assert.ok((await rows(tab)) <= 17);
      await tab.click(".bars .bar button");
      await tab.find(`${RING} .chosen-arc`);
    },
  },
  {
    name: "ring: whose view is drawn is chosen, and a link brings all of it back",
    async run(tab) {
      await open(tab, "ring.join");
      await tab.press("End");
      const share = await moved(tab);
      const second = await tab.evaluate(() => {
        const select = document.querySelector(".viewer select");
        select.value = select.options[2].value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        return select.options[2].textContent;
      });
      await tab.until(
        "the viewer",
        (name) => document.querySelector(".ring .middle .viewer").textContent.includes(name),
        second,
      );
      const { link, hash } = await state(tab);
      await open(tab, link);
      await simulated(tab);
      await tab.press("End");
      assert.equal(await moved(tab), share);
      assert.equal((await state(tab)).hash, hash);
    },
  },
];
