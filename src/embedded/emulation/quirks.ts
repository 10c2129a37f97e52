import { constraintQuirks } from './constraintQuirks';
import { generationQuirks } from './generationQuirks';
import { serverQuirks } from './serverQuirks';

/**
 * The one table of what differs between releases. Where something is known to be absent in one
 * release and present in a later one, and nobody looked at those between, the date is that of the
 * later one.
 */
export const quirkTable = { ...serverQuirks, ...constraintQuirks, ...generationQuirks } as const;

export type QuirkName = keyof typeof quirkTable;
