// A forgotten password: ask for the mail, and with its link choose a new one.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "wouter";
import { api, read } from "../../api/client";
import { problemText } from "../../lib/words";
import { Door } from "./Door";
import css from "./Door.module.css";
import { givenToken } from "./token";

export default function Reset() {
  const token = givenToken(useParams<{ token?: string }>().token);
  return token ? <Redeem token={token} /> : <Request />;
}

function Request() {
  const { t } = useTranslation();
  const request = useMutation({
    mutationFn: (email: string) => read(api.POST("/api/password-resets", { body: { email } })),
  });
  return (
    <Door title={t("reset.title")} lead={t("reset.lead")}>
      {request.isSuccess ? (
        <div className={css.good} role="status">
          {t("reset.sent")}
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            request.mutate(String(new FormData(event.currentTarget).get("email")).trim());
          }}
        >
          {request.isError && (
            <div className={css.alert} role="alert">
              {problemText(t, request.error)}
            </div>
          )}
          <TextInput name="email" type="email" label={t("field.email")} autoComplete="username" required />
          <Button type="submit" size="md" loading={request.isPending}>
            {t("reset.submit")}
          </Button>
          <Link href="/" className={css.link}>
            {t("reset.back")}
          </Link>
        </form>
      )}
    </Door>
  );
}

function Redeem({ token }: { token: string }) {
  const { t } = useTranslation();
  const redeem = useMutation({
    mutationFn: (password: string) => read(api.POST("/api/password-resets/redeem", { body: { token, password } })),
  });
  return (
    <Door title={t("reset.new_title")}>
      {redeem.isSuccess ? (
        <>
          <div className={css.good} role="status">
            {t("reset.done")}
          </div>
          <form>
            <Button component={Link} href="/" size="md">
              {t("login.title")}
            </Button>
          </form>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            redeem.mutate(String(new FormData(event.currentTarget).get("password")));
          }}
        >
          {redeem.isError && (
            <div className={css.alert} role="alert">
              {problemText(t, redeem.error)}
            </div>
          )}
          <PasswordInput name="password" label={t("field.new_password")} description={t("field.password_rule")} autoComplete="new-password" minLength={10} required />
          <Button type="submit" size="md" loading={redeem.isPending}>
            {t("reset.set")}
          </Button>
        </form>
      )}
    </Door>
  );
}
