/* A partner's guide: what it asks for beyond the standard, as a text that is laid over the tables. One rule a line,
   words with blanks between, '#' begins a remark.

   guide Acme, orders from 2026    what it is called
   sender ZZ:ACME                  interchanges come from here, or from another that is named so
   receiver 01:123456789           … and go here
   set 850 004010                  the rules below are for this set; without a release: in every release that has it
   convention 005010X001 …         what ST03 may name
   require CUR                     a segment, or the loop that it opens
   require PO1/PID                 … inside a loop
   require N1[ST]                  at least one whose first element is ST
   require PO107                   an element: it must be there in every PO1
   require PO1/N1/N401             … of the N4 in the loop PO1/N1
   length REF02[DP] 3 3            … in those REF whose first element is DP
   forbid PO1/SLN                  a segment, or the loop that it opens
   forbid BEG08                    an element
   times REF 3                     at most, of a segment or of the turns of a loop
   times N1 2 4                    at least and at most, in each turn of the loop around
   times REF03 2 3                 … repetitions of an element that is there
   length BEG03 1 10               least and most characters
   pattern REF02[DP] D-[0-9]*      the form of a value: ? is any character, * any number of them, [A-Z0-9] one of
                                   these, and a backslash takes what is behind it as it is
   require BEG07 when BEG06        an element, where another of its segment is there
   forbid REF03 when REF01 DP IA   … or is one of these codes
   require PO1/PID when PO106 SK   a segment or loop, where such an element came before it: in the same turn of its
   forbid N1/N4 when BEG01 05      loop, or in a loop around
   codes BEG01 00 05               these and no others
   also N101 X1                    these as well
   accept element.long             a kind of finding: the set is accepted with errors
   reject element.code             … the set is rejected
   ignore segment.unknown          … it is not said at all

   A place is the path of loops, a slash, and the segment; an element is two digits behind it, a component "-1" behind
   that. Where the same segment stands in one loop more than once, "REF@0040" names its position in the table. A rule
   that the standard does not allow (a longer length, a code it does not list, a mandatory element forbidden) is an
   error. The keys of findings stand in keys.h. */
#ifndef EDI_X12_OVERLAY_H
#define EDI_X12_OVERLAY_H
#include "edi/x12/finding.h"
#include "edi/x12/schema.h"

/* The tables with the guide laid over them, to be used instead of them; they are borrowed, and so is text. NULL: *why
   (in m) says which line is wrong and how. */
const struct x12_schemas *x12_guide_read(struct edi_mem *m, const struct x12_schemas *standard, edi_str text,
                                         edi_str *why);

/* What the guide makes of a kind of finding: false, it is not said at all; *fatal is set if the guide speaks of it.
   Tables without a guide change nothing; s may be NULL. */
bool x12_guide_says(const struct x12_schemas *s, enum x12_key key, bool *fatal);

/* May an interchange come from this sender, or go to this receiver? Without a guide, or when it names none: from and to
   anyone. s may be NULL. */
bool x12_guide_sender(const struct x12_schemas *s, edi_str qualifier, edi_str id);
bool x12_guide_receiver(const struct x12_schemas *s, edi_str qualifier, edi_str id);

edi_str x12_guide_name(const struct x12_schemas *s); /* n = 0: no guide, or none is given */

#endif
