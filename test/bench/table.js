/** The lines of the guide's table: what they say, the row that they are of, and what the other side is. */
const LINES = [
  ['checks of a wrong code in a second of processor time', 'check', 'bare `node:crypto`'],
  ['guarded request, in memory', 'guard, memory, typical, CPU', 'session and a read'],
  ['guarded request, SQLite', 'guard, SQLite, typical, CPU', 'session and a read'],
  ['guarded request, PostgreSQL', 'guard, CPU', 'session and a read'],
  ['guarded request, passkeys on', 'guard, passkeys on, CPU', 'passkeys off'],
  ['`requireStepUp`', 'guard, requireStepUp, CPU', '`requireSignIn`'],
  ['three guards and `check()` on one request', 'three guards and check()', 'one guard'],
  ['challenge', 'challenge, CPU', 'better-auth'],
  ['challenge, statements', 'challenge, statements', 'better-auth'],
  ['challenge, per second', 'challenge', 'better-auth'],
  ['remembered sign-in', 'trusted-sign-in, CPU', 'better-auth'],
  ['remembered sign-in, statements', 'trusted-sign-in, statements', 'better-auth'],
  ['remembered sign-in, per second', 'trusted-sign-in', 'better-auth'],
  ['challenge with an outbox, PostgreSQL', 'outbox, PostgreSQL, CPU', 'without one'],
  ['the same, statements', 'outbox, PostgreSQL, statements', 'without one'],
  ['challenge with an outbox, SQLite', 'outbox, SQLite, CPU', 'without one'],
  ['the same, statements', 'outbox, SQLite, statements', 'without one'],
  ['challenge by a passkey', 'challenge by a passkey, CPU', 'by an app'],
  ['challenge by a sent code, asking included', 'challenge by a sent code, CPU', 'by an app'],
  ['challenge among 1 million users', 'growth', 'among 1 thousand'],
  ['challenge with a full record', 'growth, challenge, full records', 'with a usual one'],
  ['page of the challenge', 'page, challenge'],
  ['page of the enrollment', 'page, enrollment'],
  ['page of the preferences', 'page, preferences'],
  ['the same with twenty browsers', 'page, preferences of twenty browsers'],
  ['memory of an idle instance that 10,000 users used', 'memory, idle', 'after 1,000'],
  ['import', 'weight, import, otplib and qrcode by hand', 'otplib and qrcode'],
  ['import, beside better-auth', 'weight, import, better-auth', 'better-auth'],
  ['import, beside that with passkeys', 'weight, import, ours with passkeys', 'with passkeys'],
  ['packages added', 'weight, packages, otplib and qrcode by hand', 'otplib and qrcode'],
  ['packages added, beside those with passkeys', 'weight, packages, ours with passkeys', 'with passkeys'],
  ['megabytes added', 'weight, MB, better-auth', 'better-auth']
]

const UNITS = [[/µs/, ' µs'], [/^ms/, ' ms'], [/^MB/, ' MB']]

/** What was measured as the table of the guide, in Markdown. */
export function table (rows) {
  const lines = LINES.flatMap(([label, name, other]) => {
    const row = rows.find(row => row.name === name)
    return row === undefined ? [] : [line(label, row, other)]
  })
  return ['| | here | instead | ratio | spread | goal |', '|---|---|---|---|---|---|', ...lines, ''].join('\n')
}

function line (label, { ours, peer, ratio, unit, spreads, goal }, other) {
  const sign = UNITS.find(([pattern]) => pattern.test(unit))?.[1] ?? ''
  const instead = peer === null ? '' : `${shown(peer)} ${other}`
  const reached = goal === undefined ? '' : `${goal.what} ≤ ${goal.most}: ${goal.met ? 'met' : `missed, ${shown(goal.reached)}`}`
  return `| ${label} | ${shown(ours)}${sign} | ${instead} | ${ratio === null ? '' : ratio.toFixed(2)} | ${spreads.ours} | ${reached} |`
}

/** Three digits are as much as these figures tell. */
function shown (number) {
  const digits = Math.abs(number) >= 1000 ? Math.round(number) : Number(number.toPrecision(3))
  return digits.toLocaleString('en')
}
