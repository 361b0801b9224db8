/** The middle of some numbers. */
export function median (numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The number below which a share of them lies. */
export function percentile (numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

/** Rounds before those that count, for the compiler. */
const WARM_UP = 4

/**
 * Measures each side once in every round, so that whatever else the machine does meets all of them alike.
 * Each side answers with numbers by name; they come back as lists.
 */
export async function inRounds (rounds, sides) {
  const samples = Object.fromEntries(Object.keys(sides).map(name => [name, []]))
  for (let round = -WARM_UP; round < rounds; round++) {
    const order = Object.keys(sides)
    if (round % 2 !== 0) order.reverse()
    for (const name of order) {
      const sample = await sides[name]()
      if (round >= 0) samples[name].push(sample)
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, columns(list)]))
}

function columns (samples) {
  return Object.fromEntries(Object.keys(samples[0]).map(key => [key, samples.map(sample => sample[key])]))
}

/** Microseconds of processor time that this process took for a call, its threads included. */
export async function cpuMicrosecondsOf (call) {
  const before = process.cpuUsage()
  await call()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
