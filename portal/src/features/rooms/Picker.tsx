// What @ and # offer while one writes: people of the room, records one may see. The focus stays in the text.
import { useQuery } from "@tanstack/react-query";
import { IconHash } from "@tabler/icons-react";
import { useEffect, useImperativeHandle, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { search } from "../../api/queries";
import { useRested } from "../../lib/hooks";
import { word as wordOf } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import css from "./Composer.module.css";
import type { RoomPerson } from "./types";

export interface Word {
  sign: "@" | "#";
  text: string;
  from: number;
  to: number;
}

export type Choice = { type: "person"; id: string; name: string } | { type: "record"; id: string; kind: string; title: string };

/** The word at the caret when it begins with a sign that offers something. */
export function wordAt(text: string, caret: number, records: boolean): Word | null {
  const before = text.slice(Math.max(0, caret - 60), caret);
  const found = /(?:^|[\s(])([@#])([\p{L}\p{N}.' _-]{0,40})$/u.exec(before);
  if (!found) return null;
  const sign = found[1] as "@" | "#";
  const typed = found[2]!;
  if ((sign === "#" && !records) || /^\s/.test(typed) || /\s{2}|\s\S+\s\S+\s/.test(typed)) return null;
  return { sign, text: typed, from: caret - typed.length - 1, to: caret };
}

const most = 8;
const folded = (text: string) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

export function peopleFor(people: RoomPerson[], typed: string): RoomPerson[] {
  const wanted = folded(typed);
  const starts = (person: RoomPerson) => folded(person.name).startsWith(wanted);
  return people
    .filter((person) => !person.me && (starts(person) || folded(person.name).split(/\s+/).some((part) => part.startsWith(wanted))))
    .sort((a, b) => Number(starts(b)) - Number(starts(a)))
    .slice(0, most);
}

interface Props {
  ref: Ref<{ key: (event: React.KeyboardEvent) => boolean }>;
  word: Word;
  people: RoomPerson[];
  onChoose: (choice: Choice) => void;
  onClose: () => void;
}

export function Picker({ ref, word, people, onChoose, onClose }: Props) {
  const { t } = useTranslation();
  const q = useRested(word.text.trim(), 150);
  const found = useQuery({ ...search(q), enabled: word.sign === "#" && q.length > 1 });
  const [at, setAtOf] = useState({ word: "", index: 0 });
  const choices: Choice[] =
    word.sign === "@"
      ? peopleFor(people, word.text).map((person) => ({ type: "person", id: person.id, name: person.name }))
      : word.text.trim().length > 1
        ? (found.data ?? []).filter((hit) => hit.kind !== "room").slice(0, most).map((hit) => ({ type: "record", id: hit.id, kind: hit.kind, title: hit.title }))
        : [];
  const typed = word.sign + word.text;
  const index = Math.min(at.word === typed ? at.index : 0, choices.length - 1);
  const setAt = (to: number) => setAtOf({ word: typed, index: to });
  // The text field names what is chosen, for those who hear it.
  const chosenId = choices[index] ? `room-pick-${choices[index].id}` : undefined;
  useEffect(() => {
    const field = document.activeElement;
    if (!(field instanceof HTMLTextAreaElement) || !chosenId) return;
    field.setAttribute("aria-controls", "room-picker");
    field.setAttribute("aria-activedescendant", chosenId);
    return () => {
      field.removeAttribute("aria-controls");
      field.removeAttribute("aria-activedescendant");
    };
  }, [chosenId]);

  useImperativeHandle(ref, () => ({
    key: (event) => {
      if (event.key === "Escape") {
        onClose();
        return true;
      }
      if (choices.length === 0) return false;
      if (event.key === "ArrowDown") setAt((index + 1) % choices.length);
      else if (event.key === "ArrowUp") setAt((index - 1 + choices.length) % choices.length);
      else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") onChoose(choices[index]!);
      else return false;
      return true;
    },
  }));

  const hint = word.sign === "@" ? t("room.nobody") : word.text.trim().length > 1 ? (found.isFetching ? t("common.loading") : t("palette.nothing")) : t("room.record_hint");
  const byId = new Map(people.map((person) => [person.id, person]));
  return (
    <div className={css.picker}>
      {choices.length > 0 && <div id="room-picker" role="listbox" className={css.options} aria-label={word.sign === "@" ? t("room.mention") : t("room.link_record")}>
        {choices.map((choice, i) => (
          // The keyboard acts in the text field; here only a pointer chooses.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <div
            key={choice.id}
            id={`room-pick-${choice.id}`}
            role="option"
            aria-selected={i === index}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => setAt(i)}
            onClick={() => onChoose(choice)}
          >
            {choice.type === "person" ? <Avatar name={choice.name} size={22} /> : <IconHash size={16} aria-hidden />}
            <bdi>{choice.type === "person" ? choice.name : choice.title}</bdi>
            <small>{choice.type === "person" ? <bdi>{byId.get(choice.id)?.company}</bdi> : wordOf(t, "kind", choice.kind)}</small>
          </div>
        ))}
      </div>}
      {choices.length === 0 && <p role="status">{hint}</p>}
    </div>
  );
}
