// Log-in. The address stays what it was, so that a pasted link opens once one is in.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Me } from "../../api/types";
import { problemText } from "../../lib/words";
import { Door } from "./Door";
import css from "./Door.module.css";

export default function Login() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const login = useMutation({
    mutationFn: (form: FormData) =>
      read<Me>(api.POST("/api/session", { body: { email: String(form.get("email")).trim(), password: String(form.get("password")) } })),
    onSuccess: () => client.resetQueries({ queryKey: me.queryKey }),
  });
  return (
    <Door title={t("login.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate(new FormData(event.currentTarget));
        }}
      >
        {login.isError && (
          <div className={css.alert} role="alert">
            {problemText(t, login.error)}
          </div>
        )}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- the log-in screen has nothing before its first field */}
        <TextInput name="email" type="email" label={t("field.email")} autoComplete="username" required autoFocus />
        <PasswordInput name="password" label={t("field.password")} autoComplete="current-password" required visibilityToggleButtonProps={{ "aria-label": t("login.show_password") }} />
        <Button type="submit" size="md" loading={login.isPending || login.isSuccess}>
          {t("login.submit")}
        </Button>
        <Link href="/reset" className={css.link}>
          {t("login.forgot")}
        </Link>
      </form>
    </Door>
  );
}
