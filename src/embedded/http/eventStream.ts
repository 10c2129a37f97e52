import type { ServerResponse } from 'node:http';
import type { Emulation } from '../emulation/emulation';
import type { ReaderPace } from '../generation/readerPace';
import { toApiError } from './apiError';
import { errorEvent } from './errorBody';
import { writeWhenRoom } from './respond';

/** Server-sent events as vLLM writes them: `data:` lines, then `[DONE]`. */
export class EventStream {
  constructor(
    private readonly response: ServerResponse,
    private readonly emulation: Emulation,
    private readonly pace: ReaderPace,
  ) {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
  }

  /** Resolves when there is room for more, so that a slow reader slows the writer down. */
  async send(data: unknown): Promise<void> {
    await this.write(JSON.stringify(data));
  }

  /** An error after the headers were sent: an event, since the status cannot change any more. */
  async sendError(error: unknown): Promise<void> {
    await this.send(errorEvent(toApiError(error), this.emulation));
  }

  async end(): Promise<void> {
    await this.write('[DONE]');
    this.response.end();
  }

  private write(data: string): Promise<void> {
    return writeWhenRoom(this.response, `data: ${data}\n\n`, this.pace);
  }
}
