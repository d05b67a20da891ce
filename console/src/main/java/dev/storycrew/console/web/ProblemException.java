package dev.storycrew.console.web;

/** A request that is not answered as asked. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The request is wrong. */
    public static final int WRONG = 400;

    public static final int NO_SESSION = 401;
    public static final int NOT_ALLOWED = 403;
    public static final int NOT_THERE = 404;
    /** Not legal in the present state. */
    public static final int NOT_NOW = 409;

    public static final int TOO_LARGE = 413;
    public static final int NOT_JSON = 415;
    public static final int TOO_MANY = 429;
    /** The cluster is out of reach. */
    public static final int OUT_OF_REACH = 503;

    private final int status;
    private final transient Problem problem;

    public ProblemException(int status, Problem problem) {
        super(problem.error());
        this.status = status;
        this.problem = problem;
    }

    /** A problem that is told by a sentence. */
    public static ProblemException of(int status, String error) {
        return new ProblemException(status, Problem.of(error));
    }

    /** With what to do about it. */
    public static ProblemException of(int status, String error, String todo) {
        return new ProblemException(status, new Problem(error, todo, null, null));
    }

    /** A field of the request is wrong. */
    public static ProblemException ofField(String field, String error) {
        return new ProblemException(WRONG, new Problem(field + ": " + error, null, field, null));
    }

    public int status() {
        return status;
    }

    public Problem problem() {
        return problem;
    }
}
