// For everybody: keyboard alone, small screens, both languages and themes, assistive technology.
import assert from "node:assert/strict";
import { axe, button, node, noOverflow, open, PAUSE, reach, state } from "../acts.mjs";

const SIZES = [
  [1440, 900],
  [768, 1024],
  [360, 640],
];

const looks = SIZES.flatMap(([width, height]) =>
  ["en", "zh"].flatMap((lang) =>
    ["light", "dark"].map((theme) => ({ width, height, lang, theme })),
  ),
);

export default [
  {
    name: "the keyboard alone is enough",
    async run(tab) {
      await open(tab);
      await tab.press(" ");
      await reach(tab, "playing", (now) => now.playing && now.time > 1_000);
      await tab.press("k");
      await reach(tab, "paused", (now) => !now.playing);
      await tab.press("Home");
      const { applied } = await reach(tab, "the start", (now) => now.time === 0);
      await tab.press("ArrowRight");
      await tab.press("ArrowRight");
      await reach(tab, "two steps", (now, to) => now.applied === to, applied + 2);
      await tab.press("ArrowLeft");
      await reach(tab, "a step back", (now, to) => now.applied === to, applied + 1);
      await tab.press("PageDown");
      await reach(tab, "the next note", (now, to) => now.applied > to, applied + 1);
      const { faults } = await state(tab);
      await tab.press("3");
      await reach(tab, "a selection", (now) => now.selection === "A1");
      await tab.press("c");
      await reach(tab, "a crash", (now, faults) => now.faults === faults + 1, faults);
      await tab.press("z");
      await reach(tab, "undone", (now, faults) => now.faults === faults, faults);
      await tab.press("?");
      await tab.find("dialog[open]");
      await tab.press("Escape");
      await tab.until("no dialog", () => !document.querySelector("dialog[open]"));
      await tab.press("s");
      await tab.find("dialog[open] .share");
      await tab.press("Escape");
      await tab.press("End");
      await reach(tab, "the end", (now) => now.applied === now.events);
    },
  },
  {
    name: "Tab reaches the nodes, and Enter opens their menu",
    async run(tab) {
      await open(tab);
      const onNode = () =>
        document.activeElement.closest(".stage") &&
        /^A1\b/.test(window.__name(document.activeElement));
      for (let presses = 0; !(await tab.evaluate(onNode)); presses += 1) {
        assert.ok(presses < 120, "A1 is never focused");
        await tab.press("Tab");
      }
      await tab.press("Enter");
      await tab.find(".menu >> role=button|Crash");
      const inMenu = () => window.__name(document.activeElement) === "Crash";
      for (let presses = 0; !(await tab.evaluate(inMenu)); presses += 1) {
        assert.ok(presses < 10, "the menu has no focus");
        await tab.press("Tab");
      }
      await tab.press("Enter");
      await reach(tab, "a crash", (now) => /c2\b/.test(now.link));
    },
  },
  {
    name: "keys can be switched off, and fields keep theirs",
    async run(tab) {
      await open(tab, "", "?keys=off");
      await tab.press("ArrowRight");
      await tab.press(" ");
      const { time, playing } = await state(tab);
      assert.deepEqual([time, playing], [0, false]);
    },
  },
  {
    name: "the other language is one click away",
    async run(tab) {
      await open(tab);
      await tab.click(button("中文"));
      await reach(tab, "Chinese", (now) => now.lang === "zh");
      const lang = await tab.evaluate(() => document.documentElement.lang);
      assert.match(lang, /^zh/);
      await tab.find(button("播放"));
      await tab.click(button("English"));
      await tab.find(button("Play"));
    },
  },
  ...SIZES.map(([width, height]) => ({
    name: `nothing is cut off at ${width} × ${height}, in either language`,
    tab: { width, height },
    async run(tab) {
      for (const lang of ["en", "zh"]) {
        await open(tab, "paxos.forget", `?lang=${lang}`);
        await noOverflow(tab, lang);
        await tab.evaluate(() => window.splitbrain.seek(60_000));
        await noOverflow(tab, `${lang}, later`);
      }
    },
  })),
  {
    name: "a phone: sheets, transport and the picture are at hand",
    tab: { width: 360, height: 640 },
    async run(tab) {
      await open(tab);
      for (const sheet of ["State", "Faults", "Rules", "Events"]) {
        await tab.click(`role=tab|${sheet}`);
        await tab.until(
          sheet,
          (sheet) => window.__find(`role=tab|${sheet}`).ariaSelected === "true",
          sheet,
        );
        await noOverflow(tab, sheet);
      }
      await tab.click(button("Play"));
      await reach(tab, "playing", (now) => now.playing && now.time > 1_000);
      await tab.click(PAUSE);
      await tab.click(node("A1"));
      await tab.click(".menu >> role=button|Crash");
      await reach(tab, "a crash", (now) => /c2\b/.test(now.link));
    },
  },
  ...looks.map(({ width, height, lang, theme }) => ({
    name: `axe finds nothing: ${width} × ${height}, ${lang}, ${theme}`,
    browsers: ["chromium"],
    tab: { width, height },
    async run(tab) {
      await open(tab, "paxos.forget", `?lang=${lang}&theme=${theme}&step=30`);
      await axe(tab);
    },
  })),
  {
    name: "axe finds nothing in the dialogs",
    browsers: ["chromium"],
    async run(tab) {
      await open(tab);
      for (const key of ["s", "?"]) {
        await tab.press(key);
        await tab.find("dialog[open]");
        await axe(tab);
        await tab.press("Escape");
        await tab.until("no dialog", () => !document.querySelector("dialog[open]"));
      }
      await tab.click(node("A1"));
      await tab.find(".menu");
      await axe(tab);
    },
  },
];
