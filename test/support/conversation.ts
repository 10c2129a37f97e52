import { answering } from './scriptedChat';
import { eventStream } from './scriptedServer';
import { scriptedVllm } from './scriptedVllm';

/** A chat that is answered piece by piece, as the test says. */
export class Conversation {
  private say: (text: string) => void = () => {};
  private stop: () => void = () => {};
  readonly begun: Promise<void>;
  private begin: () => void = () => {};
  private break: () => void = () => {};

  constructor() {
    this.begun = new Promise((resolve) => (this.begin = resolve));
  }

  readonly script = scriptedVllm((request, response) => {
    const { stream } = request.body as { readonly stream: boolean };
    // A probe: this server has not heard of constraints.
    if (!stream) return answering({ content: 'as I like' })(request, response);
    eventStream(response, 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n');
    const write = (choice: object): void => {
      response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
    };
    this.say = (content) => write({ delta: { content } });
    this.stop = () => {
      write({ delta: {}, finish_reason: 'stop' });
      response.end('data: [DONE]\n\n');
    };
    this.break = () => response.destroy();
    this.begin();
  });

  writes(text: string): void {
    this.say(text);
  }

  ends(): void {
    this.stop();
  }

  breaks(): void {
    this.break();
  }
}
