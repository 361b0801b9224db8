import 'reflect-metadata'
import assert from 'node:assert/strict'
import cookie from '@fastify/cookie'
import session from '@fastify/session'
import { Controller, Get, Module, Post, Req, UseGuards } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { FastifyRequest } from 'fastify'
import twoFactor, { memoryUserRepository, requireStepUp } from 'fastify-two-factor'
import { Errors, guardOf } from './two-factor.js'

@Controller()
class Account {
  @Post('login')
  async login (@Req() request: FastifyRequest): Promise<object> {
    return await request.twoFactor.signIn('42')
  }

  @Get('account')
  account (@Req() request: FastifyRequest): string {
    return `You are ${request.twoFactor.userId}`
  }

  @Get('payout')
  @UseGuards(guardOf(requireStepUp({ maxAgeSeconds: 300 })))
  payout (): string {
    return 'the form'
  }
}

@Module({ controllers: [Account] })
class Application {}

const app = await NestFactory.create<NestFastifyApplication>(Application, new FastifyAdapter(), { logger: ['error'] })
app.useGlobalFilters(new Errors())
await app.register(cookie)
await app.register(session, { secret: 'a session secret of at least 32 characters', cookie: { secure: false } })
await app.register(twoFactor, {
  service: { issuerName: 'Acme', secret: 'a service secret of at least 32 bytes' },
  userRepository: memoryUserRepository({ 42: { accountName: 'alice@acme.example' } }),
  protect: ({ url }) => url !== '/login'
})
await app.init()
const fastify = app.getHttpAdapter().getInstance()
await fastify.ready()

const refused = await fastify.inject('/account')
assert.deepEqual([refused.statusCode, refused.json().code], [401, 'TWO_FACTOR_SIGN_IN_REQUIRED'])
const { cookies: [given] } = await fastify.inject({ method: 'POST', url: '/login' })
const cookies = { [given!.name]: given!.value }
assert.equal((await fastify.inject({ url: '/account', cookies })).body, 'You are 42')
const due = await fastify.inject({ url: '/payout', cookies })
assert.deepEqual([due.statusCode, due.json().code], [403, 'TWO_FACTOR_ENROLLMENT_REQUIRED'])
const led = await fastify.inject({ url: '/payout', cookies, headers: { accept: 'text/html' } })
assert.deepEqual([led.statusCode, led.headers.location], [303, '/two-factor/enrollment?next=%2Fpayout'])
const nobody = await fastify.inject({ url: '/account', headers: { accept: 'text/html' } })
assert.deepEqual([nobody.statusCode, nobody.headers.location], [303, '/login?next=%2Faccount'])
assert.match((await fastify.inject({ method: 'POST', url: '/two-factor/enrollment', cookies })).json().uri, /^otpauth:/)
assert.match((await fastify.inject({ url: '/two-factor', cookies, headers: { accept: 'text/html' } })).body, /^<!doctype html>/i)
await app.close()
