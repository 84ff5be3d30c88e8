import { weightedSum } from "./check-digits.js";
import { checksumFault, type NationalRule } from "./rule.js";

const newSeriesFrom = 100;

/**
 * United Kingdom and, with the prefix XI, Northern Ireland: 9 digits by modulus 97 or, from 100 0000 00 since November
 * 2009, modulus 9755; 12 with a branch; GD000 to GD499 for government, HA500 to HA999 for health authorities, both also
 * in a long form with check digits. Numbers from 01 to 09 belong to HMRC's schemes outside VAT, those from 00 to the
 * Isle of Man; none is all zeros (HMRC, VAT registration manual; VIES check digit rules, GB).
 */
export const unitedKingdom: NationalRule = {
  structure: /^(?:(?!0[1-9]|0{9})\d{9}(?:\d{3})?|(?:GD[0-4]|HA[5-9])\d\d|(?:GD8888[0-4]|HA8888[5-9])\d{4})$/,
  fault: checksumFault((body) => {
    if (body.length === 5) return true;
    if (body.length === 11) return Number(body.slice(6, 9)) % 97 === Number(body.slice(9));
    const remainder = weightedSum(body, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    const isNewSeries = Number(body.slice(0, 3)) >= newSeriesFrom && (remainder === 42 || remainder === 55);
    return remainder === 0 || isNewSeries;
  }),
};
