// @ts-check
/**
 * Takes the place of VS Code's native logger, which the registry holds as source only: without one
 * VS Code writes no logs, and output channels stay empty.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
let level = 2;

export class Logger {
  /** @param {string} file */
  constructor(file) {
    this.file = file;
    this.level = level;
    this.formatted = true;
  }

  /**
   * @param {number} severity
   * @param {string} message
   */
  write(severity, message) {
    if (severity < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(
      this.file,
      this.formatted ? `${time} [${levels[severity] ?? ''}] ${message}\n` : message,
    );
  }

  /** @param {string} message */
  trace(message) {
    this.write(0, message);
  }

  /** @param {string} message */
  debug(message) {
    this.write(1, message);
  }

  /** @param {string} message */
  info(message) {
    this.write(2, message);
  }

  /** @param {string} message */
  warn(message) {
    this.write(3, message);
  }

  /** @param {string} message */
  error(message) {
    this.write(4, message);
  }

  /** @param {string} message */
  critical(message) {
    this.write(5, message);
  }

  getLevel() {
    return this.level;
  }

  /** @param {number} value */
  setLevel(value) {
    this.level = value;
  }

  /** Callers that do not clear the formatters ask for the one pattern that is written here. */
  setPattern() {}

  clearFormatters() {
    this.formatted = false;
  }

  flush() {}

  drop() {}
}

/**
 * @param {string} _name
 * @param {string} file
 */
function createLogger(_name, file) {
  mkdirSync(dirname(file), { recursive: true });
  return Promise.resolve(new Logger(file));
}

export const version = 0;
export const createRotatingLogger = createLogger;
export const createAsyncRotatingLogger = createLogger;

export function setFlushOn() {}

/** @param {number} value */
export function setLevel(value) {
  level = value;
}
