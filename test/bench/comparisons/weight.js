import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inRounds } from '../statistics.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What every application has before: what is measured comes on top. */
const base = ['fastify', '@fastify/cookie', '@fastify/session']

/** Packages, megabytes and import time added to a Fastify application. */
export async function compareWeights (report, { quick, directory }) {
  report.title(`Weight on top of ${base.join(', ')}`)
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', directory], { cwd: root, maxBuffer: 2 ** 24 })
  const tarball = join(directory, JSON.parse(stdout)[0].filename)
  const betterAuth = await versionInstalled('better-auth')
  const projects = {
    base: { packages: [], modules: [] },
    ours: { packages: [tarball], modules: ['fastify-two-factor'] },
    'ours with passkeys': { packages: [tarball, '@simplewebauthn/server@13'], modules: ['fastify-two-factor', 'fastify-two-factor/passkeys'] },
    'better-auth': { packages: [`better-auth@${betterAuth}`], modules: ['better-auth', 'better-auth/plugins', 'better-auth/node'] },
    'otplib and qrcode by hand': { packages: ['otplib', 'qrcode'], modules: ['otplib', 'qrcode'] }
  }
  const weights = {}
  for (const [name, { packages }] of Object.entries(projects)) weights[name] = await install(join(directory, name), packages)
  const times = await inRounds(quick ? 1 : 15, Object.fromEntries(Object.entries(projects).map(([name, { modules }]) => [name, () => importTime(join(directory, name), modules)])))

  for (const peer of ['better-auth', 'otplib and qrcode by hand', 'ours with passkeys']) {
    const added = key => ({ ours: weights.ours[key] - weights.base[key], peer: weights[peer][key] - weights.base[key] })
    report.count(`weight, packages, ${peer}`, { ...added('packages'), unit: 'packages', note: `peer: ${peer}` })
    report.count(`weight, MB, ${peer}`, { ...added('megabytes'), unit: 'MB', note: `of files; peer: ${peer}` })
    report.compare(`weight, import, ${peer}`, { ours: times.ours.milliseconds, peer: times[peer].milliseconds, unit: 'ms', note: `to import it where the base is imported already; peer: ${peer}` })
  }
}

async function versionInstalled (name) {
  const { version } = JSON.parse(await readFile(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8'))
  return version
}

async function install (directory, packages) {
  await mkdir(directory)
  await writeFile(join(directory, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', ...base, ...packages], { cwd: directory })
  const { packages: installed } = JSON.parse(await readFile(join(directory, 'package-lock.json'), 'utf8'))
  const { stdout } = await run('du', ['--apparent-size', '--summarize', '--bytes', 'node_modules'], { cwd: directory })
  return { packages: Object.keys(installed).length - 1, megabytes: Number.parseInt(stdout) / 1e6 }
}

async function importTime (directory, modules) {
  const program = `
    for (const name of ${JSON.stringify(base)}) await import(name)
    const started = performance.now()
    for (const name of ${JSON.stringify(modules)}) await import(name)
    console.log(performance.now() - started)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: directory })
  return { milliseconds: Number(stdout) }
}
