import { luhnSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

const personLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
const companyLetters = "JABCDEFGHI";

/**
 * Spain: a citizen's DNI (eight digits and a letter), a foreigner's NIE (from X, Y or Z), a person's number without
 * either (from K, L or M), or a legal entity's (Orden EHA/451/2008), whose check is a digit or a letter (Real Decreto
 * 1065/2007, art. 19 to 22; VIES check digit rules, ES).
 */
export const spain: NationalRule = {
  structure: /^(?:\d{8}[A-Z]|[XYZKLM]\d{7}[A-Z]|[A-HJNP-SUVW]\d{7}[A-J\d])$/,
  fault: checksumFault((body) => {
    const kind = body.charAt(0);
    if (/\d/.test(kind)) return holdsPersonLetter(body.slice(0, 8), body);
    if ("XYZ".includes(kind)) return holdsPersonLetter("XYZ".indexOf(kind) + body.slice(1, 8), body);
    return "KLM".includes(kind) ? holdsPersonLetter(body.slice(1, 8), body) : holdsCompanyCheck(body);
  }),
};

function holdsPersonLetter(digits: string, body: string): boolean {
  return personLetters.charAt(Number(digits) % 23) === body.charAt(8);
}

function holdsCompanyCheck(body: string): boolean {
  const check = (10 - (luhnSum(`${body.slice(1, 8)}0`) % 10)) % 10;
  return body.charAt(8) === String(check) || body.charAt(8) === companyLetters.charAt(check);
}
