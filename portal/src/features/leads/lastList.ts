// The list a person came from, so that the way back from a record leads to the same view, and the next record is known.
let last = "";

export function rememberList(query: string): void {
  last = query;
}

export function listHref(): string {
  return last ? `/leads?${last}` : "/leads";
}
