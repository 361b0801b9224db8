/** An account name as somebody sees it who has only given the password: `a…e@acme.example`. */
export function maskAccount (account: string): string {
  const at = account.lastIndexOf('@')
  const [name, rest] = at === -1 ? [account, ''] : [account.slice(0, at), account.slice(at)]
  const characters = [...name]
  if (characters.length === 0) return account
  return `${characters[0]}…${characters.length > 2 ? characters.at(-1) : ''}${rest}`
}
