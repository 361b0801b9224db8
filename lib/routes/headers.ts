/** Of every answer: kept by nobody, tells no referrer, is not sniffed. */
export const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }
