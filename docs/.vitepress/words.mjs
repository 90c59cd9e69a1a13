// Titles, menus and the words of the theme, in both languages. Every page is here.

/** File, English title, Chinese title. */
const CHAPTERS = [
  ["fault-tolerance", "Fault tolerance and consistency", "容错与一致性"],
  ["consistent-hashing", "Consistent hashing", "一致性哈希"],
  ["commit", "Two-phase commit, and three", "两阶段提交与三阶段提交"],
  ["paxos", "Paxos, and Paxos Commit", "Paxos 与 Paxos Commit"],
  ["questions", "Questions, answered again", "常见问题，重新回答"],
];
const REFERENCE = [
  ["pictures", "How to read the pictures", "如何看图"],
  ["models", "Protocols, rules and what is left out", "协议、规则与模型没有包含的"],
  ["links", "Links", "链接格式"],
  ["embedding", "Figures in other pages", "嵌入其他页面"],
  ["api", "The JavaScript API", "JavaScript API"],
  ["command-line", "Explorer and command line", "穷举与命令行"],
  ["adding-a-protocol", "Adding a protocol", "添加协议"],
];

const menu = (pages, title, folder) =>
  pages.map((page) => ({ text: page[title], link: `${folder}${page[0]}` }));

function theme(folder, title, { chapters, reference, rest }) {
  return {
    nav: [
      { text: chapters, link: `${folder}${CHAPTERS[0][0]}`, activeMatch: match(CHAPTERS) },
      { text: reference, link: `${folder}${REFERENCE[0][0]}`, activeMatch: match(REFERENCE) },
    ],
    sidebar: [
      { text: chapters, items: menu(CHAPTERS, title, folder) },
      { text: reference, items: menu(REFERENCE, title, folder) },
    ],
    ...rest,
  };
}

function match(pages) {
  return `/(${pages.map(([file]) => file).join("|")})`;
}

export const en = {
  description: "Fault tolerance and consistency, with runs that can be broken",
  theme: theme("/", 1, { chapters: "Chapters", reference: "Reference", rest: {} }),
};

export const zh = {
  description: "容错与一致性：可以亲手打破的运行",
  theme: theme("/zh/", 2, {
    chapters: "正文",
    reference: "参考",
    rest: {
      outline: { label: "本页目录", level: [2, 3] },
      docFooter: { prev: "上一页", next: "下一页" },
      darkModeSwitchLabel: "主题",
      lightModeSwitchTitle: "切换到浅色",
      darkModeSwitchTitle: "切换到深色",
      sidebarMenuLabel: "目录",
      returnToTopLabel: "回到顶部",
      langMenuLabel: "切换语言",
      skipToContentLabel: "跳到正文",
      notFound: {
        title: "没有这一页",
        quote: "地址可能已经改变。",
        linkLabel: "回到首页",
        linkText: "回到首页",
      },
    },
  }),
  search: {
    button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
    modal: {
      displayDetails: "显示详情",
      resetButtonTitle: "清除",
      backButtonTitle: "关闭",
      noResultsText: "没有找到",
      footer: {
        selectText: "选择",
        selectKeyAriaLabel: "回车",
        navigateText: "移动",
        navigateUpKeyAriaLabel: "上",
        navigateDownKeyAriaLabel: "下",
        closeText: "关闭",
        closeKeyAriaLabel: "Esc",
      },
    },
  },
};
