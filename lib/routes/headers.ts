/** The headers of every answer: nobody keeps it, it passes on no referrer, and its type is not guessed. */
export const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }
