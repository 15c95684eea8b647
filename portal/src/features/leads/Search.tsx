// The search of the list as a plain field, for the list is what people open first; the URL follows once typing rests.
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useKey } from "../../app/keys";
import { useRested } from "../../lib/hooks";
import css from "./Leads.module.css";

export function Search({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }) {
  const [typed, setTyped] = useState(value);
  const rested = useRested(typed);
  const box = useRef<HTMLInputElement>(null);
  useKey("/", () => box.current?.focus());
  useEffect(() => {
    if (rested !== value) onChange(rested);
    // Only typing drives the URL; the URL never drives the typing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  return (
    <label className={css.search}>
      <IconSearch size={15} aria-hidden />
      <input ref={box} type="search" aria-label={label} placeholder={label} dir="auto" maxLength={200} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
    </label>
  );
}
