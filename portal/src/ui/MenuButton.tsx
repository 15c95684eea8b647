// A button whose menu is fetched when somebody comes near it: no screen needs the menu to be drawn.
import { lazy, Suspense, useRef, useState, type ComponentType, type ReactNode } from "react";
import css from "./MenuButton.module.css";

/** The menu belongs under `target`, which lies on the button. */
export interface MenuPart {
  target: ReactNode;
  onClose: () => void;
}

export function menuButton(load: () => Promise<{ default: ComponentType<MenuPart> }>) {
  const Part = lazy(load);
  const near = () => void load().catch(() => {});

  return function MenuButton({ className, label, children }: { className: string | undefined; label: string; children: ReactNode }) {
    const [open, setOpen] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    // Pressing the button while the menu is open closes the menu before the click comes.
    const wasOpen = useRef(false);
    const close = () => {
      setOpen(false);
      button.current?.focus({ preventScroll: true });
    };
    return (
      <span className={css.place}>
        <button
          ref={button}
          type="button"
          className={className}
          aria-label={label}
          aria-haspopup="menu"
          aria-expanded={open}
          onPointerEnter={near}
          onFocus={near}
          onPointerDown={() => (wasOpen.current = open)}
          onClick={() => {
            setOpen(!wasOpen.current);
            wasOpen.current = false;
          }}
        >
          {children}
        </button>
        {open && (
          <Suspense fallback={null}>
            <Part target={<span className={css.target} aria-hidden />} onClose={close} />
          </Suspense>
        )}
      </span>
    );
  };
}
