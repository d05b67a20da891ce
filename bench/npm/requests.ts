// What the vendors' SDKs say a request is.
import type { MessageCreateParamsNonStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { Content, GenerationConfig, SafetySetting, Tool, ToolConfig } from '@google/genai';
import type { ChatCompletionCreateParamsNonStreaming, ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';

export type OpenAiRequest = ChatCompletionCreateParamsNonStreaming | ChatCompletionCreateParamsStreaming;

export type AnthropicRequest = MessageCreateParamsNonStreaming;

/** JSON holds the names of enum values, which TypeScript does not take for the values. */
type Json<T> = T extends string
  ? `${T}`
  : T extends (infer E)[]
    ? Json<E>[]
    : T extends object
      ? { [K in keyof T]: Json<T[K]> }
      : T;

/** The body of a REST call; the SDK itself takes these parts in another arrangement. */
export type GeminiRequest = Json<{
  contents: Content[];
  systemInstruction?: Content;
  generationConfig?: GenerationConfig;
  safetySettings?: SafetySetting[];
  tools?: Tool[];
  toolConfig?: ToolConfig;
}>;
