// Markdown as a tree of plain nodes. It is fetched when a text needs it; no HTML is ever made from what people write.
import MarkdownIt from "markdown-it";
import { isSafeLink } from "./links";

export type Node = string | { tag: string; href?: string; children: Node[] };

const parser = new MarkdownIt("default", { html: false, linkify: true, breaks: true, typographer: false, maxNesting: 20 });
parser.validateLink = isSafeLink;
// Bare domains ("readme.md") are no links: only what is written as an address.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
parser.disable(["image", "reference", "html_block", "html_inline", "entity"], true);

type Token = ReturnType<typeof parser.parse>[number];

const inline: Record<string, string> = { strong: "strong", em: "em", s: "s" };
const blocks: Record<string, string> = {
  paragraph: "p", blockquote: "blockquote", bullet_list: "ul", ordered_list: "ol", list_item: "li", heading: "h",
  table: "table", thead: "thead", tbody: "tbody", tr: "tr", th: "th", td: "td",
};

export function parse(text: string): Node[] {
  const root: Node[] = [];
  const stack: Node[][] = [root];
  walk(parser.parse(text, {}), stack);
  return root;
}

function walk(tokens: Token[], stack: Node[][]): void {
  const put = (node: Node) => stack.at(-1)!.push(node);
  const open = (node: Exclude<Node, string>) => {
    put(node);
    stack.push(node.children);
  };
  for (const token of tokens) {
    const name = token.type.replace(/_(open|close)$/, "");
    if (token.type === "inline") walk(token.children ?? [], stack);
    else if (token.type === "text") put(token.content);
    else if (token.type === "softbreak" || token.type === "hardbreak") put({ tag: "br", children: [] });
    else if (token.type === "code_inline") put({ tag: "code", children: [token.content] });
    else if (token.type === "fence" || token.type === "code_block") put({ tag: "pre", children: [token.content.replace(/\n$/, "")] });
    else if (token.type === "hr") put({ tag: "hr", children: [] });
    else if (token.hidden) continue;
    else if (token.type === "link_open") open({ tag: "a", href: String(token.attrGet("href") ?? ""), children: [] });
    else if (token.nesting === 1) open({ tag: inline[name] ?? blocks[name] ?? "span", children: [] });
    else if (token.nesting === -1) stack.pop();
    else if (token.content) put(token.content);
  }
}
