// Who else sees a record: chips with their level, and the dialog that adds a partner.
import { Button, Menu, NativeSelect, Tooltip, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconChevronDown, IconLock, IconShare3, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read } from "../../api/client";
import { grants, partnerships } from "../../api/queries";
import type { Grant, Kind, Level } from "../../api/types";
import { useKey } from "../../app/keys";
import { useMay, useSession } from "../../app/session";
import { day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { complain, offer } from "../../ui/toast";
import css from "./Sharing.module.css";

type ShareLevel = Exclude<Level, "own">;

/** The levels each kind of record can be shared at. */
const levelsOf: Partial<Record<Kind, ShareLevel[]>> = { product: ["read"] };
const allLevels: ShareLevel[] = ["teaser", "read", "comment", "edit"];

function useSetLevel(id: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const put = (company: string, level: ShareLevel | null) => {
    const path = { id, company_id: company };
    return level === null
      ? read(api.DELETE("/api/records/{id}/grants/{company_id}", { params: { path } }))
      : read(api.PUT("/api/records/{id}/grants/{company_id}", { params: { path }, body: { level } }));
  };
  const refresh = () => client.invalidateQueries({ queryKey: ["record", id] });
  return useMutation({
    mutationFn: ({ company, level }: { company: string; name: string; level: ShareLevel | null; before: ShareLevel | null }) => put(company, level),
    onMutate: ({ company, level }) => {
      // Shown at once; fetched anew afterwards, right or wrong.
      client.setQueryData<Grant[]>(grants(id).queryKey, (now) =>
        level === null ? now?.filter((grant) => grant.company_id !== company) : now?.map((grant) => (grant.company_id === company ? { ...grant, level } : grant)),
      );
    },
    onSuccess: (_, { company, name, level, before }) => {
      const text = level === null ? t("share.removed", { company: name }) : t("share.set", { company: name, level: t(`level.${level}`) });
      offer(text, t("common.undo"), () => put(company, before).then(refresh, complain));
    },
    onError: complain,
    onSettled: refresh,
  });
}

export function Sharing({ id, kind, mine }: { id: string; kind: Kind; mine: boolean }) {
  const { t } = useTranslation();
  const { company } = useSession();
  const lang = useLang();
  const may = useMay("member") && mine;
  const list = useQuery(grants(id));
  const setLevel = useSetLevel(id);
  const [open, dialog] = useDisclosure(false);
  useKey("s", dialog.open, may);
  const others = (list.data ?? []).filter((grant) => grant.company_id !== company.id);
  const levels = levelsOf[kind] ?? allLevels;

  return (
    <div className={css.row} role="group" aria-label={t("share.with")}>
      <span className={css.label}>{t("share.with")}</span>
      {list.isSuccess && others.length === 0 && (
        <span className={css.alone}>
          <IconLock size={14} aria-hidden />
          {t("share.only_us")}
        </span>
      )}
      {others.map((grant) => {
        const face = (
          <>
            <Avatar name={grant.name} size={20} square />
            <span dir="auto">{grant.name}</span>{" "}
            <em>{grant.owner ? t("level.own") : t(`level.${grant.level}`)}</em>
          </>
        );
        if (!may || grant.owner) {
          return (
            <Tooltip key={grant.company_id} label={t("share.since", { day: day(grant.since, lang) })}>
              <span className={css.chip}>{face}</span>
            </Tooltip>
          );
        }
        return (
          <Menu key={grant.company_id} width={280} position="bottom-start">
            <Menu.Target>
              <UnstyledButton className={css.chip}>
                {face}
                <IconChevronDown size={13} aria-hidden />
              </UnstyledButton>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t("share.since", { day: day(grant.since, lang) })}</Menu.Label>
              {levels.map((level) => (
                <Menu.Item key={level} onClick={() => setLevel.mutate({ company: grant.company_id, name: grant.name, level, before: grant.level as ShareLevel })} rightSection={level === grant.level ? <IconCheck size={15} /> : null}>
                  <LevelText level={level} />
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => setLevel.mutate({ company: grant.company_id, name: grant.name, level: null, before: grant.level as ShareLevel })}>
                {t("share.remove")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        );
      })}
      {may && (
        <Button size="compact-sm" variant="light" leftSection={<IconShare3 size={14} />} onClick={dialog.open}>
          {t("share.action")}
        </Button>
      )}
      {open && <ShareDialog id={id} levels={levels} taken={list.data ?? []} onClose={dialog.close} />}
    </div>
  );
}

function LevelText({ level }: { level: Level }) {
  const { t } = useTranslation();
  return (
    <span className={css.level}>
      <strong>{t(`level.${level}`)}</strong>
      <span>{t(`level.about.${level}`)}</span>
    </span>
  );
}

function ShareDialog({ id, levels, taken, onClose }: { id: string; levels: ShareLevel[]; taken: Grant[]; onClose: () => void }) {
  const { t } = useTranslation();
  const list = useQuery(partnerships);
  const setLevel = useSetLevel(id);
  const free = (list.data ?? []).filter((p) => p.state === "active" && !taken.some((grant) => grant.company_id === p.partner.id));
  const [chosen, setChosen] = useState("");
  const [level, setLevelName] = useState<ShareLevel>(levels.includes("read") ? "read" : levels[0]!);
  const partner = free.find((p) => p.partner.id === chosen)?.partner ?? free[0]?.partner;

  return (
    <Dialog onClose={onClose} title={t("share.title")}>
      {list.isSuccess && free.length === 0 ? (
        <p className={css.none}>
          {t("share.no_partner")}{" "}
          <Link href="/partners" onClick={onClose}>
            {t("nav.partners")}
          </Link>
        </p>
      ) : (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (partner) setLevel.mutate({ company: partner.id, name: partner.name, level, before: null }, { onSuccess: onClose });
          }}
        >
          <NativeSelect
            label={t("share.partner")}
            data-autofocus
            value={partner?.id ?? ""}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={free.map((p) => ({ value: p.partner.id, label: p.partner.name }))}
          />
          <fieldset className={css.levels}>
            <legend>{t("share.level")}</legend>
            {levels.map((value) => (
              <label key={value} data-on={value === level || undefined}>
                <input type="radio" name="level" value={value} checked={value === level} onChange={() => setLevelName(value)} />
                <LevelText level={value} />
              </label>
            ))}
          </fieldset>
          <div className={css.buttons}>
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={setLevel.isPending} disabled={!partner}>
              {t("share.action")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
