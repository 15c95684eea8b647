// What people wrote, made harmless for the line it stands in.

/** Marks that turn the order of the letters after them; in a title they make one name look like another. */
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const turning = /[\u202a-\u202e\u2066-\u2069]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** The same text without marks that change its direction and without control characters. */
export function plain(text: string): string {
  return text.replace(turning, "");
}
