//! How fast every algorithm builds its table and finds a key's node. The same program natively and,
//! as one of the tests in `tests/wasm`, in a browser.

use splitbrain::placement::algorithm::Algorithm;
use splitbrain::placement::hash::HashKind;
use splitbrain::placement::ring::Member;

pub const NODES: u16 = 1_000;
pub const POINTS: u32 = 128;
pub const KEYS: u32 = 1_000_000;
/// For an algorithm that looks at every node for every key.
pub const KEYS_OF_RENDEZVOUS: u32 = 10_000;

pub fn label(id: u16) -> String {
    format!("10.0.{}.{}:11211", id / 256, id % 256)
}

pub fn keys(count: u32) -> Vec<String> {
    (0..count).map(|key| format!("key-{key}")).collect()
}

fn members(points: u32) -> Vec<Member> {
    let member =
        |id| Member { id, label: label(id), rack: 0, weight: 1, points, moved: Vec::new() };
    (0..NODES).map(member).collect()
}

pub struct Timing {
    pub name: String,
    pub build_ms: f64,
    pub keys: u32,
    pub place_ms: f64,
    /// Where the keys went, to be compared.
    pub nodes: Vec<u16>,
}

impl Timing {
    pub fn line(&self) -> String {
        let Timing { name, build_ms, .. } = self;
        let rate = f64::from(self.keys) / self.place_ms * 1000.0;
        format!("{name:38} built in {build_ms:8.2} ms, {rate:11.0} look-ups a second")
    }
}

/// Builds something, then looks up every key in it.
pub fn time<T>(
    name: &str,
    keys: &[String],
    now_ms: impl Fn() -> f64,
    build: impl FnOnce() -> T,
    mut place: impl FnMut(&mut T, &[u8]) -> u16,
) -> Timing {
    let started = now_ms();
    let mut placer = build();
    let built = now_ms();
    let nodes: Vec<u16> = keys.iter().map(|key| place(&mut placer, key.as_bytes())).collect();
    let placed = now_ms();
    Timing {
        name: name.to_string(),
        build_ms: built - started,
        keys: keys.len() as u32,
        place_ms: placed - built,
        nodes,
    }
}

pub fn time_ours(
    algorithm: Algorithm,
    points: u32,
    keys: &[String],
    now_ms: impl Fn() -> f64,
) -> Timing {
    let members = members(points);
    let hash = algorithm.hash().name();
    let name = match algorithm.has_points() {
        true => format!("{}, {hash}, {points} points", algorithm.name()),
        false => format!("{}, {hash}", algorithm.name()),
    };
    let build = || algorithm.build(&members).expect("a list");
    time(&name, keys, now_ms, build, |placer, key| placer.place(key).node)
}

/// Every algorithm, each with MD5 as ketama has it and with xxHash64; rendezvous with murmur3, too.
pub fn measure(now_ms: impl Fn() -> f64) -> Vec<Timing> {
    let keys = keys(KEYS);
    let mut timings = Vec::new();
    for name in Algorithm::NAMES {
        let usual = Algorithm::usual(name, usize::from(NODES), u64::from(KEYS));
        let usual = usual.expect("the name of an algorithm");
        let is_slow = name == "rendezvous";
        let keys = if is_slow { &keys[..KEYS_OF_RENDEZVOUS as usize] } else { &keys[..] };
        for algorithm in [usual, usual.with_hash(HashKind::XxHash64)] {
            timings.push(time_ours(algorithm, POINTS, keys, &now_ms));
        }
    }
    timings
}
