// The rings of the house: an import, of a type too, points from a later one to an earlier one, never back.
const rings = [
  { name: 'crypto', at: '^lib/(crypto|error-table\\.ts)' },
  { name: 'record', at: '^lib/record/' },
  { name: 'errors and events', at: '^lib/(errors|events|bound|cleaned-error)\\.ts' },
  { name: 'methods', at: '^lib/methods/([^/]+\\.ts|[^/]+/(?!operations|routes)[^/]+)' },
  { name: 'repositories', at: '^lib/repositories/' },
  { name: 'storage', at: '^lib/storage/' },
  { name: 'options', at: '^lib/options/' },
  { name: 'web', at: '^lib/web/' },
  { name: 'session', at: '^lib/session/' },
  { name: 'trusted clients', at: '^lib/trusted-clients/' },
  { name: 'guards', at: '^lib/guards/' },
  { name: 'sign-in', at: '^lib/sign-in/' },
  { name: 'enrollment', at: '^lib/enrollment/' },
  { name: 'preferences', at: '^lib/preferences/' },
  { name: 'administration', at: '^lib/administration/' },
  { name: 'operations of a method', at: '^lib/methods/[^/]+/operations' },
  { name: 'request.twoFactor', at: '^lib/two-factor-request\\.ts' },
  { name: 'pages', at: '^lib/pages/' },
  { name: 'routes', at: '^lib/(routes/|methods/[^/]+/routes)' },
  { name: 'plugin', at: '^lib/(plugin|index)\\.ts' }
]

const inward = rings.slice(0, -1).map(({ name, at }, index) => ({
  name: `${name} is inside of what it imports`,
  severity: 'error',
  from: { path: at },
  to: { path: rings.slice(index + 1).map(ring => ring.at).join('|') }
}))

/** Decisions and judgments: a pure function knows no I/O, no clock, no Fastify. */
const pure = '^lib/(record/|methods/(prove|attempts)\\.ts|methods/[^/]+/(proof|enrollment|import|reseal|start|request)\\.ts)'

module.exports = {
  forbidden: [
    { name: 'no circle', severity: 'error', from: {}, to: { circular: true } },
    ...inward,
    {
      name: 'what decides imports nothing with I/O, clock or Fastify',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' }
    },
    {
      name: 'what decides imports no package but the one that checks what is stored',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional'], pathNot: 'node_modules/ajv/' }
    },
    { name: 'a file belongs to a ring', severity: 'error', from: { path: '^lib/', pathNot: rings.map(({ at }) => at).join('|') }, to: {} },
    { name: 'the example takes the package, not its files', severity: 'error', from: { path: '^example-app/' }, to: { path: '^(lib|test)/' } }
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'example-app/dist' }
  }
}
