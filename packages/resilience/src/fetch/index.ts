export { deadlineFromHeaders, deadlineHeaderName, type IncomingDeadlineOptions } from "./deadline-header.js";
export { exhaustedQuotaMs } from "./exhausted-quota.js";
export type { Pausable, ResilientFetchOptions } from "./fetch-options.js";
export type { HeaderSource } from "./header-source.js";
export { HttpError, type HttpErrorDetails, isHttpError } from "./http-error.js";
export type { FetchInput, RepeatableBody, RequestTarget, ResilientRequestInit } from "./request-init.js";
export { type ResilientFetch, resilientFetch } from "./resilient-fetch.js";
