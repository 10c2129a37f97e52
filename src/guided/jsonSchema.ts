import {
  choice,
  empty,
  literal,
  optionally,
  repetition,
  rootName,
  rule,
  sequence,
  type Expression,
  type Rule,
} from './grammar';
import type { GrammarReading } from './ebnf';
import { findGrammarProblems } from './grammarChecks';
import { integersWithin, numbersWithin } from './jsonNumbers';
import { boundedExpression } from './schemaNumbers';
import { checkDisjoint } from './schemaDisjoint';
import { valuesExpression } from './schemaValues';
import { anyArray, anyInteger, anyNumber, anyValue, comma, jsonRules, jsonList } from './jsonText';
import { resolvePointer } from './jsonPointer';
import {
  supportedKeywords,
  UnsupportedSchema,
  checkKeywords,
  countAt,
  hasMoreValuesThan,
  isList,
  isSchemaObject,
  listNames,
  schemaDepth,
  SchemaProblem,
  typesOf,
  Unsatisfiable,
  type SchemaObject,
  type SchemaType,
} from './schemaKeywords';
import { mergeSchemas } from './schemaMerge';
import { objectExpression } from './schemaObjects';
import { stringExpression } from './schemaStrings';
import { parsedSchema, schemaTextProblem } from './schemaText';
import { withoutDeadEnds } from './withoutDeadEnds';

/** vLLM's own limit since 0.32 (sampling_params.py). */
const maxDepth = 64;
const maxRules = 5_000;
/** What is written out one by one, as the values of an `enum` are. */
export const maxSchemaValues = 20_000;

/**
 * Reads a JSON Schema as a grammar of texts that satisfy it. It may allow less than the schema
 * (properties keep their order, white space is one space at most), and never more: a keyword that
 * cannot be followed is refused.
 */
export function readJsonSchema(given: unknown): GrammarReading {
  const fault = schemaTextProblem(given);
  if (fault !== undefined) return { problems: [{ message: fault }] };
  const schema = parsedSchema(given);
  try {
    if (schemaDepth(schema) > maxDepth) {
      throw new SchemaProblem(
        `The JSON schema is nested too deeply: objects and arrays may nest at most ${maxDepth} levels`,
      );
    }
    if (hasMoreValuesThan(maxSchemaValues, schema))
      throw new UnsupportedSchema(`more than ${maxSchemaValues} values`);
    const compiler = new SchemaCompiler(schema);
    const body = compiler.compile(schema);
    const grammar = withoutDeadEnds(
      new Map([[rootName, { body }], ...jsonRules, ...compiler.rules]),
    );
    if (grammar === undefined) throw compiler.whyNothing();
    if (findGrammarProblems(grammar).length > 0) {
      throw new UnsupportedSchema('a reference to itself with nothing between');
    }
    return { grammar };
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    const { message } = error;
    return {
      problems: [error instanceof UnsupportedSchema ? { message, beyondUs: true } : { message }],
    };
  }
}

/** Any JSON object. */
export function anyJsonObject(): GrammarReading {
  return readJsonSchema({ type: 'object' });
}

/** What nothing satisfies. */
const nothing = choice();

class SchemaCompiler {
  readonly rules = new Map<string, Rule>();
  private readonly references = new Map<string, string>();
  /** Of parts that nothing satisfies: elsewhere there may be another way. */
  private readonly reasons: string[] = [];
  /** Told where only values of the types that keywords suggest are written. */
  private types: 'all' | 'suggested' = 'all';

  constructor(private readonly document: unknown) {}

  compile(schema: unknown): Expression {
    return this.orNothing(() => this.compilePart(schema));
  }

  /** Why no text is left. */
  whyNothing(): SchemaProblem {
    const [reason = 'no finite value satisfies it'] = this.reasons;
    if (this.types === 'all') return new Unsatisfiable(reason);
    return new UnsupportedSchema(
      `only values of types that its keywords do not mention satisfy it (${reason})`,
    );
  }

  private orNothing(compile: () => Expression): Expression {
    try {
      return compile();
    } catch (error) {
      if (!(error instanceof Unsatisfiable)) throw error;
      this.reasons.push(error.reason);
      return nothing;
    }
  }

  private compilePart(schema: unknown): Expression {
    if (schema === true) return anyValue;
    if (schema === false) throw new Unsatisfiable('it is false');
    if (!isSchemaObject(schema)) throw new SchemaProblem('A schema must be an object or a boolean');
    checkKeywords(schema);
    if (schema['$ref'] !== undefined) return this.compileReference(schema);
    if (schema['enum'] !== undefined || schema['const'] !== undefined) {
      return valuesExpression(schema);
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      if (schema[keyword] !== undefined) return this.compileCombined(schema, keyword);
    }
    const types = typesOf(schema);
    if (types === undefined) return anyValue;
    if (schema['type'] === undefined) this.types = 'suggested';
    return choice(...types.map((type) => this.orNothing(() => this.compileType(schema, type))));
  }

  addRule(hint: string, body: Expression): string {
    const name = `${hint}.${this.rules.size}`;
    if (this.rules.size >= maxRules) throw new UnsupportedSchema(`more than ${maxRules} parts`);
    this.rules.set(name, { body });
    return name;
  }

  private compileReference(schema: SchemaObject): Expression {
    const reference = schema['$ref'];
    const siblings = Object.keys(schema).filter(
      (key) => supportedKeywords.has(key) && key !== '$ref',
    );
    if (siblings.length > 0) {
      throw new UnsupportedSchema(`${listNames(siblings)} beside "$ref"`);
    }
    if (typeof reference !== 'string') throw new SchemaProblem('$ref must be a string');
    const known = this.references.get(reference);
    if (known !== undefined) return rule(known);
    const target = resolvePointer(this.document, reference);
    // The rule is known before it is compiled, so that a schema may refer to itself.
    const name = this.addRule('ref', literal(''));
    this.references.set(reference, name);
    this.rules.set(name, { body: this.compile(target) });
    return rule(name);
  }

  private compileCombined(schema: SchemaObject, keyword: 'allOf' | 'anyOf' | 'oneOf'): Expression {
    const branches: unknown = schema[keyword];
    if (!isList(branches) || branches.length === 0) {
      throw new SchemaProblem(`${keyword} must be a list of schemas`);
    }
    const siblings = Object.fromEntries(Object.entries(schema).filter(([key]) => key !== keyword));
    if (keyword === 'allOf') return this.compile(mergeSchemas([siblings, ...branches]));
    const whole = branches.map((branch) => mergeSchemas([siblings, branch]));
    if (keyword === 'oneOf') checkDisjoint(whole, (each) => this.follow(each));
    return choice(...whole.map((branch) => this.compile(branch)));
  }

  /** A schema, or what it refers to. */
  private follow(schema: unknown): unknown {
    let target = schema;
    for (let hops = 0; hops < 16; hops++) {
      if (!isSchemaObject(target) || typeof target['$ref'] !== 'string') return target;
      target = resolvePointer(this.document, target['$ref']);
    }
    return target;
  }

  private compileType(schema: SchemaObject, type: SchemaType): Expression {
    switch (type) {
      case 'null':
        return literal('null');
      case 'boolean':
        return choice(literal('true'), literal('false'));
      case 'string':
        return stringExpression(schema);
      case 'integer':
        return boundedExpression(schema, { type, any: anyInteger, within: integersWithin });
      case 'number':
        return boundedExpression(schema, { type, any: anyNumber, within: numbersWithin });
      case 'object':
        return objectExpression(schema, this);
      case 'array':
        return this.compileArray(schema);
    }
  }

  private compileArray(schema: SchemaObject): Expression {
    const least = countAt(schema, 'minItems') ?? 0;
    const most = countAt(schema, 'maxItems');
    const prefix: unknown = schema['prefixItems'] ?? [];
    const items = schema['items'] ?? true;
    if (!isList(prefix)) throw new SchemaProblem('prefixItems must be a list');
    if (Array.isArray(items)) throw new UnsupportedSchema('"items" as a list');
    if (most !== undefined && most < least) {
      throw new Unsatisfiable(`minItems (${least}) > maxItems (${most})`);
    }
    if (least > prefix.length && items === false) {
      throw new Unsatisfiable(`minItems (${least}) > items allowed`);
    }
    if (prefix.length === 0) {
      if (items === false) return literal('[]');
      if (items === true && least === 0 && most === undefined) return anyArray;
      return jsonList(['[', ']'], this.itemRule(items), { least, most });
    }
    return sequence(literal('['), this.tuple(prefix, items, { least, most }), literal(']'));
  }

  /** Items of which each first one has a schema of its own; a list may end before the last of them. */
  private tuple(
    prefix: readonly unknown[],
    items: unknown,
    { least, most }: { readonly least: number; readonly most: number | undefined },
  ): Expression {
    const fixed = prefix.slice(0, most);
    const rest = (count: number): number => Math.max(count - fixed.length, 0);
    let following: Expression =
      rest(most ?? Infinity) === 0
        ? empty
        : repetition(sequence(comma, this.itemRule(items)), rest(least), most && rest(most));
    for (const [index, item] of [...fixed.entries()].reverse()) {
      const next = rule(this.addRule('rest', following));
      const from = sequence(...(index === 0 ? [] : [comma]), this.compile(item), next);
      following = index < least ? from : optionally(from);
    }
    return following;
  }

  private itemRule(items: unknown): Expression {
    return rule(this.addRule('item', this.compile(items)));
  }
}
