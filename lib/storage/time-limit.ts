/** Longest time that a repository or session store may take to answer, in milliseconds. */
export const LONGEST_ANSWER = 10_000

/** Rejects where there is no answer in time: otherwise a request could wait forever. */
export async function inTime<Answer> (answer: Answer | PromiseLike<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${LONGEST_ANSWER / 1000} seconds.`)), LONGEST_ANSWER)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
