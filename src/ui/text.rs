//! Every string of the page, in both languages: one without its translation does not compile.

pub mod costs;
pub mod embeds;
pub mod explorer;
pub mod facts;
pub mod faults;
pub mod foreign;
pub mod problems;
pub mod ring;
pub mod sentences;

use crate::view::lang::Text;

macro_rules! words {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub const $name: Text = Text::new($en, $zh);)*
    };
}

words! {
    // The frame of the page.
    BRAND: "Splitbrain", "Splitbrain";
    GALLERY: "Gallery", "示例";
    GALLERY_OPEN: "Choose a scenario", "选择场景";
    OTHER_LANG: "中文", "English";
    THEME: "Theme", "主题";
    THEME_AUTO: "as the device", "跟随系统";
    THEME_LIGHT: "light", "浅色";
    THEME_DARK: "dark", "深色";
    THEME_CONTRAST: "high contrast", "高对比度";
    SHARE: "Share", "分享";
    EXPLORE: "Find a violation…", "寻找违反……";
    MORE: "More", "更多";
    CLOSE: "Close", "关闭";
    OPEN_FULL: "Open full ↗", "完整打开 ↗";
    // Story.
    STORY: "Story", "讲解";
    NOTE_BACK: "Previous note", "上一条讲解";
    NOTE_NEXT: "Next note", "下一条讲解";
    TRY_THIS: "Try this", "试一试";
    // Rules and set-up.
    RULES: "Rules", "规则";
    BREAK_ONE: "break one", "打破一条";
    SETUP: "Set-up", "设置";
    SEED: "Seed", "种子";
    SEED_NEW: "New seed", "换一个种子";
    UNTIL: "Run length, ms", "运行时长，毫秒";
    LOSS: "Random loss, %", "随机丢失，%";
    VALUE_MAJORITY: "majority", "多数派";
    VALUE_ALL: "all", "全部";
    CAVEATS: "What the model leaves out", "模型没有包含的";
    // Faults.
    FAULTS: "Faults", "故障";
    FAULT_ADD: "Add a fault", "添加故障";
    ADD: "+ add", "+ 添加";
    UNDO: "Undo", "撤销";
    REDO: "Redo", "重做";
    EDIT: "Edit", "编辑";
    DELETE: "Delete", "删除";
    NO_FAULTS: "None yet. Click a node or a message, or pick a tool above the picture.",
        "还没有。点击节点或消息，或在画面上方选一个工具。";
    FOUND_NOTHING: "found nothing to act on", "没有作用对象";
    NOT_HERE: "not on this side: names a node it does not have", "此侧不发生：没有这个节点";
    NOT_ASKED_HERE: "not on this side: it takes no such request", "此侧不发生：不接受这样的请求";
    REQUESTS: "Client requests", "客户端请求";
    TIME_MS: "Time, ms", "时间，毫秒";
    KIND: "Kind", "种类";
    NODE: "Node", "节点";
    NODES: "Nodes on one side", "一侧的节点";
    FROM: "From", "从";
    TO: "To", "到";
    NTH: "Nth message on the link", "该链路上的第几条消息";
    BY_MS: "By, ms", "多少毫秒";
    RATE: "Clock rate, ‰", "时钟速率,‰";
    APPLY: "Apply", "应用";
    CANCEL: "Cancel", "取消";
    BAD_TIME: "A time is a number of milliseconds, like 38 or 38.5.", "时间是毫秒数，如 38 或 38.5。";
    BAD_NUMBER: "That is not a number that fits here.", "这里需要一个合适的数字。";
    BAD_SIDE: "Choose at least one node, and leave one out.", "至少选一个节点，并至少留下一个。";
    BAD_LINK: "A link needs two different nodes.", "链路需要两个不同的节点。";
    // Side by side.
    SIDES: "Side by side", "并列";
    ALL_HOLD: "all hold", "全部成立";
    RULES_AS_THEY_ARE: "All settings as they come", "全部为默认设置";
    SIDE_REMOVE: "Take away", "移除";
    PUT_BESIDE: "Put beside…", "并列比较…";
    PUT_BESIDE_TITLE: "Put beside this run", "与这次运行并列";
    BESIDE_SAME: "The same once more: change one of its rules and compare.",
        "同一协议再放一份：改变它的一条规则，然后比较。";
    BESIDE_OTHER: "Another protocol under the same requests and faults, where they make sense.",
        "另一个协议，面对同样的请求和故障(只要对它有意义)。";
    BESIDE_HOW: "One script of requests and faults, one seed and one clock for all sides. \
        Rules, state and events shown are those of the side with the focus; \
        O goes to the next one.",
        "各侧共用一份请求与故障、同一个种子和同一个时钟。规则、状态和事件显示的是焦点所在的一侧；按 O 切换到下一侧。";
    BESIDE_FULL: "There is no room for more than three. Take one away first.", "最多三侧。请先移除一侧。";
    // Branches.
    BRANCHES: "Branches", "分支";
    BRANCH_NOW: "this run", "当前运行";
    BRANCH_BACK: "return", "返回";
    BRANCH_HERE: "Branch here", "在此分支";
    // The picture.
    PICTURE: "Cluster", "集群";
    TOOLS: "Tools", "工具";
    SELECT: "Select", "选择";
    CRASH: "Crash", "崩溃";
    RESTART: "Restart", "重启";
    PAUSE_NODE: "Pause", "暂停节点";
    CUT: "Cut", "切断";
    DROP: "Drop", "丢弃";
    DELAY: "Delay", "延迟";
    DUPLICATE: "Duplicate", "重复";
    CORRUPT: "Corrupt", "损坏";
    SKEW: "Skew clock", "拨动时钟";
    SLOW: "Slow", "放慢";
    LOSE_DISK: "Lose disk", "丢失磁盘";
    ASK: "Ask", "请求";
    HEAL_CUTS: "Heal cuts", "恢复链路";
    HEAL_ALL: "Heal all", "全部恢复";
    LEGEND: "Message types", "消息类型";
    TOOL_HINT_NODE: "Click a node.", "点击一个节点。";
    TOOL_HINT_MESSAGE: "Click a message in flight.", "点击一条在途消息。";
    TOOL_HINT_CUT: "Draw a line between nodes, or click one.",
        "在节点之间画线，或点击一个节点。";
    TOOL_HINT_SLOW: "Click a node, or a message to slow its link.",
        "点击节点，或点击消息以放慢其链路。";
    // Acts in menus.
    ACT_CRASH: "Crash", "崩溃";
    ACT_TEAR: "Crash in mid-write", "写入中途崩溃";
    ACT_RESTART: "Restart", "重启";
    ACT_WIPE: "Restart with an empty disk", "以空磁盘重启";
    ACT_PAUSE: "Pause", "暂停";
    ACT_RESUME: "Resume", "继续";
    ACT_ISOLATE: "Cut off from the rest", "与其余节点隔离";
    ACT_AHEAD: "Clock 50 ms ahead", "时钟拨快 50 毫秒";
    ACT_BEHIND: "Clock 50 ms back", "时钟拨慢 50 毫秒";
    ACT_FAST: "Clock runs 1.5 times as fast", "时钟以 1.5 倍速走";
    ACT_SLOW: "Slow: 5 ms a step", "放慢：每步 5 毫秒";
    ACT_FULL_SPEED: "Full speed", "全速";
    ACT_ASK: "A client asks…", "客户端请求…";
    ACT_DROP: "Drop", "丢弃";
    ACT_DELAY: "Delay by 20 ms", "延迟 20 毫秒";
    ACT_DUPLICATE: "Duplicate", "重复";
    ACT_CORRUPT: "Corrupt", "损坏";
    ACT_SLOW_LINK: "Slow this link by 20 ms", "此链路放慢 20 毫秒";
    ACT_CUT_LINK: "Cut this link, both ways", "双向切断此链路";
    ACT_CUT_ONE_WAY: "Cut this link, this way only", "仅单向切断此链路";
    WORD: "Value asked for", "请求的值";
    BAD_WORD: "1 to 12 small letters or digits.", "1 到 12 个小写字母或数字。";
    ASK_TITLE: "A client asks", "客户端请求";
    // The diagram and the log.
    DIAGRAM: "Space-time diagram", "时空图";
    LOG: "Events", "事件";
    LOG_EARLIER: "earlier events", "更早的事件";
    LOG_LATER: "later events", "更晚的事件";
    LOG_FUTURE: "still to come", "尚未发生";
    LOG_EMPTY: "Nothing has happened.", "什么都还没有发生。";
    VIEWS: "View", "视图";
    // State.
    STATE: "State", "状态";
    MEMORY: "in memory", "内存中";
    ON_DISK: "on disk", "磁盘上";
    UNSYNCED: "not yet on disk", "尚未落盘";
    TIMERS: "timers", "定时器";
    CLOCK: "own clock", "本地时钟";
    CHANGED: "changed", "已变化";
    GONE: "lost in the crash", "崩溃中丢失";
    NOTHING: "nothing", "无";
    // Properties.
    PROPERTIES: "Properties", "性质";
    SHOW: "show", "查看";
    VERDICT_HOLDS: "holds", "成立";
    VERDICT_VIOLATED: "violated", "被违反";
    VERDICT_LATER: "will be violated", "将被违反";
    VERDICT_WAITING: "not yet", "尚未达到";
    VERDICT_STALLED: "stalled", "停滞";
    VERDICT_IMPOSSIBLE: "impossible at present", "目前不可能";
    RESTS_ON: "It rests on these events:", "它源于这些事件：";
    RULES_BROKEN: "Broken in this run:", "本次运行中打破的规则：";
    TO_THE_RULE: "go to the rule", "转到该规则";
    KEEP_IT: "keep it again", "重新遵守";
    // Transport.
    TRANSPORT: "Transport", "播放控制";
    TO_START: "To the start", "回到开头";
    STEP_BACK: "One event back", "后退一个事件";
    STEP_ON: "One event on", "前进一个事件";
    PLAY: "Play", "播放";
    PAUSE: "Pause", "暂停";
    SPEED: "Speed", "速度";
    CLICK_TO_PLAY: "Play or pause", "播放或暂停";
    SHEETS: "Details", "详情";
    // Share.
    SHARE_TITLE: "Share this run", "分享这次运行";
    LINK: "Link", "链接";
    COPY: "Copy", "复制";
    COPIED: "Copied", "已复制";
    COPY_FAILED: "Select it and copy by hand", "请手动选择复制";
    START_HERE: "start at this moment", "从此刻开始";
    EMBED_CODE: "Embed code", "嵌入代码";
    EMBED_FOR: "For", "用于";
    EMBED_SHOWS: "Shows", "显示";
    EMBED_PAGE: "In the page", "放进页面";
    EMBED_ONCE: "Once, in the site's set-up", "在站点设置中（一次）";
    PREVIEW: "Preview", "预览";
    QR: "QR code of the link", "链接的二维码";
    NOTHING_UPLOADED: "Nothing is uploaded: everything is in the link.", "不上传任何内容：一切都在链接里。";
    LEN_OK: "fits everywhere", "到处都能用";
    LEN_MAIL: "some mail programs may break it", "有些邮件程序可能会截断它";
    LEN_CHAT: "chats may split it: send the file instead", "聊天软件可能会截断它：请改发文件";
    SAVE_FILE: "Save as file", "保存为文件";
    PICTURES: "Pictures at the playhead", "播放位置的图片";
    PICTURES_HINT: "Dropped or pasted here, they open the run again.", "拖放或粘贴到这里，即可再次打开运行。";
    PICTURE_DIAGRAM: "Space-time diagram", "时空图";
    PICTURE_CLUSTER: "Cluster", "集群";
    PICTURE_RING: "Ring", "环";
    EXPORT: "For other tools", "供其他工具使用";
    EXPORT_MERMAID: "Mermaid", "Mermaid";
    EXPORT_SHIVIZ: "ShiViz", "ShiViz";
    EXPORT_ITF: "ITF trace", "ITF 轨迹";
    EXPORT_EVENTS: "Event log", "事件日志";
    EXPORT_HISTORY: "Client history (EDN)", "客户端历史 (EDN)";
    OPEN_FILE: "Open a file…", "打开文件…";
    FILES: "File", "文件";
    // Help.
    HELP: "Help", "帮助";
    DOCUMENTATION: "Documentation, with runs to try", "文档，内含可运行的示例";
    KEYS: "Keys", "按键";
    KEYS_ON: "Keys are on", "按键已启用";
    FULLSCREEN: "Full screen", "全屏";
    PRINCIPLE:
        "Everything you do here is a fault with a time, in the list on the left. The same list and seed always give the same run.",
        "你在这里做的一切都是带时间的故障，列在左侧。同样的列表和种子总是得到同样的运行。";
    // Trouble.
    NOT_FETCHED: "A part of this page could not be fetched: is there a network?",
        "页面的一部分未能加载：网络是否可用?";
    FETCH_AGAIN: "Try again", "重试";
    PASTE: "Paste the whole link", "粘贴完整链接";
    OPEN: "Open", "打开";
    OPEN_GALLERY: "Open the gallery", "打开示例";
    SIMULATING: "simulating", "正在模拟";
}

/// The keys and what they do, for the help dialog.
pub const KEY_LIST: &[(&str, Text)] = &[
    ("Space K .", Text::new("play or pause", "播放或暂停")),
    (
        "← →",
        Text::new("one event back or on; with Shift ten", "后退或前进一个事件；加 Shift 为十个"),
    ),
    ("PageUp PageDown", Text::new("previous or next note", "上一条或下一条讲解")),
    ("Home End", Text::new("start or end of the run", "运行的开头或结尾")),
    ("+ −", Text::new("faster or slower", "加快或减慢")),
    ("1 – 9", Text::new("select a node", "选择节点")),
    ("C R", Text::new("crash or restart the selected node", "让选中的节点崩溃或重启")),
    ("P H", Text::new("cut the selected node off; heal cuts", "隔离选中的节点；恢复链路")),
    (
        "D L U",
        Text::new("drop, delay or duplicate the selected message", "丢弃、延迟或重复选中的消息"),
    ),
    ("W", Text::new("a client asks", "客户端请求")),
    ("Z", Text::new("undo; Ctrl Shift Z to redo", "撤销；Ctrl Shift Z 重做")),
    ("B", Text::new("keep this run as a branch", "把这次运行保留为分支")),
    (
        "V",
        Text::new(
            "diagram or event list; ring or cluster, with Shift what is below",
            "时空图或事件列表；哈希环或集群，加 Shift 切换下方视图",
        ),
    ),
    ("O", Text::new("the other side, where runs stand side by side", "并列时切换到另一侧")),
    ("F", Text::new("full screen", "全屏")),
    ("S", Text::new("share", "分享")),
    ("?", Text::new("this help", "本帮助")),
    ("Esc", Text::new("close, let go of the tool or the selection", "关闭；放下工具或取消选择")),
];
