// One import, from its columns to its result.
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Progress.layer.css";
import "@mantine/core/styles/Radio.layer.css";
import "@mantine/core/styles/RadioIndicator.layer.css";
import { Button, NativeSelect, Progress, Radio } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconAlertTriangle, IconCheck, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read } from "../../api/client";
import { count } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { problemText, word } from "../../lib/words";
import { Card, Page } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import { assign, missing, share, type Kind, type Mapping } from "./file";
import css from "./Imports.module.css";
import { busy, importFields, importOf, type Import } from "./queries";

const steps = ["map", "check", "run"] as const;

export function ImportFlow({ id, onLeave }: { id: string; onLeave: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery(importOf(id));
  const [again, setAgain] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["imports"] });
  const act = useMutation({
    mutationFn: (verb: "check" | "run") => read(api.POST(`/api/imports/{id}/${verb}`, { params: { path: { id } } })),
    onSuccess: () => {
      setAgain(false);
      return refresh();
    },
    onError: complain,
  });
  const stop = useMutation({
    mutationFn: () => read(api.DELETE("/api/imports/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      void refresh();
      if (!busy(query.data?.state)) onLeave();
    },
    onError: complain,
  });

  if (query.isPending) return <Page title={t("nav.import")}><Bones rows={8} /></Page>;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const item = query.data;
  const mapping = again || item.state === "new" || (item.state === "stopped" && item.why === "check");
  const step = mapping ? "map" : item.state === "checking" || item.state === "checked" ? "check" : "run";
  return (
    <Page
      title={<span dir="auto">{item.name}</span>}
      actions={
        <Button variant="default" onClick={onLeave}>
          {t("import.to_all")}
        </Button>
      }
      tools={
        <ol className={css.steps}>
          {steps.map((name) => (
            <li key={name} aria-current={name === step ? "step" : undefined}>{t(`import.step_${name}`)}</li>
          ))}
        </ol>
      }
    >
      <div className={css.page}>
        {mapping ? (
          <Map item={item} busy={act.isPending} onReady={() => act.mutateAsync("check")} onForget={() => stop.mutate()} />
        ) : busy(item.state) ? (
          <Running item={item} stopping={stop.isPending} onStop={() => stop.mutate()} />
        ) : (
          <Result item={item} busy={act.isPending} onRun={() => act.mutate("run")} onMap={() => setAgain(true)} />
        )}
      </div>
    </Page>
  );
}

function Map({ item, busy: waiting, onReady, onForget }: { item: Import; busy: boolean; onReady: () => Promise<unknown>; onForget: () => void }) {
  const { t } = useTranslation();
  const [mapping, setMapping] = useState<Mapping>(item.mapping);
  const [duplicates, setDuplicates] = useState(item.on_duplicate);
  const fields = useQuery(importFields(item.kind as Kind));
  const save = useMutation({
    mutationFn: async () => {
      await read(api.PUT("/api/imports/{id}/mapping", { params: { path: { id: item.id } }, body: { mapping, duplicates } as never }));
      await onReady();
    },
  });
  if (fields.isPending) return <Bones rows={8} />;
  if (fields.isError) return <ErrorState error={fields.error} retry={() => void fields.refetch()} />;
  const label = (name: string) => word(t, "field", name);
  const open = missing(mapping, fields.data);
  const used = Object.entries(mapping);
  return (
    <>
      <Card title={t("import.columns")} flush>
        <div className={css.columns}>
          {item.columns.map((column, i) => {
            const field = mapping[String(i)] ?? "";
            return (
              <div key={i} className={css.column} data-on={field !== "" || undefined}>
                <span className={css.name}>
                  <strong dir="auto">{column || t("import.unnamed", { number: i + 1 })}</strong>
                  <span className={css.dim} dir="auto">{item.sample.slice(0, 3).map((row) => row[i]).filter(Boolean).join(" · ") || "–"}</span>
                </span>
                <NativeSelect
                  aria-label={t("import.field_of", { column: column || String(i + 1) })}
                  value={field}
                  onChange={(event) => setMapping(assign(mapping, i, event.currentTarget.value))}
                  data={[{ value: "", label: t("import.leave_out") }, ...fields.data.map((choice) => ({ value: choice.field, label: label(choice.field) + (choice.needed ? " *" : "") }))]}
                />
              </div>
            );
          })}
        </div>
      </Card>
      <Card title={t("import.preview")} flush>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
        <div className={css.scroll} role="region" aria-label={t("import.preview")} tabIndex={0}>
          <table className={css.table}>
            <thead>
              <tr>
                {used.map(([i, field]) => (
                  <th key={i} scope="col">{label(field)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {item.sample.map((row, n) => (
                <tr key={n}>
                  {used.map(([i]) => (
                    <td key={i} dir="auto">{row[Number(i)]}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <Radio.Group label={t("import.duplicates")} value={duplicates} onChange={setDuplicates}>
        <div className={css.radios}>
          <Radio value="skip" label={t("import.skip")} />
          <Radio value="create" label={t("import.create")} />
        </div>
      </Radio.Group>
      {open.length > 0 && (
        <p className={css.warn} role="status">
          <IconAlertTriangle size={16} aria-hidden /> {t("import.missing", { fields: open.map(label).join(", ") })}
        </p>
      )}
      {save.isError && <p className={css.bad} role="alert">{problemText(t, save.error)}</p>}
      <div className={css.buttons}>
        <Button variant="subtle" color="red" onClick={onForget}>
          {t("import.forget")}
        </Button>
        <Button loading={save.isPending || waiting} disabled={open.length > 0} onClick={() => save.mutate()}>
          {t("import.check")}
        </Button>
      </div>
    </>
  );
}

function Running({ item, stopping, onStop }: { item: Import; stopping: boolean; onStop: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const percent = share(item.done, item.total);
  return (
    <Card title={t(`import.state_${item.state}`)}>
      <Progress value={percent} size="lg" aria-label={t(`import.state_${item.state}`)} />
      <p role="status" className={css.progress}>
        {t("import.progress", { done: count(item.done, lang), total: count(item.total, lang) })}
      </p>
      <p className={css.dim}>{t("import.may_leave")}</p>
      <div className={css.buttons}>
        <Button variant="default" loading={stopping} onClick={onStop}>
          {t("import.stop")}
        </Button>
      </div>
    </Card>
  );
}

function Result({ item, busy: waiting, onRun, onMap }: { item: Import; busy: boolean; onRun: () => void; onMap: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const tried = item.state === "checked";
  return (
    <>
      <div className={css.tiles} role="status">
        <div data-tone="good">
          <strong>{count(item.ok, lang)}</strong>
          <span>{tried ? t("import.would_come") : t("import.came")}</span>
        </div>
        <div data-tone={item.duplicates > 0 ? "warn" : undefined}>
          <strong>{count(item.duplicates, lang)}</strong>
          <span>{item.on_duplicate === "skip" ? t("import.twins_skipped") : t("import.twins_made")}</span>
        </div>
        <div data-tone={item.failed > 0 ? "bad" : undefined}>
          <strong>{count(item.failed, lang)}</strong>
          <span>{t("import.refused")}</span>
        </div>
      </div>
      {item.state === "stopped" && <p className={css.warn} role="status">{item.why === "role" ? t("import.stopped_role") : t("import.stopped_asked")}</p>}
      {item.state === "done" && item.failed === 0 && (
        <p className={css.good}>
          <IconCheck size={16} aria-hidden /> {t("import.all_in")}
        </p>
      )}
      {item.problems.length > 0 && (
        <Card
          title={t("import.problems")}
          aside={
            <Button component="a" size="compact-sm" variant="default" leftSection={<IconDownload size={14} />} href={`/api/imports/${item.id}/errors`} download={item.name.replace(/(\.csv)?$/i, `-${t("import.problems_file")}.csv`)}>
              {t("import.problems_csv")}
            </Button>
          }
          flush
        >
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
          <div className={css.scroll} role="region" aria-label={t("import.problems")} tabIndex={0}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("import.row")}</th>
                  <th scope="col">{t("import.column")}</th>
                  <th scope="col">{t("import.reason")}</th>
                </tr>
              </thead>
              <tbody>
                {item.problems.map((problem, i) => (
                  <tr key={i}>
                    <td>{count(problem.row, lang)}</td>
                    <td dir="auto">{problem.column ?? (problem.field ? word(t, "field", problem.field) : "")}</td>
                    <td>{problem.detail}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
      <div className={css.buttons}>
        {tried && (
          <>
            <Button variant="default" onClick={onMap}>
              {t("import.back_to_map")}
            </Button>
            <Button loading={waiting} disabled={item.ok === 0} onClick={onRun}>
              {t("import.run", { count: item.ok })}
            </Button>
          </>
        )}
        {item.state === "done" && (
          <Button component={Link} href={`/${item.kind}s`}>
            {t("import.see")}
          </Button>
        )}
      </div>
    </>
  );
}
