import { z } from "zod";

const serviceUrl = z.url({ protocol: /^https?$/, error: "must be an http or https address" });
const secret = z.string().min(1, "must not be empty");

/**
 * Every setting there is. The environment variable of a setting is `TIDEGATE_` and its name in capitals; the
 * configuration file uses the names as they stand here.
 */
export const configurationSchema = z.strictObject({
  /** Folder of the ledger, the caches and imported rates. */
  data: z.string().min(1).default(".tidegate"),
  profile: z.enum(["conservative", "balanced", "aggressive", "costOptimized"]).default("balanced"),
  targets: z
    .array(z.string().regex(/^[A-Z]{3}$/, "must be ISO 4217 codes such as USD"))
    .min(1)
    .default(["USD", "EUR", "GBP"]),

  viesUrl: serviceUrl.optional(),
  hmrcUrl: serviceUrl.optional(),
  ecbUrl: serviceUrl.optional(),
  frankfurterUrl: serviceUrl.optional(),
  erApiUrl: serviceUrl.optional(),
  currencyApiUrl: serviceUrl.optional(),
  serperUrl: serviceUrl.optional(),

  /** Your own VAT number: VIES then gives a consultation number, which is evidence that it was asked. */
  viesRequester: z.string().min(4).optional(),
  hmrcClientId: secret.optional(),
  hmrcClientSecret: secret.optional(),
  /** Your own VRN, for HMRC's verified checks. */
  hmrcRequester: z.string().min(9).optional(),
  exchangerateApiKey: secret.optional(),
  serperApiKey: secret.optional(),

  risk: z
    .strictObject({
      points: z.record(z.string(), z.int().min(0).max(100)).optional(),
      reviewFrom: z.int().min(1).max(100).optional(),
      approvalThresholds: z.array(z.string().regex(/^\d+(\.\d+)?$/)).optional(),
    })
    .optional(),
});

export type Configuration = z.infer<typeof configurationSchema>;

/** Settings that only a configuration file can hold, because they are no single value. */
export const fileOnly: ReadonlySet<string> = new Set(["risk"]);
