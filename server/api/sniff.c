/* Every read is checked against the end; whatever a header claims is only a number here. */
#include "api/sniff.h"

enum { TEXT_LOOK = 65536, SEGMENTS_MAX = 4096 };

static const struct {
  size_t at;
  str magic;
  const char *type;
} magics[] = {
    {0, {"\x89PNG\r\n\x1a\n", 8}, "image/png"},
    {0, {"\xff\xd8\xff", 3}, "image/jpeg"},
    {0, {"GIF87a", 6}, "image/gif"},
    {0, {"GIF89a", 6}, "image/gif"},
    {8, {"WEBP", 4}, "image/webp"},
    {0, {"%PDF-", 5}, "application/pdf"},
    {0, {"PK\x03\x04", 4}, "application/zip"},
    {0, {"PK\x05\x06", 4}, "application/zip"},
    {0, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8}, "application/x-ole-storage"},
    {0, {"\x1f\x8b", 2}, "application/gzip"},
    {0, {"BZh", 3}, "application/x-bzip2"},
    {0,
     {"\xfd"
      "7zXZ\0",
      6},
     "application/x-xz"},
    {0, {"7z\xbc\xaf\x27\x1c", 6}, "application/x-7z-compressed"},
    {0, {"Rar!\x1a\x07", 6}, "application/vnd.rar"},
    {0, {"\x28\xb5\x2f\xfd", 4}, "application/zstd"},
    {257, {"ustar", 5}, "application/x-tar"},
    {4, {"ftypheic", 8}, "image/heic"},
    {4, {"ftypavif", 8}, "image/avif"},
    {4, {"ftypM4A ", 8}, "audio/mp4"},
    {4, {"ftyp", 4}, "video/mp4"},
    {0, {"\x1a\x45\xdf\xa3", 4}, "video/webm"},
    {0, {"OggS", 4}, "audio/ogg"},
    {0, {"ID3", 3}, "audio/mpeg"},
    {0, {"\xff\xfb", 2}, "audio/mpeg"},
    {8, {"WAVE", 4}, "audio/wav"},
    {8, {"AVI ", 4}, "video/x-msvideo"},
    {0, {"fLaC", 4}, "audio/flac"},
    {0, {"II*\0", 4}, "image/tiff"},
    {0, {"MM\0*", 4}, "image/tiff"},
    {0, {"\0\0\1\0", 4}, "image/x-icon"},
    {0, {"BM", 2}, "image/bmp"},
    {0,
     {"\x7f"
      "ELF",
      4},
     "application/x-executable"},
    {0, {"MZ", 2}, "application/x-msdownload"},
    {0, {"{\\rtf", 5}, "application/rtf"},
    {0, {"%!PS", 4}, "application/postscript"},
};

static bool has(str s, size_t at, str what) { return at + what.n <= s.n && memcmp(s.p + at, what.p, what.n) == 0; }

/* The container of these says which they are only further in. */
static bool is_riff(str type) {
  return str_eq(type, STR("image/webp")) || str_eq(type, STR("audio/wav")) || str_eq(type, STR("video/x-msvideo"));
}

static uint32_t byte(str s, size_t at) { return at < s.n ? (unsigned char)s.p[at] : 0; }
static uint32_t be16(str s, size_t at) { return byte(s, at) << 8 | byte(s, at + 1); }
static uint32_t be32(str s, size_t at) { return be16(s, at) << 16 | be16(s, at + 2); }
static uint32_t le16(str s, size_t at) { return byte(s, at) | byte(s, at + 1) << 8; }
static uint32_t le24(str s, size_t at) { return le16(s, at) | byte(s, at + 2) << 16; }

/* Images. */
static void png_size(str s, struct sniff *out) {
  if (!has(s, 12, STR("IHDR")) || s.n < 24) return;
  out->width = be32(s, 16), out->height = be32(s, 20);
}

static void gif_size(str s, struct sniff *out) {
  if (s.n < 10) return;
  out->width = le16(s, 6), out->height = le16(s, 8);
}

static void jpeg_size(str s, struct sniff *out) {
  size_t at = 2;
  for (int i = 0; i < SEGMENTS_MAX; i++) {
    while (byte(s, at) == 0xff && byte(s, at + 1) == 0xff) at++; /* fill bytes */
    if (byte(s, at) != 0xff) return;
    uint32_t marker = byte(s, at + 1), length = be16(s, at + 2);
    bool frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (frame && at + 9 <= s.n) {
      out->height = be16(s, at + 5), out->width = be16(s, at + 7);
      return;
    }
    bool alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    if (frame || marker == 0xda || marker == 0xd9 || (!alone && length < 2)) return;
    at += alone ? 2 : 2 + length;
  }
}

static void webp_size(str s, struct sniff *out) {
  if (s.n < 30) return;
  if (has(s, 12, STR("VP8 ")) && has(s, 23, STR("\x9d\x01\x2a"))) {
    out->width = le16(s, 26) & 0x3fff, out->height = le16(s, 28) & 0x3fff;
  } else if (has(s, 12, STR("VP8L")) && byte(s, 20) == 0x2f) {
    uint32_t bits = le24(s, 21) | byte(s, 24) << 24;
    out->width = (bits & 0x3fff) + 1, out->height = (bits >> 14 & 0x3fff) + 1;
  } else if (has(s, 12, STR("VP8X"))) {
    out->width = le24(s, 24) + 1, out->height = le24(s, 27) + 1;
  }
}

static void measure(str s, struct sniff *out) {
  if (str_eq(out->type, STR("image/png")))
    png_size(s, out);
  else if (str_eq(out->type, STR("image/jpeg")))
    jpeg_size(s, out);
  else if (str_eq(out->type, STR("image/gif")))
    gif_size(s, out);
  else if (str_eq(out->type, STR("image/webp")))
    webp_size(s, out);
  else
    return;
  out->preview = out->width && out->height && (uint64_t)out->width * out->height <= SNIFF_PIXELS_MAX;
  if (out->width > INT32_MAX || out->height > INT32_MAX) out->width = out->height = 0;
}

/* The name of the first file in a zip, or what stands in it, tells the office formats; the rest stays a zip. */
static str zip_kind(str s) {
  size_t n = le16(s, 26);
  str name = {s.p + 30, s.n > 30 && n <= s.n - 30 ? n : 0};
  if (str_eq(name, STR("mimetype"))) {
    str what = {s.p + 30 + n, s.n - 30 - n};
    if (str_starts(what, STR("application/vnd.oasis.opendocument.text")))
      return STR("application/vnd.oasis.opendocument.text");
    if (str_starts(what, STR("application/vnd.oasis.opendocument.spreadsheet")))
      return STR("application/vnd.oasis.opendocument.spreadsheet");
    if (str_starts(what, STR("application/epub+zip"))) return STR("application/epub+zip");
  }
  if (str_eq(name, STR("[Content_Types].xml")) || str_starts(name, STR("_rels/")) ||
      str_starts(name, STR("docProps/"))) {
    static const struct {
      str folder, type;
    } office[] = {
        {{"word/", 5}, {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", 71}},
        {{"xl/", 3}, {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 65}},
        {{"ppt/", 4}, {"application/vnd.openxmlformats-officedocument.presentationml.presentation", 73}},
    };
    str look = {s.p, s.n < TEXT_LOOK ? s.n : TEXT_LOOK}, tail = {s.p + s.n - look.n, look.n};
    for (size_t i = 0; i < sizeof office / sizeof *office; i++)
      if (str_find(look, office[i].folder) >= 0 || str_find(tail, office[i].folder) >= 0) return office[i].type;
  }
  return STR("application/zip");
}

/* Text. */
static bool starts_nocase(str s, str word) { return s.n >= word.n && str_eq_nocase((str){s.p, word.n}, word); }

static bool is_text(str s) {
  for (size_t at = 0; at < s.n;) {
    unsigned char c = (unsigned char)s.p[at];
    if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b) return false;
    size_t n = str_utf8_next((str){s.p + at, s.n - at});
    if (!n) return s.n == TEXT_LOOK && s.n - at < 4; /* cut in the middle of a letter */
    at += n;
  }
  return s.n > 0;
}

static str text_kind(str s) {
  static const char *const html[] = {"<!doctype html", "<html",  "<head", "<body", "<script",
                                     "<iframe",        "<table", "<a ",   "<p>",   "<div"};
  if (has(s, 0, STR("\xef\xbb\xbf"))) s.p += 3, s.n -= 3;
  s = str_trim(s);
  for (size_t i = 0; i < sizeof html / sizeof *html; i++)
    if (starts_nocase(s, str_of(html[i]))) return STR("text/html");
  bool markup = s.n && s.p[0] == '<';
  if (markup && str_find(s, STR("<svg")) >= 0) return STR("image/svg+xml");
  if (markup && (starts_nocase(s, STR("<?xml")) || starts_nocase(s, STR("<!doctype")))) return STR("application/xml");
  if (str_starts(s, STR("BEGIN:VCARD"))) return STR("text/vcard");
  if (str_starts(s, STR("BEGIN:VCALENDAR"))) return STR("text/calendar");
  return STR("text/plain");
}

void sniff(str bytes, struct sniff *out) {
  *out = (struct sniff){.type = STR("application/octet-stream")};
  str look = {bytes.p, bytes.n < TEXT_LOOK ? bytes.n : TEXT_LOOK};
  bool text = is_text(look);
  for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
    str type = str_of(magics[i].type);
    if (text && magics[i].magic.n <= 3) continue; /* a letter may begin with BM */
    if (!has(bytes, magics[i].at, magics[i].magic) || (is_riff(type) && !has(bytes, 0, STR("RIFF")))) continue;
    out->type = str_eq(type, STR("application/zip")) ? zip_kind(bytes) : type;
    measure(bytes, out);
    return;
  }
  if (text) out->type = text_kind(look);
}
