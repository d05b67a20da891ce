// Serves aimock on a free port until standard input ends; prints its address.
import { LLMock } from '@copilotkit/aimock';

const mock = new LLMock({ port: 0, host: '127.0.0.1' });
mock.onMessage('ANSWER', { content: 'good' });
mock.onMessage('TOOL', { toolCalls: [{ name: 'search', arguments: '{}' }] });
mock.onMessage('CUT', { content: 'half an answ', finishReason: 'length' });
mock.onMessage('LIMIT', { error: { message: 'slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 7 });
mock.onMessage('DOWN', { error: { message: 'overloaded', type: 'server_error' }, status: 503 });
mock.onMessage('KEY', { error: { message: 'wrong key', type: 'authentication_error', code: 'invalid_api_key' }, status: 401 });
await mock.start();
console.log(mock.url);
process.stdin.resume();
process.stdin.on('end', () => mock.stop().then(() => process.exit(0)));
