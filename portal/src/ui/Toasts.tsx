// Where short messages appear.
import { Notifications } from "@mantine/notifications";

export { notifications } from "@mantine/notifications";

export default function Toasts() {
  return <Notifications position="bottom-right" limit={4} />;
}
