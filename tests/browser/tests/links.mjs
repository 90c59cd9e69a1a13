// Links: shared and opened again, damaged, and older ones; the page in somebody's page.
import assert from "node:assert/strict";
import { BASE } from "../server.mjs";
import { button, node, open, reach, simulated, state } from "../acts.mjs";

// A story of its own on top of paxos.peace.
const LECTURE =
  "1.BG.jZDBSsNAFEX3_YrHLFyFkhalNDs_wC8QkTF9pYE0U2Ym1loCVYvUlbgt2XSnICjqQoLox5iMfoYviUarLppFZua-O_dcZlwDYPvMgYaV75SLAZeeIIEN-IFQ9QFyF1kx1J72kSZjOtARg9y1NQIfXR1KdEAECK7kqlf4yXLYyy1mdvE2n77fPDvp48RcL7KHK5OcMLJEJTTs97kc_U7ebIKnoCOGAXSFBA7DnucjrEEg9kRnRIv2XFT1ZRjdyo7iNDklVvo0z6YvlrlbmPgsTRJzf2mm59ns9nVy_I2nHFR0dbuIKSuQzPVumMtNmz7rS_1TLRBDVk1_VjBxwgo9ov9OQery0Ncro8qXdCpbUbWDJYF9ilGJsP4PbC8FSlSaS71iZNW6z0tHo96211v2ht1itegD.2465e0a8";

export default [
  {
    name: "share and reopen shows the same run",
    async run(tab, { browser, server }) {
      await open(tab, "paxos.peace");
      await tab.click(node("A1"));
      await tab.click(".menu >> role=button|Crash");
      const made = await reach(tab, "a fault", (now) => now.faults > 0 && now.finished);
      await tab.click(button("Share"));
      const link = await tab.until("the link", () => document.querySelector(".share textarea")?.value);
      assert.ok(link.startsWith(server.origin + BASE), link);
      assert.match(link, /[0-9a-z]$/i);
      const other = await browser.tab(server.origin, { width: 1024, height: 768 });
      await other.goto(link.slice(server.origin.length));
      await simulated(other);
      const opened = await state(other);
      assert.deepEqual([opened.hash, opened.faults], [made.hash, made.faults]);
      assert.equal(opened.banner ?? null, null);
      assert.deepEqual(other.complaints, []);
      await other.close();
    },
  },
  {
    name: "the address follows an edit",
    async run(tab) {
      await open(tab, "paxos.peace");
      await tab.click(node("A1"));
      await tab.click(".menu >> role=button|Crash");
      const { link } = await reach(tab, "a fault", (now) => now.faults > 0 && now.finished);
      const fragment = await tab.until("the address", () =>
        location.hash.includes("f=") ? decodeURIComponent(location.hash.slice(1)) : null,
      );
      assert.equal(fragment.split("?")[0], link.split("?")[0]);
      await tab.goto(`${BASE}#${fragment}`);
      await simulated(tab);
      assert.equal((await state(tab)).faults, 1);
    },
  },
  {
    name: "a damaged link opens an error card, not another run",
    async run(tab) {
      await open(tab, "paxos.peace");
      await tab.click(node("A1"));
      await tab.click(".menu >> role=button|Crash");
      const { link } = await reach(tab, "a fault", (now) => now.faults > 0 && now.finished);
      await tab.goto(`${BASE}#${link.slice(0, -6)}`);
      await tab.find("role=alert|~");
      const card = await tab.text(".problem");
      assert.match(card, /\d+ (of|\/) \d+/);
      const { events, problem } = await state(tab);
      assert.equal(events, 0);
      assert.ok(problem);
      await tab.click("textarea[name=link]");
      await tab.type(link);
      await tab.click(".problem >> role=button|Open");
      await reach(tab, "the whole link", (now) => now.finished && now.faults === 1);
    },
  },
  {
    name: "the payload also arrives in the query",
    async run(tab) {
      await open(tab, "", "?s=paxos.duel&utm_source=x&t=30");
      const { link, time } = await state(tab);
      assert.match(link, /^paxos\.duel/);
      assert.equal(time, 30_000);
    },
  },
  {
    name: "embedded, also in a sandbox, the page plays and keeps its address",
    async run(tab) {
      await tab.goto("/embed.html");
      const frames = [
        ["player", `${BASE}?embed=1&ui=player#paxos.crash`],
        ["diagram", `${BASE}?embed=1&ui=diagram#paxos.crash`],
        ["sandboxed", `${BASE}?embed=1&ui=player#paxos.crash`],
      ];
      for (const [id, address] of frames) {
        await tab.evaluate(
          ({ id, address }) => {
            document.getElementById(id).src = address;
          },
          { id, address },
        );
        const frame = await tab.frame((url) => url.endsWith(address), id);
        await tab.until(`the page in ${id}`, () => window.splitbrain?.getState().finished, null, frame);
        const before = await frame.evaluate(() => location.href);
        await frame.evaluate(() => window.splitbrain.play());
        const playing = () => window.splitbrain.getState().applied > 2;
        await tab.until(`${id} playing`, playing, null, frame);
        await frame.evaluate(() => window.splitbrain.pause());
        assert.equal(await frame.evaluate(() => location.href), before);
        const overflow = await frame.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.ok(overflow <= 0, `${id} is ${overflow} px too wide`);
      }
    },
  },
  {
    name: "a figure says which property breaks, leads there, and keeps its height",
    tab: { width: 720, height: 520 },
    async run(tab) {
      await tab.goto(`${BASE}?embed=1&ui=player#paxos.forget`);
      await simulated(tab);
      await tab.find(".broken-bar .inv.later");
      const height = () => tab.evaluate(() => document.querySelector(".broken-bar").offsetHeight);
      const before = await height();
      await tab.click("role=button|~show: Agreement");
      await tab.find(".broken-bar .inv.bad");
      assert.equal(await height(), before);
      const { time, violations } = await state(tab);
      const [{ at }] = violations.filter(({ property }) => property.startsWith("Agreement"));
      assert.equal(time, at);
      for (const path of ["?embed=1&ui=player&hide=properties#paxos.forget", "?embed=1&ui=player#paxos.peace"]) {
        await tab.goto(BASE + path);
        await simulated(tab);
        assert.equal(await tab.count(".broken-bar"), 0, path);
      }
    },
  },
  {
    name: "a packed link tells its story, and goes on doing so after an edit",
    async run(tab) {
      await open(tab, LECTURE);
      await tab.until("the title", () => document.body.innerText.includes("My lecture: one crash"));
      assert.equal((await state(tab)).faults, 2);
      await tab.click(node("A3"));
      await tab.click(".menu >> role=button|Crash");
      await reach(tab, "a fault more", (now) => now.faults === 3 && now.finished);
      const fragment = await tab.until("a packed address", () =>
        location.hash.startsWith("#1.") ? location.hash.slice(1) : null,
      );
      assert.notEqual(fragment, LECTURE);
      await tab.goto(`${BASE}#${fragment}`);
      await simulated(tab);
      assert.equal((await state(tab)).faults, 3);
      await tab.until("the title", () => document.body.innerText.includes("My lecture: one crash"));
    },
  },
  {
    name: "view shows a run otherwise: cluster, diagram, rows",
    async run(tab) {
      const figure = (view) => `${BASE}?embed=1&ui=player&view=${view}`;
      const shown = [
        ["ring#ring.join", ".stage .ring"],
        ["topology#ring.join", ".stage .cluster"],
        ["table#ring.join", ".stage table.cmp"],
        ["spacetime#paxos.crash", ".stage .spacetime"],
        ["table#paxos.crash", ".stage .log li"],
      ];
      for (const [view, selector] of shown) {
        await tab.goto(figure(view));
        await simulated(tab);
        await tab.find(selector);
        assert.equal(await tab.count(".stage .drawing"), view.startsWith("table") ? 0 : 1, view);
      }
      await open(tab, "paxos.crash", "?view=table");
      await tab.find(".center .log li");
      assert.equal(await tab.count(".center .spacetime"), 0);
    },
  },
  {
    name: "a run is saved for other tools",
    async run(tab) {
      await open(tab, "paxos.peace");
      await tab.evaluate(() => {
        window.saved = [];
        const create = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
          blob.text().then((text) => window.saved.push(text));
          return create.call(URL, blob);
        };
      });
      await tab.click(button("Share"));
      for (const [name, beginning] of [
        ["Mermaid", "sequenceDiagram\n"],
        ["ShiViz", "0 ms start\nP1 "],
        ["Event log", '{"event":0,'],
      ]) {
        await tab.evaluate(() => (window.saved = []));
        await tab.click(`.share >> role=button|${name}`);
        const text = await tab.until("the file", () => window.saved[0]);
        assert.ok(text.startsWith(beginning), text.slice(0, 80));
      }
    },
  },
];
