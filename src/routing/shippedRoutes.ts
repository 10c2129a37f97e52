import { defaultThresholds, type Routes } from './routes';

/** Examples, for whoever has no `.trellis/routes.json` yet. */
export const shippedRoutes: Routes = {
  thresholds: defaultThresholds,
  categories: [
    {
      name: 'SQL',
      description:
        'databases: queries, joins, indexes, schemas, migrations, transactions, slow queries',
      prompt: 'You are an expert in SQL databases. Solve the ticket; show the SQL.',
    },
    {
      name: 'Python',
      description:
        'Python code: scripts, packages, services, notebooks, tests, types, tracebacks, pip',
      prompt: 'You are an expert in Python. Solve the ticket; show the code.',
    },
    {
      name: 'React',
      description:
        'user interfaces in the browser: React components, hooks, state, props, CSS, accessibility',
      prompt: 'You are an expert in React and TypeScript. Solve the ticket; show the code.',
    },
    {
      name: 'Operations',
      description:
        'running things: containers, Kubernetes, pipelines, certificates, DNS, alerts, disks, memory',
      prompt: 'You are an expert in operating services. Solve the ticket, step by step.',
    },
    {
      name: 'Documentation',
      description: 'texts for people: manuals, READMEs, changelogs, comments, spelling, examples',
      prompt: 'You are a technical writer. Write what the ticket asks for.',
    },
  ],
};
