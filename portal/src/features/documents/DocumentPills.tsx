// The three independent states of a document: is it valid, was it taken in, was it acknowledged.
import { useTranslation } from "react-i18next";
import { tone, word } from "../../lib/words";
import { Pill } from "../../ui/Pill";

interface States {
  validity: string;
  delivery: string;
  acknowledgment: string;
}

export function DocumentPills({ document }: { document: States }) {
  const { t } = useTranslation();
  return (
    <span style={{ display: "inline-flex", gap: 5, flexWrap: "wrap" }}>
      <Pill tone={tone(document.validity)}>{word(t, "validity", document.validity)}</Pill>
      <Pill tone={tone(document.delivery)}>{word(t, "delivery", document.delivery)}</Pill>
      <Pill tone={document.acknowledgment === "accepted" ? "good" : tone(document.acknowledgment)}>{word(t, "acknowledgment", document.acknowledgment)}</Pill>
    </span>
  );
}
