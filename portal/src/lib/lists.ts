// Countries and currencies to choose from, named by the browser in the reader's language.
import { country } from "./format";

const codes =
  "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FO FR GA GB GD GE GH GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PR PS PT PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW".split(
    " ",
  );

export const currencies = ["EUR", "USD", "GBP", "PLN", "CHF", "CZK", "DKK", "NOK", "SEK", "HUF", "RON", "CNY", "JPY", "RUB", "TRY", "UAH", "ZAR", "CAD", "AUD", "BRL", "MXN", "INR"];

const made = new Map<string, { value: string; label: string }[]>();

export function countryOptions(lang: string): { value: string; label: string }[] {
  let options = made.get(lang);
  if (!options) {
    options = codes.map((code) => ({ value: code, label: country(code, lang) })).sort((a, b) => a.label.localeCompare(b.label, lang));
    made.set(lang, options);
  }
  return options;
}
