// The typed HTTP client: same-origin cookies, problem+json turned into one error class, ETags kept with their record.
import createClient from "openapi-fetch";
import { plain } from "../lib/plain";
import type { paths } from "./api";
import type { Problem } from "./types";

/** Every JSON answer passes here, so that no screen can forget what must not reach it. */
async function fetchPlain(request: Request): Promise<Response> {
  // The language on the screen, so that refusals are told in it as well.
  request.headers.set("Accept-Language", document.documentElement.lang || "en");
  const response = await fetch(request);
  if (!response.ok || !response.headers.get("Content-Type")?.startsWith("application/json")) return response;
  const text = await response.text();
  return new Response(plain(text), { status: response.status, statusText: response.statusText, headers: response.headers });
}

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin", fetch: fetchPlain });

export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfter: number | null = null,
  ) {
    super(problem.detail ?? problem.title);
  }
  get status(): number {
    return this.problem.status;
  }
  /** The machine word of the problem, without the path before it. */
  get kind(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf("/") + 1);
  }
  /** What is wrong with the named field, when the server said so. */
  field(name: string): string | undefined {
    return this.problem.errors?.find((error) => error.pointer === `/${name}`)?.detail;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

function toProblem(error: unknown, response: Response): Problem {
  if (typeof error === "object" && error !== null && "status" in error && "type" in error) return error as Problem;
  return { type: "/problems/unexpected", title: response.statusText || "Error", status: response.status };
}

let onSessionOver: () => void = () => {};

export function whenSessionIsOver(listener: () => void): void {
  onSessionOver = listener;
}

async function settle<T>(request: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch {
    throw new ApiError({ type: "/problems/unreachable", title: "unreachable", status: 0 });
  }
  const { error, response } = answer;
  if (response.ok || response.status === 304) return answer;
  const problem = toProblem(error, response);
  if (problem.status === 401 && problem.type.endsWith("session_required")) onSessionOver();
  const wait = Number(response.headers.get("Retry-After"));
  throw new ApiError(problem, Number.isFinite(wait) && wait > 0 ? wait : null);
}

/** The body of the answer. */
export async function read<T>(request: Promise<Answer<T>>): Promise<T> {
  return (await settle(request)).data as T;
}

export interface Tagged<T> {
  record: T;
  etag: string | null;
}

export async function readTagged<T>(request: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, response } = await settle(request);
  return { record: data as T, etag: response.headers.get("ETag") };
}

/** One key per intended creation: a retried press of the button creates nothing twice. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}
