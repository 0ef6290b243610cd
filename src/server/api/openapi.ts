import { toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { Route } from './route.js';
import { banSchema, eventSchema, jailSchema, problemSchema, statusSchema } from './schemas.js';

const schemas = {
  Status: statusSchema,
  Jail: jailSchema,
  Ban: banSchema,
  Event: eventSchema,
  Problem: problemSchema,
};

const shape = {
  target: 'draft-2020-12',
  overrideRef: ({ referenceId }: { readonly referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** What the routes answer, described as OpenAPI 3.1. */
export function openApi(routes: readonly Route[], version: string): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'tsban',
      version,
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'The control API of a tsban daemon. Which of it a socket answers, its right says: read, ban or root.',
    },
    servers: [
      { url: 'http://tsban', description: 'By the unix socket; the name of the host makes no difference there' },
    ],
    paths,
    components: {
      schemas: toJsonSchemaDefs(schemas, shape),
      responses: {
        Problem: {
          description: 'What went wrong',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(route: Route): Readonly<Record<string, unknown>> {
  return {
    operationId: operationId(route),
    summary: route.summary,
    'x-right': route.right,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: described(route.body) } } },
    }),
    responses: {
      200: { description: 'As asked for', content: contentOf(route) },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** `getJailsJailBans`. */
function operationId({ method, path }: Route): string {
  const words = path.replace(/^\/v1/, '').match(/[a-z]+/gi) ?? [];
  return [method.toLowerCase(), ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

function pathParameters({ path }: Route): readonly unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query = {} }: Route): readonly unknown[] {
  return Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'array', items: { type: 'string' } },
    explode: true,
  }));
}

function contentOf(route: Route): Readonly<Record<string, unknown>> {
  switch (route.kind) {
    case 'json':
      return { 'application/json': { schema: described(route.answer) } };
    case 'text':
      return { [route.type]: { schema: { type: 'string' } } };
    case 'stream':
      return { [route.type]: { schema: { type: 'string', description: 'The data of each message is an Event' } } };
  }
}

function described(schema: GenericSchema): unknown {
  const made = toJsonSchema(schema, { ...shape, definitions: schemas });
  // Which dialect it is goes without saying, and what is shared stands in one place for all.
  return Object.fromEntries(Object.entries(made).filter(([key]) => key !== '$schema' && key !== '$defs'));
}
