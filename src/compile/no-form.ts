/** An operation that the executor has no form for: the step runs eagerly, and the message says why. */
export class NoForm extends Error {}
