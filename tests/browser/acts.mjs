// What a person does with the page, and what the page says of itself through `window.splitbrain`.
import { BASE } from "./server.mjs";

/** Opens the page on a payload and waits until its run is simulated to the end. */
export async function open(tab, payload = "", query = "") {
  await tab.goto(`${BASE}${query}${payload && `#${payload}`}`);
  await simulated(tab);
}

export function simulated(tab) {
  return tab.until("a simulated run", () => window.splitbrain?.state().finished);
}

export function state(tab) {
  return tab.evaluate(() => window.splitbrain.state());
}

/** Waits until `test`, a function of the state, holds; `argument` is its second parameter. */
export async function reach(tab, what, test, argument) {
  const code = test.toString();
  const deadline = Date.now() + 20_000;
  for (;;) {
    const now = await state(tab);
    if (test(now, argument)) return now;
    if (Date.now() > deadline) {
      throw new Error(`${what}: ${code}\n${JSON.stringify(now)}${tab.complained()}`);
    }
  }
}

export const button = (name) => `role=button|${name}`;

/** The picture of the cluster, a node and a message in it. */
export const PICTURE = ".stage .cluster";
export const node = (name) => `.stage >> role=button|~${name}`;
export const MESSAGE = ".stage g.message:not(.lost) circle.hit";
export const PAUSE = ".transport >> role=button|Pause";
