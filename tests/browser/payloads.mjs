// Random scenarios as link text, from a seed: the same list on every machine. Written by hand as a
// person would write a link (no length and checksum in front), with every kind of fault.

/** Mulberry32: enough to vary scenarios. */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `min` to `max`, both included. */
  int(min, max) {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  of(list) {
    return list[this.int(0, list.length - 1)];
  }

  chance(share) {
    return this.next() < share;
  }
}

const WORDS = ["blue", "green", "red"];
const UNTIL_MS = 3_000;

/** `count` payloads for single-decree Paxos. */
export function randomPayloads(seed, count) {
  const random = new Random(seed);
  return Array.from({ length: count }, () => payload(random));
}

function payload(random) {
  const proposers = random.int(1, 3);
  const acceptors = random.int(3, 7);
  const learners = random.int(0, 2);
  const nodes = proposers + acceptors + learners;
  const pairs = [
    ["p", proposers],
    ["n", acceptors],
    ["l", learners],
    ["seed", random.int(1, 999_999)],
    ["until", UNTIL_MS],
    ["net", latency(random)],
  ];
  const sometimes = (share, key, value) => {
    if (random.chance(share)) pairs.push([key, value]);
  };
  sometimes(0.4, "loss", random.int(1, 200_000));
  sometimes(0.4, "dup", random.int(1, 200_000));
  sometimes(0.3, "fifo", 1);
  sometimes(0.2, "q1", random.of(["majority", "all", random.int(1, acceptors)]));
  sometimes(0.2, "q2", random.of(["majority", "all", random.int(1, acceptors)]));
  sometimes(0.2, "adopt", random.of(["ignore", "lowest"]));
  sometimes(0.2, "promise", "break");
  sometimes(0.3, "store", random.of(["lazy", "none"]));
  sometimes(0.2, "one", "break");
  sometimes(0.3, "backoff", "fixed");
  sometimes(0.3, "lead", "on");
  pairs.push(["q", requests(random, proposers).join(".")]);
  pairs.push(["f", faults(random, nodes).join(".")]);
  const text = pairs.filter(([, value]) => value !== "").map(([key, value]) => `${key}=${value}`);
  return `paxos?${text.join("&")}`;
}

function latency(random) {
  const least = random.int(500, 20_000);
  return random.of([
    `f${least}`,
    `u${least}-${least + random.int(0, 30_000)}`,
    `e${least}-${least + random.int(1, 20_000)}`,
  ]);
}

function requests(random, proposers) {
  return times(random, random.int(1, 4), 400).map(
    (at) => `${at}-${random.int(0, proposers - 1)}-${random.of(WORDS)}`,
  );
}

function times(random, count, last) {
  const drawn = Array.from({ length: count }, () => random.int(0, last * 1_000));
  return drawn.sort((a, b) => a - b).map((us) => (us % 1_000 ? `${us}u` : us / 1_000));
}

function faults(random, nodes) {
  const node = () => random.int(0, nodes - 1);
  const link = () => {
    const from = node();
    return `${from}-${(from + random.int(1, nodes - 1)) % nodes}`;
  };
  const message = () => `${link()}-${random.int(1, 4)}`;
  const side = () => {
    const first = node();
    const size = random.int(1, Math.ceil(nodes / 2));
    const members = Array.from({ length: size }, (_, nth) => (first + nth) % nodes);
    return members.sort((a, b) => a - b).join("-");
  };
  const verbs = [
    () => `c${node()}`,
    () => `t${node()}`,
    () => `r${node()}`,
    () => `w${node()}`,
    () => `p${node()}`,
    () => `g${node()}`,
    () => `x${side()}`,
    () => `b${link()}`,
    () => `o${link()}`,
    () => "h",
    () => `h${link()}`,
    () => `d${message()}`,
    () => `l${message()}-${random.int(1, 300_000)}`,
    () => `m${message()}`,
    () => `z${message()}`,
    () => `k${node()}-${random.chance(0.5) ? "n" : ""}${random.int(1, 500_000)}`,
    () => `j${node()}-${random.int(500, 2_000)}`,
    () => `s${node()}-${random.int(0, 50_000)}`,
    () => `i${link()}-${random.int(0, 100_000)}`,
    () => "a",
  ];
  return times(random, random.int(0, 14), 1_500).map((at) => at + random.of(verbs)());
}
