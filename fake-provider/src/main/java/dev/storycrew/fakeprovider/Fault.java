package dev.storycrew.fakeprovider;

/** What providers really do. */
public enum Fault {
    /** 429, with a time to wait. */
    RATE_LIMITED,
    /** 429, without one. */
    RATE_LIMITED_SILENTLY,
    /** 500, 503 or Anthropic's 529. */
    OVERLOADED,
    /** The connection is closed without an answer. */
    CUT,
    /** The headers come, and the body a byte at a time. */
    DRIP,
    /** Success, and a page of HTML. */
    GARBAGE,
    /** The model refuses, and charges for it. */
    REFUSED,
    /** The answer stops in the middle. */
    TRUNCATED,
    /** The answer has no text. */
    EMPTY,
    /** The answer has not the form that was asked for. */
    BROKEN,
    /** The key is not taken; the error message repeats it. */
    BAD_KEY,
    /** The account is empty. */
    QUOTA_GONE,
    UNKNOWN_MODEL,
    /** Only a third of the request is read, and the answer is as if it had been the whole. */
    INPUT_CUT,
    /** The request is longer than the model's context. */
    CONTEXT_TOO_LONG,
    /** The request is not taken for another reason; the error message repeats the prompt. */
    INVALID
}
