import { rmSync } from 'node:fs';
import { repositoryRoot } from './lib/repository.ts';
import { listWorkspacePackages } from './lib/workspace-package.ts';

for (const { folder } of listWorkspacePackages()) {
  rmSync(`${repositoryRoot}${folder}/dist`, { recursive: true, force: true });
}
