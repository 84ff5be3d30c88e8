import { z } from "zod";
import { ratePolicies } from "../rates/policies.js";
import { defineService, operation } from "../service/define-service.js";
import { bytes, text } from "../service/reply.js";
import { parseEcbCsv } from "./parse-csv.js";
import { parseEcbXml } from "./parse-xml.js";
import { unzipEcbHistory } from "./unzip.js";

const megabyte = 1024 * 1024;
const shared = { method: "GET", request: z.object({}), idempotent: true } as const;

function xml(maxBytes: number) {
  return text({
    accept: "application/xml, text/xml",
    mediaType: /^(application|text)\/(.+\+)?xml$/,
    maxBytes,
    parse: parseEcbXml,
  });
}

/** The euro foreign exchange reference rates of the European Central Bank, published on working days about 16:00 CET. */
export const ecbContract = defineService({
  name: "ecb",
  baseUrl: "https://www.ecb.europa.eu/stats/eurofxref",
  authentication: { kind: "none" },
  // The history is 600 KB zipped, 8 MB as XML: more time than a day's rates need.
  policies: { ...ratePolicies, attemptTimeoutMs: 10_000, totalTimeoutMs: 25_000 },
  costUsd: "0",
  operations: {
    latest: operation({ ...shared, path: "/eurofxref-daily.xml", replies: { 200: xml(megabyte) } }),
    last90Days: operation({ ...shared, path: "/eurofxref-hist-90d.xml", replies: { 200: xml(4 * megabyte) } }),
    historyXml: operation({ ...shared, path: "/eurofxref-hist.xml", replies: { 200: xml(32 * megabyte) } }),
    historyZip: operation({
      ...shared,
      path: "/eurofxref-hist.zip",
      replies: {
        200: bytes({
          accept: "application/zip",
          mediaType: /^application\/(x-)?zip(-compressed)?$/,
          maxBytes: 32 * megabyte,
          parse: (archive) => parseEcbCsv(unzipEcbHistory(archive)),
        }),
      },
    }),
  },
});
