// The share dialog: codes for documentation generators, a preview, a pattern for telephones.
import assert from "node:assert/strict";
import { axe, button, noOverflow, open } from "../acts.mjs";

async function dialog(tab, payload, query) {
  await open(tab, payload, query);
  await tab.click(button("Share"));
  await tab.find("dialog[open] .embeds select");
}

function pick(tab, nth, label) {
  return tab.evaluate(
    ({ nth, label }) => {
      const select = document.querySelectorAll("dialog[open] .embeds select")[nth];
      select.selectedIndex = [...select.options].findIndex((option) => option.text === label);
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    { nth, label },
  );
}

const code = (tab, test) =>
  tab.until(
    "an embed code",
    (test) => {
      const texts = [...document.querySelectorAll("dialog[open] .embeds textarea")].map(({ value }) => value);
      return texts.some((text) => text.includes(test)) ? texts : null;
    },
    test,
  );

export default [
  {
    name: "share: the code of an element, pasted into a page, is a figure of the run",
    async run(tab) {
      await dialog(tab, "paxos.duel?n=5");
      const [tag] = await code(tab, "<split-brain");
      await tab.goto("/blank.html");
      await tab.evaluate((html) => {
        document.body.innerHTML = html;
        document.querySelector("split-brain").id = "pasted";
      }, tag);
      await tab.until("the run", async () => {
        const state = await document.getElementById("pasted").getState();
        return state.finished && /^paxos\.duel.*n=5/.test(state.link);
      });
    },
  },
  {
    name: "share: every generator has its code, and how much is shown is said in it",
    async run(tab) {
      await dialog(tab, "commit.blocked");
      for (const [label, words] of [
        ["mdBook", "<script src="],
        ["MkDocs", "extra_javascript"],
        ["Docusaurus", "docusaurus.config.js"],
        ["VitePress", "isCustomElement"],
        ["Hugo", "{{< splitbrain"],
        ["Sphinx", ".. raw:: html"],
        ["HTML, a frame alone", "<iframe"],
      ]) {
        await pick(tab, 0, label);
        await code(tab, words);
      }
      await pick(tab, 1, "picture alone");
      await code(tab, "ui=diagram");
      await noOverflow(tab, "the dialog");
    },
  },
  {
    name: "share: the preview is the figure, in the page's theme",
    async run(tab) {
      await dialog(tab, "paxos.crash", "?theme=dark");
      await axe(tab);
      await tab.click("dialog[open] >> role=button|Preview");
      const frame = await tab.frame((url) => url.includes("embed=1"), "of the preview");
      await tab.until("a run", () => window.splitbrain?.getState().finished, null, frame);
      assert.equal(await frame.evaluate(() => document.documentElement.dataset.theme), "dark");
      assert.ok(await tab.evaluate(() => document.querySelector(".qr path").getAttribute("d").length > 1000));
    },
  },
];
