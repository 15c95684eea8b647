// What a search field above a list is made of: "/" goes to it, and the query of the URL follows once typing rests.
import { useEffect, useRef, useState, type ChangeEvent } from "react";
import { useKey } from "../app/keys";
import { useRested } from "../lib/hooks";

export interface Searching {
  value: string;
  onChange: (value: string) => void;
  label: string;
}

export function useSearchField({ value, onChange, label }: Searching) {
  const [typed, setTyped] = useState(value);
  const rested = useRested(typed);
  const box = useRef<HTMLInputElement>(null);
  useKey("/", () => box.current?.focus());
  useEffect(() => {
    if (rested !== value) onChange(rested);
    // Only typing drives the URL; the URL never drives the typing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  const field = { ref: box, type: "search", "aria-label": label, placeholder: label, dir: "auto", maxLength: 200, value: typed, onChange: (event: ChangeEvent<HTMLInputElement>) => setTyped(event.currentTarget.value) };
  return { field, clear: typed ? () => setTyped("") : null };
}
