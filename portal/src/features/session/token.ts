// The one-time token of a mailed link: in the path, after "#", or as ?token=.
export function givenToken(path: string | undefined): string {
  return path ?? (location.hash.slice(1).replace(/^token=/, "") || new URLSearchParams(location.search).get("token") || "");
}
