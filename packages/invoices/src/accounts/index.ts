export { accountKey } from "./account-key.js";
export { checkAccount } from "./check-account.js";
export { maskAccount } from "./mask-account.js";
