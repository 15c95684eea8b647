// The words of a message: Markdown as elements, never as HTML; names of people who are meant stand out.
import { memo, useState, useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import css from "./Message.module.css";
import { insidePath, isSafeLink } from "./links";
import type { Node } from "./markdown";

const special = /[*_`~#>|[\]\\]|^\s*(?:[-+]|\d+[.)])\s|https?:|mailto:|\n\n/m;
const folded = 2500;
const foldedLines = 30;

let parse: ((text: string) => Node[]) | null = null;
let asked = false;
const waiting = new Set<() => void>();
const parsed = new Map<string, Node[]>();
const mostParsed = 600;

function watch(listener: () => void): () => void {
  if (!asked) {
    asked = true;
    import("./markdown").then(
      (module) => {
        parse = module.parse;
        for (const tell of waiting) tell();
      },
      () => {
        asked = false;
      },
    );
  }
  waiting.add(listener);
  return () => waiting.delete(listener);
}
const never = () => () => {};
const ready = () => parse;

function treeOf(text: string, parse: (text: string) => Node[]): Node[] {
  let tree = parsed.get(text);
  if (!tree) {
    if (parsed.size >= mostParsed) parsed.delete(parsed.keys().next().value!);
    tree = parse(text);
    parsed.set(text, tree);
  }
  return tree;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Splits a text at the names that are mentioned in it. */
function withMentions(text: string, names: string[], key: string): ReactNode {
  if (names.length === 0 || !text.includes("@")) return text;
  const pattern = new RegExp(`(@(?:${names.map(escaped).sort((a, b) => b.length - a.length).join("|")}))`, "g");
  return text.split(pattern).map((part, index) =>
    index % 2 === 1 ? (
      <span key={`${key}.${index}`} className={css.mention}>
        <bdi>{part}</bdi>
      </span>
    ) : (
      part
    ),
  );
}

function element(node: Node, key: string, names: string[]): ReactNode {
  if (typeof node === "string") return withMentions(node, names, key);
  const children = node.children.map((child, index) => element(child, `${key}.${index}`, node.tag === "code" || node.tag === "pre" ? [] : names));
  switch (node.tag) {
    case "a": {
      const href = node.href ?? "";
      const inside = insidePath(href, location.origin);
      if (inside) return <Link key={key} href={inside}>{children}</Link>;
      if (!isSafeLink(href)) return <span key={key}>{children}</span>;
      return (
        <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>
      );
    }
    case "br":
      return <br key={key} />;
    case "hr":
      return <hr key={key} />;
    case "pre":
      return (
        <pre key={key} dir="ltr">
          <code>{children}</code>
        </pre>
      );
    case "h":
      return <p key={key} className={css.heading} dir="auto">{children}</p>;
    case "table":
      return <div key={key} className={css.table}><table>{children}</table></div>;
    case "p":
    case "li":
    case "blockquote": {
      const Tag = node.tag;
      return <Tag key={key} dir="auto">{children}</Tag>;
    }
    case "strong":
    case "em":
    case "s":
    case "code":
    case "ul":
    case "ol":
    case "thead":
    case "tbody":
    case "tr":
    case "th":
    case "td": {
      const Tag = node.tag;
      return <Tag key={key}>{children}</Tag>;
    }
    default:
      return <span key={key}>{children}</span>;
  }
}

export const Body = memo(function Body({ text, names }: { text: string; names: string[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const long = text.length > folded || text.split("\n", foldedLines + 1).length > foldedLines;
  const shown = long && !open ? text.slice(0, folded).split("\n").slice(0, foldedLines).join("\n") : text;
  const marked = special.test(shown);
  const make = useSyncExternalStore(marked ? watch : never, ready, ready);
  return (
    <>
      {marked && make ? (
        <div className={css.rich}>{treeOf(shown, make).map((node, index) => element(node, String(index), names))}</div>
      ) : (
        <div className={css.plain} dir="auto">{withMentions(shown, names, "t")}</div>
      )}
      {long && (
        <button type="button" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t("room.fold") : t("room.unfold")}
        </button>
      )}
    </>
  );
});
