// Starts the page. A file of its own because the page allows no inline script; Trunk puts the
// hashed names of the program and of its JavaScript half into two preload links.
const address = (name) => document.querySelector(`link[data-start="${name}"]`).href;

// A link begins with the name of its protocol; a packed one, with a digit, does not say it. The
// chunks that it takes to open it are fetched beside the program.
const [, protocol, more] = location.hash.match(/^#([a-z]*)[a-z0-9.]*(.?)/) ?? [];
for (const name of [protocol || "paxos", more && "acts"]) {
  const chunk = document.querySelector(`link[data-chunk="${name}"]`);
  if (chunk) Object.assign(chunk, { crossOrigin: "", as: "fetch", rel: "preload" });
}

const program = await import(address("js"));
await program.default({ module_or_path: address("wasm") });
