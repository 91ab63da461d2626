package io.bhiv.kit.problem;

/** Carries a {@link Problem} from deep inside a request to its answer. No stack trace: it is an outcome, not a fault. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.title(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
