/** What a recipe can be written as. */
export const deploymentKinds = ['compose', 'serve', 'kubernetes'] as const;
export type DeploymentKind = (typeof deploymentKinds)[number];
