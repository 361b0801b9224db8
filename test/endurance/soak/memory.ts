import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MEGABYTE = 2 ** 20

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

export interface Memory {
  /** JavaScript objects that are still held. */
  heap: number
  /** What they hold outside the heap. */
  external: number
  /** The whole process. */
  resident: number
}

/** Megabytes that the process holds once all garbage is collected. */
export function memoryHeld (): Memory {
  collectGarbage()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed / MEGABYTE, external: external / MEGABYTE, resident: rss / MEGABYTE }
}
