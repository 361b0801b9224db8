// The library is mutated part by part, each with the tests that must notice: with all of them a run would take days.
// `MUTATION_PART=session npm run test:mutation`
const parts = {
  core: {
    mutate: ['lib/{record,methods,crypto}/**/*.ts'],
    folders: ['record', 'otp', 'crypto'],
    // what these would find by chance, the others must find each time
    without: ['properties.test.js']
  },
  service: {
    mutate: ['lib/storage/**/*.ts'],
    folders: ['service', 'session'],
    without: ['parallel.test.js']
  },
  session: {
    mutate: ['lib/session/**/*.ts'],
    folders: ['session', 'flows', 'routes', 'service'],
    without: ['parallel.test.js']
  }
}

export const name = process.env.MUTATION_PART ?? 'core'
export const { mutate, folders, without } = parts[name]
