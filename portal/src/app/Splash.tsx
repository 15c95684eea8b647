// The first moment, before it is known who is there.
import { Mark } from "../ui/Mark";

export function Splash() {
  return (
    <div style={{ display: "grid", placeItems: "center", height: "100%" }}>
      <Mark size={48} />
    </div>
  );
}
