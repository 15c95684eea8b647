declare module "virtual:findings/locales/*" {
  /** Sentences by key, with what is filled in in braces; names by the element's number or the segment's id. */
  const texts: Record<string, string>;
  export default texts;
}
