import { writeFileSync } from 'node:fs'
import { goals } from './goals.js'
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

  sayGoals () {
    this.title('Goals')
    for (const { name, goal } of this.rows) {
      if (goal !== undefined) console.log(`${goal.met ? 'met   ' : 'MISSED'} ${name}: ${goal.what} at most ${goal.most}, reached ${goal.reached}`)
    }
  }

  #add (name, { ours, peer, unit, note }, spreads) {
    const ratio = peer === undefined ? null : ours / peer
    const goal = goals.find(({ row }) => row === name)
    const row = { name, ours: rounded(ours), peer: peer === undefined ? null : rounded(peer), ratio: ratio && rounded(ratio), unit, note, spreads }
    if (goal !== undefined) {
      const reached = rounded(goal.of({ ours, peer, ratio }))
      row.goal = { what: goal.what, reached, most: goal.most, met: reached <= goal.most }
    }
    this.rows.push(row)
    const beside = ratio === null ? '' : `peer ${row.peer} ${spreads.peer}`.padEnd(34) + `ratio ${row.ratio}`
    console.log(`${name.padEnd(46)} ours ${`${row.ours} ${spreads.ours}`.padEnd(28)} ${beside.padEnd(48)} ${unit}`)
    console.log(`   ${note}`)
    if (row.goal !== undefined) console.log(`   goal: ${row.goal.what} at most ${row.goal.most}, reached ${row.goal.reached}: ${row.goal.met ? 'met' : 'MISSED'}`)
  }
}

function spread (numbers) {
  return `[${rounded(Math.min(...numbers))}–${rounded(Math.max(...numbers))}]`
}

/** Four digits are more than a measurement is worth; counts stay whole. */
function rounded (number) {
  return Number.isInteger(number) ? number : Number(number.toPrecision(4))
}
