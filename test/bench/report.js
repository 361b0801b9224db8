import { writeFileSync } from 'node:fs'
import { median } from './statistics.js'

/** Prints what was measured, and keeps it for the file. */
export class Report {
  rows = []

  title (text) {
    console.log(`\n== ${text}`)
  }

  say (text) {
    console.log(`   ${text}`)
  }

  /** Both sides as one number for each round: prints medians, spreads and the ratio of ours to the peer's. */
  compare (name, { ours, peer, unit, note }) {
    this.#add(name, { ours: median(ours), peer: peer && median(peer), unit, note }, { ours: spread(ours), peer: peer && spread(peer) })
  }

  /** Numbers that are counted, not measured in rounds. */
  count (name, { ours, peer, unit, note }) {
    this.#add(name, { ours, peer, unit, note }, { ours: '', peer: '' })
  }

  write (file) {
    writeFileSync(file, `${JSON.stringify(this.rows, null, 2)}\n`)
  }

  #add (name, { ours, peer, unit, note }, spreads) {
    const ratio = peer === undefined ? null : ours / peer
    this.rows.push({ name, ours: rounded(ours), peer: peer === undefined ? null : rounded(peer), ratio: ratio && rounded(ratio), unit, note })
    const beside = ratio === null ? '' : `peer ${rounded(peer)} ${spreads.peer}`.padEnd(34) + `ratio ${rounded(ratio)}`
    console.log(`${name.padEnd(46)} ours ${`${rounded(ours)} ${spreads.ours}`.padEnd(28)} ${beside.padEnd(48)} ${unit}`)
    console.log(`   ${note}`)
  }
}

function spread (numbers) {
  return `[${rounded(Math.min(...numbers))}–${rounded(Math.max(...numbers))}]`
}

/** Four digits are more than a measurement is worth; counts stay whole. */
function rounded (number) {
  return Number.isInteger(number) ? number : Number(number.toPrecision(4))
}
