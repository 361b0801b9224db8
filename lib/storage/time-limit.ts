/** Longest time that a repository or session store may take to answer, in milliseconds. */
export const LONGEST_ANSWER = 10_000

/** Rejects where there is no answer in time: otherwise a request could wait forever. */
export async function inTime<Answer> (answer: Answer | PromiseLike<Answer>): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error(`No answer within ${LONGEST_ANSWER / 1000} seconds.`)) }, LONGEST_ANSWER)
    const settled = <Value>(settle: (value: Value) => void) => (value: Value): void => {
      clearTimeout(timer)
      settle(value)
    }
    Promise.resolve(answer).then(settled(resolve), settled(reject))
  })
}
