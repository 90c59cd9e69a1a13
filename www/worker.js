// Starts the program in a worker, where it has no document: the page says where its parts are.
onmessage = async ({ data }) => {
  onmessage = null;
  const [js, wasm, ...chunks] = data.split("\n");
  globalThis.splitbrainChunks = chunks.map((line) => {
    const [chunk, href] = line.split(" ");
    return { href, dataset: { chunk } };
  });
  try {
    const program = await import(js);
    await program.default({ module_or_path: wasm });
  } catch (error) {
    console.warn(error);
    postMessage("failed");
  }
};
