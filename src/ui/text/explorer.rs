//! What is said of the explorer.

use crate::sim::action::Bounds;
use crate::ui::explorer::{Chance, Task, inevitable_from};
use crate::ui::text::sentences::both;
use crate::view::explorer::{Outcome, Quest};
use crate::view::lang::{Lang, Text};
use crate::view::player::Prose2;

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub const $name: Text = Text::new($en, $zh);)*
    };
}

words! {
    TITLE: "Find a violation", "寻找违反";
    HOW:
        "The explorer goes through every schedule of this protocol under these rules and requests: \
        whichever message arrives next, whichever timer fires next, and as many faults as you \
        allow. It looks for the shortest run that breaks a property. The times and faults of the \
        script are left aside.",
        "穷举这个协议在当前规则和请求下的所有调度：下一条到达的是哪条消息、下一个触发的是哪个定时器，以及你允许的故障次数；寻找违反某个性质的最短运行。脚本里的时间和故障不参与。";
    RULES_INTACT: "All rules are as the paper has them.", "所有规则都与论文一致。";
    RULES_BROKEN: "Broken rules:", "被打破的规则：";
    BUDGET: "At most, in one run", "一次运行中最多";
    WANTED: "Break", "打破";
    ANY: "any property", "任一性质";
    FROM: "Begin", "起点";
    FROM_START: "at the start", "从开头";
    FROM_HERE: "here, after what the run has done up to the playhead:", "从这里，即运行到播放头为止之后：";
    LIMITS: "Stop after", "最多";
    STATES: "states", "状态数";
    MEGABYTES: "MB of memory", "内存（MB）";
    SECONDS: "seconds", "秒";
    START: "Search", "开始搜索";
    AGAIN: "Search again", "重新搜索";
    PAUSE: "Pause", "暂停";
    RESUME: "Go on", "继续";
    STOP: "Stop", "停止";
    OPEN: "Open the run", "打开这次运行";
    WORKING: "Searching…", "搜索中……";
    PAUSED: "Paused", "已暂停";
    SHRINKING: "Found. Taking out of the run whatever it does not need…", "已找到，正在去掉运行中不需要的部分……";
    EXHAUSTED:
        "Nothing breaks within these bounds: every schedule they allow has been gone through.",
        "在这些界限内没有违反：其允许的所有调度都已遍历。";
    AT_STATES: "Within these bounds nothing was found; the search stopped at its limit of states.",
        "在已搜索的范围内没有发现违反；搜索因达到状态数上限而停止。";
    AT_MEMORY: "Within these bounds nothing was found; the search stopped at its limit of memory.",
        "在已搜索的范围内没有发现违反；搜索因达到内存上限而停止。";
    AT_TIME: "Within these bounds nothing was found; the search stopped at its limit of time.",
        "在已搜索的范围内没有发现违反；搜索因达到时间上限而停止。";
    ALLOW_MORE: "Search again with one more", "再多允许一次，重新搜索：";
    NO_SCRIPT:
        "No script takes these steps at the pace of the timers, so there is no run to open; \
        these are the steps.",
        "按定时器的节奏没有脚本能走出这些步骤，因此没有可打开的运行；步骤如下。";
    STEPS: "The steps", "步骤";
    COUNT_STATES: "states", "状态";
    COUNT_GENERATED: "steps taken", "走过的步";
    COUNT_DEPTH: "longest run", "最长运行";
    COUNT_WAITING: "still to go through", "待处理";
    COUNT_MEMORY: "memory", "内存";
    COUNT_TIME: "time", "用时";
    COUNT_RATE: "states a second", "每秒状态数";
    INEVITABLE: "When did it become inevitable?", "从何时起不可避免？";
    INEVITABLE_HOW:
        "From moments all along this run, random futures are tried under the same bounds.",
        "从这次运行的各个时刻出发，在同样的界限下尝试随机的未来。";
    CHALLENGE: "Challenge", "挑战";
    TO_BREAK: "Break:", "打破：";
    OTHER_RULES: "Rules, set-up or requests have been changed: this is another challenge now.",
        "规则、设置或请求已被改动：这已是另一个挑战。";
    TOO_MUCH: "More was done than the challenge allows.", "做的比挑战允许的多。";
    NOT_YET: "Not broken yet.", "尚未打破。";
    MET: "✓ Broken, within the rules of the challenge.", "✓ 已打破，且符合挑战的规则。";
    ANSWER: "Let the explorer find an answer", "让穷举来找答案";
    TOO_LONG: "no link can hold this scenario", "没有链接装得下这个场景";
    BAD_NUMBER: "Each of these is a whole number, 0 or more.", "这些都应是不小于 0 的整数。";
}

/// The words of a budget, in the order of its keys.
pub const BUDGET_WORDS: [Text; 9] = [
    Text::new("messages lost", "丢失的消息"),
    Text::new("messages doubled", "重复的消息"),
    Text::new("crashes", "崩溃"),
    Text::new("crashes amid a write", "写入途中崩溃"),
    Text::new("restarts (empty: as crashes)", "重启（留空：同崩溃次数）"),
    Text::new("disks lost", "丢失磁盘"),
    Text::new("pauses", "暂停"),
    Text::new("links cut", "切断的链路"),
    Text::new("timers that fire", "触发的定时器"),
];

/// The same of a challenge, in the singular.
const ALLOWED_WORDS: [Text; 8] = [
    Text::new("message lost", "条消息丢失"),
    Text::new("message doubled", "条消息重复"),
    Text::new("crash", "次崩溃"),
    Text::new("crash amid a write", "次写入途中崩溃"),
    Text::new("restart", "次重启"),
    Text::new("disk lost", "次丢失磁盘"),
    Text::new("pause", "次暂停"),
    Text::new("link cut", "条链路切断"),
];

/// What to allow next, by the keys of a budget.
pub const MORE: [(&str, Text); 3] = [
    ("timer", Text::new("timer that fires", "触发定时器")),
    ("crash", Text::new("crash and restart", "崩溃和重启")),
    ("lose", Text::new("message lost", "丢失消息")),
];

pub fn found_behind() -> Prose2 {
    both(
        "The explorer has found a violation; open it from “Find a violation”.",
        "穷举找到了违反；可在“寻找违反”中打开。",
    )
}

/// What a challenge allows.
pub fn allowed(bounds: Bounds, lang: Lang) -> String {
    let Bounds { drops, duplicates, crashes, torn_writes, .. } = bounds;
    let Bounds { restarts, lost_disks, pauses, cuts, .. } = bounds;
    let counts = [drops, duplicates, crashes, torn_writes, restarts, lost_disks, pauses, cuts];
    let allowed = counts.iter().zip(ALLOWED_WORDS).filter(|(count, _)| **count > 0);
    let allowed: Vec<String> =
        allowed.map(|(count, word)| format!("{count} {}", word.get(lang))).collect();
    match (lang, allowed.is_empty()) {
        (Lang::En, true) => "with delays alone.".to_string(),
        (Lang::En, false) => format!("with delays and at most {}.", allowed.join(", ")),
        (Lang::Zh, true) => "只能使用延迟。".to_string(),
        (Lang::Zh, false) => format!("可使用延迟，以及至多 {}。", allowed.join("、")),
    }
}

/// How a task stands, in a sentence.
pub fn verdict(task: &Task, lang: Lang) -> String {
    let word = match &task.report.outcome {
        Outcome::Failed(why) => return why.clone(),
        Outcome::Found => {
            let steps = task.report.steps.len();
            return match lang {
                Lang::En => format!("Broken in {steps} steps, and no run breaks it in fewer."),
                Lang::Zh => format!("{steps} 步即被违反，没有更短的运行。"),
            };
        }
        Outcome::Working | Outcome::Shrinking if task.paused => PAUSED,
        Outcome::Working => WORKING,
        Outcome::Shrinking => SHRINKING,
        Outcome::Exhausted => EXHAUSTED,
        Outcome::StoppedAtStates => AT_STATES,
        Outcome::StoppedAtMemory => AT_MEMORY,
        Outcome::StoppedAtTime => AT_TIME,
        Outcome::Told => return String::new(),
    };
    word.get(lang).to_string()
}

/// `From 63 ms on all of 40 random futures break it; at 62 ms 55% did.`
pub fn inevitable(strip: &[Chance], is_whole: bool, lang: Lang) -> String {
    let found = inevitable_from(strip).filter(|_| is_whole);
    let Some((first, before)) = found else {
        return match (is_whole, lang) {
            (true, Lang::En) => "No moment that was looked at makes it inevitable.".to_string(),
            (true, Lang::Zh) => "所看的各时刻都没有使它不可避免。".to_string(),
            (false, _) => WORKING.get(lang).to_string(),
        };
    };
    let share = |chance: Chance| chance.broken * 100 / chance.of.max(1);
    match (lang, before) {
        (Lang::En, Some(before)) => format!(
            "From {} ms on every one of {} random futures breaks it; from {} ms {}% did.",
            first.from,
            first.of,
            before.from,
            share(before)
        ),
        (Lang::Zh, Some(before)) => format!(
            "自 {} ms 起，{} 个随机未来全都违反；从 {} ms 出发有 {}%。",
            first.from,
            first.of,
            before.from,
            share(before)
        ),
        (Lang::En, None) => {
            format!("Every one of {} random futures breaks it from the start on.", first.of)
        }
        (Lang::Zh, None) => format!("从一开始，{} 个随机未来就全都违反。", first.of),
    }
}

/// Whether the present task is about futures.
pub fn is_of_futures(task: &Task) -> bool {
    matches!(task.order.quest, Quest::Futures { .. })
}
