package io.bhiv.kit.start;

import java.util.List;
import java.util.stream.Collectors;

/** The service does not start: each problem names its key. */
public final class StartupRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartupRefused(List<StartupProblem> problems) {
        super(problems.stream()
                .map(StartupProblem::toString)
                .collect(Collectors.joining("\n  ", "Not starting:\n  ", "")));
    }
}
