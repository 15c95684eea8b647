// The two calls behind a guest's link.
import { api, read } from "../../api/client";

export interface GuestLink {
  room: string | null;
  company: string;
  name: string | null;
  language: string | null;
  expires_at: string;
}

type Call = (path: string, init: { body: unknown }) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const post = api.POST as unknown as Call;

export const lookUpGuest = (token: string) => read(post("/api/guests/lookup", { body: { token } }) as Promise<{ data?: GuestLink; response: Response }>);
export const enterAsGuest = (body: { token: string; name: string; organisation?: string; language?: string }) =>
  read(post("/api/guests/enter", { body }) as Promise<{ data?: unknown; response: Response }>);
