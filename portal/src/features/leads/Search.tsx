// The search of the list as a plain field, for the list is what people open first.
import { IconSearch } from "@tabler/icons-react";
import { useSearchField, type Searching } from "../../ui/useSearchField";
import css from "./Leads.module.css";

export function Search(searching: Searching) {
  const { field } = useSearchField(searching);
  return (
    <label className={css.search}>
      <IconSearch size={15} aria-hidden />
      <input {...field} />
    </label>
  );
}
