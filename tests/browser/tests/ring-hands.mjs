// Hands on the hash ring: points and weights taken elsewhere, by mouse, finger and keyboard; whose
// view is drawn.
import assert from "node:assert/strict";
import { axe, button, noOverflow, open, reach, state } from "../acts.mjs";
import { BASE } from "../server.mjs";

const RING = ".stage .ring";
const MOVE = /m\d+x[0-9a-f]{6}/;
const SIZES = [
  [1440, 900],
  [768, 1024],
  [360, 640],
];
const tool = (name) => `.palette >> role=button|${name}`;
const told = (tab) => tab.evaluate(() => document.querySelector(".ring .told").textContent);
const middle = (tab) =>
  tab.evaluate(() => [...document.querySelectorAll(".ring .middle text")].map((e) => e.textContent));

/** Where the ring's `index`-th point is, and a place a twelfth of the circle farther. */
async function aPoint(tab, index) {
  await tab.find(`${RING} .handle`);
  return tab.steady("a ring that stays where it is", (index) => {
    const ring = document.querySelector(".stage .ring");
    ring.scrollIntoView({ block: "center" });
    const middle = (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    };
    const from = middle(ring.querySelectorAll(".handle")[index]);
    const { x, y } = middle(ring.querySelector(".circle"));
    const [sin, cos] = [Math.sin(Math.PI / 6), Math.cos(Math.PI / 6)];
    const [right, down] = [from.x - x, from.y - y];
    return { from, to: { x: x + right * cos - down * sin, y: y + right * sin + down * cos } };
  }, index);
}

/** Waits until the scenario is another one, and is simulated. */
const changed = (tab, link) =>
  reach(tab, "another run", (now, link) => now.link !== link && now.finished, link);

export default [
  {
    name: "ring: a point is dragged, what would move is seen meanwhile, and it moves",
    async run(tab) {
      await open(tab, "ring.join", "?t=500");
      const before = await state(tab);
      const { from, to } = await aPoint(tab, 7);
      await tab.page.mouse.move(from.x, from.y);
      await tab.page.mouse.down();
      await tab.page.mouse.move(to.x, to.y, { steps: 8 });
      assert.match(await told(tab), /^point \d+ of [A-E] → [0-9a-f]{8}: \d+ keys? would move$/);
      const [share, would] = await middle(tab);
      assert.equal(would, "of the keys would move");
      await tab.page.mouse.up();
      const after = await changed(tab, before.link);
      assert.match(after.link, MOVE);
      assert.equal(after.selection, before.selection, "the end of a drag is no click");
      // Drawn as the node sees it that moved its point, with as many keys moved as foretold.
      const large = (share) => document.querySelector(".ring .middle .large").textContent === share;
      await tab.until(`${share} moved`, large, share);
      await tab.until(
        "the comparison",
        (share) => document.querySelector(".cmp tr.on td").textContent.trim() === share,
        share,
      );
      await tab.click(button("Undo"));
      await reach(tab, "undone", (now, hash) => now.hash === hash, before.hash);
    },
  },
  {
    name: "ring: a point is taken along by the keyboard, and let go of by Escape",
    async run(tab) {
      await open(tab, "ring.join");
      const before = await state(tab);
      await tab.evaluate(() => document.querySelector(".ring").focus());
      await tab.press("ArrowDown");
      await tab.press("ArrowDown");
      const arc = await told(tab);
      assert.match(arc, /^[A-E] · /);
      await tab.page.keyboard.down("Shift");
      for (let step = 0; step < 12; step += 1) await tab.press("ArrowDown");
      await tab.page.keyboard.up("Shift");
      await tab.until("a plan", () => /would move/.test(document.querySelector(".ring .told").textContent));
      await tab.press("Escape");
      await tab.until("no plan", (arc) => document.querySelector(".ring .told").textContent === arc, arc);
      assert.equal((await state(tab)).link, before.link);
      await tab.page.keyboard.down("Shift");
      await tab.press("ArrowUp");
      await tab.page.keyboard.up("Shift");
      await tab.press("Enter");
      assert.match((await changed(tab, before.link)).link, MOVE);
    },
  },
  {
    name: "ring: the keyboard alone chooses a node and changes its weight",
    async run(tab) {
      await open(tab, "ring.join");
      const before = await state(tab);
      await tab.press("2");
      await reach(tab, "a selection", (now) => now.selection === "B");
      const onSlider = () => document.activeElement.matches(".weigh input");
      for (let presses = 0; !(await tab.evaluate(onSlider)); presses += 1) {
        assert.ok(presses < 150, "the slider is never focused");
        await tab.press("Tab");
      }
      await tab.press("ArrowRight");
      assert.match((await changed(tab, before.link)).link, /w2/);
      await tab.until("B's own view", () => /B/.test(document.querySelector(".viewer select").selectedOptions[0].textContent));
    },
  },
  {
    name: "ring: a finger takes a point along, and a tap picks its arc",
    browsers: ["chromium"],
    tab: { width: 360, height: 640 },
    async run(tab) {
      await open(tab, "ring.join", "?t=500");
      const before = await state(tab);
      const cdp = await tab.page.context().newCDPSession(tab.page);
      await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true });
      const touch = (type, at) =>
        cdp.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });
      const { from, to } = await aPoint(tab, 3);
      const scrolled = await tab.evaluate(() => scrollY);
      await touch("touchStart", from);
      for (let step = 1; step <= 8; step += 1) {
        const along = (axis) => from[axis] + ((to[axis] - from[axis]) * step) / 8;
        await touch("touchMove", { x: along("x"), y: along("y") });
      }
      await touch("touchEnd");
      assert.match((await changed(tab, before.link)).link, MOVE);
      assert.equal(await tab.evaluate(() => scrollY), scrolled, "the page stays");
      const next = await aPoint(tab, 5);
      // Two touches in quick succession are a gesture of their own, without a click.
      await new Promise((resume) => setTimeout(resume, 500));
      await touch("touchStart", next.from);
      await touch("touchEnd");
      await tab.find(".menu");
    },
  },
  {
    name: "ring: every member's view can be chosen, and who sees another ring is marked",
    async run(tab) {
      await open(tab, "ring.join", "?t=1060");
      const options = await tab.evaluate(() =>
        [...document.querySelectorAll(".viewer option")].map((option) => option.textContent),
      );
      assert.deepEqual(options, ["any: A", "A", "B", "≠ C", "≠ D", "E"]);
      await tab.goto(`${BASE}#ring.join?n=200&v=4`);
      await tab.find(RING);
      assert.equal(await tab.count(".viewer option"), 201);
    },
  },
  {
    name: "ring: where nobody is left to join, one more node does",
    async run(tab) {
      await open(tab, "ring.crash");
      const before = await state(tab);
      const members = await tab.count(".bars .bar");
      await tab.click(tool("Join"));
      const after = await changed(tab, before.link);
      assert.match(after.link, /spare=1/);
      await tab.until("a member more", (n) => document.querySelectorAll(".bars .bar").length === n + 1, members);
      await tab.click(button("Undo"));
      await reach(tab, "undone", (now, hash) => now.hash === hash, before.hash);
    },
  },
  {
    name: "ring: the comparison is there before any change, and follows each",
    async run(tab) {
      await open(tab, "ring.crash");
      const row = () => [...document.querySelectorAll(".cmp tr.on td")].map((e) => e.textContent.trim());
      const whole = () => {
        const rows = document.querySelectorAll(".cmp tbody tr");
        return rows.length >= 7 && !/…/.test(document.querySelector(".cmp tbody").textContent);
      };
      await tab.until("all rows", whole);
      assert.equal((await tab.evaluate(row))[0], "–");
      await tab.evaluate(() => window.splitbrain.seek(3_000_000));
      await tab.until("a share", () => /%/.test(document.querySelector(".cmp tr.on td").textContent));
      const crash = (await tab.evaluate(row))[0];
      assert.equal(crash, (await middle(tab))[0]);
      assert.match(await tab.text(".cmp thead"), /B went down/);
    },
  },
  {
    name: "ring: 1,000 nodes, 256,000 points, a million keys are played, and a member is picked",
    browsers: ["chromium"],
    async run(tab) {
      await tab.goto(`${BASE}#ring.join?n=999&v=256&keys=1000000`);
      await tab.find(`${RING} .density`);
      await tab.evaluate(() => window.splitbrain.play());
      const { time } = await state(tab);
      await reach(tab, "some of the run", (now, time) => now.time > time + 40_000, time);
      await tab.click(button("Pause"));
      await tab.click(".bars .bar button");
      await tab.find(`${RING} .chosen-arc`);
    },
  },
  ...SIZES.map(([width, height]) => ({
    name: `ring: nothing is cut off at ${width} × ${height}, and axe finds nothing`,
    browsers: ["chromium"],
    tab: { width, height },
    async run(tab) {
      for (const lang of ["en", "zh"]) {
        for (const theme of ["light", "dark"]) {
          await open(tab, "ring.join", `?lang=${lang}&theme=${theme}&t=1060`);
          await noOverflow(tab, `${lang} ${theme}`);
          await axe(tab);
        }
      }
      if (width < 400) {
        const { top, bottom } = await tab.evaluate(() => ({
          top: document.querySelector(".tabs").getBoundingClientRect().bottom,
          bottom: document.querySelector("footer.transport").getBoundingClientRect().top,
        }));
        assert.ok(top <= bottom, `tabs end at ${top}, the transport begins at ${bottom}`);
      }
    },
  })),
];
