// The same link gives the same run everywhere: the native program and the page in this browser
// print the same time line and the same hash, for the gallery and for random scenarios.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { BASE } from "../server.mjs";
import { randomPayloads } from "../payloads.mjs";

const PROGRAM = fileURLToPath(new URL("../../../target/debug/splitbrain", import.meta.url));
const SEED = 20_261;
const RANDOM_RUNS = 300;
const AT_ONCE = 4;

/** What the native program prints, by payload: asked once for both browsers. */
const printed = new Map();

async function native(...args) {
  try {
    const { stdout } = await promisify(execFile)(PROGRAM, args, { maxBuffer: 2 ** 28 });
    return stdout.trimEnd();
  } catch (error) {
    throw new Error(`splitbrain ${args.join(" ")}: ${error.stderr || error}`);
  }
}

async function printAll(payloads) {
  const left = payloads.filter((payload) => !printed.has(payload));
  const work = async () => {
    for (let payload = left.shift(); payload; payload = left.shift()) {
      printed.set(payload, await native("run", payload));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function compare(tab, payloads) {
  await printAll(payloads);
  await tab.goto(BASE);
  await tab.until("the test hooks", () => Boolean(window.splitbrain));
  for (const payload of payloads) {
    const run = await tab.evaluate((payload) => window.splitbrain.run(payload), payload);
    assert.equal(run.error ?? null, null, payload);
    const here = run.timeline.trimEnd();
    assert.ok(here.endsWith(run.hash), payload);
    if (here !== printed.get(payload)) assert.fail(difference(payload, printed.get(payload), here));
  }
}

function difference(payload, native, here) {
  const [left, right] = [native.split("\n"), here.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `${payload}\nline ${at + 1}\n  native  ${left[at]}\n  browser ${right[at]}`;
}

export default [
  {
    name: "every gallery scenario runs as it does natively",
    async run(tab) {
      const gallery = await native("gallery");
      const ids = gallery.split("\n").map((line) => line.trim().split(/\s/)[0]);
      const payloads = ids.filter((id) => /^[a-z]+\.[a-z0-9]+$/.test(id));
      assert.ok(payloads.length >= 7, gallery);
      await compare(tab, payloads);
    },
  },
  {
    name: `${RANDOM_RUNS} random scenarios run as they do natively`,
    async run(tab) {
      await compare(tab, randomPayloads(SEED, RANDOM_RUNS));
    },
  },
];
