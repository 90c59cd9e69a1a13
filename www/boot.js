// Starts the page. A file of its own because the page allows no inline script; Trunk puts the
// hashed names of the program and of its JavaScript half into two preload links.
const address = (name) => document.querySelector(`link[data-start="${name}"]`).href;

// A link begins with the name of its protocol; a packed one, with a digit, does not say it. The
// chunks that it takes to open it are fetched beside the program, and what stands around the picture,
// unless that is all that a figure shows.
const options = new URLSearchParams(location.search);
const isFigure = options.has("embed") && ["player", "diagram"].includes(options.get("ui"));
const [, protocol, more] = location.hash.match(/^#([a-z]*)[a-z0-9.]*(.?)/) ?? [];
const chunks = [protocol || "paxos", more && "acts", !isFigure && "around"];
// What chunks share all but this one wait for.
if (chunks.some((name) => name && name !== "paxos")) chunks.push("shared");
for (const name of chunks) {
  const chunk = document.querySelector(`link[data-chunk="${name}"]`);
  if (chunk && !chunk.href.startsWith("data:")) Object.assign(chunk, { crossOrigin: "", as: "fetch", rel: "preload" });
}

const program = await import(address("js"));
await program.default({ module_or_path: address("wasm") });

// In somebody's page: says hello until that page hands over a channel, and then does what comes
// through it. Only the page right around this one is listened to.
const HELLO_EVERY_MS = 250;
const HELLO_FOR_MS = 10_000;
const ARGUMENTS_MAX = 4;
const METHODS = [
  "play", "pause", "step", "seek", "load", "inject", "undo", "redo",
  "getScenario", "getState", "getLink", "setTheme", "setLang",
];

if (window.parent !== window && new URLSearchParams(location.search).has("embed")) meet();

function meet() {
  const hello = () => window.parent.postMessage({ splitbrain: "hello" }, "*");
  const timer = setInterval(hello, HELLO_EVERY_MS);
  setTimeout(() => clearInterval(timer), HELLO_FOR_MS);
  hello();
  addEventListener("message", ({ source, data, ports: [port] }) => {
    if (source !== window.parent || data?.splitbrain !== "connect" || !port) return;
    clearInterval(timer);
    port.onmessage = async ({ data }) => port.postMessage({ id: data?.id, ...(await answer(data)) });
    window.splitbrain.listen((event, detail) => port.postMessage({ event, detail }));
  });
}

async function answer({ method, args = [] } = {}) {
  try {
    if (!METHODS.includes(method)) throw new Error(`there is no method ${String(method)}`);
    if (!Array.isArray(args) || args.length > ARGUMENTS_MAX) {
      throw new Error(`${method} was called with something else than its arguments`);
    }
    return { result: await window.splitbrain[method](...args) };
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
}
