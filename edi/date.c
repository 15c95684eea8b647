/* Calendar dates and times of day. */
#include "edi/date.h"

static int number(const char *p, int n) {
  int v = 0;
  for (int i = 0; i < n; i++) {
    if (p[i] < '0' || p[i] > '9') return -1;
    v = v * 10 + (p[i] - '0');
  }
  return v;
}

bool edi_date_valid(struct edi_date d) {
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1) return false;
  bool leap = (d.year % 4 == 0 && d.year % 100 != 0) || d.year % 400 == 0;
  return d.day <= days[d.month - 1] + (d.month == 2 && leap ? 1 : 0);
}

bool edi_date_read(edi_str s, struct edi_date *out) {
  if (s.n != 8 && s.n != 6) return false;
  int wide = s.n == 8 ? 4 : 2, year = number(s.p, wide);
  struct edi_date d = {year, number(s.p + wide, 2), number(s.p + wide + 2, 2)};
  if (year >= 0 && wide == 2) d.year += year < 70 ? 2000 : 1900;
  if (!edi_date_valid(d)) return false;
  *out = d;
  return true;
}

edi_str edi_date_iso(struct edi_date d, char buf[static EDI_DATE_TEXT]) {
  int part[] = {d.year, d.month, d.day}, width[] = {4, 2, 2};
  size_t n = 0;
  for (int i = 0; i < 3; i++) {
    if (i) buf[n++] = '-';
    for (int k = width[i] - 1, v = part[i]; k >= 0; k--, v /= 10) buf[n + (size_t)k] = (char)('0' + v % 10);
    n += (size_t)width[i];
  }
  return (edi_str){buf, n};
}

bool edi_time_valid(edi_str s) {
  if (s.n != 4 && (s.n < 6 || s.n > 8)) return false;
  int h = number(s.p, 2), m = number(s.p + 2, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59) return false;
  if (s.n == 4) return true;
  int sec = number(s.p + 4, 2);
  return sec >= 0 && sec <= 59 && number(s.p + 6, (int)s.n - 6) >= 0;
}

/* What stands for each form: D a date of 8, d one of 6, T a time of 4, t one of 6, '-' itself. */
enum edi_period edi_period_check(edi_str form, edi_str s) {
  static const struct {
    const char *form, *parts;
  } forms[] = {{"D8", "D"},   {"D6", "d"},      {"RD8", "D-D"}, {"RD6", "d-d"}, {"DT", "DT"},   {"RDT", "DT-DT"},
               {"RTS", "Dt"}, {"DTS", "Dt-Dt"}, {"TM", "T"},    {"TS", "t"},    {"RTM", "T-T"}, {"DDT", "D-DT"}};
  const char *parts = NULL;
  for (size_t i = 0; i < sizeof forms / sizeof *forms && !parts; i++)
    if (edi_is(form, forms[i].form)) parts = forms[i].parts;
  if (!parts) return EDI_PERIOD_UNKNOWN;
  bool time = *parts == 'T' || *parts == 't';
  for (; *parts; parts++) {
    size_t n = *parts == 'D' ? 8 : *parts == 'T' ? 4 : *parts == '-' ? 1 : 6;
    struct edi_date d;
    edi_str part = {s.p, n};
    bool clock = *parts == 'T' || *parts == 't';
    if (s.n < n) return time ? EDI_PERIOD_NO_TIME : EDI_PERIOD_NO_DATE;
    if (*parts == '-' ? *s.p != '-' : clock ? !edi_time_valid(part) : !edi_date_read(part, &d))
      return time || clock ? EDI_PERIOD_NO_TIME : EDI_PERIOD_NO_DATE;
    s.p += n;
    s.n -= n;
  }
  return !s.n ? EDI_PERIOD_GOOD : time ? EDI_PERIOD_NO_TIME : EDI_PERIOD_NO_DATE;
}
