package io.bhiv.kit.start;

import java.util.List;

/** Looks at the configuration before the first request is taken. */
@FunctionalInterface
public interface StartupCheck {

    /** What is wrong; empty where all is well. */
    List<StartupProblem> problems();
}
