/* Maps between X12 transaction sets and the documents of the shared model: data, one file a set and release under
   schemas/maps/x12 ("850-004010.map"), read in both directions.

   A file is lines of words with blanks between them; '#' at the beginning of a word starts a remark, a text with blanks
   in it stands in double quotes (\n is a line end in it). Indentation is for people.

   map 850 004010 order     the first line: set, release, document (schemas/documents/order.json)
   as 850-004010            the rules of that map, held against this release's table; nothing else follows
   members a b c            the order in which fields and lists are written; others follow as they are first named
   use NAME...              the lines of those parts of "common.map" stand here (edi/map/parts.h)
   maybe                    from here to the end of the object, what is absent is left out of the document, as if every
                            rule and list said so

   codes NAME [MODEL=CODE,CODE...]... [*]
                            a list of codes: the model's word and the codes that mean it. The first code is the one
                            written. "EA" alone stands for EA=EA. "*" at the end: other codes pass as they are;
                            without it they are kept and the field is null. In a list of pairs, "UP:12" is written
                            beside values of 12 bytes, and of the word's other codes the first without a length beside
                            all others: "gtin=EN,UP:12,UK:14".
   only FIELD WORD...       the set is rejected when the field has another value
   skip FIELD WORD...       with one of these values the set is right but asks for nothing: a copy, a duplicate

   segment PATH [EE=CODES]... [always]
                            rules for the segments at this place of the set's table, and only for those whose elements
                            EE have one of CODES ("01=002,010", or "01=@NAME" for a list). The first code is written.
                            Of several blocks that fit, the first counts. PATH is the loop below the object at hand and
                            the segment: BEG, N9/MSG; where the segment stands twice in that loop, MSG@1380 is the one
                            at that position. always: written even if none of its fields has a value.
   EE FIELD [TYPE] [OPTION]...
                            element EE ("02", a component: "05-1") is FIELD. TYPE is text (which is taken for granted),
                            decimal (text in the model, exact; types R and Nn), integer (a number), date (2026-11-21),
                            time (09:30, 09:30:00, 09:30:00.05). OPTIONS:
       required             without it the set is rejected
       positive, unsigned   a decimal above zero, not below zero; else the set is rejected
       codes NAME           translated by this list
       scaled EE by NAME    the decimal is for as many as element EE says: model words of the list are powers of ten
                            ("codes per 2=HP 3=TP": a price per hundred is divided by 100)
       join "TEXT"          several elements and segments together are the field, TEXT between them
       max N                no longer than N bytes; what is beyond is kept
       or position          when it is absent: the item's number in its list
       else least LIST.FIELD    when it is absent: the smallest of the items' values
       maybe                left out of the document when it is absent; else it is null
     Where several rules feed one field, the first in the file counts before the others, and of codes the first code;
     of equals the first that comes. The others are kept.
   EE = VALUE               written on the way out; another value that came in is kept
   EE count, EE sum         the total that the set's table has for this element, of the segments that come before it; a
                            sum is written only where there was one
   EE pairs NAME            from EE to the end: qualifier and value, by turns. The model's words of the list are the
                            fields ("codes part seller_part=VP,VN buyer_part=BP,IN")
   EE to EE pairs NAME      the same, up to an element; other rules may follow, further pairs, too: they are filled one
                            after the other
   position FIELD           the item's number in its list, from 1
   say FIELD VALUE          a constant of the document

   list PATH NAME [EE=CODES]... [maybe]
     ... end                each turn of the loop PATH (or each segment PATH, where it is no loop) is an object in the
                            array NAME, if its first segment has these codes. Lists hold segments, lists and so on. The
                            loop around it must be the one of the object at hand.
   list PATH NAME groups EE-EE to EE [EE=CODES]... [maybe]
     ... end                elements that repeat by groups within the segment PATH: each group is an item. Its rules are
                            those of the first group; elements outside of them are said by every item. Items that say
                            the same of those share a segment on the way out, as many as it holds
                            ("list SDQ destinations groups 03-04 to 22"). A segment of more than 16 KiB is kept whole.
   one PATH NAME [EE=CODES]... [maybe]
     ... end                the same for a single object; further turns are kept
   tree PATH                the loop of HL segments is a tree: each object hangs at the one that HL02 names
     level CODE NAME        objects with this HL03 stand in the array NAME of the object above; "*": any other code
     ... end
   end                      of the tree. Inside a level, PATH is below the HL loop; HL itself needs no rules. A level
                            for any other code says it by "segment HL" and "03 FIELD".

   What no rule carries is kept: the object's member "kept" lists segments whose rest would be lost, in their order, an
   entry for every segment of that place of the table: ["REF","IA","52311"]. Its name is REF@1380 where the segment
   stands twice below the object. Of its elements null is what the fields say, text is what came beside them ("" where
   something would be written otherwise), {"as":"184.50"} is how a field's value was written, which is used as long as
   it still means the same: nothing old comes back when the field is changed. An array is a composite, an array of
   arrays a repeated element. {"next":"parties"}: here stands the next item of that list; with "items":3 a segment of
   three of its groups. ["CTT",false]: the segment that is otherwise always written was not there. Objects of a tree
   have "hl" where number, place in the file or HL04 are not what the tree itself says.

   A partner's overlay begins with "overlay 850" and holds codes lines: each replaces the list of that name. */
#ifndef EDI_MAP_MAP_H
#define EDI_MAP_MAP_H
#include "edi/x12/set.h"

struct edi_map;
struct edi_maps;

struct edi_map_text {
  edi_str name; /* ends in "<set>-<release>.map" */
  edi_str text; /* borrowed for the life of the maps */
};

/* NULL: a map cannot be read, and *why (in m) says which, where and what. Maps of sets or releases that schemas do not
   have are an error too. Borrows schemas. */
const struct edi_maps *edi_maps_read(struct edi_mem *m, const struct x12_schemas *schemas,
                                     const struct edi_map_text *texts, size_t n, edi_str *why);
/* A copy of maps in which the lists of an overlay stand instead of those of their maps. */
const struct edi_maps *edi_maps_overlay(struct edi_mem *m, const struct edi_maps *maps, edi_str text, edi_str *why);
/* version as GS08 has it. NULL: there is none, or maps is NULL. */
const struct edi_map *edi_maps_find(const struct edi_maps *maps, edi_str version, edi_str set_id);
const struct edi_map *edi_maps_each(const struct edi_maps *maps, const struct edi_map *after);

edi_str edi_map_document(const struct edi_map *map); /* "order" */
const struct x12_set_def *edi_map_set(const struct edi_map *map);

#endif
