// Records from a CSV file: choose it, say which column is what, try it, run it. A run may be left and found again.
import { useQueryValue, useTitle } from "../../lib/hooks";
import { useMay } from "../../app/session";
import { NoRight } from "../../ui/States";
import { useTranslation } from "react-i18next";
import { ImportFlow } from "./ImportFlow";
import { StartImport } from "./StartImport";

export default function Imports() {
  const { t } = useTranslation();
  const may = useMay("member");
  const [id, setId] = useQueryValue("id");
  useTitle(t("nav.import"));
  if (!may) return <NoRight />;
  return id ? <ImportFlow key={id} id={id} onLeave={() => setId("")} /> : <StartImport onOpen={setId} />;
}
