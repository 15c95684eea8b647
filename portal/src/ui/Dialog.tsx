// A dialog and a sheet as they are used here: mounted to open, unmounted to close, the focus given back to where it was.
import { Drawer, Modal, type DrawerProps, type ModalProps } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Where the focus belongs once the dialog is gone; for an item of a menu that is the button of the menu. */
function opener(): Element | null {
  const focused = document.activeElement;
  const button = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  return button ? document.getElementById(button) : focused;
}

/** Gives the focus back when what is mounted here goes. */
export function useFocusBack() {
  const [from] = useState(opener);
  useEffect(
    () => () => {
      const back = from?.isConnected ? from : document.getElementById("content");
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    },
    [from],
  );
}

export function Dialog(props: Omit<ModalProps, "opened">) {
  const { t } = useTranslation();
  useFocusBack();
  return <Modal opened closeButtonProps={{ "aria-label": t("common.close") }} {...props} />;
}

export function Sheet(props: Omit<DrawerProps, "opened">) {
  const { t } = useTranslation();
  useFocusBack();
  return <Drawer opened closeButtonProps={{ "aria-label": t("common.close") }} {...props} />;
}
