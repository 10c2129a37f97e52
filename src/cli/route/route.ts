import { checked } from '../../provider/checked';
import type { ProbedServer } from '../../provider/probe';
import type { Category } from '../../routing/routes';
import {
  answerRequest,
  checkTicket,
  maxTicketLength,
  modelFor,
  routeTicket,
  UnroutableTicket,
  type RoutedTicket,
} from '../../routing/routeTicket';
import { answerDocument, noteProblems } from '../answer';
import type { Command, CommandContext } from '../command';
import { configurationOption, withConfiguration } from '../configuration';
import { jsonOption, writeDocument, type JsonValue } from '../document';
import type { ExitName } from '../exit';
import { fileLabel, standardInput } from '../files';
import { conclude, readStream, textOf } from '../generate/checkedAnswer';
import { helpText } from '../help';
import { matchDocument } from '../matchWords';
import { readArguments, type OptionTable, type Values } from '../options';
import { modelOption, readModel } from '../readModel';
import { applySecretsOption, readSampling, samplingOptions } from '../sampling';
import { refuseSecretFiles } from '../secretFiles';
import { connect, readServerAccess, serverDocument, serverOptions } from '../server';
import { UsageError } from '../usageError';
import { askForCategory } from './askForCategory';
import { readRoutesFile, usualRoutesFile } from './readRoutesFile';
import { doubtSentences, missingAdapterSentence, routedDocument, routedTable } from './routeWords';

const options = {
  routes: {
    type: 'string',
    value: 'F',
    help: `the categories (default: ${usualRoutesFile}, or else examples)`,
  },
  answer: {
    type: 'boolean',
    help: 'answer the ticket, too, with the adapter, prompt and shape of its category',
  },
  model: modelOption,
  ...samplingOptions,
  config: configurationOption,
  json: jsonOption,
  ...serverOptions,
} as const satisfies OptionTable;

const defaultMaxTokens = 2048;

/** `trellis route`: which category a ticket belongs to. */
export const route: Command = {
  name: 'route',
  help: helpText({
    usage: ['route FILE [--routes F] [--answer] [--json] ...'],
    about: `
Decides which category a ticket belongs to, and tells how likely the model finds each category and
how much of its belief is on categories at all (the mass). A FILE of - is standard input.

With --answer the ticket is answered by the category's adapter, if the server has it loaded, under
the category's prompt and in its shape, which is checked as \`trellis generate\` does; in a terminal
a doubtful decision is asked about first.`,
    options,
  }),
  async run(args, context) {
    const { values, positionals } = readArguments(args, options, ['FILE']);
    const asked = await readRouteArguments(values, positionals[0] ?? '', context);
    const { terminal, signal } = context;
    const verifier = values.answer ? await context.openVerifier() : undefined;
    const server = applySecretsOption(await connect(asked.access, context, 'answers'), asked);
    const { ticket, routes, model } = asked;
    const { llm, models } = server;
    const decided = await routeTicket(llm, { ticket, routes, models, model }, { signal });
    const routed = await confirm(decided, asked, server, context);
    tell(routed, asked, context);
    if (!verifier) {
      if (values.json) {
        writeDocument(terminal, { ...routedDocument(routed), server: serverDocument(server) });
      }
      return 'ok';
    }
    const exit = await answer(routed, asked, { server, verifier }, context);
    verifier.dispose();
    return exit;
  },
};

type RouteArguments = Awaited<ReturnType<typeof readRouteArguments>>;

/** Throws a `UsageError` for whatever cannot be sent. */
async function readRouteArguments(
  values: Values<typeof options>,
  file: string,
  context: CommandContext,
) {
  const { files, env } = context;
  if (file === standardInput && values.routes === standardInput) {
    throw new UsageError('only one thing can come from standard input');
  }
  const configured = await withConfiguration(values, context);
  const access = await readServerAccess(configured, context);
  const sampling = readSampling(configured);
  refuseSecretFiles([file, values.routes], sampling, files);
  const { routes } = await readRoutesFile(values.routes, files);
  const ticket = await files.readText(file);
  checkReadable(ticket, fileLabel(file));
  const outcome = values.answer ? 'answered' : 'decided';
  const shown = values.json ? 'document' : 'words';
  const model = readModel(configured, env);
  return { ...sampling, access, routes, ticket, file, model, outcome, shown } as const;
}

function checkReadable(ticket: string, name: string): void {
  try {
    checkTicket(ticket);
  } catch (error) {
    if (!(error instanceof UnroutableTicket)) throw error;
    const most = maxTicketLength.toLocaleString('en');
    const why = error.reason === 'empty' ? 'is empty' : `has more than ${most} characters`;
    throw new UsageError(`the ticket in ${name} ${why}; nothing was sent`);
  }
}

/** Whoever sits at the terminal decides where the model is unsure, before anything is answered. */
async function confirm(
  routed: RoutedTicket,
  { outcome, shown, file, routes, model }: RouteArguments,
  { models }: ProbedServer,
  { ask, terminal }: CommandContext,
): Promise<RoutedTicket> {
  for (const sentence of doubtSentences(routed)) terminal.note(`trellis: ${sentence}`);
  const mayAsk = outcome === 'answered' && shown === 'words' && file !== standardInput;
  if (!ask || !mayAsk || routed.doubts.length === 0) return routed;
  const category: Category = await askForCategory(ask, routes.categories, routed.category);
  return { ...routed, category, answeredBy: modelFor(category, { models, model }) };
}

/** Beside an answer the decision is no result. */
function tell(
  routed: RoutedTicket,
  { outcome, shown }: RouteArguments,
  { terminal }: CommandContext,
): void {
  noteProblems({ text: '', problems: routed.problems }, terminal);
  const missing = missingAdapterSentence(routed);
  if (missing !== undefined) terminal.note(`trellis: ${missing}`);
  if (shown === 'document') return;
  const words = routedTable(routed);
  if (outcome === 'decided') terminal.write(words);
  else terminal.note(words.trimEnd());
}

interface Answering {
  readonly server: ProbedServer;
  readonly verifier: Awaited<ReturnType<CommandContext['openVerifier']>>;
}

async function answer(
  routed: RoutedTicket,
  { ticket, maxTokens, sampling, shown }: RouteArguments,
  { server, verifier }: Answering,
  context: CommandContext,
): Promise<ExitName> {
  const { terminal, signal } = context;
  const model = routed.answeredBy.model.id;
  const request = {
    ...answerRequest(routed.category, { ticket, model }),
    maxTokens: maxTokens ?? defaultMaxTokens,
    ...sampling,
  };
  const events = checked(server.llm, verifier).stream(request, { signal });
  const answered = await readStream(events, shown === 'words' ? terminal : undefined);
  const verdict = await answered.verdict();
  const told = { ...answered.answer, text: textOf(answered) };
  if (shown === 'document') {
    const match: JsonValue = verdict ? matchDocument(verdict.match) : null;
    const { text, reasoning } = told;
    const document = { text, reasoning, match, ...answerDocument(told, { model, server }) };
    writeDocument(terminal, {
      ...routedDocument(routed),
      answer: document,
      server: serverDocument(server),
    });
  } else {
    terminal.endLine();
    const known = new Set(routed.problems.map(({ message }) => message));
    const problems = told.problems.filter(({ message }) => !known.has(message));
    noteProblems({ ...told, problems }, terminal);
  }
  return conclude(answered.answer, verdict, context);
}
