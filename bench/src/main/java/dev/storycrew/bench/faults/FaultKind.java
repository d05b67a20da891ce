package dev.storycrew.bench.faults;

/** What can go wrong. The weight says how often it is drawn. */
public enum FaultKind {
    /** kill -9 of any service, which is soon restarted. */
    KILL(20),
    /** kill -9 of a stage's process that stays away past its session timeout. */
    KILL_LONG(3),
    /** A stage's process ends at a named point of a run. */
    KILL_AT_POINT(22),
    /** A stage's process is stopped past session and transaction timeout. */
    STOP(4),
    /** The same at a named point. */
    STOP_AT_POINT(5),
    /** SIGTERM and a restart. */
    RESTART(6),
    /** One more process of a stage joins, and leaves later. */
    SCALE(4),
    /** The same while its calls take longer than the bound for calls in hand when partitions are revoked. */
    SCALE_SLOW(3),
    /** kill -9 of a broker. */
    BROKER_KILL(3),
    /** SIGTERM of a broker, and a restart. */
    BROKER_RESTART(2),
    /** The registry is away; services know the schemas. */
    REGISTRY_WARM(2),
    /** The registry is away while a service starts. */
    REGISTRY_COLD(2),
    /** The provider answers 429. */
    MODEL_RATE_LIMITED(3),
    /** The provider answers 500. */
    MODEL_OVERLOADED(3),
    /** The provider charges and does not answer. */
    MODEL_TIMES_OUT(2),
    /** The answer does not follow the protocol. */
    MODEL_GARBAGE(3),
    /** The answer does not have the required form. */
    MODEL_BROKEN(3),
    /** The answer stops in the middle. */
    MODEL_TRUNCATED(3),
    /** The connection is cut. */
    MODEL_CUT(3),
    /** Answers take longer than the bound for calls in hand when partitions are revoked. */
    MODEL_SLOW(3),
    /** An envelope whose calls kill the process, again and again. */
    KILLER_ENVELOPE(1),
    /** An envelope for which no model gives a usable answer. */
    HOPELESS_ENVELOPE(1),
    /** A record that is not one of ours. */
    POISON(4),
    /** A schema that must not be registered, and a record written with it. */
    INCOMPATIBLE_SCHEMA(2),
    /** A result that is larger than its topic accepts. */
    RECORD_TOO_LARGE(1),
    /** Many large results at the same time. */
    BATCH_TOO_LARGE(1),
    /** A chapter that would cost more than it may. */
    BUDGET_REACHED(1),
    /** A second copy of a judge's or bible keeper's result. */
    DUPLICATE_RESULT(5),
    /** A request is published once more. */
    DUPLICATE_REQUEST(3),
    /** Two operators put all dead letters back at once, and one of them is killed or stopped in the process. */
    REDRIVE(3),
    /** An editor hands in another text of an accepted chapter, twice, and a service that has to do with it is killed. */
    REDO(3),
    /** A service starts with its clock one hour off. */
    CLOCK_OFF(2),
    /** A service is cut off from the network. */
    NETWORK_CUT(3),
    /** A broker's disk is full. */
    DISK_FULL(1);

    private final int weight;

    FaultKind(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }
}
