// An invitation by link: who invites, then one's name and password.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "wouter";
import { api, read } from "../../api/client";
import { problemText, word } from "../../lib/words";
import { Bones } from "../../ui/States";
import { Door } from "./Door";
import css from "./Door.module.css";
import { givenToken } from "./token";

export default function Invite() {
  const { t } = useTranslation();
  const token = givenToken(useParams<{ token?: string }>().token);
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const found = useQuery({
    queryKey: ["invite", token],
    queryFn: () => read(api.POST("/api/invitations/lookup", { body: { token } })),
    retry: false,
  });
  const accept = useMutation({
    mutationFn: (form: FormData) =>
      read(api.POST("/api/invitations/accept", { body: { token, name: String(form.get("name")).trim(), password: String(form.get("password")) } })),
    onSuccess: () => {
      client.clear();
      navigate("/");
    },
  });
  const company = found.data?.company_name ?? "";
  return (
    <Door title={t("invite.title")} lead={found.data ? t("invite.lead", { company, role: word(t, "role", found.data.role) }) : undefined}>
      {found.isPending && <Bones rows={3} />}
      {found.isError && (
        <div className={css.alert} role="alert">
          {t("invite.invalid")}
        </div>
      )}
      {found.data && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            accept.mutate(new FormData(event.currentTarget));
          }}
        >
          {accept.isError && (
            <div className={css.alert} role="alert">
              {problemText(t, accept.error)}
            </div>
          )}
          <TextInput label={t("field.email")} value={found.data.email} readOnly autoComplete="username" />
          <TextInput name="name" label={t("field.your_name")} autoComplete="name" required maxLength={200} />
          <PasswordInput name="password" label={t("field.password")} description={t("field.password_rule")} autoComplete="new-password" minLength={10} required />
          <Button type="submit" size="md" loading={accept.isPending}>
            {t("invite.submit")}
          </Button>
        </form>
      )}
    </Door>
  );
}
