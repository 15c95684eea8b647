// Chooses an account by typing: the list behind it is searched by the server, so its length does not matter.
import { CloseButton, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useRested } from "../../lib/hooks";
import { directory, directoryRecord } from "./queries";

export function AccountPicker({ label, error, value, onChange }: { label: string; error: string | undefined; value: string; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, setTyped] = useState<string | null>(null);
  const q = useRested(typed ?? "", 180);
  const chosen = useQuery({ ...directoryRecord("accounts", value), enabled: value !== "" });
  const found = useInfiniteQuery(directory("accounts", { q }));
  const rows = found.data?.pages[0]?.items.slice(0, 20) ?? [];
  const name = value ? (chosen.data?.record.name ?? "") : "";
  return (
    <Combobox
      store={box}
      onOptionSubmit={(id) => {
        onChange(id);
        setTyped(null);
        box.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          error={error}
          dir="auto"
          value={typed ?? name}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            box.openDropdown();
            box.updateSelectedOptionIndex();
          }}
          onFocus={() => box.openDropdown()}
          onClick={() => box.openDropdown()}
          onBlur={() => {
            box.closeDropdown();
            setTyped(null);
          }}
          rightSection={value ? <CloseButton size="sm" aria-label={t("common.clear")} onClick={() => onChange("")} /> : null}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={label} mah={220} style={{ overflowY: "auto" }}>
          {rows.map((row) => (
            <Combobox.Option key={row.id} value={row.id} active={row.id === value}>
              <span dir="auto">{row.name}</span>
            </Combobox.Option>
          ))}
          {rows.length === 0 && <Combobox.Empty>{found.isFetching ? t("common.loading") : t("common.nothing_found")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
