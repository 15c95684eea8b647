declare module "virtual:findings/locales/*" {
  /** Sentences by key, with what is filled in in braces; names by the element's number or the segment's id; meanings by number and code, "353=00". */
  const texts: Record<string, string>;
  export default texts;
}
