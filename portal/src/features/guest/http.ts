// The two calls behind a guest's link.
import { api, read } from "../../api/client";
import type { Language } from "../../app/i18n";

export const lookUpGuest = (token: string) => read(api.POST("/api/guests/lookup", { body: { token } }));
export const enterAsGuest = (body: { token: string; name: string; organisation?: string; language?: Language }) => read(api.POST("/api/guests/enter", { body }));
