/** What is wrong with a number by its country's own rules, or `null` where nothing is. */
export type Fault = "format" | "checksum" | null;

/**
 * How the VAT numbers of one country look; `body` is always what follows the country prefix, without separators.
 *
 * The countries with a registry have their rules here rather than in stdnum 1.12.0: ten of its validators depart from
 * the national rules, and importing it takes longer than everything else the command line loads.
 */
export interface NationalRule {
  /** The structure, after the Commission's VIES FAQ, question 11, and the national authority. */
  readonly structure: RegExp;
  /** Brings an older or shorter writing into the structure, such as Belgium's nine digits. */
  readonly complete?: (body: string) => string;
  /** Parts and check digits; asked only where the structure holds. */
  readonly fault: (body: string) => Fault;
}

/** A rule whose only test beyond the structure is the check digits. */
export function checksumFault(holds: (body: string) => boolean): (body: string) => Fault {
  return (body) => (holds(body) ? null : "checksum");
}
