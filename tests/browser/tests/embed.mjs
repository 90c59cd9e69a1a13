// <split-brain>: the element in somebody's documentation, and the methods it has.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const SIZE_MAX = 5_000;
const WIDE = { width: 1024, height: 800 };

const host = (tab) => tab.goto("/elements.html");

/** Calls a method of the element and waits for what it promises; an error becomes its message. */
function call(tab, id, method, ...args) {
  return tab.evaluate(
    async ({ id, method, args }) => {
      try {
        return await document.getElementById(id)[method](...args);
      } catch (error) {
        return `failed: ${error.message}`;
      }
    },
    { id, method, args },
  );
}

/** The state once `test` holds of it. */
async function reach(tab, id, what, test) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const now = await call(tab, id, "getState");
    if (test(now)) return now;
    if (Date.now() > deadline) throw new Error(`${what}: ${JSON.stringify(now)}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

/** Notes every event of an element from now on. */
function record(tab, id) {
  return tab.evaluate((id) => {
    window.heard = [];
    const names = "ready load error play pause step note inject violation change resize end";
    for (const name of names.split(" ")) {
      document.getElementById(id).addEventListener(name, ({ detail }) => window.heard.push([name, detail]));
    }
  }, id);
}

const heard = (tab) => tab.evaluate(() => window.heard);
const finished = (now) => now.finished && now.link !== null;

export default [
  {
    name: "embed: six figures on a page with a strict policy, each with its own run, theme and language",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      const runs = {};
      for (const id of ["one", "two", "three", "four", "six"]) {
        runs[id] = (await reach(tab, id, "a run", finished)).link;
      }
      assert.match(runs.three, /^commit\.blocked/);
      assert.match(runs.four, /^ring\.join/);
      const looks = await tab.evaluate(() =>
        ["two", "four", "six"].map((id) => {
          const root = document.getElementById(id).shadowRoot.querySelector("iframe").contentDocument.documentElement;
          return `${root.dataset.theme} ${root.lang}`;
        }),
      );
      assert.deepEqual(looks, ["dark en", "light en", "dark zh-Hans"]);
      await tab.evaluate(() => document.documentElement.setAttribute("data-theme", "light"));
      await tab.until("the theme of the page around", () => {
        const frame = document.getElementById("two").shadowRoot.querySelector("iframe");
        return frame.contentDocument.documentElement.dataset.theme === "light" && frame.style.colorScheme === "light";
      });
    },
  },
  {
    name: "embed: an attribute that is set as a property stays beside the method of its name",
    async run(tab) {
      await host(tab);
      const made = await tab.evaluate(() => {
        const element = document.createElement("split-brain");
        element.step = 30;
        return [element.getAttribute("step"), typeof element.step];
      });
      assert.deepEqual(made, ["30", "function"]);
    },
  },
  {
    name: "embed: far below nothing is fetched, what is to be clicked waits, and words stand in until then",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      await reach(tab, "one", "a run", finished);
      const frames = () => tab.evaluate(() => ["five", "seven"].map((id) => document.getElementById(id).shadowRoot.querySelectorAll("iframe").length));
      assert.deepEqual(await frames(), [0, 0]);
      assert.ok(await tab.evaluate(() => document.querySelector("#seven p").getBoundingClientRect().height > 0));
      await tab.evaluate(() => document.getElementById("seven").scrollIntoView());
      await tab.until("a frame", () => Boolean(document.getElementById("seven").shadowRoot.querySelector("iframe")));
      await reach(tab, "seven", "a run", finished);
      assert.equal(await tab.evaluate(() => document.querySelector("#seven p").getBoundingClientRect().height), 0);
      await tab.evaluate(() => document.getElementById("five").shadowRoot.querySelector("button").click());
      await reach(tab, "five", "a run", finished);
    },
  },
  {
    name: "embed: its methods do what they say and its events tell of it",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      await reach(tab, "three", "a run", finished);
      await record(tab, "three");
      await call(tab, "three", "seek", 30_000);
      assert.equal((await call(tab, "three", "getState")).time, 30_000);
      await call(tab, "three", "step", 2);
      await call(tab, "three", "inject", { crash: { node: "R2" } });
      const injected = await reach(tab, "three", "a fault more", (now) => now.finished && now.undo === 1);
      const scenario = await call(tab, "three", "getScenario");
      assert.ok(scenario.faults.some(({ crash }) => crash?.node === "R2"), JSON.stringify(scenario.faults));
      await call(tab, "three", "undo");
      assert.notEqual((await reach(tab, "three", "undone", finished)).hash, injected.hash);
      await call(tab, "three", "load", "paxos.forget");
      assert.match(await call(tab, "three", "getLink"), /^paxos\.forget/);
      await call(tab, "three", "seek", 250_000);
      await call(tab, "three", "load", scenario);
      assert.equal((await reach(tab, "three", "the scenario", finished)).hash, injected.hash);
      const names = new Set((await heard(tab)).map(([name]) => name));
      for (const name of ["step", "inject", "change", "load", "violation", "end"]) {
        assert.ok(names.has(name), `${name} of ${[...names]}`);
      }
    },
  },
  {
    name: "embed: playing is told, and notes as they come",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      await reach(tab, "one", "a run", finished);
      await record(tab, "one");
      await call(tab, "one", "play");
      await tab.until("a note", () => window.heard.some(([name]) => name === "note"));
      await call(tab, "one", "pause");
      const names = (await heard(tab)).map(([name]) => name);
      assert.ok(names.indexOf("play") >= 0 && names.indexOf("play") < names.indexOf("pause"), names.join(" "));
    },
  },
  {
    name: "embed: what cannot be done is refused with a reason, and harms nothing",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      const before = await reach(tab, "two", "a run", finished);
      assert.match(await call(tab, "two", "load", "paxos.nowhere"), /^failed: .*nowhere/);
      assert.match(await call(tab, "two", "load", { scenario: 7 }), /^failed: /);
      assert.match(await call(tab, "two", "inject", { crash: { node: "Z9" } }), /^failed: .*Z9/);
      assert.match(await call(tab, "two", "inject", "<img src=x onerror=alert(1)>"), /^failed: /);
      assert.match(await call(tab, "two", "call", "constructor", []), /^failed: .*no function|^failed: .*no method|^failed: /);
      assert.equal((await call(tab, "two", "getState")).hash, before.hash);
      await tab.evaluate(() => {
        const frame = document.getElementById("two").shadowRoot.querySelector("iframe").contentWindow;
        for (const data of [null, 1, "x", { splitbrain: "connect" }, { splitbrain: {} }, [], { method: "play" }]) {
          frame.postMessage(data, "*");
        }
      });
      assert.equal((await call(tab, "two", "getState")).hash, before.hash);
    },
  },
  {
    name: "embed: an element that is moved, renamed, or taken away",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      await reach(tab, "two", "a run", finished);
      await tab.evaluate(() => document.getElementById("two").setAttribute("run", "paxos.peace"));
      await reach(tab, "two", "another run", (now) => now.finished && now.link?.startsWith("paxos.peace"));
      await tab.evaluate(() => document.body.append(document.getElementById("six")));
      await reach(tab, "six", "the run after the move", finished);
      await call(tab, "two", "destroy");
      assert.equal(await tab.evaluate(() => document.getElementById("two").shadowRoot.querySelectorAll("iframe").length), 0);
      assert.match(await call(tab, "two", "play"), /not in a page/);
    },
  },
  {
    name: "embed: a figure is as high as it wants to be, or as it is told",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      for (const id of ["three", "four"]) await reach(tab, id, "a run", finished);
      const height = (id) => tab.evaluate((id) => document.getElementById(id).shadowRoot.querySelector("iframe").offsetHeight, id);
      assert.equal(await height("four"), 300);
      await tab.until("its own height", () => {
        const frame = document.getElementById("three").shadowRoot.querySelector("iframe");
        return frame.offsetHeight !== 420 && frame.offsetHeight > 300;
      });
    },
  },
  {
    name: "embed: no key and no wheel is taken from the page around",
    tab: WIDE,
    async run(tab) {
      await host(tab);
      await reach(tab, "one", "a run", finished);
      const point = await tab.evaluate(() => {
        const box = document.getElementById("one").getBoundingClientRect();
        return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      });
      await tab.page.mouse.move(point.x, point.y);
      await tab.wheel(300);
      await tab.until("the page scrolled", () => window.scrollY > 100);
      await tab.press(" ");
      assert.equal((await call(tab, "one", "getState")).playing, false);
    },
  },
  {
    name: "embed: the script is small",
    async run() {
      const script = await readFile(new URL("../../../dist/embed.js", import.meta.url));
      assert.ok(gzipSync(script, { level: 9 }).length < SIZE_MAX);
    },
  },
];
