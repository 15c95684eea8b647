// The search field above a list; the query of the URL follows once typing rests.
import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../app/keys";
import { useRested } from "../lib/hooks";

export function SearchBox({ value, onChange, label }: { value: string; onChange: (value: string) => void; label: string }) {
  const { t } = useTranslation();
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
    <TextInput
      ref={box}
      type="search"
      size="sm"
      w={220}
      aria-label={label}
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      leftSection={<IconSearch size={15} />}
      rightSection={typed ? <CloseButton size="sm" aria-label={t("common.clear")} onClick={() => setTyped("")} /> : null}
    />
  );
}
