// Keys by which other systems use the API; the key itself is shown once.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { apiKeys } from "../../api/queries";
import { ago, day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import css from "./Admin.module.css";
import { Secret } from "./Members";

/** What a key may be allowed, by area: each pair is a scope of the API. */
const scopes: Record<string, string[]> = {
  leads: ["read", "write"],
  orders: ["read", "write"],
  documents: ["read"],
  edi: ["write"],
  accounts: ["read", "write"],
  contacts: ["read", "write"],
  products: ["read", "write"],
  partnerships: ["read", "write"],
  records: ["read", "act", "share"],
  rooms: ["read", "write"],
  tasks: ["read", "write"],
  imports: ["read", "write"],
  company: ["read"],
};

export function ApiKeys() {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const list = useQuery(apiKeys);
  const [making, dialog] = useDisclosure(false);
  const revoke = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/api-keys/{id}", { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
    onError: complain,
  });
  return (
    <Card
      title={t("admin.tab.keys")}
      aside={
        <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={dialog.open}>
          {t("admin.new_key")}
        </Button>
      }
      flush
    >
      {list.isPending && <Bones rows={3} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className={css.none}>{t("admin.no_keys")}</p>}
      <ul className={css.list}>
        {list.data?.map((key) => (
          <li key={key.id} className={key.revoked_at ? css.off : undefined}>
            <IconKey size={18} stroke={1.6} aria-hidden />
            <span className={css.grow}>
              <strong dir="auto">{key.name}</strong>
              <span className={css.dim}>
                hansa_{key.prefix}… · {key.scopes.join(", ")}
              </span>
            </span>
            <span className={css.dim}>{key.last_used_at ? t("admin.last_used", { when: ago(key.last_used_at, lang) }) : t("admin.never_used")}</span>
            {key.revoked_at ? (
              <Pill>{t("admin.revoked")}</Pill>
            ) : (
              <>
                {key.expires_at && <span className={css.dim}>{t("admin.valid_until", { day: day(key.expires_at, lang) })}</span>}
                <Button size="compact-sm" variant="subtle" color="red" onClick={() => revoke.mutate(key.id)}>
                  {t("admin.revoke")}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      {making && <NewKey onClose={dialog.close} />}
    </Card>
  );
}

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string[]>(["edi:write"]);
  const make = useMutation({
    mutationFn: (form: FormData) => {
      const days = Number(form.get("days"));
      return read<{ id: string; key: string }>(
        api.POST("/api/api-keys", { body: { name: String(form.get("name")).trim(), scopes: chosen, ...(days ? { expires_in_days: days } : {}) } as never }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  return (
    <Dialog onClose={onClose} title={t("admin.new_key")} size="lg" closeOnClickOutside={!make.isSuccess}>
      {make.isSuccess ? (
        <div className={css.form}>
          <p className={css.warn} role="status">
            {t("admin.key_once")}
          </p>
          <Secret value={make.data.key} />
          <div className={css.buttons}>
            <Button onClick={onClose}>{t("common.done")}</Button>
          </div>
        </div>
      ) : (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate(new FormData(event.currentTarget));
          }}
        >
          {make.isError && (
            <div className={css.alert} role="alert">
              {problemText(t, make.error)}
            </div>
          )}
          <TextInput name="name" label={t("field.name")} required maxLength={100} data-autofocus dir="auto" />
          <fieldset className={css.scopes}>
            <legend>{t("admin.scopes")}</legend>
            {Object.entries(scopes).map(([area, verbs]) => (
              <div key={area} role="group" aria-label={t(`scope.${area}`)}>
                <span>{t(`scope.${area}`)}</span>
                {verbs.map((verb) => {
                  const scope = `${area}:${verb}`;
                  return (
                    <Checkbox
                      key={scope}
                      label={t(`scope.verb.${verb}`)}
                      title={scope}
                      checked={chosen.includes(scope)}
                      onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((other) => other !== scope))}
                    />
                  );
                })}
              </div>
            ))}
          </fieldset>
          <NativeSelect
            name="days"
            label={t("admin.valid_for")}
            defaultValue="365"
            data={[
              ...[30, 90, 365].map((days) => ({ value: String(days), label: t("admin.days", { count: days }) })),
              { value: "", label: t("admin.no_end") },
            ]}
          />
          <div className={css.buttons}>
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={make.isPending} disabled={chosen.length === 0}>
              {t("common.create")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
