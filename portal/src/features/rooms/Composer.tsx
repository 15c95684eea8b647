// Where one writes: Markdown, @ for people, # for records, files, and the switch to notes that only one's own company reads.
import { ActionIcon, Button, SegmentedControl, Textarea, Tooltip } from "@mantine/core";
import { IconAt, IconHash, IconLock, IconPaperclip, IconSend2, IconX } from "@tabler/icons-react";
import { memo, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/session";
import { useLang } from "../../lib/hooks";
import css from "./Composer.module.css";
import { blank, keepDraft, readDraft, type Started } from "./drafts";
import { useFeed } from "./feed";
import { fileSize } from "./FileTiles";
import { plainName, recordAt, recordsIn } from "./links";
import { Picker, wordAt, type Choice, type Word } from "./Picker";
import type { Draft, Message, RoomPerson } from "./types";
import { mostBytes, useUploads } from "./uploads";

export interface ComposerHandle {
  focus: () => void;
  take: (files: Iterable<File>) => void;
}

interface Props {
  ref?: Ref<ComposerHandle>;
  /** The room, or room and thread: where the draft belongs. */
  place: string;
  room: string;
  people: RoomPerson[];
  placeholder: string;
  mayNote: boolean;
  mayFind: boolean;
  maySend: boolean;
  /** The message that is being changed. */
  editing: Message | null;
  takesFocus: boolean;
  onSend: (draft: Draft, note: boolean) => void;
  onEdit: (text: string) => void;
  onCancel: () => void;
  onEditLast: () => void;
}

const longest = 20_000;
const touch = () => globalThis.matchMedia?.("(pointer: coarse)").matches ?? false;

export const Composer = memo(function Composer({ ref, place, room, people, placeholder, mayNote, mayFind, maySend, editing, takesFocus, onSend, onEdit, onCancel, onEditLast }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const { company, person } = useSession();
  const owner = `${company.id}.${person.id}`;
  const feed = useFeed();
  const box = useRef<HTMLTextAreaElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [started, setStarted] = useState<Started>(() => (editing ? { ...blank, text: editing.text ?? "" } : readDraft(owner, place)));
  const [word, setWord] = useState<Word | null>(null);
  const picker = useRef<{ key: (event: React.KeyboardEvent) => boolean }>(null);
  const caret = useRef<number | null>(null);
  const { uploads, add, cancel, drop, busy } = useUploads((file) => setStarted((now) => ({ ...now, files: [...now.files, file] })));
  const note = started.note && mayNote && !editing;

  useEffect(() => {
    if (!editing) keepDraft(owner, place, started);
  }, [editing, owner, place, started]);
  useEffect(() => {
    if (!takesFocus && !editing) return;
    const field = box.current;
    field?.focus({ preventScroll: true });
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [takesFocus, editing]);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    box.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  useImperativeHandle(ref, () => ({ focus: () => box.current?.focus(), take: add }), [add]);

  const change = (part: Partial<Started>) => setStarted((now) => ({ ...now, ...part }));
  const look = () => {
    const field = box.current;
    setWord(field && field.selectionStart === field.selectionEnd ? wordAt(field.value, field.selectionStart, mayFind) : null);
  };
  const typed = (text: string) => {
    change({ text });
    if (!editing && !note && text !== "") feed?.presence.iType(room);
  };

  const empty = started.text.trim() === "" && (editing !== null || started.files.length === 0);
  const tooLong = started.text.length > longest;
  const ready = maySend && !empty && !tooLong && !busy;

  const submit = () => {
    if (!ready) return;
    const text = started.text.trim();
    if (editing) return onEdit(text);
    const refs = new Map([...started.refs, ...recordsIn(text, location.origin)].map((it) => [it.id, { kind: it.kind, id: it.id }]));
    const mentions = started.mentions.filter((it) => text.includes(`@${it.name}`)).map((it) => it.id);
    onSend(
      {
        text,
        ...(mentions.length > 0 ? { mentions: [...new Set(mentions)] } : {}),
        ...(refs.size > 0 ? { refs: [...refs.values()].slice(0, 20) } : {}),
        ...(started.files.length > 0 ? { files: started.files.map((file) => file.id) } : {}),
      },
      note,
    );
    feed?.presence.iSent(room);
    setStarted({ ...blank, note: started.note });
    setWord(null);
    box.current?.focus();
  };

  const choose = (choice: Choice) => {
    if (!word) return;
    const before = started.text.slice(0, word.from);
    const after = started.text.slice(word.to);
    if (choice.type === "person") {
      const name = `@${choice.name} `;
      caret.current = before.length + name.length;
      change({ text: before + name + after.replace(/^ /, ""), mentions: [...started.mentions, { id: choice.id, name: choice.name }] });
    } else {
      caret.current = before.length;
      change({ text: before + after, refs: [...started.refs.filter((it) => it.id !== choice.id), { kind: choice.kind, id: choice.id, title: choice.title }] });
    }
    setWord(null);
    box.current?.focus();
  };

  const insert = (sign: string) => {
    const field = box.current;
    if (!field) return;
    const at = field.selectionStart;
    const before = started.text.slice(0, at);
    const text = (before === "" || /\s$/.test(before) ? "" : " ") + sign;
    caret.current = at + text.length;
    change({ text: before + text + started.text.slice(field.selectionEnd) });
    field.focus();
    setWord(wordAt(before + text, before.length + text.length, mayFind));
  };

  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (word && picker.current?.key(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && (event.ctrlKey || event.metaKey || !touch())) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape") {
      if (word) setWord(null);
      else if (editing) onCancel();
      else return;
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "ArrowUp" && started.text === "" && !editing) {
      event.preventDefault();
      onEditLast();
    }
  };

  const who = note ? t("room.note_placeholder", { company: company.name }) : placeholder;
  return (
    <form
      className={css.composer}
      data-note={note || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {editing && (
        <div className={css.bar}>
          <span>{t("room.editing")}</span>
          <button type="button" onClick={onCancel}>{t("common.cancel")}</button>
        </div>
      )}
      {note && (
        <div className={css.noteBar}>
          <IconLock size={13} aria-hidden />
          {t("room.note_bar", { company: company.name })}
        </div>
      )}
      {word && (
        <Picker
          ref={picker}
          word={word}
          people={people}
          onChoose={choose}
          onClose={() => setWord(null)}
        />
      )}
      {(uploads.length > 0 || started.files.length > 0 || started.refs.length > 0) && (
        <ul className={css.chips}>
          {started.refs.map((it) => (
            <li key={it.id}>
              <IconHash size={14} aria-hidden />
              <bdi>{it.title ?? it.kind}</bdi>
              <Away label={t("room.take_out", { name: it.title ?? it.kind })} onClick={() => change({ refs: started.refs.filter((other) => other.id !== it.id) })} />
            </li>
          ))}
          {started.files.map((file) => (
            <li key={file.id}>
              {file.preview ? <img src={`/api/files/${file.id}`} alt="" width={28} height={28} /> : <IconPaperclip size={14} aria-hidden />}
              <bdi>{plainName(file.name)}</bdi>
              <small>{fileSize(file.size, lang)}</small>
              <Away
                label={t("room.take_out", { name: plainName(file.name) })}
                onClick={() => {
                  drop(file);
                  change({ files: started.files.filter((other) => other.id !== file.id) });
                }}
              />
            </li>
          ))}
          {uploads.map((upload) => (
            <li key={upload.key} data-bad={upload.problem !== null || undefined}>
              {upload.picture ? <img src={upload.picture} alt="" width={28} height={28} /> : <IconPaperclip size={14} aria-hidden />}
              <bdi>{plainName(upload.name)}</bdi>
              {upload.problem ? (
                <small role="alert">{t(`file_problem.${upload.problem.kind}`, { size: fileSize(mostBytes, lang), defaultValue: upload.problem.detail || t("problem.unexpected") })}</small>
              ) : (
                <progress max={upload.size} value={upload.sent} aria-label={t("room.sending_file", { name: plainName(upload.name) })} />
              )}
              <Away label={upload.problem ? t("common.close") : t("room.cancel_file", { name: plainName(upload.name) })} onClick={() => cancel(upload.key)} />
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={box}
        variant="unstyled"
        className={css.field}
        aria-label={who}
        placeholder={who}
        dir="auto"
        autosize
        minRows={1}
        maxRows={9}
        value={started.text}
        error={tooLong ? t("room.too_long", { most: longest }) : undefined}
        aria-autocomplete="list"
        onChange={(event) => typed(event.currentTarget.value)}
        onSelect={look}
        onBlur={() => setWord(null)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length > 0 && !editing) {
            event.preventDefault();
            add(files);
            return;
          }
          const pasted = recordAt(event.clipboardData.getData("text/plain").trim(), location.origin);
          if (!pasted || editing) return;
          event.preventDefault();
          change({ refs: [...started.refs.filter((it) => it.id !== pasted.id), { ...pasted, title: t(`kind.${pasted.kind}`, { defaultValue: pasted.kind }) }] });
        }}
      />
      <div className={css.foot}>
        {!editing && (
          <>
            <input ref={input} type="file" multiple hidden tabIndex={-1} onChange={(event) => {
              add([...(event.currentTarget.files ?? [])]);
              event.currentTarget.value = "";
            }} />
            <Sign label={t("room.attach")} onClick={() => input.current?.click()}><IconPaperclip size={18} stroke={1.7} /></Sign>
            <Sign label={t("room.mention")} onClick={() => insert("@")}><IconAt size={18} stroke={1.7} /></Sign>
            {mayFind && <Sign label={t("room.link_record")} onClick={() => insert("#")}><IconHash size={18} stroke={1.7} /></Sign>}
          </>
        )}
        {mayNote && !editing && (
          <SegmentedControl
            size="xs"
            className={css.who}
            aria-label={t("room.who_reads")}
            value={note ? "note" : "all"}
            onChange={(value) => {
              change({ note: value === "note" });
              box.current?.focus();
            }}
            data={[
              { value: "all", label: t("room.to_all") },
              { value: "note", label: t("room.to_us") },
            ]}
          />
        )}
        <Button type="submit" size="compact-md" className={css.send} disabled={!ready} leftSection={note ? <IconLock size={15} /> : <IconSend2 size={15} />}>
          {editing ? t("common.save") : note ? t("room.keep_note") : t("room.send")}
        </Button>
      </div>
    </form>
  );
});

function Sign({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      {/* The field keeps its place and selection while the button is pressed. */}
      <ActionIcon variant="subtle" color="gray" size={30} aria-label={label} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function Away({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={css.away} aria-label={label} onClick={onClick}>
      <IconX size={14} aria-hidden />
    </button>
  );
}
