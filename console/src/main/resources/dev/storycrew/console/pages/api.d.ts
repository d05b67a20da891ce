/*
 * Amended by the pages, marked [+] below: POST and DELETE /api/session; GET /api/events?last=; GET /api/books/{book}/text and /export; the timeline's types;
 * Piece.run; AttemptTexts.because[].step is a closed list; what instructions and scores are; DeadLetters.by_consumer; Need.kind; POST /api/policies/what-if; GET /api/audit;
 * CommandAnswer.seconds.
 */

/**
 * The console's JSON, as /api answers it and as the pages read it. Times are milliseconds since the epoch, money is US dollars, shares are 0 to 1. Fields
 * that may be unknown are null, never missing. Texts of models and of people are plain text: a page shows them as text, never as HTML.
 */

/** Lists: `next` is the cursor for `?after=`, null at the end; `?limit=` is 1 to 200 (50). */
export interface Page<T> { items: T[]; next: string | null; }

/** Every error: status 400 wrong request, 401 no session, 403 not allowed, 404 not there, 409 not legal now, 429 too many, 503 the cluster is out of reach. */
export interface Problem { error: string; todo: string | null; field: string | null; line: number | null; }

export type ChapterState =
  'WAITING' | 'UNDER_WAY' | 'HELD' | 'DEAD_LETTERED' | 'ACCEPTED' | 'EXHAUSTED' | 'CANCELLED' | 'REJECTED';
export type StageName = 'plan' | 'write' | 'edit' | 'judge' | 'bible';

/** GET /api/session: who looks, and what the page needs to begin. */
export interface Session {
  name: string; role: 'viewer' | 'operator';
  /** to be sent as the header `X-StoryCrew-Token` with each POST. */
  csrf: string;
  version: string;
  /** the model's name; `rehearsal` when no language model is asked and costs are notional. */
  model: string;
  notional: boolean;
  /** names of the stages in their order, and of the levels of the active policy with what they erase. */
  stages: StageName[];
  levels: { name: string; erases: string[] }[];
  topics: Record<string, string>;
  /** the id of the last event; the stream begins after it, so that nothing told since is missed. */
  events: string;
}
/**
 * [+] POST /api/session {token} for a console with a token file: 200 a Session and the cookie, or 401 a Problem; it alone needs no header
 * `X-StoryCrew-Token`. DELETE /api/session ends the session (204). GET without a session: 401, and the problem's `todo` says how to get one. A login link that was used or is too
 * old leads to the page /login?link=used.
 */
export interface Login { token: string; }

/**
 * GET /api/books?after=&limit=&show=all|needs|under-way|finished&find=TEXT: what needs somebody first, then the last changed. [+] With &chapters=N (0 to 50, default 0)
 * also so many chapters whose title has the text.
 */
export interface Books extends Page<BookRow> {
  counts: { all: number; needs: number; under_way: number; finished: number };
  /** how far the cards are behind the topics, in milliseconds; null if nothing is written. */
  behind_ms: number | null;
  /** [+] by id; empty unless asked for. */
  chapters: FoundChapter[];
}
/** [+] */
export interface FoundChapter { book: string; book_title: string; number: number; title: string; }
export interface BookRow {
  book: string; title: string; genre: string; language: string;
  chapters: number;
  /** one for each chapter that was requested, in order. */
  strip: { number: number; state: ChapterState; stage: StageName | null; retries: number }[];
  states: Partial<Record<ChapterState, number>>;
  /** what it is at right now: the first chapter that is under way, needs somebody or waits; null when all ended. */
  now: Now | null;
  cost_usd: number; priced: boolean; budget_usd: number | null; saved: number | null;
  needs: number; changed_at: number;
  /** when it will be ready at the speed of its own chapters, as a time; null if that cannot be told yet or it has ended. */
  ready_at: number | null;
  finished_at: number | null;
}
export interface Now {
  number: number; title: string; state: ChapterState; stage: StageName | null; attempt: number;
  level: string | null; since: number;
  /** chapters of the book that wait for this one. */
  waiting: number;
}

/** GET /api/books/{book}: the row, and a page of its chapters in order (?after=&limit=). */
export interface BookDetail extends BookRow { page: Page<ChapterRow>; held_by: Note | null; }
export interface Note { who: string; note: string | null; at: number; }
export interface ChapterRow {
  number: number; title: string; state: ChapterState; stage: StageName | null;
  run: number; attempt: number;
  /** the way through the stages: each attempt with its stages; `retry` is the decision that led to the next one. */
  path: { stages: StageName[]; passed: boolean | null; score: number | null;
          retry: { level: string; escalated: boolean } | null }[];
  score: number | null; cost_usd: number; priced: boolean; saved: number | null;
  requested_at: number | null; started_at: number | null; ended_at: number | null; changed_at: number;
  /** what somebody must do; null for nothing. */
  needs: Need | null;
}
/** A need has a kind that the pages have words for, and the facts that the words want. */
export interface Need {
  /** [+] an ended chapter that holds up its book is `EXHAUSTED` or `CANCELLED`. */
  kind: 'EXHAUSTED' | 'CANCELLED' | 'DEAD_LETTER' | 'HELD' | 'STUCK' | 'REJECTED';
  since: number; waiting: number;
  reason: string | null; message: string | null;
  best_attempt: number | null; best_score: number | null;
  dead_letter: string | null; stage: StageName | null;
  advice: string | null;
}

/** GET /api/books/{book}/chapters/{n}: `timeline` is what `./storycrew chapter ID --json` prints. */
export interface Chapter {
  card: ChapterRow; book: { book: string; title: string; language: string; chapters: number };
  timeline: Timeline;
  /** what was made and kept: for each attempt of the last run the texts after it. */
  attempts: AttemptTexts[];
  words: { wanted: number; tolerance: number; counted: number | null };
  /** where the judges' gates are. */
  gates: Record<string, number>;
  /** the cost of each pass beside what a full retry would have cost, as the ledger of savings counts it. */
  savings: { first_pass_usd: number; bible_usd: number; priced: boolean;
             retries: { attempt: number; level: string; cost_usd: number; full_retry_usd: number | null }[] };
  /** for operators only; null for viewers and where there is none. */
  truth: Record<string, string> | null;
  /** topic, partition and offset of the request and the outcome. */
  positions: Record<string, string>;
  commands: LegalCommand[];
}
export interface AttemptTexts {
  /** the same in all of them: the chapter's last run. */
  run: number; attempt: number; level: string | null;
  plan: { number: number; purpose: string; target_words: number }[];
  scenes: { number: number; draft: Piece | null; revision: Piece | null }[];
  /** [+] by criterion, named as `gates` and the figures name them: continuity, pacing, motivation, genre, prose, hook, clue_fairness. */
  scores: Record<string, number> | null; mean_score: number | null; passed: boolean | null;
  issues: { type: string; severity: string; location: string | null; scenes: number[]; note: string; found_by: 'judge' | 'check' }[];
  /** [+] what writer and editor were told for this attempt; empty for a first pass. */
  instructions: string[];
  /** the rules' way to the level that comes after this attempt, step by step, in words; [+] `step` is one of these, for which the pages have words. */
  because: { step: 'failed' | 'rules' | 'level' | 'escalated' | 'others'; text: string }[];
}
/** A text, and which attempt made it; a later attempt shows the same again when it kept it.
 * [+] `run` is the run that made it: less than the chapter's last one for what a later run kept. A text's paragraphs are parted by blank lines. */
export interface Piece { run: number; made_in: number; words: number; digest: string; text: string; }

/** [+] As TimelineJson writes it; times here are ISO 8601. */
export interface Timeline {
  chapter: string; request: string | null;
  /** requests that updates replaced before the chapter began; they have no outcome. */
  replaced_requests: { request: string; by: string }[];
  runs: { run: number; attempts: TimelineAttempt[]; outcomes: TimelineOutcome[] }[];
  commands: { id: string; kind: string; target: string; level: string | null; note: string | null; who: string; at: string }[];
  dead_letters: { id: string; consumer: string; reason: string; message: string }[];
}
export interface TimelineUsage { input_tokens: number; cached_tokens: number; output_tokens: number; cost_usd: number; priced: boolean; }
export interface TimelineAttempt extends TimelineUsage {
  attempt: number;
  stages: TimelineStage[];
  kept_scenes: number[];
  judged?: { passed: boolean; mean_score: number; issues: { type: string; severity: string; location: string | null; note: string }[] };
  decision?: { level: string; scope: string; escalated: boolean; reason: string; explanation: string; policy: string; arm: string; scenes: number[] };
}
export interface TimelineStage extends TimelineUsage {
  stage: StageName; phase: 'STARTED' | 'FINISHED' | 'FAILED' | 'RELEASED'; at: string; seconds: number; model: string | null; detail: string | null;
  scenes: number[]; looked_again: number[];
  /** what of the answer was left out because it could not be. */
  warnings: string[];
}
export interface TimelineOutcome extends TimelineUsage { outcome: string; reason: string; explanation: string; command: string | null; ended_at: string; seconds: number; entries: TimelineEntry[]; }
/** An entry of the story bible that the chapter has to do with, as the chapter left it. */
export interface TimelineEntry {
  did: 'wrote' | 'withdrew' | 'resolved' | 'relied_on';
  id: string; kind: string; text: string; about: string[];
  /** the chapter; 0 for the book file. */
  written_by: number;
  ended_by: number | null; because: string | null;
}

/**
 * [+] GET /api/books/{book}/text?after=&limit= (1 to 20, default 5) or ?number=N for one: the chapters to read, in order. Of a chapter that is not accepted its best
 * text so far, of one without any text `text` is null.
 * GET /api/books/{book}/export?format=md|epub|html|docx: a file of the accepted chapters (`Content-Disposition: attachment`), 409 while none is accepted.
 */
export interface BookText extends Page<ReadChapter> { book: string; title: string; language: string; chapters: number; }
export interface ReadChapter { number: number; title: string; state: ChapterState; words: number; text: string | null; }

/** GET /api/attention?after=&limit=: what needs a person, the longest waiting first. */
/** `mark` is another one where the list is another one, also where it is as long. */
export interface Attention extends Page<AttentionItem> { total: number; mark: string; longest_since: number | null; services: ServiceTrouble[]; }
export interface AttentionItem { book: string; book_title: string; number: number; title: string; need: Need; commands: LegalCommand[]; }
export interface ServiceTrouble { service: string; kind: 'CIRCUIT_OPEN' | 'ABSENT' | 'LAG'; text: string; advice: string | null; waiting: number | null; }

/** GET /api/dead-letters?after=&limit=&consumer=&reason=. */
/** `total` of what was asked for; `open` of all that wait for somebody. */
export interface DeadLetters extends Page<DeadLetterRow> { total: number; open: number; by_reason: Record<string, number>; /** [+] */ by_consumer: Record<string, number>; }
export interface DeadLetterRow {
  id: string; chapter: string | null; consumer: string; reason: string; message: string; at: number; deliveries: number;
  origin: string; redriven: boolean; bytes: number; can_redrive: boolean; why_not: string | null;
}
/** GET /api/dead-letters/{id}: with the record's fields, its text cut to 4,000 characters each. */
export interface DeadLetterDetail extends DeadLetterRow { stack: string | null; fields: Record<string, string> | null; unreadable: string | null; }

/** GET /api/kpis?by=day|month&from=2026-11-01&to=2026-11-30, at most 400 periods; `?format=csv` for a file. */
export interface Kpis { by: 'day' | 'month'; from: string; to: string; periods: KpiPeriod[]; sum: KpiPeriod; }
export interface KpiPeriod {
  period: string;
  chapters: { accepted: number; exhausted: number; cancelled: number };
  success: number | null; usd_per_chapter: number | null; usd_per_accepted: number | null; cost_usd: number; priced: boolean; notional: boolean;
  saved: number | null; retry_cost_usd: number; full_retry_cost_usd: number;
  judge_pass: number | null; pass_at_first_sight: number | null; escalation: number | null; retries: number;
  seconds_per_chapter: number | null;
  by_level: Record<string, { retries: number; cost_usd: number; tokens: number; seconds: number }>;
  issues: Record<string, number>; scores: Record<string, number>; chapters_by_retries: Record<string, number>;
  stage_runs: number; stage_runs_failed: number;
}

/** GET /api/policies. */
export interface Policies {
  active: { reference: string; rollout_percent: number; source: string | null };
  versions: { reference: string; name: string; version: string; body: string; active: boolean }[];
  changes: { at: number | null; who: string | null; reference: string; rollout_percent: number | null }[];
  arms: { arm: string; chapters: number; accepted: number; usd_per_accepted: number | null; mean_score: number | null; retries: number }[];
}
/** POST /api/policies/check {body}: errors at their lines, and the decision table of a policy that is right, with sentences for what it does not say. */
export interface PolicyCheck { errors: Problem[]; table: PolicyDecisions[]; explanation: string[]; }
/** What is decided each time that a chapter fails with an issue: at the first pass, at retry 1 and so on. The severity is `any`, or those that decide this: `high, critical`. */
export interface PolicyDecisions { issue: string; severity: string; retries: { level: string; escalated: boolean; erases: string[] }[]; }

/**
 * [+] POST /api/policies/what-if {body}: what this policy would have decided of the decisions on the topics, as `./storycrew policy what-if FILE --json` counts them.
 * It reads history, so a page asks only when a person does. 429 while another is running.
 */
export interface WhatIf {
  candidate: string; chapters: number; decisions: number; differing: number;
  lines: { from: string; to: string; count: number; usd: number | null }[];
  /** measured cost of what was decided, and of what would have been decided; null if nothing measured says. */
  cost_usd: number | null; would_cost_usd: number | null;
}

/** GET /api/services: who is a member of which group, and how far behind. */
export interface Services { items: ServiceRow[]; brokers: number; registry: string | null; topics: { name: string; partitions: number; records: number; bytes: number | null }[]; }
export interface ServiceRow { service: string; members: number; lag: number; partitions: number; state: 'UP' | 'ABSENT' | 'BEHIND'; advice: string | null; }

/**
 * POST /api/commands, sent with a session and the header. The id makes it safe to send twice. `confirm: false` tells what it would do and cost and does nothing.
 */
export interface Command {
  id: string; kind: 'retry' | 'accept' | 'cancel' | 'hold' | 'release' | 'revise' | 'redrive' | 'publish' | 'rollback' | 'rollout' | 'submit';
  target: string; level: string | null; scenes: number[]; attempt: number | null; text: Record<string, string> | null;
  body: string | null; percent: number | null; note: string | null; confirm: boolean;
}
export interface CommandAnswer {
  done: boolean;
  /** what became of it, or would; one sentence. */
  effect: string;
  cost_usd: number | null; /** [+] how long that took before; null if unknown. */ seconds: number | null;
  keeps: string[]; redoes: string[];
  /** the same on the command line. */
  command_line: string;
  refused: Problem | null;
}
/** What may be done to a chapter now. */
export interface LegalCommand { kind: Command['kind']; legal: boolean; why_not: string | null; }

/**
 * [+] GET /api/audit?after=&limit=&who=&kind=: what operators did to chapters, books and dead letters, the last first, and what came of it. The
 * console makes no check itself; `audit verify` does.
 */
export interface Audit extends Page<AuditRow> {}
export interface AuditRow {
  id: string; at: number; who: string; kind: Command['kind']; target: string; level: string | null; scenes: number[]; note: string | null;
  result: 'DONE' | 'REFUSED' | 'OPEN'; effect: string | null; position: string;
}

/**
 * GET /api/events (Accept: text/event-stream; `Last-Event-ID` resumes): event `card` with a {book, number, row}, `counts` with
 * {attention, mark, dead_letters} (as GET /api/attention and /api/dead-letters tell them), `behind` with {ms}, `reset` when a client has missed too much and must read its page again.
 * [+] `?last=ID` says the same as `Last-Event-ID`, for a page that had to make a new EventSource (a browser gives up after an answer that is not 200).
 */
export interface CardEvent { book: string; number: number; row: ChapterRow; }

/** A file of `audit export`: this, and for each chapter an ExportedChapter in an element of its own, `data-1` for chapter 1. */
export interface ExportIndex {
  /** the chapter's or the book's id, as it was asked for. */
  subject: string; book: string; title: string; language: string;
  /** the name of the file with every record, beside this one. */
  lines: string;
  made_at: number; whole_book: boolean; chapters: ExportEntry[];
  /** what contradicts the rules in records that belong to none of the chapters. */
  findings: ExportFinding[];
}
export interface ExportEntry { number: number; title: string; state: ChapterState; retries: number; cost_usd: number; priced: boolean; proof: ExportProof['state']; }
export interface ExportedChapter {
  /** the chapter after each of its runs, the last one last; without truth and commands. */
  runs: Chapter[]; proof: ExportProof; records: ExportRecord[]; notional: boolean;
}
/** What `audit verify` finds. Not checked is a chapter whose first records are no longer kept, open one that has not ended. */
export interface ExportProof { state: 'PROVED' | 'REFUTED' | 'OPEN' | 'NOT_CHECKED'; findings: ExportFinding[]; records: number; }
export interface ExportFinding { kind: string; rule: string; chapter: string | null; position: string; expected: string; found: string; }
/** run 0 and attempt null: of none. */
export interface ExportRecord { at: number; topic: string; position: string; run: number; attempt: number | null; what: string | null; }
