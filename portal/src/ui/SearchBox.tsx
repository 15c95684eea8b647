// The search field above a list.
import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchField, type Searching } from "./useSearchField";

export function SearchBox(searching: Searching) {
  const { t } = useTranslation();
  const { field, clear } = useSearchField(searching);
  return (
    <TextInput
      {...field}
      size="sm"
      w={220}
      leftSection={<IconSearch size={15} />}
      rightSection={clear && <CloseButton size="sm" aria-label={t("common.clear")} onClick={clear} />}
    />
  );
}
