//! The shape of a scenario file, field by field, as serde reads and writes it. What a field left
//! out stands for is said in `file`; here it is `None`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileForm {
    pub v: Option<u32>,
    pub scenario: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<ProseForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<ProseForm>,
    #[serde(rename = "try", skip_serializing_if = "Option::is_none")]
    pub try_this: Option<ProseForm>,
    pub notes: Option<Vec<NoteForm>>,
    pub params: Option<BTreeMap<String, serde_json::Value>>,
    pub seed: Option<u64>,
    pub until_us: Option<u64>,
    pub network: Option<NetworkForm>,
    pub disk: Option<DiskForm>,
    pub requests: Option<Vec<RequestForm>>,
    pub faults: Option<Vec<FaultForm>>,
}

/// Read before the rest, so that a newer file says so and not that some field is unknown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VersionForm {
    pub v: Option<u32>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProseForm {
    pub en: String,
    pub zh: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoteForm {
    pub at_us: u64,
    pub en: String,
    pub zh: String,
}

/// `fixed_us`, or `min_us` with `max_us`, or `min_us` with `mean_us`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LatencyForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_us: Option<u64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkForm {
    pub latency: Option<LatencyForm>,
    pub loss_ppm: Option<u32>,
    pub duplication_ppm: Option<u32>,
    pub fifo: Option<bool>,
    pub links: Option<Vec<LinkForm>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkForm {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub latency: Option<LatencyForm>,
    #[serde(default)]
    pub loss_ppm: Option<u32>,
    #[serde(default)]
    pub duplication_ppm: Option<u32>,
    #[serde(default)]
    pub fifo: Option<bool>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiskForm {
    pub force: Option<LatencyForm>,
    pub lazy_us: Option<u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestForm {
    #[serde(default)]
    pub at_us: u64,
    pub node: String,
    pub word: String,
}

/// A moment and exactly one act.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultForm {
    pub at_us: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crash: Option<NodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tear_write: Option<NodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<NodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_disk_lost: Option<NodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<NodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume: Option<NodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<SideForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<PairForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_one_way: Option<WayForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heal: Option<PairForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heal_cuts: Option<NothingForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop: Option<MessageForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<DelayForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<MessageForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrupt: Option<MessageForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jump_clock: Option<JumpForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift_clock: Option<DriftForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_node: Option<SlowNodeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_link: Option<SlowLinkForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heal_everything: Option<NothingForm>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NothingForm {}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeForm {
    pub node: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SideForm {
    pub side: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairForm {
    pub a: String,
    pub b: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WayForm {
    pub from: String,
    pub to: String,
}

/// The `nth` message, from 1, that went from one node to the other.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageForm {
    pub from: String,
    pub to: String,
    pub nth: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelayForm {
    pub from: String,
    pub to: String,
    pub nth: u32,
    pub by_us: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JumpForm {
    pub node: String,
    pub by_us: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriftForm {
    pub node: String,
    pub rate_permille: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlowNodeForm {
    pub node: String,
    pub step_us: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlowLinkForm {
    pub from: String,
    pub to: String,
    pub extra_us: u64,
}
