const WIDTH = 900
const LEFT = 290
const RIGHT = 230
const LINE = 26
const LEAST = 1 / 16
const MOST = 16

/** How a ratio is drawn: halves and doubles are equally far from 1. */
const RATIOS = [
  ['a challenge, processor time', 'challenge, CPU', 'better-auth'],
  ['a remembered sign-in, processor time', 'trusted-sign-in, CPU', 'better-auth'],
  ['time to import it', 'weight, import, better-auth', 'better-auth'],
  ['megabytes added', 'weight, MB, better-auth', 'better-auth'],
  ['a guarded request, PostgreSQL', 'guard, CPU', 'a session and a read'],
  ['a guarded request, SQLite', 'guard, SQLite, typical, CPU', 'a session and a read'],
  ['a guarded request, in memory', 'guard, memory, typical, CPU', 'a session and a read'],
  ['a challenge by a passkey', 'challenge by a passkey, CPU', 'one by an app'],
  ['a challenge by a sent code, asking included', 'challenge by a sent code, CPU', 'one by an app'],
  ['a challenge among a million users', 'growth', 'one among a thousand'],
  ['a challenge with a full record', 'growth, challenge, full records', 'one with a usual record'],
  ['a guarded request with a full record', 'growth, guard, full records', 'one with a usual record']
]

/** The ratios of these rows as bars from 1: what is shorter than the other side goes to the left. */
export function plot (rows) {
  const bars = RATIOS.flatMap(([label, name, peer]) => {
    const row = rows.find(row => row.name === name)
    return row === undefined ? [] : [{ label, peer, ratio: row.ratio }]
  })
  const height = 56 + bars.length * LINE
  const x = ratio => Math.round(LEFT + (WIDTH - LEFT - RIGHT) * (Math.log2(Math.min(MOST, Math.max(LEAST, ratio))) - Math.log2(LEAST)) / (Math.log2(MOST) - Math.log2(LEAST)))
  const grid = [1 / 16, 1 / 4, 1, 4, 16].map(ratio => `
  <path d="M${x(ratio)} 30V${height - 14}" stroke="${ratio === 1 ? '#57606a' : '#d0d7de'}"/>
  <text x="${x(ratio)}" y="22" text-anchor="middle">${ratio < 1 ? `1/${1 / ratio}` : ratio}</text>`)
  const drawn = bars.map(({ label, peer, ratio }, index) => {
    const y = 38 + index * LINE
    const [from, to] = [x(1), x(ratio)].toSorted((one, other) => one - other)
    return `
  <text x="${LEFT - 12}" y="${y + 13}" text-anchor="end">${label}</text>
  <rect x="${from}" y="${y}" width="${Math.max(to - from, 1)}" height="16" rx="2" fill="${ratio <= 1 ? '#1a7f37' : '#bf8700'}"/>
  <text x="${WIDTH - RIGHT + 12}" y="${y + 13}">${ratio.toFixed(2)} of ${peer}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">
  <title>Each figure beside that of what it is compared with: left of 1 it is less</title>
  <rect width="${WIDTH}" height="${height}" fill="#fff"/>${grid.join('')}${drawn.join('')}
</svg>
`
}
