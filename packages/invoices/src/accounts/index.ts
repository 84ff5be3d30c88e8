export { accountKey } from "./account-key.js";
export { type AccountCheck, checkAccount } from "./check-account.js";
