//! The fixed words of the ring's exhibit.

use crate::view::exhibits::ParamWords;
use crate::view::lang::Text;

pub const PROTOCOL: Text = Text::new("Consistent hashing", "一致性哈希");
pub const MEMBER: Text = Text::new("member", "成员");
pub const SPARE: Text = Text::new("spare, may join", "备用，可加入");

/// In the order of the observer's indices.
pub const PROPERTIES: [Text; 7] = [
    Text::new("Ownership — every key has an owner", "归属 — 每个键都有归属"),
    Text::new("Monotone — only keys of the changed arcs move", "单调 — 只有变化弧上的键移动"),
    Text::new("Distinct — replicas on different nodes", "互异 — 副本在不同节点上"),
    Text::new("Balance — no node above the bound", "均衡 — 没有节点超过上限"),
    Text::new(
        "Durability — an acknowledged version or a higher one stays",
        "持久 — 已确认的版本或更高的版本不丢失",
    ),
    Text::new("Freshness — a get finds what was acknowledged", "新鲜 — 读取得到已确认的"),
    Text::new("Convergence — views agree, keys at home", "收敛 — 看法一致，键各归位"),
];

pub const CAVEATS: [Text; 10] = [
    Text::new(
        "Versions count writes, and of two the higher wins. A write whose owner had not heard of another one is its sibling: Dynamo would keep both for the client, here an acknowledged write may be gone. That is told, not judged.",
        "版本号数的是写入，两个版本中高者胜。如果归属节点在编号时不知道另一次写入，两者就是兄弟版本（sibling）：Dynamo 会把两者都留给客户端，这里已确认的写入可能消失。这只作说明，不作判断。",
    ),
    Text::new(
        "A get asks one node: a write that waits for all is found for certain, while all members see one ring. What a get misses while views differ is told, not judged.",
        "读取只问一个节点，所以写入必须等所有副本才必定读得到，且仅当所有成员看到同一个环：看法不一时读到旧版本只作说明，不作判断。",
    ),
    Text::new(
        "A request that is sent again may write a second version of the same value, and so bury another client's write that was acknowledged in between.",
        "重发的请求可能把同一个值写成第二个版本，从而盖掉其间已确认的另一个客户端的写入。",
    ),
    Text::new(
        "In Dynamo an outage moves no keys, as changes of the ring are explicit, and any of the first N healthy nodes coordinates a write. Here a node that counts as down loses its place, its keys are copied, and a put waits for the owner.",
        "在 Dynamo 中，停机不移动键，环只由明确的操作改变，而且前 N 个健康节点中任何一个都可协调写入。这里被认定停机的节点失去位置，它的键被复制，put 要等归属节点。",
    ),
    Text::new(
        "SWIM's indirect probes are left out: one lost message makes a node suspect, and it refutes. A higher incarnation refutes “down”, too, as in memberlist; in SWIM that is final.",
        "省去了 SWIM 的间接探测：丢一条消息就会使节点被怀疑，由它自己反驳。更高的化身编号连“停机”也能反驳，与 memberlist 相同；在 SWIM 中停机不可反驳。",
    ),
    Text::new(
        "Algorithms without points place 4,096 slots of the circle, not single keys, and replicas on the members that follow by number; rendezvous on those that score next.",
        "没有点的算法放置的是圆上的 4,096 个槽，而不是单个键，副本放在编号随后的成员上；集合点哈希放在得分随后的成员上。",
    ),
    Text::new(
        "An anchor needs one order in which nodes came and went. It is told with the members, and of two orders the longer one counts: who takes over another one may move more keys, once.",
        "锚哈希需要一个节点来去的次序。它随成员一起传播，两个次序中长者为准：改用另一个次序的节点可能多移动一次键。",
    ),
    Text::new(
        "With a bound, keys off the changed arcs may move, too, but only from or to nodes that are full: expected are O(1/ε²) of a node's share (Mirrokni et al.).",
        "设了上限时，不在变化弧上的键也可能移动，但只会离开或回到满的节点：期望值为一个节点份额的 O(1/ε²)（Mirrokni 等）。",
    ),
    Text::new(
        "A full node passes on keys, not parts of one place of the circle: with a poor hash many keys lie on one, and a node may exceed the bound.",
        "满的节点转出键，但圆上同一位置的键不分开：劣质的哈希让许多键落在一处，节点可能超过上限。",
    ),
    Text::new(
        "Nodes fail by stopping, never by lying: Byzantine faults are outside the model.",
        "节点只会停止，不会撒谎：拜占庭故障不在模型之内。",
    ),
];

type Values = &'static [(&'static str, Text)];
const fn plain(digits: &'static str) -> (&'static str, Text) {
    (digits, Text::new(digits, digits))
}

const ALGO: ParamWords = (
    Text::new("Algorithm", "算法"),
    Text::new("What gives a key its node", "由什么决定键的节点"),
    &[
        ("ring", Text::new("ring", "哈希环")),
        ("rendezvous", Text::new("rendezvous", "集合点哈希")),
        ("jump", Text::new("jump", "跳跃哈希")),
        ("maglev", Text::new("maglev", "maglev")),
        ("anchor", Text::new("anchor", "锚哈希")),
        ("modulo", Text::new("h(x) mod n", "h(x) mod n")),
    ],
);

const HASH: ParamWords = (
    Text::new("Hash", "哈希函数"),
    Text::new("Where keys and points lie on the circle", "键和点在圆上的位置"),
    &[
        ("md5", Text::new("MD5", "MD5")),
        ("sha1", Text::new("SHA-1", "SHA-1")),
        ("xxh64", Text::new("xxHash64", "xxHash64")),
        ("murmur3", Text::new("Murmur3", "Murmur3")),
        ("poor", Text::new("poor: a sum of bytes", "劣质：字节之和")),
    ],
);

const APART: ParamWords = (
    Text::new("Replicas apart", "副本分开"),
    Text::new("What the replicas of a key must not share", "一个键的副本不能共用什么"),
    &[
        ("nodes", Text::new("on distinct nodes", "在不同节点上")),
        ("racks", Text::new("in distinct racks", "在不同机架上")),
        ("off", Text::new("off: the next points", "关闭：顺次的点")),
    ],
);

const HANDOVER: ParamWords = (
    Text::new("Transfer before serving", "先传输后服务"),
    Text::new("A node serves an arc only when it has received it", "收到弧上的键之后才为它服务"),
    &[
        ("before", Text::new("transfers first", "先传输")),
        ("after", Text::new("off: serves at once", "关闭：立即服务")),
    ],
);

const FULL: ParamWords = (
    Text::new("A full node passes on", "满的节点转给下一个"),
    Text::new("With a bound: further keys go to the next node", "设了上限时，多余的键归下一个节点"),
    &[
        ("pass", Text::new("passes on", "转给下一个")),
        ("emptiest", Text::new("off: to the emptiest", "关闭：转给最空的")),
        ("stay", Text::new("off: takes them", "关闭：照收")),
    ],
);

const WRITES: ParamWords = (
    Text::new("Write quorum", "写法定人数"),
    Text::new("Replicas that have a write when it is acknowledged", "确认写入时已存下它的副本数"),
    &[
        ("all", Text::new("all", "全部")),
        ("majority", Text::new("majority", "多数")),
        ("1", Text::new("1", "1")),
    ],
);

const SIZES: Values = &[plain("4"), plain("3"), plain("5"), plain("8"), plain("16"), plain("100")];
const SPARES: Values = &[plain("1"), plain("0"), plain("2"), plain("4")];
const POINTS: Values = &[plain("8"), plain("1"), plain("32"), plain("128"), plain("256")];
const KEYS: Values =
    &[plain("240"), plain("2000"), plain("10000"), plain("100000"), plain("1000000")];
const BYTES: Values = &[plain("1024"), plain("100"), plain("1000000")];
const BOUNDS: Values = &[
    ("0", Text::new("none", "无")),
    ("10", Text::new("10 % above the share", "高于应得 10 %")),
    ("25", Text::new("25 % above the share", "高于应得 25 %")),
    ("100", Text::new("twice the share", "应得的两倍")),
];
const PERIODS: Values = &[plain("500"), plain("100"), plain("200"), plain("1000"), plain("5000")];
const READS: Values = &[
    ("owner", Text::new("from the owner", "由归属节点处理")),
    ("spread", Text::new("spread over the replicas", "分散到各副本")),
];

/// Title, meaning and values of a parameter.
pub fn param(key: &str) -> Option<ParamWords> {
    let words = match key {
        "n" => (
            Text::new("Nodes", "节点数"),
            Text::new("In the ring from the start", "一开始就在环中"),
            SIZES,
        ),
        "spare" => (
            Text::new("Spare nodes", "备用节点数"),
            Text::new("May join later", "之后可以加入"),
            SPARES,
        ),
        "v" => (
            Text::new("Points per node", "每节点的点数"),
            Text::new("Virtual nodes of a node of weight 1", "权重为 1 的节点的虚拟节点数"),
            POINTS,
        ),
        "r" => (
            Text::new("Replicas", "副本数"),
            Text::new("Nodes that keep a key", "保存一个键的节点数"),
            &[] as Values,
        ),
        "racks" => (
            Text::new("Racks", "机架数"),
            Text::new("Nodes are in them by turns", "节点轮流分布其中"),
            &[] as Values,
        ),
        "keys" => (
            Text::new("Keys", "键数"),
            Text::new("Stored from the start: key0, key1 …", "一开始就存有：key0、key1……"),
            KEYS,
        ),
        "vsize" => (
            Text::new("Bytes per key", "每键字节数"),
            Text::new("Size of a stored value", "一个值的大小"),
            BYTES,
        ),
        "bound" => (
            Text::new("Load bound", "负载上限"),
            Text::new("What a node may own above its share", "节点可超出应得份额多少"),
            BOUNDS,
        ),
        "gossip" => (
            Text::new("Gossip period, ms", "流言周期，毫秒"),
            Text::new("A node probes another once in each", "每个周期探测一个节点"),
            PERIODS,
        ),
        "suspicion" => (
            Text::new("Suspicion", "怀疑期"),
            Text::new("Periods until a suspect counts as down", "被怀疑多少周期后算停机"),
            &[] as Values,
        ),
        "reads" => (
            Text::new("Reads", "读请求"),
            Text::new("Whom a get is sent to first", "get 先发给谁"),
            READS,
        ),
        "algo" => ALGO,
        "hash" => HASH,
        "apart" => APART,
        "handover" => HANDOVER,
        "full" => FULL,
        "w" => WRITES,
        _ => return None,
    };
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::param;
    use crate::protocols::ring::Hashing;

    #[test]
    fn every_parameter_has_words_and_its_default_is_offered() {
        for spec in <Hashing as crate::sim::protocol::Configured>::PARAMS {
            let (_, _, values) = param(spec.key).expect("words");
            let offered = values.iter().any(|(value, _)| *value == spec.default);
            assert!(values.is_empty() || offered, "{}", spec.key);
            assert!(values.iter().all(|(value, _)| spec.check(value).is_ok()), "{}", spec.key);
        }
    }
}
