package io.bhiv.automation.cli;

/** The exit code of the process. */
enum ExitCode {
    FINE(0),
    A_JOB_FAILED(1),
    BAD_CONFIGURATION(2),
    LOCK_HELD(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
