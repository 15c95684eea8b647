declare module "virtual:findings/locales/*" {
  /** Sentences by key, with what is filled in in braces. */
  const texts: Record<string, string>;
  export default texts;
}
