/* Calendar dates and times of day as X12 writes them. */
#ifndef EDI_DATE_H
#define EDI_DATE_H
#include "edi/mem.h"

struct edi_date {
  int year, month, day;
};

enum { EDI_DATE_TEXT = 16 };

bool edi_date_valid(struct edi_date d);
/* CCYYMMDD, or YYMMDD: 00..69 is 20xx, 70..99 is 19xx. */
bool edi_date_read(edi_str s, struct edi_date *out);
edi_str edi_date_iso(struct edi_date d, char buf[static EDI_DATE_TEXT]); /* "2026-11-21"; borrows buf */
/* HHMM, HHMMSS, HHMMSSD, HHMMSSDD; 24:00 is no time of day. */
bool edi_time_valid(edi_str s);

/* A date, time or period in the form that element 1250 names: D8, RD8, TM, DT and the like. */
enum edi_period { EDI_PERIOD_GOOD, EDI_PERIOD_NO_DATE, EDI_PERIOD_NO_TIME, EDI_PERIOD_UNKNOWN /* the form */ };
enum edi_period edi_period_check(edi_str form, edi_str s);

#endif
