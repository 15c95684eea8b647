// Parts one below the other in one long table: which line is where. Pure.
import type { Part } from "./parts";

/** One line of the table: the head of a group, or a place in a part. */
export interface Slot {
  part: Part;
  place: number;
}

export interface Block {
  part: Part;
  start: number;
  rows: number;
  open: boolean;
}

/** Where each part begins when they stand below one another, heads included. */
export function blocksOf(parts: readonly Part[], grouped: boolean, folded: readonly string[]): { blocks: Block[]; total: number } {
  let start = 0;
  const blocks = parts.map((part) => {
    const open = !grouped || !folded.includes(part.key || "-");
    const block = { part, start, rows: (grouped ? 1 : 0) + (open ? part.count : 0), open };
    start += block.rows;
    return block;
  });
  return { blocks, total: start };
}

export function slotAt(blocks: readonly Block[], grouped: boolean, index: number): Slot | null {
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (blocks[middle]!.start <= index) low = middle;
    else high = middle - 1;
  }
  const block = blocks[low];
  if (!block || index >= block.start + block.rows) return null;
  return { part: block.part, place: index - block.start - (grouped ? 1 : 0) };
}
