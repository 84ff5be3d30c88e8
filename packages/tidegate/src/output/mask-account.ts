/** Enough of an account to recognise it, too little to use it: `DE..3000`. */
export function maskAccount(account: string): string {
  return account.length <= 6 ? account : `${account.slice(0, 2)}..${account.slice(-4)}`;
}
