export { accountKey } from "./account-key.js";
export { checkAccount } from "./check-account.js";
