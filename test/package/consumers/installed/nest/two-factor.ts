import { Catch, HttpException, type ArgumentsHost, type CanActivate, type ExceptionFilter, type ExecutionContext, type Type } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import type { Guard } from 'fastify-two-factor'

/** A guard of the package as one of Nest's. A browser that was led elsewhere has its answer. */
export function guardOf (guard: Guard): Type<CanActivate> {
  return class implements CanActivate {
    async canActivate (context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp()
      await guard(http.getRequest(), http.getResponse())
      return !http.getResponse<FastifyReply>().sent
    }
  }
}

interface Told { statusCode?: number, code?: string, headers?: Record<string, string> }

/** Nest wraps the errors of Fastify, and its own filter drops what they bring along: their code, and headers like `Retry-After`. */
@Catch()
export class Errors implements ExceptionFilter {
  catch (error: Error, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>()
    if (reply.sent) return
    const { statusCode = 500, code, headers = {} } = (error.cause ?? error) as Told
    const status = error instanceof HttpException ? error.getStatus() : statusCode
    reply.code(status).headers(headers).send({ statusCode: status, code, message: error.message })
  }
}
