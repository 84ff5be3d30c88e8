/** Longer than any number with its label; bounds the work on hostile input. */
const maxLength = 80;

/** What people put between the digits. Anything else stays in the number and makes its format wrong. */
const separators = /[\s.,:;/\\()[\]'"`´’·•°\p{Pd}\u00AD\u200B-\u200F\u2060\uFEFF]+/gu;

/**
 * Words for "VAT number" that come before it. A label ends where the number begins, before anything but a letter, so
 * that `NIFTY` is none.
 */
const label =
  /^\s*(?:V\.?A\.?T|B\.?T\.?W|T\.?V\.?A|MWST|U\.?ST|P(?:ARTITA)?[.\s]*IVA|I\.?V\.?A|N\.?I\.?F|C\.?I\.?F|N\.?I\.?P|DI[ČC]|I[ČC]\s?DPH|UID|CVR|MOMS|ORG|ABN|GSTIN|GST|CUI|PVM|KMKR|ALV|ΑΦΜ|OIB|PVN|ÁFA)(?!\p{L})/u;
/** What may follow it. `NO` before nine digits and MVA is Norway. */
const qualifiers =
  /^(?:[\s.:#°º/\p{Pd}]*(?:REG(?:ISTRATION|ISTERED)?|ID(?:ENT(?:IFICATION)?|NR)?|INTRA(?:COM\w*)?|NUM(?:BER|MER|[ÉE]RO)|NO(?!\s*(?:\d\s*){9}MVA)|NR|N)(?![\p{L}\d])){0,3}/u;
const alreadyCompact = /^[A-Z]{2}\d[A-Z0-9]+$/;

/**
 * A VAT number as written, without what is not number: blanks and full-width forms (NFKC), lower case, separators, and
 * a label such as `VAT Reg. No.` or `USt-IdNr.:` in front. Text too long to be one is only cut.
 */
export function compactNumber(text: string): string {
  if (text.length <= maxLength && alreadyCompact.test(text)) return text;
  const upper = text.slice(0, maxLength).normalize("NFKC").toUpperCase();
  const found = label.exec(upper);
  if (found === null) return upper.replace(separators, "");
  const rest = upper.slice(found[0].length);
  return rest.slice(qualifiers.exec(rest)?.[0].length).replace(separators, "");
}
