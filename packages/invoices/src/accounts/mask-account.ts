/**
 * Enough of an account to recognise it, too little to use it. Takes an account key, or a number as written.
 *
 * @example maskAccount("DE89370400440532013000") // "DE..3000"
 */
export function maskAccount(account: string): string {
  return account.length <= 6 ? account : `${account.slice(0, 2)}..${account.slice(-4)}`;
}
