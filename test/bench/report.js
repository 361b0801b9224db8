import { writeFileSync } from 'node:fs'
import { median, ratioOf } from './statistics.js'

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
    this.#add({
      name,
      ours: median(ours),
      peer: peer === undefined ? null : median(peer),
      ratio: peer === undefined ? null : ratioOf(ours, peer),
      unit,
      note
    }, [spread(ours), peer === undefined ? '' : spread(peer)])
  }

  /** A number that is not measured in rounds, beside the peer's where there is one. */
  count (name, { ours, peer = null, unit, note }) {
    this.#add({ name, ours, peer, ratio: peer === null ? null : ours / peer, unit, note }, ['', ''])
  }

  write (file) {
    writeFileSync(file, `${JSON.stringify(this.rows, null, 2)}\n`)
  }

  #add (row, [oursSpread, peerSpread]) {
    const { name, ours, peer, ratio, unit, note } = row
    this.rows.push({ name, ours: rounded(ours), peer: rounded(peer), ratio: rounded(ratio), unit, note })
    const beside = peer === null ? '' : `peer ${shown(peer)} ${peerSpread}  ratio ${shown(ratio)}`
    console.log(`   ${name.padEnd(44)} ours ${shown(ours)} ${oursSpread.padEnd(16)} ${beside.padEnd(46)} ${unit}${note === '' ? '' : `; ${note}`}`)
  }
}

function spread (numbers) {
  return `[${shown(Math.min(...numbers))}–${shown(Math.max(...numbers))}]`
}

function shown (number) {
  return String(rounded(number))
}

/** Four digits are more than a measurement is worth; counts stay whole. */
function rounded (number) {
  return number === null || Number.isInteger(number) ? number : Number(number.toPrecision(4))
}
