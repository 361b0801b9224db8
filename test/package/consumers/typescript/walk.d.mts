export declare function walk (app: import('fastify').FastifyInstance): Promise<void>
