// Goes to the end of the program's JavaScript half (tools/split.mjs), where `wasm` is what the
// program exports. Each chunk is linked from the page by its name.
const chunks = {};
/** What all others share, and who does without. A worker has been told the links (www/worker.js). */
const links = globalThis.splitbrainChunks ?? [...document.querySelectorAll("link[data-chunk]")];
const shared = links.find((link) => link.dataset.chunk === "shared");
const alone = ["paxos", "shared"];

/** Fetches a chunk once; after a failure it may be asked for again. */
function chunk(link) {
    const name = link.dataset.chunk;
    chunks[name] ??= Promise.all([fetch(link.href), alone.includes(name) || chunk(shared)])
        .then(([response]) => {
            if (!response.ok) throw new Error(`${response.status} ${link.href}`);
            return __wbg_load(response, { __wasm_split: wasm, page: wasm });
        })
        .catch((error) => {
            delete chunks[name];
            throw error;
        });
    return chunks[name];
}

/** What the program imports: a loader for each chunk, which calls back whether it is there. */
function loaders() {
    const loader = (link) => (arrived, waiting) => {
        const done = (whole) => wasm.__indirect_function_table.get(arrived)(waiting, whole);
        chunk(link).then(
            () => done(true),
            (error) => {
                console.warn(`${link.dataset.chunk}: ${error.message}`);
                done(false);
            },
        );
    };
    return Object.fromEntries(
        links.map((link) => [`__wasm_split_load_${link.dataset.chunk}`, loader(link)]),
    );
}
