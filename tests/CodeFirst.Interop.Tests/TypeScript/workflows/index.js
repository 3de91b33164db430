export * from './activities.js';
export * from './messages.js';
export * from './timers.js';
export * from './chains.js';
export * from './children.js';
export * from './updates.js';
export * from './data.js';
