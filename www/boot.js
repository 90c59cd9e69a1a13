// Starts the page. A file of its own because the page allows no inline script; Trunk puts the
// hashed names of the program and of its JavaScript half into two preload links.
const address = (name) => document.querySelector(`link[data-start="${name}"]`).href;

const program = await import(address("js"));
await program.default({ module_or_path: address("wasm") });
