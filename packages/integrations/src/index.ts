export { type CurrencyApi, createCurrencyApi } from "./currency-api/client.js";
export { parseCurrencyApi } from "./currency-api/table.js";
export { createEcb, type Ecb, type EcbRange } from "./ecb/client.js";
export { parseEcbCsv } from "./ecb/parse-csv.js";
export { parseEcbFile } from "./ecb/parse-file.js";
export { parseEcbXml } from "./ecb/parse-xml.js";
export { createFrankfurter, type Frankfurter } from "./frankfurter/client.js";
export { createHmrc, type Hmrc, type HmrcSettings } from "./hmrc/client.js";
export type { Fetch } from "./http/exchange.js";
export { createOpenErApi, type OpenErApi, type OpenErApiSettings } from "./open-er-api/client.js";
export { RateFormatError, type RatePublication } from "./rates/publication.js";
export type { RegistryVerdict } from "./registry/verdict.js";
export { createSerper, type SearchResult, type Serper, type SerperSettings } from "./serper/client.js";
export { resolveBaseUrl } from "./service/base-url.js";
export { type Connection, connect, type ServiceState } from "./service/connect.js";
export type {
  Authentication,
  Fault,
  Operation,
  Operations,
  RateLimit,
  ReplyOf,
  RequestFields,
  RequestOf,
  ServiceContract,
  ServicePolicies,
} from "./service/contract.js";
export { defineService, operation } from "./service/define-service.js";
export { isServiceError, ServiceError, type ServiceErrorCode, type ServiceErrorDetails } from "./service/error.js";
export { bytes, exactJson, json, type ReplyReader, text } from "./service/reply.js";
export type { Credentials, PolicyOverrides, PolicySettings, ServiceCall, ServiceSettings } from "./service/settings.js";
export { createVies, type EuVatNumber, type Vies, type ViesSettings } from "./vies/client.js";
