/** YAML with comments, in which no text can be taken for anything else. */
import { Document, isScalar, type Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';

export type YamlValue = string | number | boolean | YamlMap | YamlList;

export interface YamlEntry {
  readonly key: string;
  readonly value: YamlValue;
  readonly comment?: string | undefined;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly { readonly value: YamlValue; readonly comment?: string | undefined }[];
}

export function map(...entries: readonly YamlEntry[]): YamlMap {
  return { kind: 'map', entries };
}

export function entry(key: string, value: YamlValue, comment?: string): YamlEntry {
  return { key, value, comment };
}

export function list(values: readonly YamlValue[]): YamlList {
  return { kind: 'list', items: values.map((value) => ({ value })) };
}

/** Arguments of a program, one an item, each with its comment above the first of its words. */
export function commentedArguments(
  flags: readonly { readonly args: readonly string[]; readonly comment?: string }[],
): YamlList {
  const items = flags.flatMap(({ args, comment }) =>
    args.map((value, index) => ({
      value,
      ...(index === 0 && comment !== undefined && { comment }),
    })),
  );
  return { kind: 'list', items };
}

/** @param comments Of the whole text, a line each. */
export function yamlText(root: YamlMap, comments: readonly string[]): string {
  const document = new Document(null, { compat: 'yaml-1.1' });
  document.contents = nodeOf(root);
  document.commentBefore = comments.map(commentLine).join('\n');
  return document.toString({ lineWidth: 0 });
}

function nodeOf(value: YamlValue): Node {
  if (typeof value !== 'object') return new Scalar(value);
  if (value.kind === 'list') {
    const sequence = new YAMLSeq<Node>();
    for (const item of value.items) {
      const node = nodeOf(item.value);
      if (item.comment !== undefined) node.commentBefore = commentLine(item.comment);
      sequence.items.push(node);
    }
    return sequence;
  }
  const node = new YAMLMap<Scalar<string>, Node>();
  for (const { key, value: inner, comment } of value.entries) {
    const name = new Scalar(key);
    if (comment !== undefined && isScalar(name)) name.commentBefore = commentLine(comment);
    node.set(name, nodeOf(inner));
  }
  return node;
}

function commentLine(text: string): string {
  return ` ${text.replace(/[\r\n\u0085\u2028\u2029]+/g, ' ')}`;
}
