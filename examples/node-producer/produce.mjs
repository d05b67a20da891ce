// Requests a chapter and waits for it: node produce.mjs BROKER REGISTRY REQUEST.json [PREFIX]
// Exit code 0: the chapter ended; 1: it was rejected, or did not end in time; 2: wrong usage.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import { decompress } from 'fzstd';
import kafkajs from 'kafkajs';
import { requestId } from './request-id.mjs';

const [broker, registryUrl, file, prefix = 'storycrew.'] = process.argv.slice(2);
if (!file) {
  console.error('usage: node produce.mjs BROKER REGISTRY REQUEST.json [PREFIX]');
  process.exit(2);
}
const patience = Number(process.env.PATIENCE_SECONDS ?? 600) * 1000;
const topics = { requests: `${prefix}chapter-requests`, chapters: `${prefix}chapters`, deadLetters: `${prefix}dead-letters` };

// Records of StoryCrew are compressed with zstd, which kafkajs does not include.
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  decompress: async (bytes) => Buffer.from(decompress(bytes)),
});
const kafka = new kafkajs.Kafka({ brokers: [broker], logLevel: kafkajs.logLevel.ERROR });
const registry = new SchemaRegistryClient({ baseURLs: [registryUrl] });
const values = new AvroDeserializer(registry, SerdeType.VALUE, {});
const serializer = new AvroSerializer(registry, SerdeType.VALUE, { autoRegisterSchemas: false, useLatestVersion: true });

const content = JSON.parse(readFileSync(file, 'utf8'));
const latest = await registry.getLatestSchemaMetadata(`${topics.requests}-value`);
const request = { requestId: requestId(latest.schema, content), bible: {}, ...content };
const key = `${request.brief.bookId}/${request.brief.chapterNumber}`;
const value = await serializer.serialize(topics.requests, request);

const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
await producer.connect();
const [{ partition, baseOffset }] = await producer.send({ topic: topics.requests, acks: -1, messages: [{ key, value }] });
await producer.disconnect();
console.log(`requested ${key}, id ${request.requestId}, ${topics.requests}-${partition}@${baseOffset}`);

const consumer = kafka.consumer({ groupId: `node-producer-${randomUUID()}` });
let end;
const ended = new Promise((resolve) => (end = resolve));
const late = setTimeout(() => end([1, `${key} did not end within ${patience / 1000} s`]), patience);
await consumer.connect();
await consumer.subscribe({ topics: [topics.chapters, topics.deadLetters], fromBeginning: true });
await consumer.run({
  eachMessage: async ({ topic, message }) => {
    if (String(message.key) !== key) {
      return;
    }
    const record = await values.deserialize(topic, message.value);
    if (topic === topics.chapters && record.requestId === request.requestId) {
      const words = (record.best?.text ?? []).map(({ text }) => text).join(' ').split(/\s+/).filter(Boolean).length;
      end([0, `${key} ${record.kind}: ${words} words`]);
    } else if (record.topic === topics.requests && record.partition === partition && String(record.offset) === baseOffset) {
      end([1, `${key} was rejected: ${record.reason}: ${record.message}`]);
    }
  },
});
const [code, words] = await ended;
clearTimeout(late);
await consumer.disconnect();
console.log(words);
process.exitCode = code;
