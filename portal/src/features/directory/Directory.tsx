// A list of accounts, contacts or products, and the dialog that makes a new one.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { ApiError, newIdempotencyKey } from "../../api/client";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { changed, type Fields } from "../../lib/merge";
import { problemText } from "../../lib/words";
import { DataTable } from "../../ui/DataTable";
import { Dialog } from "../../ui/Dialog";
import { Page } from "../../ui/Page";
import rowCss from "../../ui/Rows.module.css";
import { SearchBox } from "../../ui/SearchBox";
import { Empty } from "../../ui/States";
import { say } from "../../ui/toast";
import css from "./Directory.module.css";
import { FieldInputs } from "./FieldInputs";
import { create, kinds, toBody, type DirectoryName, type Row } from "./kinds";
import { directory } from "./queries";

export default function Directory({ name }: { name: DirectoryName }) {
  const { t } = useTranslation();
  const lang = useLang();
  const mayWrite = useMay("member");
  const [q, setQ] = useQueryValue("q");
  const [fresh, setFresh] = useQueryValue("new");
  const [account] = useQueryValue("account");
  const query = useInfiniteQuery(directory(name, { q }));
  const title = t(`nav.${name}`);
  const columns = useMemo(() => kinds[name].columns(t, lang), [name, t, lang]);
  useTitle(title);
  useKey("c", () => setFresh("1"), mayWrite);
  const card = (row: Row) => {
    const { aside, low } = kinds[name].card(row, t, lang);
    return (
      <div className={rowCss.card}>
        <div className={rowCss.cardTop}>
          <Link href={`/${name}/${row.id}`} className={rowCss.main} dir="auto">
            {row.name}
          </Link>
          {aside}
        </div>
        <div className={rowCss.cardMid} dir="auto">{low}</div>
      </div>
    );
  };
  return (
    <Page
      fill
      title={title}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setFresh("1")}>
            {t(`${name}.new`)}
          </Button>
        )
      }
      tools={<SearchBox value={q} onChange={setQ} label={t(`${name}.search`)} />}
    >
      <DataTable
        name={name}
        label={title}
        columns={columns}
        query={query}
        href={(row) => `/${name}/${row.id}`}
        card={card}
        cardHeight={66}
        empty={
          <Empty title={q ? t("common.nothing_found") : t(`${name}.empty`)} text={q ? t("common.other_filter") : t(`${name}.empty_text`)}>
            {!q && mayWrite && <Button onClick={() => setFresh("1")}>{t(`${name}.new`)}</Button>}
          </Empty>
        }
      />
      {fresh && <NewRecord name={name} start={account ? { account_id: account } : {}} onClose={() => setFresh("")} />}
    </Page>
  );
}

function NewRecord({ name, start, onClose }: { name: DirectoryName; start: Fields; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const key = useRef(newIdempotencyKey());
  const [values, setValues] = useState(start);
  const saving = useMutation({
    mutationFn: async () => create(name, toBody(changed({}, values), values), key.current),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: [name] });
      say(t("common.saved"));
      navigate(`/${name}/${made.id}`);
    },
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  const { error } = saving;
  const general = error && !(error instanceof ApiError && (error.problem.errors?.length ?? 0) > 0);
  return (
    <Dialog onClose={onClose} title={t(`${name}.new`)} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        {general && (
          <div className={css.alert} role="alert">
            {problemText(t, error)}
          </div>
        )}
        <FieldInputs fields={kinds[name].fields} values={values} error={error} owner onChange={(field, value) => setValues((before) => ({ ...before, [field]: value }))} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={saving.isPending}>
            {t("common.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
