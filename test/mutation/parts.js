// The library is mutated part by part, each with the tests that must notice: with all of them a run would take days.
// `MUTATION_PART=session npm run test:mutation`
const rooms = ['session', 'sign-in', 'enrollment', 'preferences', 'guards', 'trusted-clients', 'web']
const parts = {
  core: {
    mutate: ['lib/{record,methods,crypto}/**/*.ts'],
    folders: ['record', 'methods', 'crypto'],
    // what these would find by chance, the others must find each time
    without: ['properties.test.js']
  },
  storage: {
    mutate: ['lib/storage/**/*.ts'],
    folders: ['storage', 'events', 'session'],
    without: ['parallel.test.js']
  },
  session: {
    mutate: [`lib/{${rooms}}/**/*.ts`],
    folders: [...rooms, 'administration', 'events', 'pages', 'routes', 'storage'],
    without: ['parallel.test.js']
  }
}

export const name = process.env.MUTATION_PART ?? 'core'
export const { mutate, folders, without } = parts[name]
