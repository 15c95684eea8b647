// Favourites and the records opened last: kept on this device, apart for each company a person acts for.
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import type { Me } from "../api/types";
import { useMaybeSession, useSession } from "./session";

export interface Mark {
  href: string;
  title: string;
}

export interface Marks {
  favourites: Mark[];
  recent: Mark[];
}

const none: Marks = { favourites: [], recent: [] };
const most = { favourites: 20, recent: 8 };
const listeners = new Set<() => void>();
const cache = new Map<string, { text: string; marks: Marks }>();

function readMarks(key: string): Marks {
  let text: string;
  try {
    text = localStorage.getItem(key) ?? "";
  } catch {
    return none;
  }
  const known = cache.get(key);
  if (known?.text === text) return known.marks;
  let marks = none;
  try {
    if (text) marks = { ...none, ...(JSON.parse(text) as Partial<Marks>) };
  } catch {
    // What cannot be read counts as nothing.
  }
  cache.set(key, { text, marks });
  return marks;
}

function write(key: string, marks: Marks): void {
  try {
    localStorage.setItem(key, JSON.stringify(marks));
  } catch {
    return;
  }
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** Pure: the marks after a visit of a record. */
export function visited(marks: Marks, mark: Mark): Marks {
  const same = (other: Mark) => other.href === mark.href;
  return {
    favourites: marks.favourites.map((other) => (same(other) ? mark : other)),
    recent: [mark, ...marks.recent.filter((other) => !same(other))].slice(0, most.recent),
  };
}

/** Pure: the favourite set, or taken away when it was one. */
export function toggled(marks: Marks, mark: Mark): Marks {
  const has = marks.favourites.some((other) => other.href === mark.href);
  const favourites = has ? marks.favourites.filter((other) => other.href !== mark.href) : [...marks.favourites, mark].slice(-most.favourites);
  return { ...marks, favourites };
}

function marksKey({ company, person }: Me): string {
  return `hansa.marks.${company.id}.${person.id}`;
}

function useMarksKey(): string {
  return marksKey(useSession());
}

export function useMarks() {
  const key = useMarksKey();
  const marks = useSyncExternalStore(watch, () => readMarks(key));
  return {
    marks,
    toggle: (mark: Mark) => write(key, toggled(readMarks(key), mark)),
    isFavourite: (href: string) => marks.favourites.some((mark) => mark.href === href),
  };
}

/** Puts the open record on top of the recent ones. */
export function useVisit(title: string): void {
  const key = useMarksKey();
  const [href] = useLocation();
  useEffect(() => {
    if (title) write(key, visited(readMarks(key), { href, title }));
  }, [key, href, title]);
}

/** A record that is no longer there, or no longer ours, leaves its title nowhere. */
export function useForget(): void {
  const session = useMaybeSession();
  const key = session && marksKey(session);
  const [href] = useLocation();
  useEffect(() => {
    if (!key) return;
    const marks = readMarks(key);
    const other = (mark: Mark) => mark.href !== href;
    if (!marks.favourites.every(other) || !marks.recent.every(other)) write(key, { favourites: marks.favourites.filter(other), recent: marks.recent.filter(other) });
  }, [key, href]);
}
