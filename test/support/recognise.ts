import { contains } from '../../src/guided/characterSet';
import { rootName, type Expression, type Grammar } from '../../src/guided/grammar';

/**
 * A recogniser of our own, to judge what XGrammar let through. It is slow and plain: where each
 * rule can end from each place is computed again and again until nothing is added, which settles
 * left recursion too.
 */
export function recognises(grammar: Grammar, text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const known = new Map<string, Set<number>>();
  let grew = true;

  const endsOfRule = (name: string, from: number, visiting: Set<string>): ReadonlySet<number> => {
    const key = `${name}@${from}`;
    const ends = known.get(key) ?? new Set<number>();
    known.set(key, ends);
    const body = grammar.get(name)?.body;
    if (visiting.has(key) || body === undefined) return ends;
    visiting.add(key);
    for (const end of endsOf(body, from, visiting)) {
      if (ends.has(end)) continue;
      ends.add(end);
      grew = true;
    }
    return ends;
  };

  const endsOf = (
    expression: Expression,
    from: number,
    visiting: Set<string>,
  ): ReadonlySet<number> => {
    switch (expression.kind) {
      case 'literal': {
        const wanted = Array.from(expression.text, (character) => character.codePointAt(0));
        const fits = wanted.every((code, offset) => codes[from + offset] === code);
        return new Set(fits ? [from + wanted.length] : []);
      }
      case 'characters': {
        const code = codes[from];
        return new Set(code !== undefined && contains(expression.set, code) ? [from + 1] : []);
      }
      case 'rule':
        return endsOfRule(expression.name, from, visiting);
      case 'choice':
        return new Set(expression.items.flatMap((item) => [...endsOf(item, from, visiting)]));
      case 'sequence': {
        let places: ReadonlySet<number> = new Set([from]);
        for (const item of expression.items) {
          places = new Set([...places].flatMap((place) => [...endsOf(item, place, visiting)]));
        }
        return places;
      }
      case 'repetition': {
        const { body, least, most = codes.length + least + 1 } = expression;
        const ends = new Set<number>(least === 0 ? [from] : []);
        let places = new Set([from]);
        for (let count = 1; count <= most && places.size > 0; count++) {
          places = new Set([...places].flatMap((place) => [...endsOf(body, place, visiting)]));
          if (count < least) continue;
          // Beyond the least, only new places lead anywhere new.
          places = new Set([...places].filter((place) => !ends.has(place)));
          for (const place of places) ends.add(place);
        }
        return ends;
      }
    }
  };

  while (grew) {
    grew = false;
    endsOfRule(rootName, 0, new Set());
  }
  return endsOfRule(rootName, 0, new Set()).has(codes.length);
}
