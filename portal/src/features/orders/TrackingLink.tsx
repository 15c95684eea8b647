// The public link by which a customer follows the order: made, copied, opened, taken back.
import { ActionIcon, Button, CopyButton, Tooltip } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconCopy, IconExternalLink, IconLinkOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey, read } from "../../api/client";
import type { Order } from "../../api/types";
import { Card } from "../../ui/Page";
import { complain } from "../../ui/toast";
import css from "./OrderRecord.module.css";

export function TrackingLink({ order, may }: { order: Order; may: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const params = { path: { id: order.id } };
  const done = () => client.invalidateQueries({ queryKey: ["record", order.id] });
  const make = useMutation({ mutationFn: () => read(api.POST("/api/orders/{id}/tracking-link", { params: { ...params, header: { "Idempotency-Key": newIdempotencyKey() } } })), onSuccess: done, onError: complain });
  const revoke = useMutation({ mutationFn: () => read(api.DELETE("/api/orders/{id}/tracking-link", { params })), onSuccess: done, onError: complain });
  const url = order.tracking ? new URL(`/t/${order.tracking.token}`, location.origin).href : null;
  return (
    <Card title={t("order.tracking")}>
      {url ? (
        <div className={css.link}>
          <a href={url} target="_blank" rel="noopener noreferrer">
            {url.replace(/^https?:\/\//, "")}
          </a>
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? t("common.copied") : t("common.copy")}>
                <ActionIcon variant="default" onClick={copy} aria-label={t("order.copy_link")}>
                  {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
          <Tooltip label={t("order.open_link")}>
            <ActionIcon component="a" variant="default" href={url} target="_blank" rel="noopener noreferrer" aria-label={t("order.open_link")}>
              <IconExternalLink size={16} />
            </ActionIcon>
          </Tooltip>
          {may && (
            <Tooltip label={t("order.revoke_link")}>
              <ActionIcon variant="default" loading={revoke.isPending} onClick={() => revoke.mutate()} aria-label={t("order.revoke_link")}>
                <IconLinkOff size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
      ) : (
        <div className={css.noLink}>
          <span>{t("order.no_link")}</span>
          {may && (
            <Button size="compact-md" variant="light" loading={make.isPending} onClick={() => make.mutate()}>
              {t("order.make_link")}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
