// Pictures: what the page saves is what the command line renders, and opens the run again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { button, open, reach, state } from "../acts.mjs";

const PROGRAM = fileURLToPath(new URL("../../../target/debug/splitbrain", import.meta.url));

function native(...args) {
  return execFileSync(PROGRAM, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
}

/** Keeps what the page saves instead of letting the browser save it. */
function keep(tab) {
  return tab.evaluate(() => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      window.kept = blob;
      return make.call(URL, blob);
    };
    HTMLAnchorElement.prototype.click = () => {};
  });
}

/** Presses a button of the share dialog, and gives what it saved. */
async function saved(tab, name) {
  await tab.evaluate(() => delete window.kept);
  await tab.click(`.share >> role=button|${name}`);
  await tab.until("something saved", () => Boolean(window.kept));
  return tab.evaluate(() => window.kept.text());
}

/** Drops or pastes a file, by its text or by what was kept last, or a text. */
function hand(tab, how, what) {
  return tab.evaluate(
    ({ how, what }) => {
      const data = new DataTransfer();
      if (what.word !== undefined) data.setData("text/plain", what.word);
      else data.items.add(new File([what.text ?? window.kept], "picture"));
      const [Kind, name] =
        how === "drop" ? [DragEvent, "dataTransfer"] : [ClipboardEvent, "clipboardData"];
      const event = new Kind(how, { bubbles: true, cancelable: true });
      // Given to a ClipboardEvent of Firefox it would be left out.
      Object.defineProperty(event, name, { value: data });
      document.body.dispatchEvent(event);
    },
    { how, what },
  );
}

const is = (now, name) => now.link?.startsWith(name) && now.finished;

export default [
  {
    name: "pictures: the page saves what the command renders, and it opens the run again",
    async run(tab) {
      await open(tab, "commit.blocked", "?t=150&theme=light");
      await keep(tab);
      await tab.click(button("Share"));
      const options = ["--at", "150", "--theme", "light", "--view"];
      for (const [name, view] of [
        ["Space-time diagram, SVG", "spacetime"],
        ["Cluster, SVG", "cluster"],
      ]) {
        const svg = await saved(tab, name);
        assert.equal(svg, native("render", "commit.blocked", ...options, view), view);
        const parsed = await tab.evaluate((svg) => {
          const tree = new DOMParser().parseFromString(svg, "image/svg+xml");
          return tree.querySelector("parsererror")?.textContent ?? tree.documentElement.tagName;
        }, svg);
        assert.equal(parsed, "svg");
      }
      assert.match(await saved(tab, "Cluster, PNG"), /tEXtsplitbrain\0commit\.blocked/);
      const size = await tab.evaluate(async () => {
        const image = await createImageBitmap(window.kept);
        return [image.width, image.height];
      });
      assert.deepEqual(size, [1720, 880]);
      for (const how of ["drop", "paste"]) {
        await tab.evaluate(() => (window.picture = window.kept));
        await hand(tab, how, { word: "paxos.peace" });
        await reach(tab, "a pasted link", is, "paxos.peace");
        await tab.evaluate(() => (window.kept = window.picture));
        await hand(tab, how, {});
        await reach(tab, "the run of a picture", is, "commit.blocked");
      }
    },
  },
  {
    name: "pictures: the ring",
    async run(tab) {
      await open(tab, "ring.join", "?t=1100&theme=dark");
      await keep(tab);
      await tab.click(button("Share"));
      const svg = await saved(tab, "Ring, SVG");
      const options = ["--at", "1100", "--theme", "dark", "--view", "ring"];
      assert.equal(svg, native("render", "ring.join", ...options));
      await hand(tab, "drop", { text: svg });
      await reach(tab, "the ring again", is, "ring.join");
    },
  },
  {
    name: "pictures: what carries no run is said to, and the run stays",
    async run(tab) {
      await open(tab, "paxos.peace");
      await hand(tab, "drop", { text: "<svg xmlns='http://www.w3.org/2000/svg'></svg>" });
      await tab.find("role=alert|~");
      assert.match(await tab.text(".problem"), /carries no run/);
      assert.ok(is(await state(tab), "paxos.peace"));
      await hand(tab, "paste", { word: "two words are no link" });
      assert.ok(is(await state(tab), "paxos.peace"));
    },
  },
];
