// What a person does with the page, and what the page says of itself through `window.splitbrain`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { BASE } from "./server.mjs";
import { ASKED_EVERY_MS, PATIENCE_MS } from "./tab.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Opens the page on a payload and waits until its run is simulated to the end. */
export async function open(tab, payload = "", query = "") {
  await tab.goto(`${BASE}${query}${payload && `#${payload}`}`);
  await simulated(tab);
}

export function simulated(tab) {
  // What makes its link, and what stands around the picture, may come after the run.
  return tab.until("a simulated run", () => {
    const state = window.splitbrain?.getState();
    return state?.finished && state.link !== null && !document.querySelector("main[aria-busy]");
  });
}

export function state(tab) {
  return tab.evaluate(() => window.splitbrain.getState());
}

/** Waits until `test`, a function of the state, holds; `argument` is its second parameter. */
export async function reach(tab, what, test, argument) {
  const code = test.toString();
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const now = await state(tab);
    if (test(now, argument)) return now;
    if (Date.now() > deadline) {
      throw new Error(`${what}: ${code}\n${JSON.stringify(now)}${tab.complained()}`);
    }
    await new Promise((resume) => setTimeout(resume, ASKED_EVERY_MS));
  }
}

export const button = (name) => `role=button|${name}`;

/** The picture of the cluster, a node and a message in it. */
export const PICTURE = ".stage .cluster";
export const node = (name) => `.stage >> role=button|~${name}`;
export const MESSAGE = ".stage g.message:not(.lost) circle.hit";
export const PAUSE = ".transport >> role=button|Pause";

/** Fails on whatever axe finds. */
export async function axe(tab) {
  await tab.evaluate(AXE);
  const violations = await tab.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => {
      const where = nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} (${node.target})`);
      return `${id}: ${help}\n    ${where.join("\n    ")}`;
    });
  });
  assert.equal(violations.length, 0, violations.join("\n"));
}

/** Fails on elements that stick out sideways. */
export async function noOverflow(tab, what) {
  const wide = await tab.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const out = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5,
    );
    return [`${root.scrollWidth} > ${root.clientWidth}`, ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
  });
  assert.deepEqual(wide, [], what);
}
