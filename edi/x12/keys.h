/* Every kind of error there is, in one list. A line: symbol, stable key, place, code of its table (AK304, AK403, AK502,
   AK905 or TA105 of the newest release), the code that a 997 before release 005010 has instead (0: the same), the code
   of a 999 (NULL: the same), whether what it stands in is rejected unless a guide says otherwise, and what it says in
   English: cause, then mend. What is filled in: {segment} {element} {name} {value} {found} {expected} {loop}
   {position}. Keys are for ever: portals, partners and stored findings name them. The other five languages stand in
   schemas/texts/findings.tsv; a test fails when a line is missing there. */
#ifndef EDI_X12_KEYS_H
#define EDI_X12_KEYS_H

/* clang-format off */
#define X12_KEYS(K) \
  /* outside any interchange: nobody can be answered */ \
  K(FILE_EMPTY, "file.empty", X12_FILE, 0, 0, NULL, true, \
    "There is nothing here. An interchange begins with an ISA segment.") \
  K(FILE_NOT_X12, "file.not_x12", X12_FILE, 0, 0, NULL, false, \
    "This is not X12. An interchange begins with an ISA segment.") \
  K(FILE_NOISE, "file.noise", X12_FILE, 0, 0, NULL, false, \
    "These bytes belong to no interchange and were passed over. Between two interchanges only blanks and line ends may stand.") \
  K(FILE_TOO_MANY, "file.too_many", X12_FILE, 1, 0, NULL, true, \
    "There are more than {expected} interchanges; the rest was not read. Send them in several files.") \
  K(HEADER_WIDTH, "header.width", X12_FILE, 0, 0, NULL, true, \
    "The ISA segment cannot be read: an element does not have its fixed width. Fill every element with blanks to its full width, so that the segment has 106 bytes.") \
  K(HEADER_ELEMENTS, "header.elements", X12_FILE, 0, 0, NULL, true, \
    "The ISA segment cannot be read: it does not have sixteen elements. Write all sixteen, each at its full width.") \
  K(HEADER_SEPARATORS, "header.separators", X12_FILE, 0, 0, NULL, true, \
    "The ISA segment cannot be read: its separators are letters, digits or blanks, or two of them are the same. Choose four different characters that occur in no value.") \
  K(HEADER_CUT, "header.cut", X12_FILE, 0, 0, NULL, true, \
    "The input ends inside the ISA segment. Send all of it again.") \
  /* what the database says when a document is taken in */ \
  K(DOCUMENT_PARTNER, "document.partner_unknown", X12_FILE, 0, 0, NULL, true, \
    "Sender or receiver is not an identifier of your company and of one active partner. Compare ISA05 to ISA08 with the identifiers of both companies.") \
  K(DOCUMENT_CONTROL_USED, "document.control_used", X12_FILE, 0, 0, NULL, true, \
    "This control number was used before with other content. Give a corrected interchange a new number.") \
  K(DOCUMENT_ORDER_EXISTS, "document.order_exists", X12_FILE, 0, 0, NULL, false, \
    "There is an order with this number already; it was not changed. Send a change as an 860, or a new order under a new number.") \
  /* the interchange: TA105 */ \
  K(INTERCHANGE_CONTROL_DIFFERS, "interchange.control_differs", X12_TA1, 1, 0, NULL, true, \
    "The control number in the trailer (IEA02) is {value}, but in the header (ISA13) it is {expected}. Both must be the same.") \
  K(INTERCHANGE_STANDARD, "interchange.standard", X12_TA1, 2, 0, NULL, false, \
    "The standard named in ISA11 is not supported here. Write U up to version 00401, and a separator for repeated elements from 00402.") \
  K(INTERCHANGE_VERSION_UNSUPPORTED, "interchange.version_unsupported", X12_TA1, 3, 0, NULL, false, \
    "The version of the envelope in ISA12, {value}, is not supported here. Agree on a version with the receiver, for example 00401 or 00501.") \
  K(INTERCHANGE_TERMINATOR, "interchange.terminator", X12_TA1, 4, 0, NULL, false, \
    "The last segment does not end with the segment terminator. End every segment with it, IEA too.") \
  K(INTERCHANGE_SENDER_QUALIFIER, "interchange.sender_qualifier", X12_TA1, 5, 0, NULL, false, \
    "The qualifier of the sender (ISA05), {value}, is not valid. Use a code of the standard, for example ZZ for an id agreed between the two.") \
  K(INTERCHANGE_SENDER, "interchange.sender", X12_TA1, 6, 0, NULL, true, \
    "The id of the sender (ISA06), {value}, is not valid here. Use the id that the receiver has for you.") \
  K(INTERCHANGE_RECEIVER_QUALIFIER, "interchange.receiver_qualifier", X12_TA1, 7, 0, NULL, false, \
    "The qualifier of the receiver (ISA07), {value}, is not valid. Use a code of the standard, for example ZZ for an id agreed between the two.") \
  K(INTERCHANGE_RECEIVER, "interchange.receiver", X12_TA1, 8, 0, NULL, true, \
    "The id of the receiver (ISA08), {value}, is not valid. Use the id that the receiver gave you.") \
  K(INTERCHANGE_RECEIVER_UNKNOWN, "interchange.receiver_unknown", X12_TA1, 9, 0, NULL, true, \
    "The receiver {value} (ISA08) is not known here. Look whether the interchange went to the right address.") \
  K(INTERCHANGE_AUTHORIZATION_QUALIFIER, "interchange.authorization_qualifier", X12_TA1, 10, 0, NULL, false, \
    "The kind of authorization in ISA01, {value}, is not valid. Write 00 when there is none.") \
  K(INTERCHANGE_AUTHORIZATION, "interchange.authorization", X12_TA1, 11, 0, NULL, false, \
    "ISA01 announces an authorization, and ISA02 is blank. Fill it in, or write 00 in ISA01.") \
  K(INTERCHANGE_SECURITY_QUALIFIER, "interchange.security_qualifier", X12_TA1, 12, 0, NULL, false, \
    "The kind of security in ISA03, {value}, is not valid. Write 00 when there is none.") \
  K(INTERCHANGE_SECURITY, "interchange.security", X12_TA1, 13, 0, NULL, false, \
    "ISA03 announces a password, and ISA04 is blank. Fill it in, or write 00 in ISA03.") \
  K(INTERCHANGE_DATE, "interchange.date", X12_TA1, 14, 0, NULL, false, \
    "The date of the interchange (ISA09), {value}, does not exist. Write it as YYMMDD.") \
  K(INTERCHANGE_TIME, "interchange.time", X12_TA1, 15, 0, NULL, false, \
    "The time of the interchange (ISA10), {value}, does not exist. Write it as HHMM, from 0000 to 2359.") \
  K(INTERCHANGE_STANDARD_INVALID, "interchange.standard_invalid", X12_TA1, 16, 0, NULL, false, \
    "ISA11 is {value}, which is neither a standard nor a separator. Write U up to version 00401, and a separator for repeated elements from 00402.") \
  K(INTERCHANGE_VERSION, "interchange.version", X12_TA1, 17, 0, NULL, false, \
    "The version in ISA12, {value}, is no version. Write five digits, for example 00401 or 00501.") \
  K(INTERCHANGE_CONTROL, "interchange.control", X12_TA1, 18, 0, NULL, true, \
    "The control number in ISA13, {value}, is not valid. Write nine digits, filled with zeros on the left.") \
  K(INTERCHANGE_ACKNOWLEDGMENT, "interchange.acknowledgment", X12_TA1, 19, 0, NULL, false, \
    "ISA14 is {value}. Write 1 to ask for an acknowledgment of the interchange, else 0.") \
  K(INTERCHANGE_USAGE, "interchange.usage", X12_TA1, 20, 0, NULL, false, \
    "ISA15 is {value}. Write P for production, T for test or I for information.") \
  K(INTERCHANGE_COUNT, "interchange.count", X12_TA1, 21, 0, NULL, true, \
    "The trailer (IEA01) says {value} groups; there are {expected}. Correct the number, or send the whole interchange again if something was lost.") \
  K(INTERCHANGE_STRAY, "interchange.stray", X12_TA1, 22, 0, NULL, true, \
    "The segment {segment} stands where it has no business. In an interchange there are groups (GS to GE), in a group transaction sets (ST to SE), and all else stands in these.") \
  K(INTERCHANGE_ENDLESS, "interchange.endless", X12_TA1, 22, 0, NULL, true, \
    "No segment terminator was found within {expected} bytes. Look whether the separators are those that the ISA segment shows.") \
  K(INTERCHANGE_GROUPS, "interchange.groups", X12_TA1, 22, 0, NULL, true, \
    "There are more than {expected} groups in the interchange. Send them in several interchanges.") \
  K(INTERCHANGE_SETS, "interchange.sets", X12_TA1, 22, 0, NULL, true, \
    "There are more than {expected} transaction sets in the interchange. Send them in several interchanges.") \
  K(INTERCHANGE_CUT, "interchange.cut", X12_TA1, 23, 0, NULL, true, \
    "The interchange has no end: the input stops, or the next interchange begins, before its IEA segment. Send all of it again.") \
  K(INTERCHANGE_CONTENT, "interchange.content", X12_TA1, 24, 0, NULL, true, \
    "The header of a group is not valid: {element} is {value}. Fill in all of GS01 to GS08 as the standard has them.") \
  K(INTERCHANGE_TA1, "interchange.ta1", X12_TA1, 24, 0, NULL, false, \
    "The acknowledgment of an interchange (TA1) is not as the standard has it: {element} is {value}. Fill in control number, date, time, code and note.") \
  K(INTERCHANGE_DUPLICATE, "interchange.duplicate", X12_TA1, 25, 0, NULL, true, \
    "The control number {value} (ISA13) was used before. Give every interchange a new number.") \
  K(INTERCHANGE_TERMINATOR_INVALID, "interchange.terminator_invalid", X12_TA1, 4, 0, NULL, true, \
    "The segment terminator is not valid, so that nothing behind the ISA can be read. Choose a character that is no letter, digit or blank and occurs in no value.") \
  K(INTERCHANGE_ELEMENT_SEPARATOR, "interchange.element_separator", X12_TA1, 26, 0, NULL, true, \
    "The separator of elements is not valid. Choose a character that is no letter, digit or blank and occurs in no value.") \
  K(INTERCHANGE_COMPONENT_SEPARATOR, "interchange.component_separator", X12_TA1, 27, 0, NULL, true, \
    "The separator of components (ISA16) is not valid. Choose a character that is no letter, digit or blank and occurs in no value.") \
  K(INTERCHANGE_DEFERRED_DATE, "interchange.deferred_date", X12_TA1, 28, 0, NULL, false, \
    "The date of the deferred delivery, {value}, does not exist. Write it as YYMMDD, or leave the request out.") \
  K(INTERCHANGE_DEFERRED_TIME, "interchange.deferred_time", X12_TA1, 29, 0, NULL, false, \
    "The time of the deferred delivery, {value}, does not exist. Write it as HHMM, or leave the request out.") \
  K(INTERCHANGE_DEFERRED_CODE, "interchange.deferred_code", X12_TA1, 30, 0, NULL, false, \
    "The time code of the deferred delivery, {value}, is not valid. Use a code of the standard, or leave the request out.") \
  K(INTERCHANGE_SERVICE, "interchange.service", X12_TA1, 31, 0, NULL, false, \
    "The grade of service asked for, {value}, is not valid. Use a code of the standard, or leave the request out.") \
  /* the group: AK905 */ \
  K(GROUP_UNSUPPORTED, "group.unsupported", X12_AK9, 1, 0, NULL, true, \
    "Groups of the kind {value} (GS01) are not supported here. Ask the receiver which documents it takes.") \
  K(GROUP_VERSION, "group.version", X12_AK9, 2, 0, NULL, true, \
    "The version {value} (GS08) is not supported here. Agree on a version with the receiver, for example 004010 or 005010.") \
  K(GROUP_NO_TRAILER, "group.no_trailer", X12_AK9, 3, 0, NULL, true, \
    "The group with control number {value} has no end: its GE segment is missing. Send the whole interchange again.") \
  K(GROUP_CONTROL_DIFFERS, "group.control_differs", X12_AK9, 4, 0, NULL, true, \
    "The control number in the trailer (GE02) is {value}, but in the header (GS06) it is {expected}. Both must be the same.") \
  K(GROUP_COUNT, "group.count", X12_AK9, 5, 0, NULL, true, \
    "The trailer (GE01) says {value} transaction sets; there are {expected}. Correct the number, or send the whole group again if something was lost.") \
  K(GROUP_CONTROL, "group.control", X12_AK9, 6, 0, NULL, true, \
    "The control number of the group (GS06) is missing or is no number. Write one to nine digits.") \
  K(GROUP_DUPLICATE, "group.duplicate", X12_AK9, 19, 6, NULL, true, \
    "The control number {value} (GS06) was used before in this interchange. Give every group a new number.") \
  K(GROUP_SECURITY, "group.security", X12_AK9, 16, 0, NULL, true, \
    "The group is signed or encrypted by segments of its own ({segment}), which is not supported here. Send it plain over a protected channel.") \
  K(GROUP_S3E_MISSING, "group.s3e_missing", X12_AK9, 23, 0, NULL, true, \
    "The group has an S3S segment and no S3E. Write both or neither.") \
  K(GROUP_S3S_MISSING, "group.s3s_missing", X12_AK9, 24, 0, NULL, true, \
    "The group has an S3E segment and no S3S. Write both or neither.") \
  K(GROUP_S4E_MISSING, "group.s4e_missing", X12_AK9, 25, 0, NULL, true, \
    "The group has an S4S segment and no S4E. Write both or neither.") \
  K(GROUP_S4S_MISSING, "group.s4s_missing", X12_AK9, 26, 0, NULL, true, \
    "The group has an S4E segment and no S4S. Write both or neither.") \
  /* the transaction set: AK502 */ \
  K(SET_UNSUPPORTED, "set.unsupported", X12_AK5, 1, 0, NULL, true, \
    "The transaction set {value} is not supported here in this version. Ask the receiver which documents it takes.") \
  K(SET_NO_TRAILER, "set.no_trailer", X12_AK5, 2, 0, NULL, true, \
    "The transaction set with control number {value} has no end: its SE segment is missing. Send it again whole.") \
  K(SET_CONTROL_DIFFERS, "set.control_differs", X12_AK5, 3, 0, NULL, true, \
    "The control number in the trailer (SE02) is {value}, but in the header (ST02) it is {expected}. Both must be the same.") \
  K(SET_COUNT, "set.count", X12_AK5, 4, 0, NULL, true, \
    "The trailer (SE01) says {value} segments; from ST to SE there are {expected}. Correct the number, or send the transaction set again if something was lost.") \
  K(SET_ID, "set.id", X12_AK5, 6, 0, NULL, true, \
    "The kind of the transaction set (ST01) is missing or is no such kind: {value}. Write its three digits, for example 850.") \
  K(SET_CONTROL, "set.control", X12_AK5, 7, 0, NULL, true, \
    "The control number of the transaction set (ST02) is missing or not valid. Write four to nine digits.") \
  K(SET_WRONG_GROUP, "set.wrong_group", X12_AK5, 18, 1, NULL, true, \
    "The transaction set {value} does not belong in a group of the kind {found}. Send it in a group with GS01 {expected}.") \
  K(SET_CONVENTION, "set.convention", X12_AK5, 19, 1, "I6", true, \
    "The guide named in ST03, {value}, is not supported here. Write the one agreed with the receiver, or none.") \
  K(SET_SECURITY, "set.security", X12_AK5, 17, 0, NULL, true, \
    "The transaction set is signed or encrypted by segments of its own ({segment}), which is not supported here. Send it plain over a protected channel.") \
  K(SET_DUPLICATE, "set.duplicate", X12_AK5, 23, 7, NULL, true, \
    "The control number {value} (ST02) was used before in this group. Give every transaction set a number of its own.") \
  K(SET_S3E_MISSING, "set.s3e_missing", X12_AK5, 24, 23, NULL, true, \
    "The transaction set has an S3S segment and no S3E. Write both or neither.") \
  K(SET_S3S_MISSING, "set.s3s_missing", X12_AK5, 25, 24, NULL, true, \
    "The transaction set has an S3E segment and no S3S. Write both or neither.") \
  K(SET_S4E_MISSING, "set.s4e_missing", X12_AK5, 26, 25, NULL, true, \
    "The transaction set has an S4S segment and no S4E. Write both or neither.") \
  K(SET_S4S_MISSING, "set.s4s_missing", X12_AK5, 27, 26, NULL, true, \
    "The transaction set has an S4E segment and no S4S. Write both or neither.") \
  K(FINDINGS_LEFT_OUT, "findings.left_out", X12_AK5, 5, 0, NULL, false, \
    "There are {found} more errors in this transaction set, which are not listed. Mend those that are, and look again.") \
  /* a segment: AK304 */ \
  K(SEGMENT_UNKNOWN, "segment.unknown", X12_AK3, 1, 0, NULL, false, \
    "There is no segment {segment} in the standard; it was passed over. Look for a slip in its name, or leave it out.") \
  K(SEGMENT_UNEXPECTED, "segment.unexpected", X12_AK3, 2, 0, NULL, true, \
    "The segment {segment} was not expected here. Leave it out, or send it where the guide has it.") \
  K(SEGMENT_MISSING, "segment.missing", X12_AK3, 3, 0, NULL, true, \
    "The segment {segment} is missing; it must stand before this place. Add it.") \
  K(LOOP_TOO_MANY, "loop.too_many", X12_AK3, 4, 0, NULL, false, \
    "The loop that {segment} opens may occur {expected} times here; this is number {found}. Send the rest in another transaction set.") \
  K(SEGMENT_TOO_MANY, "segment.too_many", X12_AK3, 5, 0, NULL, false, \
    "The segment {segment} may occur {expected} times here; this is number {found}. Leave the others out.") \
  K(SEGMENT_NOT_IN_SET, "segment.not_in_set", X12_AK3, 6, 0, NULL, false, \
    "The segment {segment} is not part of this transaction set; it was passed over. Leave it out.") \
  K(SEGMENT_ORDER, "segment.order", X12_AK3, 7, 0, NULL, true, \
    "The segment {segment} does not belong at this place: the order of segments is fixed. Move it to where the standard has it.") \
  K(LOOP_LS_LE, "loop.ls_le", X12_AK3, 7, 0, NULL, true, \
    "The loop that LS opens with {expected} is closed by LE with {value}. Write the same name in both.") \
  /* a segment against a guide: only a 999 has codes for it */ \
  K(GUIDE_SEGMENT_UNUSED, "guide.segment_unused", X12_AK3, 2, 0, "I4", false, \
    "The guide does not use the segment {segment} here. Leave it out.") \
  K(GUIDE_SEGMENT_MISSING, "guide.segment_missing", X12_AK3, 3, 0, NULL, true, \
    "The guide requires the segment {segment}, and it is missing before this place. Add it.") \
  K(GUIDE_SEGMENT_DEPENDENT, "guide.segment_dependent", X12_AK3, 3, 0, "I6", false, \
    "The guide requires the segment {segment} here because of what stands before it. Add it.") \
  K(GUIDE_LOOP_FEW, "guide.loop_few", X12_AK3, 3, 0, "I7", false, \
    "The guide asks for the loop of {segment} at least {expected} times; there are {found}. Add what is missing.") \
  K(GUIDE_SEGMENT_FEW, "guide.segment_few", X12_AK3, 3, 0, "I8", false, \
    "The guide asks for the segment {segment} at least {expected} times; there are {found}. Add what is missing.") \
  K(GUIDE_SEGMENT_DEPENDENT_UNUSED, "guide.segment_dependent_unused", X12_AK3, 2, 0, "I9", false, \
    "The guide does not use the segment {segment} here because of what stands before it. Leave it out.") \
  K(GUIDE_LOOP_MANY, "guide.loop_many", X12_AK3, 4, 0, NULL, false, \
    "The guide allows the loop of {segment} {expected} times here; this is number {found}. Send the rest in another transaction set.") \
  K(GUIDE_SEGMENT_MANY, "guide.segment_many", X12_AK3, 5, 0, NULL, false, \
    "The guide allows the segment {segment} {expected} times here; this is number {found}. Leave the others out.") \
  /* an element: AK403 */ \
  K(ELEMENT_MISSING, "element.missing", X12_AK4, 1, 0, NULL, true, \
    "{element} is missing and must be there. Fill it in.") \
  K(ELEMENT_CONDITIONAL, "element.conditional", X12_AK4, 2, 0, NULL, false, \
    "{element} is missing, and another element of the segment requires it. Fill it in, or leave out both.") \
  K(ELEMENT_ONE_OF, "element.one_of", X12_AK4, 2, 0, NULL, false, \
    "One of {expected} must be there, and none is. Fill one in.") \
  K(ELEMENT_TOO_MANY, "element.too_many", X12_AK4, 3, 0, NULL, false, \
    "The segment {segment} has {expected} elements at most; this one has more. Leave the others out.") \
  K(ELEMENT_SHORT, "element.short", X12_AK4, 4, 0, NULL, false, \
    "{element} is too short: it has {found} characters and must have at least {expected}. Write it in full.") \
  K(ELEMENT_LONG, "element.long", X12_AK4, 5, 0, NULL, false, \
    "{element} is too long: it has {found} characters and may have at most {expected}. Shorten it.") \
  K(ELEMENT_CHARACTER, "element.character", X12_AK4, 6, 0, NULL, false, \
    "{element} holds a character that is not allowed in it. Take it out, or choose other separators.") \
  K(ELEMENT_NUMBER, "element.number", X12_AK4, 6, 0, NULL, true, \
    "{element} is not a number: \"{value}\". Write digits only, with a minus sign and a decimal point where the element has one.") \
  K(ELEMENT_CODE, "element.code", X12_AK4, 7, 0, NULL, false, \
    "\"{value}\" is not a code of {element}. Use one that the standard lists.") \
  K(ELEMENT_DATE, "element.date", X12_AK4, 8, 0, NULL, true, \
    "{element} is not a date: \"{value}\". Write a day that exists, as CCYYMMDD.") \
  K(ELEMENT_TIME, "element.time", X12_AK4, 9, 0, NULL, true, \
    "{element} is not a time: \"{value}\". Write it as HHMM, from 0000 to 2359, with seconds if there are any.") \
  K(ELEMENT_EXCLUSIVE, "element.exclusive", X12_AK4, 10, 0, NULL, false, \
    "{element} must not be there beside the other elements that exclude it. Leave out one of them.") \
  K(ELEMENT_REPETITIONS, "element.repetitions", X12_AK4, 12, 3, NULL, false, \
    "{element} may be repeated {expected} times; there are {found}. Leave the others out.") \
  K(ELEMENT_COMPONENTS, "element.components", X12_AK4, 13, 3, NULL, false, \
    "{element} has {expected} components at most; this one has more. Leave the others out.") \
  K(ELEMENT_BINARY_LENGTH, "element.binary_length", X12_AK4, 7, 0, NULL, true, \
    "{element} says {value} bytes, but the data that follow have another length. Count the bytes of the data.") \
  /* an element against a guide */ \
  K(GUIDE_ELEMENT_MISSING, "guide.element_missing", X12_AK4, 1, 0, NULL, true, \
    "The guide requires {element}, and it is missing. Fill it in.") \
  K(GUIDE_ELEMENT_SHORT, "guide.element_short", X12_AK4, 4, 0, NULL, false, \
    "{element} has {found} characters; the guide asks for at least {expected}. Write it in full.") \
  K(GUIDE_ELEMENT_LONG, "guide.element_long", X12_AK4, 5, 0, NULL, false, \
    "{element} has {found} characters; the guide allows at most {expected}. Shorten it.") \
  K(GUIDE_CODE, "guide.code", X12_AK4, 7, 0, "I6", false, \
    "The guide does not use the code \"{value}\" in {element}. Use one of {expected}.") \
  K(GUIDE_ELEMENT_DEPENDENT, "guide.element_dependent", X12_AK4, 2, 0, "I9", false, \
    "The guide requires {element} here because of another element. Fill it in.") \
  K(GUIDE_ELEMENT_UNUSED, "guide.element_unused", X12_AK4, 3, 0, "I10", false, \
    "The guide does not use {element}. Leave it empty.") \
  K(GUIDE_REPETITIONS_FEW, "guide.repetitions_few", X12_AK4, 1, 0, "I11", false, \
    "The guide asks for {element} at least {expected} times; there are {found}. Add what is missing.") \
  K(GUIDE_PATTERN, "guide.pattern", X12_AK4, 6, 0, "I12", false, \
    "{element} is \"{value}\", which does not have the form that the guide asks for: {expected}. Write it in that form.") \
  K(GUIDE_ELEMENT_DEPENDENT_UNUSED, "guide.element_dependent_unused", X12_AK4, 10, 0, "I13", false, \
    "The guide does not use {element} here because of another element. Leave it empty.") \
  /* what the standard says in words only: trees and totals */ \
  K(HL_NUMBER, "hl.number", X12_AK4, 7, 0, NULL, true, \
    "The number {value} in {element} was used before in this transaction set. Number the levels 1, 2, 3 and so on.") \
  K(HL_PARENT_UNKNOWN, "hl.parent_unknown", X12_AK4, 7, 0, NULL, true, \
    "{element} names the level {value} as its parent, and there is no such level before it. Name one that was declared earlier.") \
  K(HL_PARENT_SELF, "hl.parent_self", X12_AK4, 7, 0, NULL, true, \
    "The level {value} names itself as its parent in {element}. Name the level it belongs to.") \
  K(HL_CHILD, "hl.child", X12_AK4, 7, 0, NULL, false, \
    "{element} says {value}, but there are {found} levels below this one. Write 1 when there are levels below, else 0.") \
  K(HL_DEPTH, "hl.depth", X12_AK4, 7, 0, NULL, true, \
    "The level of {element} = {value} stands more than a hundred levels deep. Look whether the parents are numbered as they should be.") \
  K(HL_TOO_MANY, "hl.too_many", X12_AK4, 7, 0, NULL, true, \
    "There are more than a million levels in this transaction set; the tree of the rest was not checked. Send it in several.") \
  K(TOTAL_COUNT, "total.count", X12_AK4, 7, 0, NULL, true, \
    "{element} says {value}; counted are {expected}. Correct the number, or send the transaction set again if something was lost.") \
  K(TOTAL_SUM, "total.sum", X12_AK4, 7, 0, NULL, false, \
    "{element} says {value}; the sum is {expected}. Correct it, or send the transaction set again if something was lost.") \
  /* what the order or another document needs beyond the standard */ \
  K(MAP_MISSING, "map.missing", X12_AK4, 1, 0, NULL, true, \
    "{element} is missing, and without it the document cannot be used. Fill it in.") \
  K(MAP_NUMBER, "map.number", X12_AK4, 6, 0, NULL, true, \
    "{element} is \"{value}\", which cannot be used as a number here. Write a number with at most nine decimals.") \
  K(MAP_QUANTITY, "map.quantity", X12_AK4, 6, 0, NULL, true, \
    "{element} is \"{value}\", which is no quantity above zero. Write the quantity that is ordered.") \
  K(MAP_PRICE, "map.price", X12_AK4, 6, 0, NULL, true, \
    "{element} is \"{value}\", which is not a price. Write zero or more, with a decimal point.") \
  K(MAP_DATE, "map.date", X12_AK4, 8, 0, NULL, true, \
    "{element} is \"{value}\", which is not a date. Write a day that exists, as CCYYMMDD.") \
  K(MAP_CODE, "map.code", X12_AK4, 7, 0, NULL, true, \
    "\"{value}\" in {element} has no meaning here. Use one of {expected}.") \
  K(MAP_PURPOSE, "map.purpose", X12_AK4, 7, 0, NULL, true, \
    "{element} is {value}. Only orders (00, 05, 06, 18) and copies (07, 22) are taken here; send a change or cancellation as an 860.")
/* clang-format on */

#endif
