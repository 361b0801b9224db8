/** An account name as somebody sees it who has only given the password: `a…e@acme.example`. */
export function maskAccount (account: string): string {
  const [, name = account, host = ''] = /^(.+)(@[\p{L}\p{N}.-]+)$/su.exec(account) ?? []
  const characters = new Intl.Segmenter('en').segment(name.replace(/\p{Cf}|^\p{M}+/gu, ''))
  const shown = [...characters].map(({ segment }) => segment)
  if (shown.length === 0) return account === '' ? '' : '…'
  return `${shown[0]}…${shown.length > 2 ? shown.at(-1) : ''}${host}`
}
