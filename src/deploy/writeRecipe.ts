/** Everything that can be written of a recipe. */
import { composeFile } from './composeFile';
import type { DeploymentKind } from './deploymentKinds';
import { kubernetesValues } from './kubernetes';
import type { Recipe } from './recipe';
import { serveCommand } from './serveCommand';

export function writeRecipe(kind: DeploymentKind, recipe: Recipe): string {
  switch (kind) {
    case 'compose':
      return composeFile(recipe);
    case 'serve':
      return serveCommand(recipe);
    case 'kubernetes':
      return kubernetesValues(recipe);
  }
}
