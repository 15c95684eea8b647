// What can be done on the open screen, offered by the screen itself and listed by the palette.
import { useEffect, useLayoutEffect, useRef } from "react";

export interface Command {
  id: string;
  label: string;
  run: () => void;
}

const offered = new Map<string, Command[]>();

export function commandsNow(): Command[] {
  return [...offered.values()].flat();
}

/** Offers commands while mounted; `place` tells one offer from another on the same screen. */
export function useCommands(place: string, commands: Command[]): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const shape = commands.map((command) => `${command.id}\u0000${command.label}`).join("\u0001");
  useEffect(() => {
    const list = latest.current.map((command) => ({ ...command, run: () => latest.current.find((other) => other.id === command.id)?.run() }));
    offered.set(place, list);
    return () => {
      if (offered.get(place) === list) offered.delete(place);
    };
    // The words tell whether the offer is another one; what runs is always the latest.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [place, shape]);
}
